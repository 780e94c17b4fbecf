// Built up unit by unit: the digit as drawn by the hidden units that are on, added one after another.
import { el, makeButton, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { sigmoid, softplus } from "../shared/maths.js";
import { digitChoice, layersOf, line, paintFilter } from "./pictures.js";

const FILM = 12; // pictures in the strip
const PACE = 350; // milliseconds per step of the film
const MODES = [
  ["on", "units that are on (p > ½)"],
  ["mean", "every unit, by its probability"],
];

// -log p of grey pixels under these logits, in nats.
const surprise = (logits, pixels) => logits.reduce((sum, logit, i) => sum + softplus(logit) - logit * pixels[i], 0);

// The order in which to add units: each time the one whose picture points most towards what is still missing. Returns
// one step per unit, {unit, amount, logits, cost}; the first is the bias alone.
function steps(layer, pixels, amounts) {
  const columns = new Map();
  amounts.forEach(
    (amount, unit) =>
      amount > 0 &&
      columns.set(
        unit,
        layer.column(unit).map((weight) => weight * amount),
      ),
  );
  let logits = Float32Array.from(layer.visibleBias);
  const found = [{ unit: null, amount: 0, logits, cost: surprise(logits, pixels) }];
  while (columns.size) {
    const missing = logits.map((logit, i) => pixels[i] - sigmoid(logit));
    let [best, most] = [null, -Infinity];
    for (const [unit, column] of columns) {
      let gain = 0;
      for (let i = 0; i < column.length; i++) gain += column[i] * missing[i];
      if (gain > most) [best, most] = [unit, gain];
    }
    const added = columns.get(best);
    columns.delete(best);
    logits = logits.map((logit, i) => logit + added[i]);
    found.push({ unit: best, amount: amounts[best], logits, cost: surprise(logits, pixels) });
  }
  return found;
}

// The steps in the strip: the first few, where most happens, then at growing distances, and the last.
function milestones(last) {
  if (last < FILM) return Array.from({ length: last + 1 }, (_, i) => i);
  return [
    ...new Set(
      Array.from({ length: FILM }, (_, i) => Math.round(last * (i / (FILM - 1)) ** 1.8)).map((at, i) =>
        Math.max(at, i),
      ),
    ),
  ];
}

class Panel {
  constructor(title) {
    this.screen = makeScreen(title, "rbm-big");
    this.note = el("span");
    this.title = el("b", { textContent: title });
    this.element = el("figure", { className: "rbm-panel" }, this.screen, el("figcaption", {}, this.title, this.note));
  }
}

class BuildUp {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.layer = null;
    this.digit = null;
    this.mode = "on";
    this.steps = [];
    this.at = 0;
    this.playing = 0;
    this.choice = digitChoice(viewer, (digit) => {
      this.digit = digit;
      this.count();
    });
    this.modes = makeSelect("add", MODES, (mode) => {
      this.mode = mode;
      this.count();
    });
    this.lesson = el("p", { className: "rbm-text" });
    this.panels = ["So far", "Next unit", "Together", "The digit"].map((title) => new Panel(title));
    const signs = ["", "+", "→", "≈"];
    this.row = el(
      "div",
      { className: "rbm-trio" },
      ...this.panels.flatMap(({ element }, i) =>
        i ? [el("span", { className: "rbm-sign", textContent: signs[i], ariaHidden: "true" }), element] : [element],
      ),
    );
    box.append(
      el("div", { className: "rbm-row rbm-controls" }, this.choice.element, this.modes),
      this.row,
      this.makeFilm(),
      this.lesson,
    );
  }

  makeFilm() {
    this.slider = el("input", { type: "range", min: 0, step: 1, value: 0, ariaLabel: "Units added so far" });
    this.slider.addEventListener("input", () => {
      this.stop();
      this.show(Number(this.slider.value));
    });
    this.player = makeButton("Play", () => (this.playing ? this.stop() : this.play()), "zoo-primary");
    this.reading = el("output", { className: "rbm-reading" });
    this.film = el("div", { className: "rbm-film" });
    this.chart = el("div", { className: "rbm-fall" });
    const along = el("div", { className: "rbm-row rbm-along" }, this.player, this.slider, this.reading);
    return el("div", { className: "rbm-buildup" }, along, this.film, this.chart);
  }

  async model() {
    this.stop();
    [this.layer, this.digit] = [null, null];
    const layers = await layersOf(this.viewer);
    if (!layers) return;
    [this.layer] = layers;
    await this.choice.model();
  }

  count() {
    const { layer, digit, mode } = this;
    if (!layer || !digit) return;
    this.stop();
    const probs = layer.hiddenProbs(digit.pixels);
    this.steps = steps(layer, digit.pixels, mode === "on" ? probs.map((p) => Number(p > 0.5)) : probs);
    this.slider.max = this.steps.length - 1;
    this.marks = milestones(this.steps.length - 1);
    this.film.replaceChildren(...this.marks.map((at) => this.frameOf(at)));
    const [, , , wanted] = this.panels;
    paint(wanted.screen, digit.pixels);
    wanted.note.textContent = digit.label === null ? "what it should be" : `labelled ${digit.label}`;
    this.explain();
    this.show(this.steps.length - 1);
  }

  frameOf(at) {
    const canvas = makeScreen("");
    paint(canvas, this.steps[at].logits.map(sigmoid));
    const made = el(
      "button",
      { type: "button", ariaLabel: `After ${at} units` },
      canvas,
      el("span", { textContent: at }),
    );
    made.addEventListener("click", () => {
      this.stop();
      this.show(at);
    });
    return made;
  }

  explain() {
    const count = this.steps.length - 1;
    const whole =
      this.mode === "on"
        ? `${count} of ${this.layer.hidden} units are more likely on than off for this digit. When all their pictures are added, what stands there is exactly p(v|h), the machine's own picture for these units.`
        : `Here every one of the ${count} units adds its picture as strongly as it is probable. The end is exactly the mean-field pass up and down once: σ(a + W p(h|v)).`;
    const deep = this.viewer.model.lower.length
      ? " This is the lowest layer of the network; see Deep network for what the layers above change."
      : "";
    this.lesson.textContent =
      `Each hidden unit that is on adds its picture to the bias a; σ then turns the sums into probabilities. ${whole}${deep} ` +
      "The next unit is always the one whose picture points most towards what is still missing.";
  }

  show(at) {
    const { unit, amount, logits, cost } = this.steps[at];
    this.at = at;
    this.slider.value = at;
    const [before, filter, sum] = this.panels;
    paint(before.screen, at ? this.steps[at - 1].logits.map(sigmoid) : new Float32Array(logits.length).fill(0.5));
    before.note.textContent = at ? this.formula(at - 1) : "σ(0): even odds everywhere";
    paintFilter(filter.screen, unit === null ? this.layer.visibleBias : this.layer.column(unit));
    filter.title.textContent = unit === null ? "The bias a" : `Unit ${unit}`;
    const share = amount > 0 && amount < 1 ? `, with probability ${amount.toFixed(2)}` : "";
    filter.note.textContent = unit === null ? "what every digit starts from" : `number ${at} to be added${share}`;
    paint(sum.screen, logits.map(sigmoid));
    sum.note.textContent = this.formula(at);
    this.reading.textContent = `${at} of ${this.steps.length - 1} units`;
    this.film.childNodes.forEach((frame, i) => frame.classList.toggle("is-here", this.marks[i] === at));
    this.drawFall(cost);
  }

  formula(at) {
    const named = this.steps
      .slice(1, at + 1)
      .map(({ unit, amount }) => `${amount < 1 ? `${amount.toFixed(2)} ` : ""}w${unit}`);
    const shown = named.length > 3 ? [named[0], "…", named.at(-1)] : named;
    return `σ(${["a", ...shown].join(" + ")})`;
  }

  drawFall(cost) {
    const costs = this.steps.map((step) => step.cost);
    const text = `cross-entropy to the digit: ${cost.toFixed(1)} nats now, ${costs[0].toFixed(1)} from the bias alone, ${costs.at(-1).toFixed(1)} with all`;
    this.chart.replaceChildren(
      line(costs, this.at, "Cross-entropy to the digit as units are added"),
      el("p", { className: "rbm-small", textContent: text }),
    );
  }

  play() {
    const last = this.steps.length - 1;
    if (last < 1) return;
    let at = this.at >= last ? 0 : this.at;
    const stride = Math.max(1, Math.round(last / 60)); // 400 units would take too long one by one
    this.show(at);
    this.player.textContent = "Pause";
    this.playing = setInterval(() => {
      at = Math.min(last, at + stride);
      this.show(at);
      if (at === last) this.stop();
    }, PACE);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = 0;
    this.player.textContent = "Play";
  }
}

export const tool = {
  id: "buildup",
  title: "Built up unit by unit",
  lead:
    "How do units that are only on or off make a digit? Each adds its picture. Play the film, or move the slider, to see " +
    "the picture so far, the next unit, what they draw together, and the digit it should be.",
  make: (box, viewer) => new BuildUp(box, viewer),
};
