// A data set of one's own: ten digits are drawn, jittered into thousands, and saved as an .npz file for training.
import { download, el, makeButton } from "../shared/dom.js";
import { ink, keepDrawings, keptDrawings, pictures } from "../shared/drawn-set.js";
import { readWhole } from "../shared/fields.js";
import { SIDE } from "../shared/jitter.js";
import { afterRest } from "../shared/pace.js";
import { listen } from "../shared/pad.js";
import { zip } from "../shared/zip.js";
import { npy } from "./npz.js";

const SHEET = 280; // pixels of the drawing area, in which strokes are noted
const ROWS = 3; // of the preview: one picture of each digit in a row
const LEAST = 400; // pictures
const MOST = 20000;
const USUAL = 4000;
const COMMAND = "python -m training train vae-20 --data my-digits.npz";

class Dataset {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.drawings = keptDrawings(); // by digit: its strokes
    this.current = 0;
    this.slots = this.drawings.map((_, digit) => this.makeSlot(digit));
    this.preview = el("canvas", { className: "zoo-screen vae-own-preview", hidden: true, role: "img" });
    this.preview.setAttribute("aria-label", "Some pictures of the set");
    this.count = el("input", {
      type: "number",
      min: LEAST,
      max: MOST,
      step: 100,
      value: USUAL,
      className: "zoo-select",
    });
    this.save = makeButton("Save the set", () => this.saved(), "zoo-primary");
    this.said = el("p", { className: "vae-lesson", role: "status" });
    const side = el(
      "div",
      { className: "vae-own-side" },
      el("div", { className: "vae-own-slots", role: "group", "aria-label": "Which digit is drawn" }, ...this.slots),
      this.preview,
      el("div", { className: "zoo-row" }, el("label", { className: "zoo-field" }, "pictures", this.count), this.save),
      this.said,
    );
    box.append(el("div", { className: "vae-own" }, this.makeSheet(), side));
    this.look = afterRest(200, () => this.show());
    this.choose(0);
  }

  makeSheet() {
    this.canvas = el("canvas", { className: "zoo-screen zoo-pad", width: SHEET, height: SHEET, tabIndex: 0 });
    this.canvas.setAttribute("role", "application");
    this.ink = this.canvas.getContext("2d");
    const cursor = el("i", { className: "zoo-pad-cursor" });
    listen(this.canvas, (from, to) => this.line(from, to), cursor);
    const clear = () => this.clear();
    this.canvas.addEventListener("keydown", (event) => event.key === "Delete" && clear());
    const next = makeButton("Next digit", () => this.choose((this.current + 1) % 10));
    this.sheet = el(
      "div",
      { className: "zoo-pad-sheet" },
      this.canvas,
      cursor,
      makeButton("Clear", clear, "zoo-pad-clear"),
    );
    return el("div", { className: "vae-own-draw" }, this.sheet, next);
  }

  makeSlot(digit) {
    const slot = makeButton(String(digit), () => this.choose(digit), "vae-own-slot");
    slot.append(el("canvas", { width: 56, height: 56, className: "zoo-screen", ariaHidden: "true" }));
    return slot;
  }

  // ---- drawing
  line(from, to) {
    const strokes = this.drawings[this.current];
    const last = strokes.at(-1);
    if (last && String(last.at(-1)) === String(from)) last.push([...to]);
    else strokes.push(String(from) === String(to) ? [[...from]] : [[...from], [...to]]);
    this.paint();
    this.look();
  }

  clear() {
    this.drawings[this.current] = [];
    this.paint();
    this.look();
  }

  choose(digit) {
    this.current = digit;
    this.canvas.setAttribute(
      "aria-label",
      `Draw a ${digit} here. With the keyboard: arrow keys move the pen, hold Space to draw, Delete clears.`,
    );
    this.paint();
    this.look();
  }

  paint() {
    const strokes = this.drawings[this.current];
    this.ink.fillStyle = "#000";
    this.ink.fillRect(0, 0, SHEET, SHEET);
    ink(this.ink, strokes, 22);
    this.sheet.classList.toggle("is-empty", !strokes.length);
    this.slots.forEach((slot, digit) => {
      const small = slot.lastChild.getContext("2d");
      small.setTransform(0.2, 0, 0, 0.2, 0, 0);
      small.clearRect(0, 0, SHEET, SHEET);
      ink(small, this.drawings[digit], 22);
      slot.setAttribute("aria-pressed", digit === this.current);
      slot.setAttribute("aria-label", `${digit}, ${this.drawings[digit].length ? "drawn" : "not drawn yet"}`);
    });
  }

  // ---- the set
  get drawn() {
    return this.drawings.filter((strokes) => strokes.length).length;
  }

  show() {
    const { drawn, preview } = this;
    keepDrawings(this.drawings);
    preview.hidden = !drawn;
    this.save.disabled = !drawn;
    this.said.textContent = drawn
      ? `${drawn} of ten digits ${drawn === 1 ? "is" : "are"} drawn. Each picture is one of them, a little shifted, turned, slanted, scaled and bent, with another pen. “Train” can learn from them here, too.`
      : "Draw a digit, then the next one; all ten, or only some.";
    if (!drawn) return;
    const { images } = pictures(this.drawings, ROWS * drawn);
    Object.assign(preview, { width: drawn * SIDE, height: ROWS * SIDE });
    const context = preview.getContext("2d");
    for (let i = 0; i < ROWS * drawn; i++) {
      const picture = new ImageData(SIDE, SIDE);
      for (let k = 0; k < SIDE * SIDE; k++) picture.data.fill(images[i * SIDE * SIDE + k], 4 * k, 4 * k + 3);
      for (let k = 0; k < SIDE * SIDE; k++) picture.data[4 * k + 3] = 255;
      context.putImageData(picture, (i % drawn) * SIDE, Math.floor(i / drawn) * SIDE);
    }
  }

  saved() {
    const count = readWhole(this.count, LEAST, MOST);
    if (count === null)
      return this.viewer.say(`The number of pictures is a whole number from ${LEAST} to ${MOST}.`, true);
    const { images, labels } = pictures(this.drawings, count);
    const files = {
      "images.npy": npy(images, [count, SIDE, SIDE]),
      "labels.npy": npy(labels, [count]),
      "noun.npy": npy("digit", []),
    };
    download("my-digits.npz", zip(files), "application/octet-stream");
    this.said.textContent = `${count} pictures are saved as my-digits.npz. Train a model on them: ${COMMAND}`;
  }
}

export const tool = {
  id: "own",
  title: "Your own data",
  lead:
    "Draw ten digits and get a data set of thousands: each drawing is changed a little, again and again. Train a model " +
    "on it, and it knows your hand and nothing else.",
  make: (box, viewer) => new Dataset(box, viewer),
};
