// For the tests of the RBM tab: the whole tab over a fake server, with small machines whose weights are made here. Time
// stands still in them: clock.pass() lets a run go on.
import mount from "../../../assets/rbm/index.js";
import { toBase64 } from "../../../assets/shared/bytes.js";
import { uniforms } from "../../../assets/shared/random.js";
import { written } from "../safetensors.mjs";
import { inSight, markupOf, mounted, put, serving, stopped } from "./harness.mjs";

const filled = (count, make) => ["F32", Float32Array.from({ length: count }, (_, at) => make(at))];
function machine(prefix, visible, hidden, seed) {
  const uniform = uniforms(seed);
  return {
    [`${prefix}.visible_bias`]: filled(visible, () => uniform() - 0.5),
    [`${prefix}.hidden_bias`]: filled(hidden, () => uniform() - 0.5),
    [`${prefix}.weight`]: filled(visible * hidden, () => 0.2 * (uniform() - 0.5)),
  };
}
// Test images, what a model made of them, and what it drew: two each.
const shownBy = (off) =>
  written({
    images: ["U8", Uint8Array.from({ length: 1568 }, (_, at) => (at < 1000 ? 255 : 0))],
    reconstructions: ["U8", Uint8Array.from({ length: 1568 }, (_, at) => (at % 784 < off ? 255 : 0))],
    samples: ["U8", new Uint8Array(1568)],
  });
// Pictures of a bar in one of five rows.
const bars = (count) =>
  Uint8Array.from({ length: 784 * count }, (_, at) => {
    const row = Math.floor((at % 784) / 28);
    return Math.floor(row / 5) === Math.floor(at / 784) % 5 ? 255 : 0;
  });
const FILES = {
  "weights:rbm": () => written(machine("machine", 784, 5, 1)),
  "weights:many": () => written(machine("machine", 784, 130, 2)),
  "weights:kept": () => {
    // so many rows of each are on
    const chains = filled(3 * 784, (at) => Number(at % 784 < 28 * (1 + Math.floor(at / 784))));
    return written({ ...machine("machine", 784, 5, 1), "machine.chains": chains });
  },
  "weights:dbn": () => written({ ...machine("lower.0", 784, 4, 3), ...machine("top", 4, 6, 4) }),
  "digits:few": () => written({ train: ["U8", bars(60)], held: ["U8", bars(25)] }),
  "shown:rbm": () => shownBy(100),
  "shown:dbn": () => shownBy(392),
};
const unitsOf = (...sizes) =>
  sizes.map((size) => ({ size, frequency: Array.from({ length: size }, (_, unit) => ((unit * 7) % size) / size) }));

export const model = (more = {}) => ({
  name: "rbm",
  title: "Machine",
  revision: "0123456789abcdef",
  kind: "RBM",
  config: { hidden_dim: 5, steps: 1 },
  image_size: 28,
  weights: "weights:rbm",
  lower: [],
  recognition: [],
  top: "machine",
  units: unitsOf(5),
  shown: null,
  chains: false,
  log_partition: 10,
  metrics: {},
  doubt: "",
  test_digits: 50,
  models: [{ name: "rbm", title: "Machine", kind: "RBM", base: "", changes: "" }],
  lead: "",
  examples: { 3: "M20 20L100 100", 8: "M50 50L90 50" },
  restore: null,
  notice: "",
  ...more,
});
export const MANY = {
  name: "many",
  weights: "weights:many",
  units: unitsOf(130),
  config: { hidden_dim: 130, steps: 2 },
};
export const DEEP = {
  name: "dbn",
  title: "Deep",
  kind: "DBN",
  weights: "weights:dbn",
  lower: ["lower.0"],
  top: "top",
  config: { hidden: [4, 6], steps: 1 },
  units: unitsOf(4, 6),
  log_partition: null,
  models: [
    { name: "rbm", title: "Machine", kind: "RBM", base: "", changes: "" },
    { name: "dbn", title: "Deep", kind: "DBN", base: "", changes: "" },
  ],
};

export function serverOf(more = {}) {
  const own = {
    digit: ({ digit }) => ({
      pixels: toBase64(
        Uint8Array.from({ length: 784 }, (_, at) =>
          "test" in digit ? (at < 28 * (1 + digit.test) ? 255 : 0) : at % 2 ? 255 : 0,
        ),
      ),
      label: "test" in digit ? 7 : null,
    }),
    judge: () => ({}),
    gif: () => ({ gif: toBase64([1]) }),
    questions: () => ({ questions: [] }),
    to_train: () => ({ url: "digits:few", kind: "mnist" }),
    weights_of: ({ name }) => ({ name, shown: `shown:${name}` }),
    ...more,
  };
  return serving(own);
}

export async function opened(first = model(), served = serverOf()) {
  const root = await markupOf("rbm");
  const [clock, fetched] = [stopped(), window.fetch];
  put(window, "fetch", async (url, ...rest) => {
    if (String(url).startsWith("slow ")) await new Promise((done) => setTimeout(done, 100));
    const file = FILES[String(url).replace("slow ", "")];
    return file ? { ok: true, arrayBuffer: async () => file() } : fetched(url, ...rest);
  });
  const sights = inSight();
  const change = mounted(mount, root, first, served.server);
  const settle = async () => {
    for (let i = 0; i < 10; i++) await clock.pass(1);
  };
  await settle();
  const $ = (selector) => root.querySelector(selector);
  const button = (text, within = root) =>
    [...within.querySelectorAll("button")].find((each) => each.textContent === text);
  return {
    root,
    $,
    clock,
    served,
    settle,
    button,
    viewer: $(".rbm").viewer,
    all: (selector) => [...root.querySelectorAll(selector)],
    field: (name) => $(`.rbm-chain-settings [name=${name}]`),
    said: () => $(".rbm-status").textContent,
    lost: () => $(".rbm-chain-lost").textContent,
    link: () => Object.fromEntries(new URL($(".zoo-link").value).searchParams),
    last: (name) => served.of(name).at(-1),
    canvas: (chain) => root.querySelectorAll(".rbm-chain-big")[chain],
    sight: (is) => sights[0].call([{ isIntersecting: is }]),
    held: (chain) => tabHeld($(".rbm").viewer, chain),
    async press(target) {
      target.click();
      await settle();
    },
    async choose(next) {
      change(next);
      await settle();
    },
    async tool(id) {
      $(`#rbm-tab-${id}`).click();
      await settle();
      return $(`#rbm-panel-${id}`);
    },
  };
}
// The held pixels of a chain, [place, value] each.
const tabHeld = (viewer, chain) => viewer.held(chain).flatMap((value, at) => (value >= 0 ? [[at, value]] : []));
