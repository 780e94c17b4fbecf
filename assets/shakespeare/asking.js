// Requests to the server.
import { LARGEST_SEED } from "../shared/fields.js";
import { short } from "../shared/maths.js";
import { SILENT } from "./sentences.js";

// {call, ask}: `call` returns an answer, {error: a sentence}, or null if the model is no longer shown; `ask` shows the error
// and returns an answer or null.
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

export const CAREFUL = { temperature: 0.3, top_k: 0, top_p: 1 }; // the code decides most, chance little
// The seed so many places after another one.
export const seedAfter = (seed, places) => (seed + places) % (LARGEST_SEED + 1);

// Codes (arrays of numbers) as texts of `count` characters, by default as many as the model sees at once. Null if there was an
// error, which is shown, or if the model changed. Uses the dials above unless others are given. Codes that are too many for one
// request go in several; the texts are the same.
export const textsOf = async (viewer, { latents, luck = "same", seed, count, manner = viewer.manner() }) => {
  const { model } = viewer;
  const found = [];
  while (found.length < latents.length) {
    const answer = await viewer.ask("texts", {
      latents: latents.slice(found.length, found.length + model.most).map((one) => Array.from(one, short)),
      luck,
      seed: luck === "own" ? seedAfter(seed, found.length) : seed,
      count: Math.min(count, model.passage_longest),
      ...manner,
    });
    if (viewer.model !== model || !answer?.texts) return null;
    found.push(...answer.texts);
  }
  return found;
};
// The state of the dials above as text, to detect whether they were moved.
export const dialled = (viewer) => JSON.stringify(viewer.manner());
// The prior's draw for a seed; null if there was an error, which is shown.
export const drawCode = async (viewer, seed) => {
  const answer = await viewer.ask("code", { seed });
  return answer ? Float64Array.from(answer.latents) : null;
};
