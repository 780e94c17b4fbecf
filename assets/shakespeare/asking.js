// Questions to the server.
import { short } from "../shared/maths.js";
import { SILENT } from "./sentences.js";

// {call, ask}: `call` gives an answer, {error} with a sentence, or null where it came for a model that is no longer shown; `ask`
// says the error and gives an answer or null.
export const makeAsker = (server, model, say) => {
  async function call(name, request) {
    const asked = model();
    const answer = await server[name]?.({ ...(asked && { model: asked.name, revision: asked.revision }), ...request });
    if (asked !== model()) return null;
    return answer ?? { error: SILENT };
  }
  async function ask(name, request) {
    const answer = await call(name, request);
    if (answer && !answer.error) return answer;
    if (answer) say(answer.error, true);
    return null;
  }
  return { call, ask };
};

// Codes (arrays of numbers) into texts of `count` characters, or as many as the model sees at once; or null: the error was said,
// or another model is shown by now. In the manner of the dials above, unless another is given.
export const CAREFUL = { temperature: 0.3, top_k: 0, top_p: 1 }; // the code decides most, and chance little
export const textsOf = async (viewer, { latents, luck = "same", seed, count, manner = viewer.manner() }) => {
  const { model } = viewer;
  const answer = await viewer.ask("texts", {
    latents: latents.map((one) => Array.from(one, short)),
    luck,
    seed,
    count: Math.min(count, model.window),
    ...manner,
  });
  return viewer.model === model ? (answer?.texts ?? null) : null;
};
// What the dials above say, as text: whether they were moved.
export const dialled = (viewer) => JSON.stringify(viewer.manner());
// The prior's draw of a seed, or null: the error was said.
export const drawCode = async (viewer, seed) => {
  const answer = await viewer.ask("code", { seed });
  return answer ? Float64Array.from(answer.latents) : null;
};
