// For the tests of the Shakespeare tab: the whole tab, over a server whose text of a seed is the alphabet from a letter on.
import mount from "../../../assets/shakespeare/index.js";
import { markupOf, mounted, rest, serving } from "./harness.mjs";

export const LONG =
  "ROMEO:\nBut soft! what light through yonder window breaks? It is the east, and Juliet is the sun.\n";
const OTHER = "JULIET:\nO Romeo, Romeo! wherefore art thou Romeo? Deny thy father and refuse thy name.\n";
const latent = (index, information) => ({ index, information, low: -2, high: 2 });
export const model = (more = {}) => ({
  name: "coded",
  title: "Coded",
  revision: "0123456789abcdef",
  lead: "",
  notice: "",
  drawable: true,
  context: true,
  coded: true,
  unit: "character",
  speeches: false,
  latent_dim: 3,
  latents: [latent(2, 1.5), latent(0, 0.5), latent(1, 0.25)],
  active: [2],
  metrics: {},
  estimators: {},
  yardstick: null,
  blind: null,
  tokens: 65,
  cast: [],
  neighbours: true,
  longest: 2000,
  opening_longest: 50,
  passage_longest: 100,
  most: 12,
  limits: { seed: 4294967295, temperature: 2, twist: 1000 },
  examples: ["O, ", "ROMEO:\n", LONG, OTHER],
  restore: null,
  ...more,
});
export const CAST = [
  { title: "Hamlet", genre: "tragedy", speakers: ["HAMLET", "Ghost"] },
  { title: "Twelfth Night", genre: "comedy", speakers: ["VIOLA", "Ghost"] },
];

// Characters `from` to `to` of the text of a seed.
export const letters = (seed, to, from = 0) =>
  Array.from({ length: to - from }, (_, at) => String.fromCharCode(97 + ((seed + from + at) % 26))).join("");
const codeOf = (seed) => [seed, seed / 2, -seed];

export function serverOf(more = {}) {
  const own = {
    code: ({ seed }) => ({ latents: codeOf(seed) }),
    write: ({ seed, so_far, count, opening }) => {
      const text = letters(seed, so_far.length + count, so_far.length);
      const read = { text: opening ?? "", replaced: [], dropped: [] };
      return { text, tokens: [...text].map((each) => each.charCodeAt(0)), ...(so_far.length ? {} : { read }) };
    },
    twist: ({ text }) => {
      const at = text.indexOf("c"); // each "c" becomes "C", by a rule
      const pieces = text.split(/(c)/).filter(Boolean);
      return {
        pieces: pieces.map((each) => (each === "c" ? { text: "C", before: "c", rules: ["spelling"] } : { text: each })),
        changed: at,
      };
    },
    texts: ({ latents, count }) => ({ texts: latents.map((code) => `text of ${code.join(" ")} `.padEnd(count, ".")) }),
    read: ({ text }) => ({
      text,
      replaced: [],
      dropped: [],
      latents: { mean: [text.length, 1, -2], sd: [0.5, 0.5, 0.5], kl: [0.25, 0.5, 1.5] },
      nats: { own: 1.5, prior: 2 },
    }),
    following: ({ latents = [[]], opening }) => ({
      text: opening,
      pieces: [{ text: "a", token: 7, shares: latents.map((_, at) => (at + 1) / 10) }],
      rest: latents.map((_, at) => (9 - at) / 10),
    }),
    neighbours: () => ({ lines: [{ text: "A line.", distance: 0.5 }] }),
    ...more,
  };
  return serving(own);
}

export const settled = async (clock) => {
  for (let i = 0; i < 60; i++) await (clock ? clock.pass(5) : rest());
};

// The tab with this model; choose(model) shows another one.
export async function opened(first = model(), served = serverOf(), clock = null) {
  const root = await markupOf("shakespeare");
  const change = mounted(mount, root, first, served.server);
  await settled(clock);
  const $ = (selector) => root.querySelector(selector);
  const button = (text, within = root) =>
    [...within.querySelectorAll("button")].find((each) => each.textContent === text);
  return {
    root,
    $,
    served,
    button,
    viewer: $(".shakespeare").viewer,
    all: (selector) => [...root.querySelectorAll(selector)],
    field: (name) => $(`.shakespeare-controls [name=${name}]`),
    dial: (name) => $(`[name=${name}][type=range]`),
    said: () => $(".shakespeare-status").textContent,
    link: () => Object.fromEntries(new URL($(".zoo-link").value).searchParams),
    last: (name = "write") => served.of(name).at(-1),
    written: () => $(".shakespeare-text.is-written").textContent,
    async choose(next) {
      change(next);
      await settled(clock);
    },
    async press(target) {
      target.click();
      await settled(clock);
    },
    async tool(id) {
      $(`#shakespeare-tab-${id}`).click();
      await settled(clock);
      return $(`#shakespeare-panel-${id}`);
    },
  };
}
