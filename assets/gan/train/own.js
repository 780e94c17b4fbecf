// What the page shows of a GAN that the visitor trained, and what it answers in the server's place, which has none of it.
import { fromBase64, fromFloats, toBase64, toFloats } from "../../shared/bytes.js";
import { sigmoid } from "../../shared/maths.js";
import { ownName } from "../../shared/own.js";
import { fetchData, KINDS } from "../../shared/train/data.js";
import { halves, normals, USE, uniforms } from "../../shared/train/draws.js";
import { latentsOf } from "../draws.js";
import { configOf, traceOf } from "./digits/checkpoint.js";
import { writeFilm } from "./digits/film.js";
import { gameOf } from "./digits/settings.js";
import { described, inside, levels } from "./digits/training.js";
import { Players } from "./players.js";
import { changedUphill, reachOf } from "./uphill.js";

const BELOW = "All below works on it: draw from it, walk through it, try to fool its critic, count what it draws.";
const TRAINED = `You trained this GAN, in this page. ${BELOW}`;
const LOADED = `You loaded this GAN from a checkpoint. ${BELOW}`;
const NO_DIRECTIONS =
  "The directions of a model are measured after its training, by the command line: save it as a checkpoint, then measure it.";
const [SIZE, PIXELS, MOST] = [28, 784, 100];
const RANKED = 200; // digits of each kind beside which a score is ranked
const KEEPERS = ["mnist", "drawn", "own"]; // data that are digits, which a judge can read

// ---- what is shown
export async function describe(kept) {
  const { settings, epoch, loaded, kind } = kept;
  const config = configOf(kept);
  const timeline = await timelineOf(kept);
  return {
    name: ownName(kept),
    kind: "GAN",
    config: { ...config, classes: 0 },
    ...{
      size: SIZE,
      latent_dim: settings.latents,
      classes: 0,
      objective: config.objective,
      drawable: true,
      critic: true,
    },
    ...runOf(kept, timeline),
    addresses: timeline ? [timeline.url] : [],
    ...{ decoder: { kind: "server" }, directions: null, directions_note: NO_DIRECTIONS, truncated: null, most: MOST },
    ...{ seeds_at_once: 1, lesson: "", metrics: {}, data: KINDS[kind]?.data },
    lead: loaded ? LOADED : epoch ? TRAINED : `${TRAINED} It has not been through all digits once yet.`,
  };
}

const runOf = (kept, timeline) => ({
  ...{ timeline, sheets: null, trace: traceOf(kept), epochs: [], game: gameOf(kept.settings) },
  ...{ train_epochs: kept.epoch, kept_epoch: kept.epoch },
});

// The pictures of its training; null without any.
async function timelineOf({ film, loadedFilm }) {
  const found = loadedFilm ?? (await writeFilm(film));
  if (!found) return null;
  const url = URL.createObjectURL(new Blob([found.png], { type: "image/png" }));
  return { url, ...found.layout, collapse: [] };
}

// Its side in Compare, as tabs.gan.compare.side.
export async function sideOf({ kept, title, name }) {
  const { kind, size, latent_dim, classes, objective, drawable, timeline, ...shown } = await shownOf(kept);
  const summary = "You trained it in this page.";
  const facts = { name, title, kind, size, latent_dim, classes, objective, drawable, redraws: false, summary };
  const { trace, epochs, game, train_epochs, kept_epoch } = shown;
  const run = { timeline, sheets: null, trace, epochs, game, train_epochs, kept_epoch, notice: "" };
  return { ...facts, ...run, lesson: "", empty: false, figures: {} };
}

const known = new Map(); // by id: what describe gave for this tool, the players, and real digits
const once =
  (kind, make) =>
  (kept, ...more) => {
    if (!known.has(kept.id)) known.set(kept.id, {});
    const made = known.get(kept.id);
    if (made[kind]) return made[kind];
    made[kind] = make(kept, ...more);
    made[kind].catch?.(() => delete made[kind]); // the next time it may succeed
    return made[kind];
  };
const shownOf = once("shown", describe);

// It was deleted.
export async function forget(id) {
  const shown = known.get(id)?.shown;
  known.delete(id);
  for (const address of (await shown)?.addresses ?? []) URL.revokeObjectURL(address);
}

const playersOf = once("players", ({ settings, parameters }) => {
  const players = new Players({ ...described(settings), seed: 0 });
  const all = Object.values(players.networks).flatMap((network) => network.parameters);
  all.forEach((values, which) => values.set(parameters[which]));
  return players;
});

// Pictures that it never saw, {images, labels}; for one that was loaded, those of the server.
const realsOf = once("real", async ({ real, labels, kind }, ask) => {
  if (real) return { images: real, labels };
  const { held, labels: named } = await fetchData(KINDS[kind]?.data ? kind : "mnist", (more) => ask("to_train", more));
  return { images: held.slice(0, RANKED * PIXELS), labels: named };
});

// ---- what the server would answer
// `ask(name, request)` asks it about the model that was shown before.
export async function answerHere(own, name, request, ask) {
  try {
    return await (ANSWERS[name] ? ANSWERS[name](own, request, ask) : ask(name, request));
  } catch (error) {
    return { error: `This model could not do that: ${error.message}.` };
  }
}

// Pictures of latents as levels.
function drawn(own, latents) {
  const { generator } = playersOf(own);
  const count = latents.length / own.settings.latents;
  return levels(generator.forwards(latents, count));
}

const joined = (rows) => Float32Array.from(rows.flatMap((row) => Array.from(row)));
const codesOf = (own, request) => joined(latentsOf(request, own.settings.latents));
const scoresOf = (own, bytes) =>
  playersOf(own)
    .critic.forwards(inside(bytes), bytes.length / PIXELS)
    .slice();
const isLogit = ({ settings: { objective } }) => ["logistic", "saturating"].includes(objective);
const isDigits = ({ kind }) => KEEPERS.includes(kind);
const chance = (own, score) => (isLogit(own) ? sigmoid(score) : null);

const rankedOf = once("ranked", async (own, ask) => {
  const { images } = await realsOf(own, ask);
  const noise = normals(0, 0, 3, RANKED * own.settings.latents, USE.measure);
  return { real: scoresOf(own, images), generated: scoresOf(own, drawn(own, noise)) };
});

// What the critic says of one picture: its score, and the shares of other digits with a lower one.
async function verdict(own, bytes, ask) {
  const [score] = scoresOf(own, bytes);
  const ranked = await rankedOf(own, ask).catch(() => null);
  const share = (scores) => scores.filter((each) => each < score).length / scores.length;
  const rank = ranked && { real: share(ranked.real), generated: share(ranked.generated) };
  return { score, probability: chance(own, score), rank };
}

const ANSWERS = {
  samples(own, request) {
    const codes = codesOf(own, request);
    return { images: toBase64(drawn(own, codes)), size: SIZE, latents: fromFloats(codes), labels: null };
  },

  generate: (own, { latents }) => ({ images: toBase64(drawn(own, toFloats(latents))), size: SIZE }),

  async look(own, { latents }, ask) {
    const picture = drawn(own, toFloats(latents));
    const read = isDigits(own) ? await ask("look_at", { pixels: toBase64(picture) }) : null;
    if (read?.error) return read;
    return { judged: null, nearest: null, ...read, ...(await verdict(own, picture, ask)) };
  },

  tally: (own, { seed, truncation }, ask) =>
    ask("tally_of", { pixels: toBase64(drawn(own, codesOf(own, { seed, first: 0, count: MOST, truncation }))) }),

  async fool_question(own, request, ask) {
    const { pictures } = await roundOf(own, request, ask);
    return { pictures: toBase64(pictures), size: SIZE, source: "held" };
  },

  async fool_answer(own, request, ask) {
    const { pictures, real, digit } = await roundOf(own, request, ask);
    const scores = Array.from(scoresOf(own, pictures));
    const guess = Number(scores[1] > scores[0]);
    return { real, digit, scores, guess, confidence: chance(own, scores[guess] - scores[1 - guess]) };
  },

  async fool_digit(own, request, ask) {
    const answer = await ask("fool_digit", request);
    if (!answer || answer.error) return answer;
    return { ...answer, told: null, ...(await verdict(own, fromBase64(answer.seen), ask)) };
  },

  async fool_map(own, { latents, digit }, ask) {
    const answer = latents ? null : await ask("fool_digit", { digit, label: null });
    if (answer?.error) return answer;
    const image = answer ? fromBase64(answer.seen) : drawn(own, toFloats(latents));
    const slopes = playersOf(own).critic.steepness(inside(image), 1).slice();
    const { changed, step } = changedUphill(image, slopes, (bytes) => scoresOf(own, bytes)[0]);
    return {
      ...{
        image: toBase64(image),
        size: SIZE,
        map: fromFloats(reachOf(slopes, image)),
        changed: toBase64(changed),
        step,
      },
      before: await verdict(own, image, ask),
      after: await verdict(own, changed, ask),
    };
  },
};

// A round of a game: a real and a generated digit in their places.
async function roundOf(own, { seed, round }, ask) {
  const { images, labels } = await realsOf(own, ask);
  const count = images.length / PIXELS;
  const at = Math.floor(count * uniforms(seed, round, 0, 1, USE.measure)[0]);
  const real = halves(seed, round, 1, 1, USE.measure)[0] & 1;
  const generated = drawn(own, normals(seed, round, 2, own.settings.latents, USE.measure));
  const pictures = new Uint8Array(2 * PIXELS);
  pictures.set(images.subarray(at * PIXELS, (at + 1) * PIXELS), real * PIXELS);
  pictures.set(generated, (1 - real) * PIXELS);
  return { pictures, real, digit: labels?.[at] ?? 0 };
}
