// Shared by the tools of the latent viewer.
import { toLevels } from "../shared/bytes.js";
import { el, fillOptions, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { fetchLayered, fetchNetwork } from "../shared/fetching.js";
import { requestOf } from "../shared/pad.js";

// ---- the decoder: in the page if that can run it, otherwise on the server
const pause = () => new Promise((done) => setTimeout(done));
const BATCH = 400; // as many as the server decodes at once

async function inPage(network, codes) {
  const pictures = [];
  let began = performance.now();
  for (const code of codes) {
    pictures.push(Float32Array.from(network.run(Float32Array.from(code))));
    if (performance.now() - began < 8) continue;
    await pause(); // so that a slider does not wait for a grid
    began = performance.now();
  }
  return pictures;
}

async function onServer(ask, codes) {
  const pictures = [];
  for (let at = 0; at < codes.length; at += BATCH) {
    const part = codes.slice(at, at + BATCH);
    const answer = await ask("decode_many", { codes: part });
    if (!answer) return null;
    const levels = toLevels(answer.images);
    const pixels = levels.length / part.length;
    for (let i = 0; i < part.length; i++) pictures.push(levels.slice(i * pixels, (i + 1) * pixels));
  }
  return pictures;
}

// The server decodes until the network is there, and where it cannot come.
function layered(description, ask) {
  let network = null;
  fetchLayered(description).then((fetched) => {
    network = fetched;
  });
  return {
    now: (code) => network?.run(Float32Array.from(code)) ?? null,
    many: (codes) => (network ? inPage(network, codes) : onServer(ask, codes)),
  };
}

// {now(code) -> picture or null, many(codes) -> promise of pictures, null if the server did not answer}
export const decoderOf = async (description, ask) => {
  if (description.kind === "server") return { now: () => null, many: (codes) => onServer(ask, codes) };
  if (description.kind === "layered") return layered(description, ask);
  const network = await fetchNetwork(description);
  return { now: (code) => network.run(code), many: (codes) => inPage(network, codes) };
};

// ---- one code: a small digit, and a choice of its source
const SOURCES = [
  ["", "take …"],
  ["current", "the sliders"],
  ["drawing", "the drawing"],
  ["random", "a random draw"],
];
const sourcesOf = (model) => [
  ...SOURCES,
  ...Object.keys(model?.examples ?? {}).map((digit) => [`example ${digit}`, `example ${digit}`]),
];

async function codeFrom(source, viewer) {
  if (source === "current") return viewer.code();
  if (source === "random") return viewer.randomCode(1 + Math.floor(Math.random() * 9999));
  if (source === "drawing") {
    const digit = viewer.digit();
    if (!digit) viewer.say("There is no drawing yet; draw a digit or take an example.", true);
    return digit?.answer.code;
  }
  const example = viewer.model.examples[source.split(" ")[1]];
  return (await viewer.ask("encode", { digit: requestOf(example) }))?.code;
}

// A small digit and the choice of its source; `changed()` is called when another code is picked.
class Picker {
  constructor(label, viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    this.held = null;
    this.asked = 0;
    this.taken = 0; // counts requests, so that a late answer does not replace a newer choice
    this.screen = makeScreen(`Code ${label}`);
    const go = el(
      "button",
      { type: "button", className: "vae-picked", title: "Move the sliders to this code" },
      this.screen,
    );
    go.addEventListener("click", () => this.held && viewer.set(this.held));
    const choice = makeSelect("", sourcesOf(viewer.model), (source) => {
      choice.lastChild.value = ""; // so that the same choice can be made again
      if (source) this.take(source);
    });
    choice.lastChild.setAttribute("aria-label", `Take code ${label} from`);
    this.choice = choice.lastChild;
    this.element = el("div", { className: "vae-picker" }, el("b", { textContent: label }), go, choice);
  }

  code() {
    return this.held;
  }

  // Another model: its code is another one, and so may be its examples.
  clear() {
    this.held = null;
    this.taken = ++this.asked;
    fillOptions(this.choice, sourcesOf(this.viewer.model));
  }

  async take(source) {
    const { model } = this.viewer;
    const mine = ++this.asked;
    const code = await codeFrom(source, this.viewer);
    if (!code || mine < this.taken || this.viewer.model !== model) return;
    [this.held, this.taken] = [Array.from(code), mine];
    const [picture] = (await this.viewer.decode([this.held])) ?? [];
    if (mine !== this.taken) return;
    if (picture) paint(this.screen, picture);
    this.changed();
  }
}
export const picker = (label, viewer, changed) => new Picker(label, viewer, changed);
