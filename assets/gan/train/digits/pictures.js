// What is seen of a game on digits: samples of the same noise, whose turn it is, and the curves.
import { el } from "../../../shared/dom.js";
import { drawCurves } from "../../../shared/train/curves.js";
import { canvas, figure, keys, small } from "../../../shared/train/layout.js";
import { put, sheet, word } from "../../../shared/train/sheet.js";
import { percent } from "../../../shared/words.js";
import { Cards } from "../cards.js";
import { turns } from "./moment.js";

const [ACROSS, FEW, NARROW] = [8, 4, 240]; // digits in a row, also where a sheet has fewer pixels than the last
const SHARES = [
  ["right", "critic"],
  ["apart", "real"],
];
const LOSSES = [
  ["critic", "critic"],
  ["generator", "fake"],
];

export class Pictures {
  constructor() {
    this.labels = null; // of the digits; not shown here
    this.sheet = canvas("zoo-train-sheet zoo-train-pairs", "What the generator draws of the same random numbers");
    this.real = canvas("zoo-train-sheet zoo-train-pairs", "Real digits");
    this.shares = canvas("zoo-train-curves", "How often the critic is right, and how varied the pictures are");
    this.losses = canvas("zoo-train-curves gan-plane-losses", "The losses of both players");
    this.cards = new Cards();
    this.tiles = { right: el("b", { textContent: "–" }), apart: el("b", { textContent: "–" }) };
    this.curvesBox = this.curves();
    this.curvesPlace = el("div", {}, this.curvesBox);
    this.element = el(
      "div",
      { className: "zoo-train-parts" },
      el(
        "div",
        { className: "zoo-train-side" },
        figure("What the generator draws", this.sheet, small("Each from random numbers of its own, always the same.")),
        figure("Real digits, for comparison", this.real),
      ),
      el("div", { className: "zoo-train-side" }, this.cards.element, this.tilesBox(), this.curvesPlace),
    );
  }

  tilesBox() {
    const tile = (name, text, tint) =>
      el("div", { className: `gan-tile ${tint}` }, this.tiles[name], el("span", { textContent: text }));
    return el(
      "div",
      { className: "gan-tiles is-two" },
      tile(
        "right",
        "the critic is right: of a real and a generated digit it scores the real one higher. 50 % is a coin",
        "is-right",
      ),
      tile(
        "apart",
        "as varied as real digits: how far two pictures are from each other, blurred, so that specks do not count",
        "is-covered",
      ),
    );
  }

  curves() {
    return el(
      "figure",
      {},
      el("h4", { textContent: "How often the critic is right (blue), how varied the pictures are (green), in %" }),
      this.shares,
      el("h4", { className: "gan-second-title", textContent: "Losses: critic blue, generator orange" }),
      this.losses,
      keys(["is-before", "faint: the run before"], ["is-other", "dashed: B"]),
    );
  }

  // `frame` is what the training tells, `held` are digits as bytes.
  show(frame, held) {
    const across = this.element.clientWidth < NARROW ? FEW : ACROSS; // two runs beside each other on a phone
    paint(this.sheet, frame.drawn, across);
    paint(this.real, held.subarray(0, 784 * 2 * ACROSS), across);
    const last = frame.curve.at(-1);
    for (const [name, tile] of Object.entries(this.tiles)) tile.textContent = percent(last[name] / 100);
    this.cards.show(frame, turns(frame));
    drawCurves(this.shares, frame, SHARES, { range: [0, 110] });
    drawCurves(this.losses, frame, LOSSES, { room: 0.05 });
  }
}

function paint(target, levels, across) {
  const count = levels.length / 784;
  const image = sheet(target, count, across);
  const words = new Int32Array(image.data.buffer);
  for (let index = 0; index < count; index++) {
    put(words, image.width, index, across, (at) => {
      const level = levels[index * 784 + at];
      return word(level, level, level);
    });
  }
  target.getContext("2d").putImageData(image, 0, 0);
}
