// Compare: two models side by side on the same digit and the same random draw, their figures in one table.
import { toLevels } from "../shared/bytes.js";
import { Compare } from "../shared/compare.js";
import { el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { LARGEST_SEED, readSeed, SEED_RULE, whenTyped } from "../shared/fields.js";

const DRAWS = 16;

class Side {
  constructor(name, choice) {
    this.rebuilt = makeScreen(`The digit as the model on the ${name} redraws it`, "vae-compare-digit");
    this.error = el("p", { className: "vae-compare-error" });
    this.samples = Array.from({ length: DRAWS }, (_, i) =>
      makeScreen(`Random draw ${i + 1} of the model on the ${name}`),
    );
    const sheet = el("div", { className: "vae-compare-samples" }, ...this.samples);
    const redrawn = el("div", { className: "vae-compare-redrawn" }, this.rebuilt, this.error);
    this.element = el("div", { className: "zoo-compare-side" }, choice, redrawn, sheet);
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

class CompareCodes extends Compare {
  constructor(box, viewer) {
    super(box, viewer, {
      chosen: 1,
      caption: "How they differ, and what they score on the test images; ✓ marks the better figure.",
    });
    this.number = 1;
    const middle = el("div", { className: "vae-compare-seen" }, this.makeSeen(), this.makeSeed());
    box.append(this.presets, this.guide, this.columns(middle), this.figures);
  }

  makeSide(name, choice) {
    return new Side(name, choice);
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
    whenTyped(field, () => {
      const value = readSeed(field);
      this.viewer.say(value === null ? SEED_RULE : "", value === null);
      if (value !== null) change(value);
    });
    const again = makeButton("Draw again", () => {
      field.value = 1 + Math.floor(Math.random() * 9999);
      change(Number(field.value));
    });
    return el("div", { className: "vae-compare-seed" }, again, text);
  }

  digit() {
    this.ask();
  }

  request() {
    return { digit: this.viewer.digit()?.request ?? null, seed: this.number };
  }

  async ownSide(own, answer) {
    const { sideOf } = await import("./train/own.js");
    return sideOf(own, answer, { seed: this.number, draws: DRAWS });
  }

  show({ left, right, seen }) {
    this.sides[0].show(left);
    this.sides[1].show(right);
    this.figure.hidden = !seen;
    if (seen) paint(this.seen, toLevels(seen));
  }
}

export const tool = {
  id: "compare",
  title: "Compare",
  lead:
    "Two models side by side, with the same digit to redraw and the same seed for sixteen new digits " +
    "(codes of equal length get the same numbers).",
  applies: (model) => model.models.length > 1 || model.own,
  make: (box, viewer) => new CompareCodes(box, viewer),
};
