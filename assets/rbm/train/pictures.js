// What is seen of an RBM that learns: its filters, its curves, digits that it redraws, and a dream.
import { el, paint } from "../../shared/dom.js";
import { drawCurves } from "../../shared/train/curves.js";
import { canvas, figure, keys, small } from "../../shared/train/layout.js";
import { paintPairs } from "../../shared/train/sheet.js";
import { legend } from "../pictures.js";
import { paintFilters } from "./filters.js";

const LINES = [
  ["train", "accent"],
  ["held", "second"],
];

export class Pictures {
  constructor() {
    this.labels = null; // of the digits; not shown here
    this.filters = canvas("zoo-train-sheet rbm-train-filters", "What each hidden unit looks for");
    this.curves = canvas("zoo-train-curves", "Free energy of digits it learns from and of digits it never sees");
    this.pairs = canvas("zoo-train-sheet zoo-train-pairs", "Digits it never saw, each above what it redraws");
    this.dream = canvas("zoo-screen rbm-train-dream", "What it dreams");
    Object.assign(this.dream, { width: 28, height: 28 });
    this.curvesBox = this.energies();
    this.curvesPlace = el("div", {}, this.curvesBox);
    this.element = el(
      "div",
      { className: "zoo-train-parts" },
      figure("What each hidden unit looks for", this.filters, legend()),
      el("div", { className: "zoo-train-side" }, this.curvesPlace, this.digits()),
    );
  }

  energies() {
    const drift = small("When the two drift apart, it learns its digits by heart.");
    const named = keys(
      ["is-accent", "digits it learns from"],
      ["is-second", "digits it never sees"],
      ["is-before", "faint: the run before"],
      ["is-other", "dashed: B"],
    );
    return figure("Free energy, in nats", this.curves, named, drift);
  }

  digits() {
    return el(
      "div",
      { className: "rbm-train-digits" },
      figure("Digits it never saw, and below each what it redraws", this.pairs),
      figure("One chain dreams", this.dream, small("A chain that began at noise.")),
    );
  }

  // `frame` is what the training tells, `held` are digits as bytes.
  show(frame, held) {
    paintFilters(this.filters, frame.filters);
    paintPairs(this.pairs, held, frame.rebuilt);
    paint(this.dream, frame.dream.pixels);
    drawCurves(this.curves, frame, LINES);
  }
}
