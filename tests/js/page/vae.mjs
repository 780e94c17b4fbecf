// What the tests of the VAE tab's tools share: a viewer whose decoder draws a code as the levels of its first pixels.
import { element, levels } from "./harness.mjs";

export const latent = (index, mean, sd, low, high, information) => ({ index, mean, sd, low, high, information });
export const LATENTS = [latent(0, 0, 1, -4, 6, 0.5), latent(1, 20, 2, 0, 40, 2), latent(2, 1, 1, -1, 3, 0.001)];
export const EXAMPLES = Object.fromEntries(
  Array.from({ length: 10 }, (_, digit) => [digit, `M 1${digit} 20 L 200 200`]),
);
export const model = (more) => ({
  name: "vae-3",
  title: "A VAE",
  revision: "0123456789",
  config: {},
  latents: LATENTS,
  plane: null,
  points: null,
  codebook: null,
  metrics: {},
  models: [{ name: "vae-3", title: "A VAE" }],
  examples: EXAMPLES,
  information: "kl",
  image_size: 28,
  ...more,
});
export const drawn = (code) =>
  Float32Array.from({ length: 784 }, (_, at) => (at < code.length ? (code[at] + 10) / 100 : 0));
export const shownLevels = (code) => code.map((value) => Math.round((255 * (value + 10)) / 100));
export const firstLevels = (canvas, count) => levels(canvas).slice(0, count);

// A viewer of this model and code; `asked` has the server's requests, `answers` its answers by name.
export function viewerOf(shown, { code = [2.3, 30.8, 1], digit = null, answers = {} } = {}) {
  const viewer = {
    model: shown,
    now: code,
    asked: [],
    said: [],
    sets: 0,
    code: () => [...viewer.now],
    set(values) {
      viewer.now = [...values];
      viewer.sets += 1;
    },
    pixels: () => drawn(viewer.now),
    decode: async (codes) => codes.map(drawn),
    randomCode: async () => [1, 2, 3],
    digit: () => digit,
    async ask(name, request) {
      viewer.asked.push([name, request]);
      return (await answers[name]?.(request)) ?? null;
    },
    quietly: async () => null,
    say: (text) => viewer.said.push(text),
  };
  return viewer;
}
export const opened = (tool, viewer) => {
  const box = element("");
  const made = tool.make ? tool.make(box, viewer) : tool(box, viewer);
  return { box, made };
};
