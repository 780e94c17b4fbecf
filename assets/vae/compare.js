// Compare: two models side by side on the same digit and the same random draw, their figures in one table.
import { toLevels } from "../shared/bytes.js";
import { el, fillOptions, makeButton, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { LARGEST_SEED, readSeed, SEED_RULE } from "../shared/fields.js";
import { newestOnly } from "../shared/pace.js";

const PAIRS = [
  ["AE beside VAE", "ae-32", "vae-20"],
  ["β = 1 beside β = 4", "vae-20", "beta-vae"],
  ["VAE beside IWAE", "vae-20", "iwae-20"],
  ["MLP beside convolution", "vae-20", "conv-vae"],
  ["2 latents beside 20", "vae-2", "vae-20"],
];

class Side {
  constructor(name, changed) {
    this.choice = makeSelect(name, [], changed);
    this.field = this.choice.querySelector("select");
    this.rebuilt = makeScreen(`The digit as the model on the ${name} redraws it`, "vae-compare-digit");
    this.error = el("p", { className: "vae-compare-error" });
    this.samples = Array.from({ length: 16 }, (_, i) => makeScreen(`Random draw ${i + 1} of the model on the ${name}`));
    const sheet = el("div", { className: "vae-compare-samples" }, ...this.samples);
    const redrawn = el("div", { className: "vae-compare-redrawn" }, this.rebuilt, this.error);
    this.element = el("div", { className: "vae-compare-side" }, this.choice, redrawn, sheet);
  }

  show({ rebuilt, error, samples }) {
    this.rebuilt.hidden = !rebuilt;
    if (rebuilt) paint(this.rebuilt, toLevels(rebuilt));
    this.error.textContent = rebuilt
      ? `redrawn; squared error ${error.toFixed(1)}`
      : "Draw a digit above to see it redrawn here.";
    samples.forEach((sample, i) => paint(this.samples[i], toLevels(sample)));
  }
}

class Compare {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.number = 1;
    this.presets = el("div", { className: "vae-segments", role: "group", "aria-label": "Pairs worth comparing" });
    this.sides = ["left", "right"].map((name) => new Side(name, () => this.ask()));
    this.lesson = el("p", { className: "vae-lesson" });
    this.table = el("table", { className: "zoo-metrics vae-compare-table" });
    const middle = el("div", { className: "vae-compare-seen" }, this.makeSeen(), this.makeSeed());
    const [left, right] = this.sides.map(({ element }) => element);
    box.append(
      this.presets,
      this.lesson,
      el("div", { className: "vae-compare" }, left, middle, right),
      el("div", { className: "vae-scroll" }, this.table),
    );
    this.send = newestOnly((request) => this.fetch(request));
  }

  makeSeen() {
    this.seen = makeScreen("The digit that both get");
    this.figure = el("figure", {}, this.seen, el("figcaption", { textContent: "the digit both get" }));
    return this.figure;
  }

  makeSeed() {
    const field = el("input", { type: "number", min: 0, max: LARGEST_SEED, step: 1, value: 1 });
    const text = el("label", { className: "vae-seed" }, "seed of both", field);
    const change = (value) => {
      this.number = value;
      this.ask();
    };
    field.addEventListener("input", () => {
      const value = readSeed(field);
      if (value === null) this.viewer.say(SEED_RULE, true);
      else change(value);
    });
    const again = makeButton("Draw again", () => {
      field.value = 1 + Math.floor(Math.random() * 9999);
      change(Number(field.value));
    });
    return el("div", { className: "vae-compare-seed" }, again, text);
  }

  // The chosen model is on the right. The left side stays as it was; at first it is the model's usual partner.
  model() {
    const { model } = this.viewer;
    const there = new Set(model.models.map(({ name }) => name));
    const [left, right] = this.sides.map(({ field }) => field);
    const before = left.value;
    const pair = PAIRS.find(([, one, two]) => there.has(one) && there.has(two) && [one, two].includes(model.name));
    for (const field of [left, right])
      fillOptions(
        field,
        model.models.map(({ name, title }) => [name, title]),
      );
    right.value = model.name;
    const partner = pair?.slice(1).find((name) => name !== model.name);
    const other = [before, partner, ...there].find((name) => there.has(name) && name !== model.name);
    left.value = other ?? model.name;
    const known = PAIRS.filter(([, one, two]) => there.has(one) && there.has(two));
    this.presets.replaceChildren(...known.map((preset) => this.makePreset(preset)));
    this.ask();
  }

  /** @param {string[]} preset */
  makePreset([text, left, right]) {
    const button = makeButton(text, () => {
      [this.sides[0].field.value, this.sides[1].field.value] = [left, right];
      this.ask();
    });
    return Object.assign(button, { pair: `${left} ${right}` });
  }

  digit() {
    this.ask();
  }

  ask() {
    const [left, right] = this.sides.map(({ field }) => field.value);
    if (!left || !right) return;
    for (const button of this.presets.children) button.setAttribute("aria-pressed", button.pair === `${left} ${right}`);
    this.send({ left, right, digit: this.viewer.digit()?.request ?? null, seed: this.number });
  }

  async fetch(request) {
    const answer = await this.viewer.ask("compare", request);
    if (!answer) return;
    this.sides[0].show(answer.left);
    this.sides[1].show(answer.right);
    this.figure.hidden = !answer.seen;
    if (answer.seen) paint(this.seen, toLevels(answer.seen));
    this.lesson.textContent = answer.lesson;
    this.fillTable(answer);
  }

  fillTable({ left, right, table, differences }) {
    const heads = ["", left.title, right.title].map((textContent) => el("th", { scope: "col", textContent }));
    const body = el("tbody", {}, ...differences.map((row) => this.fact(row)), ...table.map((row) => this.figures(row)));
    const caption = el("caption", {
      textContent: "How they differ, and what they score on the test images; ✓ marks the better figure.",
    });
    this.table.replaceChildren(caption, el("thead", {}, el("tr", {}, ...heads)), body);
  }

  fact({ name, left, right }) {
    const cells = [left, right].map((textContent) => el("td", { textContent }));
    return el("tr", { className: "vae-fact" }, el("th", { scope: "row", textContent: name }), ...cells);
  }

  figures({ title, meaning, unit, real, better, ...values }) {
    const small = (textContent) => el("small", { textContent });
    const beside = [meaning, unit, real === null ? "" : `real images: ${real}`].filter(Boolean);
    const cells = ["left", "right"].map((side) => {
      const cell = el("td", { textContent: values[side] ?? "–", className: better === side ? "is-better" : "" });
      if (better === side) cell.append(el("span", { textContent: " ✓", title: "the better figure" }));
      return cell;
    });
    return el("tr", {}, el("th", { scope: "row" }, title, ...beside.map(small)), ...cells);
  }
}

export const tool = {
  id: "compare",
  title: "Compare",
  lead:
    "Two models side by side, with the same digit to redraw and the same seed for sixteen new digits " +
    "(codes of equal length get the same numbers).",
  applies: (model) => model.models.length > 1,
  make: (box, viewer) => new Compare(box, viewer),
};
