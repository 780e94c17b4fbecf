// Shared by the tools under the Gibbs viewer: a model's layers, weights as pictures in two colours, charts, and the
// choice of a digit.
import { toLevels } from "../shared/bytes.js";
import { el, fillOptions, makeButton, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { requestOf } from "../shared/pad.js";
import { layersOfMachine, makeMachine } from "./machine.js";

const SVG = "http://www.w3.org/2000/svg";

// ---- layers
const read = async (description) => makeMachine(await fetchTensors(description.weights, "weights"), description);

// The layers of a model, the lowest first; cached for the last few models, so that tools share them.
const KEPT = 4;
const kept = new Map();
const layersFrom = (description, viewer) => {
  const { weights } = description;
  if (!kept.has(weights)) {
    const reading = Promise.resolve(description === viewer.model ? viewer.machine : read(description)).then(
      layersOfMachine,
    );
    reading.catch(() => kept.delete(weights));
    kept.set(weights, reading);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(weights);
};

// The layers of the viewer's model; null if they cannot be read, with a message, or if the model changed meanwhile.
export const layersOf = async (viewer, description = viewer.model) => {
  const { model } = viewer;
  try {
    const found = await layersFrom(description, viewer);
    return viewer.model === model ? found : null;
  } catch (error) {
    if (viewer.model === model) viewer.say(`${description.title} cannot be shown here: ${error.message}.`, true);
    return null;
  }
};

// ---- pictures
const isDark = () => document.querySelector(".dark") !== null;
const HUES = {
  // less, nothing, more
  light: [
    [28, 92, 178],
    [247, 243, 235],
    [186, 58, 8],
  ],
  dark: [
    [92, 168, 255],
    [24, 27, 35],
    [255, 146, 87],
  ],
};
export const hues = () => HUES[isDark() ? "dark" : "light"];
export const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);

// Weights in two colours: orange above zero, blue below, the background colour at zero; `most` has the full colour.
export const paintFilter = (canvas, values, most = largest(values)) => {
  const [less, none, more] = hues();
  const image = new ImageData(canvas.width, values.length / canvas.width);
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(1, Math.abs(values[i]) / most) ** 0.8; // otherwise small weights would look like 0
    const full = values[i] < 0 ? less : more;
    for (let part = 0; part < 3; part++) image.data[4 * i + part] = none[part] + (full[part] - none[part]) * share;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
};

// The number of columns that makes a grid of units look square; the rest of the last row stays dark.
export const columnsOf = (count) => Math.ceil(Math.sqrt(count));
export const unitsScreen = (label, className = "") => makeScreen(label, `rbm-units ${className}`);
// Small: one pixel a unit, grey by its value.
export const paintUnits = (canvas, units) => {
  const wide = columnsOf(units.length);
  const high = Math.ceil(units.length / wide);
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const grid = new Float32Array(wide * high);
  grid.set(units);
  paint(canvas, grid);
};

// One small picture of `count` in a row of them as a U8 tensor, as grey values.
export const picture = (tensor, index) =>
  Float32Array.from(tensor.subarray(index * 784, (index + 1) * 784), (level) => level / 255);

const SAYS = ["turns pixels on", "leaves them alone", "turns pixels off"];
export const legend = ([more, none, less] = SAYS) => {
  const key = (className, text) => el("span", {}, el("i", { className }), text);
  return el("p", { className: "rbm-legend" }, key("is-more", more), key("is-none", none), key("is-less", less));
};

// ---- charts
const svg = (tag, attributes = {}, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// Bars from 0 to `most`, drawn as one path each colour, so that 2,000 of them cost no more than 20; `marked(i)` has the
// accent.
export const bars = (values, { label, most = 1, marked = (_at) => true, press = null }) => {
  const bar = (value, i) => `M${i} 100h.86v${-Math.max(0.6, (100 * Math.min(value, most)) / most)}h-.86z`;
  const path = (className, wanted) =>
    svg("path", {
      class: className,
      d: values.map((value, i) => (wanted === Boolean(marked(i)) ? bar(value, i) : "")).join(""),
    });
  const chart = svg(
    "svg",
    {
      viewBox: `0 0 ${values.length} 100`,
      preserveAspectRatio: "none",
      class: "rbm-bars",
      role: "img",
      "aria-label": label,
    },
    path("is-others", false),
    path("is-marked", true),
  );
  if (press) {
    chart.classList.add("is-pressed");
    chart.addEventListener("click", (event) => {
      const { left, width } = chart.getBoundingClientRect();
      press(Math.min(values.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * values.length))));
    });
  }
  return chart;
};

// A line over steps 0, 1, 2, ...; `at` is the step shown.
export const line = (values, at, label) => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const y = (value) => 96 - (92 * (value - low)) / (high - low || 1);
  const x = (i) => (values.length > 1 ? (200 * i) / (values.length - 1) : 0);
  const points = values.map((value, i) => `${x(i).toFixed(2)} ${y(value).toFixed(2)}`);
  return svg(
    "svg",
    { viewBox: "-3 0 206 100", preserveAspectRatio: "none", class: "rbm-line", role: "img", "aria-label": label },
    svg("path", { class: "is-area", d: `M0 100L${points.join("L")}L200 100z` }),
    svg("path", { class: "is-line", d: `M${points.join("L")}` }),
    svg("path", { class: "is-here", d: `M${x(at)} 0V100` }),
  );
};

// ---- a digit: from the running chain, an example, or the test set
class DigitChoice {
  constructor(viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    this.source = "example 3";
    this.asked = 0;
    this.field = makeSelect("the digit", [], (source) => this.take(source));
    this.number = el("input", { type: "number", min: 0, step: 1, className: "rbm-number" });
    this.number.setAttribute("aria-label", "Number of the test digit");
    this.number.addEventListener("change", () => this.take("test"));
    this.again = makeButton("Take it again", () => this.take("chain")); // the chain has moved on since
    this.element = el("div", { className: "rbm-row rbm-digit-choice" }, this.field, this.number, this.again);
  }

  model() {
    const { test_digits: count } = this.viewer.model;
    const examples = Object.keys(this.viewer.model.examples).map((digit) => [`example ${digit}`, `example ${digit}`]);
    const choices = [
      ["chain", "what the chain shows now"],
      ...examples,
      ...(count ? [["test", "a test digit, number …"]] : []),
    ];
    const box = this.field.querySelector("select");
    fillOptions(box, choices);
    if (!choices.some(([value]) => value === this.source)) [[this.source]] = examples;
    box.value = this.source;
    this.number.max = count - 1;
    this.number.placeholder = count ? `0–${count - 1}` : "";
    return this.take(this.source);
  }

  request() {
    if (this.source !== "test") return requestOf(this.viewer.model.examples[this.source.split(" ")[1]]);
    if (this.number.value === "") this.number.value = 0;
    return { test: Number(this.number.value) };
  }

  async take(source) {
    this.source = source;
    this.field.querySelector("select").value = source;
    this.number.hidden = source !== "test";
    this.again.hidden = source !== "chain";
    const mine = ++this.asked;
    const { model } = this.viewer;
    const fromChain = () => this.viewer.chains()[0]?.visible;
    const answer = source === "chain" ? null : await this.viewer.ask("digit", { digit: this.request() });
    if (mine !== this.asked || this.viewer.model !== model) return;
    const pixels = source === "chain" ? fromChain() : answer && toLevels(answer.pixels);
    if (pixels?.length === 784) this.changed({ pixels: Float32Array.from(pixels), label: answer?.label ?? null });
  }
}
export const digitChoice = (viewer, changed) => new DigitChoice(viewer, changed);
