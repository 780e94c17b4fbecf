// The digit to encode: drawn by hand or with the keyboard, an example, or a test digit.
import { fromBase64, toBase64, toLevels } from "./bytes.js";
import { el, makeAgain, paint, paintLevels } from "./dom.js";
import { readWhole, whenTyped } from "./fields.js";
import { WITHOUT } from "./mnist.js";

const SIDE = 280;
const SVG = "http://www.w3.org/2000/svg";

const LONGEST = 4000; // characters of a drawing in a link

// A drawing as text: points "x.y", joined by - within a stroke and by _ between two.
const rounded = (point) => point.map((value) => Math.min(SIDE, Math.max(0, Math.round(value))));
export const written = (marks) => marks.map((points) => points.map((point) => point.join(".")).join("-")).join("_");
export const read = (text) =>
  text.split("_").map((points) => points.split("-").map((point) => point.split(".").map(Number)));

function blank(ink) {
  ink.fillStyle = "#000";
  ink.fillRect(0, 0, SIDE, SIDE);
  Object.assign(ink, { strokeStyle: "#fff", lineWidth: 22, lineCap: "round", lineJoin: "round" });
}

// The drawing at half the size, in the form that the server expects.
function inkOf(context) {
  const pixels = context.getImageData(0, 0, SIDE, SIDE).data;
  const bytes = new Uint8Array((SIDE * SIDE) / 4);
  for (let y = 0, at = 0; y < SIDE; y += 2) {
    for (let x = 0; x < SIDE; x += 2, at++) bytes[at] = pixels[4 * (y * SIDE + x)];
  }
  return { size: SIDE / 2, ink: toBase64(bytes) };
}
const strokes = (context, path) => context.stroke(new Path2D(path));
// An example as the server takes it: a drawing (the path of its strokes), or a test picture (its number).
export const requestOf = (example) => (typeof example === "string" ? inkOfPath(example) : { test: example.test });
export const inkOfPath = (path) => {
  const context = el("canvas", { width: SIDE, height: SIDE }).getContext("2d");
  blank(context);
  strokes(context, path);
  return inkOf(context);
};

function failure(retry) {
  const text = "This digit was not read; everything else still shows what came before it.";
  return el("p", { className: "zoo-pad-failed", hidden: true }, text, " ", makeAgain(retry));
}

function strokesOf(path) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`);
  const stroke = document.createElementNS(SVG, "path");
  stroke.setAttribute("d", path);
  picture.append(stroke);
  return picture;
}

function pictureOf({ pixels }) {
  const canvas = el("canvas", { className: "zoo-screen" });
  paintLevels(canvas, fromBase64(pixels));
  return canvas;
}

function exampleButton(name, example, press) {
  const isDrawn = typeof example === "string";
  const label = isDrawn ? `Example drawing: ${name}` : `Test picture ${example.test}`;
  const picture = isDrawn ? strokesOf(example) : pictureOf(example);
  const button = el("button", { type: "button", "aria-label": label }, picture);
  button.addEventListener("click", press);
  return button;
}

// The pad in `root`; `changed()` is called when there is another digit on it.
class Pad {
  constructor(root, changed) {
    this.$ = (selector) => root.querySelector(selector);
    const canvas = this.$(".zoo-pad");
    this.ink = canvas.getContext("2d", { willReadFrequently: true });
    this.sheet = this.$(".zoo-pad-sheet");
    this.changed = changed;
    this.takeTest = this.takeTest.bind(this); // passed as a callback
    this.failure = failure(() => this.changed());
    this.$(".zoo-pad-examples").after(this.failure);
    this.paths = {}; // of the examples, by digit
    listen(canvas, (from, to) => this.line(from, to), this.$(".zoo-pad-cursor"));
    this.clear();
  }

  clear() {
    blank(this.ink);
    paint(this.$(".zoo-pad-seen canvas"), new Float32Array(784));
    this.sheet.classList.add("is-empty");
    this.$(".zoo-pad-rebuilt").hidden = true;
    this.$(".zoo-pad-label").textContent = "";
    this.replaced = false; // the user's first stroke replaces an example or a test digit
    this.test = this.shown = null; // the numbers of the test digit and of the example on the pad
    this.marks = []; // what was drawn by hand: lists of points
    this.failure.hidden = true;
    this.$(".zoo-pad-test input").value = "";
  }

  // The server did not take the digit: what else is shown belongs to an earlier one.
  failed() {
    this.failure.hidden = false;
  }

  isEmpty() {
    return this.sheet.classList.contains("is-empty");
  }

  filled() {
    this.sheet.classList.remove("is-empty");
    this.changed();
  }

  line(from, to) {
    const { ink } = this;
    if (this.replaced) this.clear();
    this.note(from, to);
    ink.beginPath();
    ink.moveTo(...from);
    ink.lineTo(to[0] + 0.01, to[1]); // never of length 0, so that a tap leaves a dot
    ink.stroke();
    this.filled();
  }

  note(from, to) {
    const [start, end] = [from, to].map(rounded);
    const last = this.marks.at(-1);
    if (last && String(last.at(-1)) === String(start)) {
      if (String(start) !== String(end)) last.push(end);
    } else this.marks.push(String(start) === String(end) ? [start] : [start, end]);
  }

  // What is on the pad, in few characters for a link: {digit} of an example or a test digit, {drawing}, or nothing.
  described() {
    if (this.test !== null) return { digit: `test-${this.test}` };
    if (this.shown !== null) return { digit: `example-${this.shown}` };
    const drawing = written(this.marks);
    return drawing && drawing.length <= LONGEST ? { drawing } : {};
  }

  // What `described` said; whether it could be put on the pad.
  restore({ digit, drawing }, tests) {
    if (drawing) {
      this.clear();
      const changed = this.changed;
      this.changed = () => {};
      for (const [first, ...others] of read(drawing)) {
        let from = first;
        for (const to of others.length ? others : [first]) {
          this.line(from, to);
          from = to;
        }
      }
      this.changed = changed;
      this.changed();
      return true;
    }
    const [kind, number] = (digit ?? "").split("-");
    if (kind === "example" && this.paths[number]) this.example(this.paths[number]);
    else if (kind === "test" && Number(number) < tests) this.takeTest(Number(number));
    else return false;
    return true;
  }

  // Those of a model. An example or a test digit on the pad that belongs to other data gives way to one of these; what
  // was drawn by hand stays. Returns whether it did.
  examples(paths) {
    const isOther = Object.keys(this.paths).length > 0 && JSON.stringify(paths) !== JSON.stringify(this.paths);
    this.paths = paths;
    const buttons = Object.entries(paths).map(([digit, path]) => exampleButton(digit, path, () => this.example(path)));
    this.$(".zoo-pad-examples").replaceChildren(...buttons);
    const first = Object.values(paths)[0];
    if (!isOther || !this.replaced || !first) return false;
    this.example(first);
    return true;
  }

  example(path) {
    if (typeof path !== "string") return this.takeTest(path.test);
    this.clear();
    strokes(this.ink, path);
    this.shown = Object.keys(this.paths).find((digit) => this.paths[digit] === path) ?? null;
    this.replaced = true;
    this.filled();
  }

  takeTest(index) {
    this.clear();
    this.$(".zoo-pad-test input").value = index;
    [this.test, this.replaced] = [index, true];
    this.filled();
  }

  // The digit in the form that the server expects.
  request() {
    return this.test === null ? inkOf(this.ink) : { test: this.test };
  }

  // The server's answer: the 28 x 28 pixels that the network was given, and their reconstruction.
  seen(answer) {
    this.failure.hidden = true;
    const small = this.$(".zoo-pad-seen canvas");
    paint(small, toLevels(answer.seen));
    this.$(".zoo-pad-rebuilt").hidden = !answer.rebuilt;
    if (answer.rebuilt) paint(this.$(".zoo-pad-rebuilt canvas"), toLevels(answer.rebuilt));
    const known = Number.isInteger(answer.label);
    this.$(".zoo-pad-label").textContent = known ? `labelled ${answer.label_name ?? answer.label}` : "";
    if (this.test === null) {
      this.$(".zoo-pad-test input").value = ""; // the digit on the pad is not a test digit
      return;
    }
    this.ink.imageSmoothingEnabled = false;
    this.ink.drawImage(small, 0, 0, SIDE, SIDE);
  }
}
export const makePad = (root, changed) => new Pad(root, changed);

// Calls line(from, to) for every piece that is drawn, with places on a sheet of 280 by 280, by mouse, finger or pen, one
// at a time (a second finger draws nothing), or by keyboard, whose pen `cursor` shows.
export function listen(canvas, line, cursor) {
  let pen = null; // position of the pen while it draws
  let pointer = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pen || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    pen = place(event);
    line(pen, pen);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pen || event.pointerId !== pointer) return;
    const next = place(event);
    line(pen, next);
    pen = next;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId === pointer) pen = null;
    });
  }
  listenToKeys(canvas, line, cursor);
}

// Keyboard: arrows move a pen at `spot`, which draws while Space is held.
function listenToKeys(canvas, line, cursor) {
  let spot = [140, 60];
  let down = false;
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowRight: [8, 0], ArrowLeft: [-8, 0], ArrowDown: [0, 8], ArrowUp: [0, -8] }[event.key];
    if (event.key === " ") {
      down = true;
      line(spot, spot);
    } else if (move) {
      const next = spot.map((at, axis) => Math.min(270, Math.max(10, at + move[axis])));
      if (down) line(spot, next);
      spot = next;
      Object.assign(cursor.style, { left: `${spot[0] / 2.8}%`, top: `${spot[1] / 2.8}%` });
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("keyup", (event) => {
    if (event.key === " ") down = false;
  });
  canvas.addEventListener("blur", () => {
    down = false;
  });
}

// What stands in place of the field for test digits where there are none.
function sayWithout(field, text) {
  const line = field.parentElement.querySelector(".zoo-pad-without") ?? el("p", { className: "zoo-pad-without" });
  line.role = text ? "status" : null;
  line.textContent = text;
  field.after(line);
}

// The field for the number of a test digit, if the server has them; calls `take(index)` for a chosen one.
export const testDigits = (root, { test_digits: count, mnist = "" }, take, say) => {
  const field = root.querySelector(".zoo-pad-test");
  const input = field.querySelector("input");
  field.hidden = !count;
  sayWithout(field, count ? "" : (WITHOUT[mnist] ?? ""));
  input.max = count - 1;
  input.placeholder = `0–${count - 1}`;
  const chosen = () => {
    const index = readWhole(input, 0, count - 1);
    if (index === null) return say(`The number of a test digit is a whole number from 0 to ${count - 1}.`, true);
    say(""); // that it was no such number
    take(index);
  };
  whenTyped(input, chosen);
  field.querySelector("button").onclick = () => {
    input.value = Math.floor(Math.random() * count);
    chosen();
  };
};
