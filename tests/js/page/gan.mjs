// The GAN tab over a server that answers at once: sample i of a seed has the latents [seed, i, ...], and the picture of
// latents shows the first two numbers and the label as grey levels.
import mount from "../../../assets/gan/index.js";
import { fromFloats, toBase64, toFloats } from "../../../assets/shared/bytes.js";
import { levels, markupOf, mounted, rest, serving } from "./harness.mjs";

export const EXAMPLES = Object.fromEntries(
  Array.from({ length: 10 }, (_, digit) => [digit, `M 1${digit} 20 L 200 200`]),
);
const listed = (name, more) => ({
  name,
  title: `The ${name}`,
  kind: "DCGAN",
  drawable: true,
  classes: 0,
  size: 2,
  critic: true,
  base: "",
  changes: "",
  ...more,
});
export const ganModel = (more) => ({
  name: "gan-a",
  title: "The gan-a",
  kind: "DCGAN",
  revision: "0123456789abcdef",
  config: {},
  size: 2,
  latent_dim: 3,
  classes: 0,
  objective: "logistic",
  drawable: true,
  critic: true,
  timeline: null,
  sheets: null,
  trace: [],
  epochs: [],
  game: null,
  train_epochs: 3,
  kept_epoch: 3,
  notice: "",
  directions: null,
  directions_note: "None were measured.",
  truncations: [0.1, 3],
  truncated: null,
  lead: "A lead.",
  lesson: "",
  metrics: {},
  models: [listed("gan-a"), listed("gan-b")],
  others: [],
  nearest: true,
  test_digits: 5,
  examples: EXAMPLES,
  restore: null,
  ...more,
});

// The picture of latents, as the server draws it.
export const pictureOf = ([first, second], label = null) =>
  [first, second, label ?? 250, 1].map((level) => Math.max(0, Math.min(255, Math.round(level))));
export const small = (canvas) => levels(canvas).slice(0, 3); // what of it tells one picture from another

export function serverOf(more = {}) {
  const state = { dim: 3, classes: 0, broken: false };
  const own = {
    samples({ seed, first, count, truncation, digit }) {
      const codes = Array.from({ length: count }, (_, i) => [seed, first + i, truncation ?? 0].slice(0, state.dim));
      const labels = state.classes ? codes.map((_, i) => digit ?? (first + i) % state.classes) : null;
      return {
        images: toBase64(codes.flatMap((code, i) => pictureOf(code, labels?.[i]))),
        latents: fromFloats(codes.flat()),
        labels,
        size: 2,
      };
    },
    generate({ latents, labels }) {
      const values = Array.from(toFloats(latents));
      const codes = Array.from({ length: values.length / state.dim }, (_, i) =>
        values.slice(i * state.dim, (i + 1) * state.dim),
      );
      return { images: toBase64(codes.flatMap((code, i) => pictureOf(code, labels?.[i]))), size: 2 };
    },
    look: () => ({
      score: 1.5,
      probability: 0.8,
      rank: { real: 0.2, generated: 0.6 },
      judged: { digit: 7, confidence: 0.9, no_digit: 0.1 },
      nearest: null,
    }),
    gif: () => ({ gif: toBase64([1]) }),
    ...more,
  };
  return serving(own, state);
}

// From now on answers of this server function wait until free(); `waiting` says how many do.
export function hold(served, name) {
  const answer = served.server[name];
  const frees = [];
  served.server[name] = async (request) => {
    await new Promise((done) => frees.push(done));
    return answer(request);
  };
  return {
    get waiting() {
      return frees.length;
    },
    free: () => frees.shift()(),
    stop() {
      served.server[name] = answer;
      for (const free of frees.splice(0)) free();
    },
  };
}

// The tab with this model; choose(model) shows another one.
export async function openGan(model, served = serverOf()) {
  const root = await markupOf("gan");
  served.state.classes = model.classes;
  served.state.dim = model.latent_dim;
  const change = mounted(mount, root, model, served.server);
  const $ = (selector) => root.querySelector(selector);
  return {
    root,
    $,
    all: (selector) => [...root.querySelectorAll(selector)],
    viewer: $(".gan").viewer,
    served,
    choose(next) {
      served.state.classes = next.classes;
      served.state.dim = next.latent_dim;
      change(next);
    },
    button: (text, within = root) => [...within.querySelectorAll("button")].find((each) => each.textContent === text),
    link: () => new URL($(".gan-save input").value).searchParams,
    digitsCame: change.digitsCame,
  };
}

export const settled = async (clock) => {
  for (let i = 0; i < 12; i++) await (clock ? clock.pass(20) : rest());
};
export const shown = (tab) => ({ large: tab.$(".gan-one-name").textContent, picture: small(tab.$(".gan-big")) });

export async function opened(id, model, served, clock) {
  const tab = await openGan(model, served);
  await settled(clock);
  tab.$(`#gan-tab-${id}`)?.click();
  await settled(clock);
  return { ...tab, box: tab.$(`#gan-panel-${id}`) };
}
export const plain = (value) => JSON.stringify(value);
