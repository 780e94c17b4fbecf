// Numbers: a model that is told which digit to draw writes any number, in one handwriting or a new one for each digit.
import { download, el, makeButton, paintLevels, segments } from "../shared/dom.js";
import { SEED_RULE, seedField } from "../shared/fields.js";
import { newestOnly } from "../shared/pace.js";
import { generate } from "./pool.js";
import { readNumber } from "./words.js";

const HEIGHT = 128; // of a digit in the saved picture

class Numbers {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.mode = "one";
    this.shown = null;
    this.input = el("input", {
      className: "gan-number",
      value: "1616",
      inputMode: "numeric",
      autocomplete: "off",
      "aria-label": "Number to write",
    });
    this.input.addEventListener("input", () => this.ask());
    this.seed = seedField("seed of the writing", "Write it again", () => this.ask(), "zoo-primary");
    const hands = el("div", { className: "gan-row", role: "group", "aria-label": "Handwriting" });
    this.mark = segments(
      hands,
      [
        ["one", "one handwriting"],
        ["each", "a new one for each digit"],
      ],
      (mode) => {
        this.mode = mode;
        this.mark(mode);
        this.ask();
      },
    );
    this.mark("one");
    this.problem = el("p", { className: "gan-small gan-problem", role: "alert" });
    this.line = el("div", { className: "gan-line", role: "img" });
    this.text = el("p", { className: "gan-small" });
    this.save = makeButton("Save as PNG", () => this.png());
    const fields = el(
      "div",
      { className: "gan-row gan-choices" },
      el("label", { className: "zoo-field" }, "number", this.input),
      hands,
      ...this.seed.parts,
    );
    box.append(fields, this.problem, this.line, this.text, this.save);
    this.send = newestOnly((asked) => this.fetch(asked));
  }

  model() {
    this.shown = null;
    this.line.replaceChildren(); // it was written by another model
    this.ask();
  }

  state() {
    if (this.truncation !== this.viewer.truncation) this.ask(); // the grid's truncation is used here too
  }

  ask() {
    const { digits, error } = readNumber(this.input.value);
    const seed = this.seed.read();
    this.input.setAttribute("aria-invalid", Boolean(error));
    this.problem.textContent = error ?? (seed === null ? SEED_RULE : "");
    this.line.classList.toggle("is-waiting", Boolean(error) || seed === null); // it shows another number
    this.truncation = this.viewer.truncation;
    if (digits && seed !== null)
      this.send({ digits, seed, mode: this.mode, truncation: this.truncation, model: this.viewer.model });
  }

  async fetch({ digits, seed, mode, truncation, model }) {
    if (model !== this.viewer.model) return;
    const drawn = await this.viewer.samples({
      seed,
      first: 0,
      count: mode === "one" ? 1 : digits.length,
      truncation,
      digit: null,
    });
    if (!drawn || model !== this.viewer.model) return;
    const answer = await generate(
      this.viewer,
      digits.map((label, i) => ({ latents: drawn.codes[mode === "one" ? 0 : i], label })),
    );
    if (!answer || model !== this.viewer.model) return;
    this.shown = { name: model.name, digits, seed, ...answer };
    this.line.setAttribute("aria-label", `${digits.join("")} in generated handwriting`);
    this.line.replaceChildren(
      ...answer.pictures.map((image) => {
        const canvas = el("canvas");
        paintLevels(canvas, image, answer.size);
        return canvas;
      }),
    );
    this.line.style.setProperty("--wide", Math.min(digits.length, 10));
    this.line.style.setProperty("--narrow", Math.min(digits.length, 5));
    this.text.textContent =
      mode === "one"
        ? "All digits share one z; only the digit asked for differs. Look how much of the slant and the pen they share."
        : "Every digit has its own z, so each is in a different handwriting.";
  }

  // All digits in one row, each pixel a square.
  png() {
    if (!this.shown) return;
    const { name: by, digits, pictures, size, seed } = this.shown;
    const times = Math.max(1, Math.round(HEIGHT / size));
    const canvas = el("canvas", { width: times * size * pictures.length, height: times * size });
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pictures.forEach((image, i) => {
      const small = el("canvas");
      paintLevels(small, image, size);
      pen.drawImage(small, i * times * size, 0, times * size, times * size);
    });
    const name = `${by}-${digits.join("")}-seed-${seed}.png`;
    canvas.toBlob((blob) => {
      download(name, blob, "image/png");
      this.viewer.say(`Saved ${name}.`);
    }, "image/png");
  }
}

export const tool = {
  id: "numbers",
  title: "Write a number",
  lead: "This generator is told which digit to draw, and z holds the rest: the handwriting. So it can write any number.",
  applies: (model) => model.drawable && model.classes > 0,
  make: (box, viewer) => new Numbers(box, viewer),
};
