// What the tests of the VAE tab share: a viewer, and the whole tab, whose decoder draws a code as the levels of its first
// pixels.

import { toBase64 } from "../../../assets/shared/bytes.js";
import mount from "../../../assets/vae/index.js";
import { written } from "../safetensors.mjs";
import { element, equal, inSight, levels, markupOf, put, serving, stopped } from "./harness.mjs";

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

// ---- the whole tab, over a fake server; time stands still in it
// A decoder that runs in the page: one layer, which does what `drawn` does.
const weights = (count) =>
  written({
    "layers.0.weight": [
      "F32",
      Float32Array.from({ length: 784 * count }, (_, at) => Number(at % count === Math.floor(at / count)) / 100),
    ],
    "layers.0.bias": ["F32", Float32Array.from({ length: 784 }, (_, at) => (at < count ? 0.1 : 0))],
  });
// Two test digits, so that the map shows points: tiles take long to decode.
const points = (count) =>
  written({
    codes: ["F32", Float32Array.from({ length: 2 * count }, (_, at) => at)],
    labels: ["U8", Uint8Array.of(3, 7)],
  });
// Pictures of a bar in one of five rows, to train on.
const bars = (count) =>
  Uint8Array.from({ length: 784 * count }, (_, at) =>
    Math.floor((at % 784) / 140) === Math.floor(at / 784) % 5 ? 255 : 0,
  );
const digits = (count) =>
  written({
    train: ["U8", bars(count)],
    held: ["U8", bars(25)],
    labels: ["U8", Uint8Array.from({ length: 25 }, (_, at) => at % 5)],
  });
const FILES = { weights, points, digits };
export const whole = (more) =>
  model({
    points: { url: "points:3", count: 2 },
    decoder: { kind: "page", weights: "weights:3", layers: "layers.", activation: "relu", output: "relu" },
    effects: null,
    loss: "elbo",
    lead: "Lead.",
    hint: "Hint.",
    note: "Note.",
    notice: "",
    restore: null,
    test_digits: 50,
    ...more,
  });
export const FLAT = {
  name: "vae-2",
  title: "Flat",
  latents: LATENTS.slice(0, 2),
  points: { url: "points:2", count: 2 },
  decoder: { kind: "page", weights: "weights:2", layers: "layers.", activation: "relu", output: "relu" },
};
export const BOOK = {
  name: "vq-vae",
  title: "Book",
  latents: [],
  points: null,
  loss: "codes",
  codebook: { rows: 1, columns: 4, size: 5, shares: null },
  decoder: { kind: "server" },
};
export const bytesOf = (code) => Uint8Array.from(drawn(code), (value) => Math.round(255 * value));

export function serverOf(more = {}) {
  let encoded = 0;
  const own = {
    encode({ digit }) {
      encoded += 1;
      const code = "test" in digit ? [digit.test / 10, 1, 2] : [encoded, 10, 0.5];
      const label = "test" in digit ? 6 : null;
      return {
        code,
        sd: [0.5, 2, 0],
        seen: toBase64(bytesOf([90])),
        rebuilt: toBase64(bytesOf([70])),
        label,
        terms: [],
        kl: null,
      };
    },
    decode_many: ({ codes }) => ({ images: toBase64(codes.flatMap((code) => [...bytesOf(code)])) }),
    draw: ({ seed }) => ({ code: [seed, 1, 2, 3] }),
    gif: () => ({ gif: toBase64([1]) }),
    judge: () => ({ digit: 4, confidence: 0.9, no_digit: 0 }),
    judge_codes: () => ({ judged: false, digits: [] }),
    to_train: () => ({ url: "digits:60", kind: "mnist" }),
    ...more,
  };
  return serving(own);
}

// Codes are there at once, as for a visitor who asked for less motion, unless the test is about gliding.
export async function tab(first = whole(), served = serverOf(), { glides = false } = {}) {
  put(window, "matchMedia", () => ({ matches: !glides }));
  const root = await markupOf("vae");
  const [clock, fetched] = [stopped(), window.fetch];
  put(window, "fetch", async (url, ...rest) => {
    const [kind, count] = String(url).split(":");
    return FILES[kind] ? new Response(FILES[kind](Number(count))) : fetched(url, ...rest);
  });
  const sights = inSight();
  const props = { value: first };
  let changed;
  const made = mount({
    element: root,
    props,
    server: served.server,
    watch: (_, callback) => {
      changed = callback;
    },
  });
  const settle = async () => {
    for (let i = 0; i < 12; i++) await clock.pass(1);
  };
  await settle();
  const $ = (selector) => root.querySelector(selector);
  return {
    root,
    $,
    clock,
    served,
    settle,
    mount: made,
    viewer: $(".vae").viewer,
    all: (selector) => [...root.querySelectorAll(selector)],
    button: (text, within = root) => [...within.querySelectorAll("button")].find((each) => each.textContent === text),
    said: () => $(".vae-status").textContent,
    sight: (is) => sights[0].call([{ isIntersecting: is }]),
    last: (name) => served.of(name).at(-1),
    code: () => $(".vae").viewer.code(),
    screen: (count = 3) => firstLevels($(".vae-output"), count),
    sliders: () =>
      [...root.querySelectorAll(".vae-slider")].map((row) => [
        row.querySelector(".vae-name").textContent,
        row.querySelector("output").textContent,
      ]),
    // Lets a code arrive and its digit be drawn.
    arrive: () => clock.pass(glides ? 400 : 48),
    choose(next) {
      props.value = next;
      changed();
      return settle();
    },
    async tool(id) {
      $(`#vae-tab-${id}`).click();
      await settle();
      return $(`#vae-panel-${id}`);
    },
  };
}

// ---- what tests of the tab share
export const rounded = (code) => code.map((value) => Number(value.toFixed(4)));
export const isAt = (page, code) => equal([rounded(page.code()), page.screen(code.length)], [code, shownLevels(code)]);

// A server whose answers to one function come when the test says so: free(at) lets that one come.
export function late(name, answer) {
  const frees = [];
  const served = serverOf({
    [name]: (request) => new Promise((done) => frees.push(() => done(answer(request, frees.length)))),
  });
  return { served, free: (at) => frees[at](), count: () => frees.length };
}
