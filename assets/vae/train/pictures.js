// What is seen of a VAE that learns: where digits lie in the plane, what it draws where, its curves, digits redrawn.
import { el, paint } from "../../shared/dom.js";
import { plot } from "../../shared/plot.js";
import { drawCurves } from "../../shared/train/curves.js";
import { canvas, figure, keys, small } from "../../shared/train/layout.js";
import { paintPairs } from "../../shared/train/sheet.js";
import { COLOURS } from "../axes.js";
import { Flow } from "./flow.js";
import { TILES } from "./training.js";

const LINES = [
  ["train", "accent"],
  ["held", "second"],
];
const REACH = 3.5; // of the plane that is shown at least, on every side

export class Pictures {
  constructor() {
    this.plane = canvas("zoo-screen vae-train-plane", "Where held-out digits lie in the plane of two latents");
    this.tiles = canvas("zoo-train-sheet zoo-train-pairs", "What the decoder draws");
    Object.assign(this.tiles, { width: 28 * TILES, height: 28 * TILES });
    this.curves = canvas(
      "zoo-train-curves",
      "What a digit costs, in nats, of those it learns from and those it never sees",
    );
    this.pairs = canvas("zoo-train-sheet zoo-train-pairs", "Digits it never saw, each above what it redraws");
    this.about = small();
    this.labels = new Uint8Array(0); // of the digits in the plane
    this.flow = new Flow();
    this.curvesBox = this.costs();
    this.curvesPlace = el("div", {}, this.curvesBox);
    this.element = el(
      "div",
      { className: "zoo-train-parts" },
      el(
        "div",
        { className: "zoo-train-side" },
        figure("Where digits lie in the plane", this.plane, this.legend()),
        figure("What the decoder draws there", this.tiles, this.about),
      ),
      el(
        "div",
        { className: "zoo-train-side" },
        this.curvesPlace,
        figure("Digits it never saw, and below each what it redraws", this.pairs),
        this.flow.element,
      ),
    );
  }

  // What the pictures ask of the training.
  set send(send) {
    this.flow.send = send;
  }

  costs() {
    const named = keys(
      ["is-accent", "digits it learns from"],
      ["is-second", "digits it never sees"],
      ["is-before", "faint: the run before"],
      ["is-other", "dashed: B"],
    );
    const about =
      "Its pixels, given the code, and the code itself. When the two drift apart, it learns its digits by heart.";
    return figure("What a digit costs, in nats", this.curves, named, small(about));
  }

  legend() {
    const swatch = (color) => {
      const made = el("i");
      made.style.background = color;
      return made;
    };
    this.names = COLOURS.map((_, digit) => new Text(String(digit)));
    const pairs = COLOURS.map((color, digit) => el("span", {}, swatch(color), this.names[digit]));
    return el("p", { className: "zoo-train-keys" }, ...pairs);
  }

  // What the labels mean: digits, or these classes.
  name(classes) {
    this.names.forEach((text, label) => {
      text.data = classes?.[label] ?? String(label);
    });
  }

  // `frame` is what the training tells, `held` are digits as bytes.
  show(frame, held) {
    const { latents } = frame.settings;
    this.drawPlane(frame.codes, latents);
    for (let tile = 0; tile < TILES * TILES; tile++) {
      const picture = frame.tiles.subarray(784 * tile, 784 * (tile + 1));
      paint(this.tiles, picture, 28 * (tile % TILES), 28 * Math.floor(tile / TILES), 28);
    }
    this.about.textContent =
      latents === 2
        ? "From place to place in the plane above, its middle part."
        : "Draws from the prior, each from a code of its own.";
    paintPairs(this.pairs, held, frame.rebuilt);
    drawCurves(this.curves, frame, LINES);
    this.flow.show(frame.flow, frame.settings);
  }

  // The first two latents of each digit, in the colour of its label.
  drawPlane(codes, latents) {
    plot(this.plane, (context, width, height) => {
      const up = latents > 1 ? 1 : 0;
      let reach = REACH;
      for (let at = 0; at < codes.length; at += latents)
        reach = Math.max(reach, Math.abs(codes[at]), Math.abs(codes[at + up]));
      const [x, y] = [(value) => (width / 2) * (1 + value / reach), (value) => (height / 2) * (1 - value / reach)];
      for (let at = 0, row = 0; at < codes.length; at += latents, row++) {
        context.fillStyle = COLOURS[this.labels[row] ?? 9];
        context.fillRect(x(codes[at]) - 2, y(codes[at + up]) - 2, 4, 4);
      }
    });
  }
}
