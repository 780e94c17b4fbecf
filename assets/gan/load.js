// Samples, drawn in the page or by the server, one chunk at a time. Answers are cached, and only the newest request counts.
import { toFloats } from "../shared/bytes.js";
import { newestOnly } from "../shared/pace.js";
import { chunks, pictures, pieces } from "./samples.js";

const KEPT = 120; // chunks; one of 20 pictures of 64 x 64 pixels takes 90 kB

// samples(request, name) for the tools and the grid: a Promise of the answer with `pictures` and `codes`, arrays with
// one entry per sample, or of null. Chunks are cached by everything they depend on; the oldest are dropped first.
export const store = (viewer) => {
  const kept = new Map();
  async function fetched(name, request, key) {
    const { model } = viewer;
    const drawn = name === model.name && viewer.home?.ready ? await viewer.home.samples(request) : null;
    if (drawn) return drawn;
    const asked = name === model.name ? request : { ...request, model: name };
    const answer = model === viewer.model ? await viewer.ask("samples", asked) : null;
    if (!answer) {
      kept.delete(key); // the next try may succeed
      return null;
    }
    const codes = toFloats(answer.latents);
    return { ...answer, pictures: pictures(answer), codes: pieces(codes, codes.length / request.count) };
  }
  const samples = (
    { seed = viewer.seed, first, count, truncation = viewer.truncation, digit = viewer.digit },
    name = viewer.model.name,
  ) => {
    const request = { seed, first, count, truncation, digit };
    const key = JSON.stringify([name, name === viewer.model.name ? viewer.model.revision : "", request]);
    if (!kept.has(key)) kept.set(key, fetched(name, request, key));
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return kept.get(key);
  };
  samples.forget = () => kept.clear();
  return samples;
};

// Loads wishes {model, seed, count, truncation, digit, brief, index} chunk by chunk. Calls `show(sample)` for each
// picture as it arrives and `done(wish, failed)` at the end. A brief wish, while a slider is dragged, is the sample
// shown large and the first chunk. `current(wish)` says whether a wish still counts; one that does not ends silently.
export const loader = (samples, { current, show, step, done }) =>
  newestOnly(async (wish) => {
    for (const [first, count] of chunks(wish)) {
      if (!current(wish)) return;
      const answer = await samples({ ...wish, first, count });
      if (!current(wish)) return;
      if (!answer) return done(wish, true);
      answer.pictures.forEach((image, i) =>
        show({
          seed: wish.seed,
          index: first + i,
          label: answer.labels?.[i] ?? null,
          truncation: wish.truncation,
          digit: wish.digit,
          latents: answer.codes[i],
          image,
          size: answer.size,
        }),
      );
      if (!wish.brief) step(first + count, wish);
    }
    done(wish, false);
  });
