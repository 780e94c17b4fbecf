// What is seen of the game in the plane: the plane, whose turn it is, and the curves.
import { el } from "../../../shared/dom.js";
import { drawCurves } from "../../../shared/train/curves.js";
import { canvas, keys, small } from "../../../shared/train/layout.js";
import { figure as number, percent } from "../../../shared/words.js";
import { Cards } from "../cards.js";
import { OBJECTIVES } from "../objectives.js";
import { drawEmpty, drawField, placeOf } from "./field.js";
import { turns } from "./moment.js";
import { REACH, SIDE } from "./training.js";

const LAYERS = {
  land: "the critic’s landscape",
  mesh: "the generator’s grid",
  pulls: "arrows",
  real: "real points",
  fake: "generated points",
};
const SHARES = [
  ["right", "critic"],
  ["near", "fake"],
  ["covered", "real"],
];
const LOSSES = [
  ["critic", "critic"],
  ["generator", "fake"],
];
const HINT = "Press and drag here to draw the data";

export class Pictures {
  // `drew(dot)` is called for each place of the plane that a hand draws, while it may.
  constructor(drew) {
    this.drew = drew;
    this.drawing = null; // the dots of the drawing, while a hand may draw
    this.frame = null;
    this.layers = Object.fromEntries(Object.keys(LAYERS).map((name) => [name, true]));
    this.field = canvas(
      "gan-field",
      "The plane with the critic’s landscape, the generator’s grid and points of both kinds",
    );
    this.here = small();
    this.tiles = Object.fromEntries(SHARES.map(([name]) => [name, el("b", { textContent: "–" })]));
    this.shares = canvas("zoo-train-curves", "How often the critic is right, and how much of the data is reached");
    this.losses = canvas("zoo-train-curves gan-plane-losses", "The losses of both players");
    this.cards = new Cards();
    this.curvesBox = this.curves();
    this.curvesPlace = el("div", {}, this.curvesBox);
    this.element = el("div", { className: "gan-plane-parts" }, this.left(), this.right());
    this.listen();
  }

  left() {
    const toggles = Object.entries(LAYERS).map(([name, text]) => this.toggle(name, text));
    const layers = { className: "gan-layers", role: "group", "aria-label": "What is drawn on the plane" };
    this.under = el("div", layers, ...toggles);
    return el("figure", { className: "gan-field-box" }, this.field, this.under, this.here);
  }

  toggle(name, text) {
    const box = el("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      this.layers[name] = box.checked;
      this.paint();
    });
    return el("label", { className: `is-${name}` }, box, text);
  }

  right() {
    const tile = (name, text) => el("div", { className: `gan-tile is-${name}` }, this.tiles[name], text);
    const said = (textContent) => el("span", { textContent });
    this.covered = said("of the data has a generated point near");
    return el(
      "div",
      { className: "zoo-train-side" },
      this.cards.element,
      el(
        "div",
        {},
        el(
          "div",
          { className: "gan-tiles" },
          tile("right", said("the critic is right")),
          tile("near", said("of generated points lie near the data")),
          tile("covered", this.covered),
        ),
        this.curvesPlace,
      ),
    );
  }

  curves() {
    return el(
      "figure",
      {},
      el("h4", {
        className: "gan-curves-title",
        textContent: "The critic is right (blue), points near the data (orange), data reached (green), in %",
      }),
      this.shares,
      small("Right: of a real and a generated point it scores the real one higher. 50 % is a coin."),
      el("h4", { className: "gan-second-title", textContent: "Losses: critic blue, generator orange" }),
      this.losses,
      keys(["is-other", "dashed: B"]),
    );
  }

  // ---- a hand on the plane
  listen() {
    let isDown = false;
    const dot = (event) => {
      const place = placeOf(this.field, event);
      if (this.drawing && isDown) this.drew(place.map((value) => Math.min(1, Math.max(-1, value))));
      else this.read(place);
    };
    this.field.addEventListener("pointerdown", (event) => {
      if (!this.drawing || event.button) return;
      isDown = true;
      this.field.setPointerCapture(event.pointerId);
      dot(event);
    });
    this.field.addEventListener("pointermove", dot);
    for (const name of ["pointerup", "pointercancel"]) this.field.addEventListener(name, () => { isDown = false; }); // biome-ignore format: short
    this.field.addEventListener("pointerleave", () => this.read(null));
  }

  // What the critic says of a place.
  read(place) {
    this.place = place;
    const { frame } = this;
    if (!frame || !place) {
      this.here.textContent =
        "Green ground: the critic thinks it real. Orange ground: generated. On the line between them it cannot tell.";
      return;
    }
    const cell = (value) => Math.min(SIDE - 1, Math.max(0, Math.round(((value / REACH + 1) * (SIDE - 1)) / 2)));
    const score = frame.land[cell(-place[1]) * SIDE + cell(place[0])];
    const { objective } = frame.settings;
    this.here.textContent =
      objective === "logistic" || objective === "saturating"
        ? `Here the critic would say: real, with a probability of ${percent(1 / (1 + Math.exp(-score)))}.`
        : `The critic’s score here is ${number(score)}${OBJECTIVES[objective].zero ? "; above 0 means real" : "; only differences count"}.`;
  }

  // ---- showing
  // The plane can be drawn on, or, with null, no more.
  draws(dots) {
    this.drawing = dots;
    this.field.classList.toggle("is-drawn-on", Boolean(dots));
  }

  empty() {
    this.frame = null;
    drawEmpty(this.field, HINT, this.drawing ?? []);
  }

  show(frame) {
    this.frame = frame;
    this.paint();
    this.read(this.place ?? null);
    this.tell(frame);
    drawCurves(this.shares, frame, SHARES, { range: [0, 100] });
    drawCurves(this.losses, frame, LOSSES, { room: 0.05 });
  }

  paint() {
    if (this.frame) drawField(this.field, this.frame, this.layers);
  }

  tell({ curve, reached, clusters, ...frame }) {
    const last = curve.at(-1);
    for (const [name, tile] of Object.entries(this.tiles)) tile.textContent = percent(last[name] / 100);
    this.covered.textContent = clusters
      ? `of the data has a generated point near; ${reached} of ${clusters} clusters get a quarter of their share or more`
      : "of the data has a generated point near";
    this.cards.show(/** @type {any} */ (frame), turns(/** @type {any} */ (frame)));
  }
}
