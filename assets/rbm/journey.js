// A digit goes up through a deep network, dreams at the top, and comes down.
import { el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { Climb } from "./climb.js";
import { digitChoice, paintUnits, unitsScreen } from "./pictures.js";

const FILM = 12; // pictures kept of those that came down

export class Journey {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.layers = null;
    this.digit = null;
    this.seed = 1;
    this.choice = digitChoice(viewer, (digit) => {
      this.digit = digit;
      this.restart();
    });
    this.up = makeButton("Up", () => this.rise(), "zoo-primary");
    this.gibbs = [1, 10, 100].map((count) =>
      makeButton(count === 1 ? "Gibbs step" : `${count} steps`, () => this.dream(count)),
    );
    this.down = makeButton("Down", () => this.descend());
    this.again = makeButton("From the digit again", () => {
      this.seed++;
      this.restart();
    });
    this.sentence = el("p", { className: "rbm-text rbm-journey-text", ariaLive: "polite" });
    this.tower = el("div", { className: "rbm-tower" });
    this.film = el("div", { className: "rbm-film" });
    box.append(
      el("h4", { textContent: "Up, dream, down" }),
      el(
        "div",
        { className: "rbm-row rbm-controls" },
        this.choice.element,
        this.up,
        ...this.gibbs,
        this.down,
        this.again,
      ),
      this.sentence,
      this.tower,
      this.film,
    );
    this.risen = false;
    this.enable();
  }

  model(layers) {
    this.layers = layers;
    this.digit = null;
    this.risen = false;
    this.enable(); // until a digit is there
    const sizes = [layers[0].visible, ...layers.map(({ hidden }) => hidden)];
    this.floors = sizes.map((size, i) => this.floor(size, i, sizes.length - 1));
    const lifts = this.floors.flatMap(({ element }, i) =>
      i
        ? [
            el("span", { className: "rbm-sign", textContent: i === sizes.length - 1 ? "⇄" : "→", ariaHidden: "true" }),
            element,
          ]
        : [element],
    );
    this.tower.replaceChildren(...lifts);
    return this.choice.model();
  }

  floor(size, index, top) {
    const name = index === 0 ? "pixels v" : `hidden h${"₁₂₃₄"[index - 1]}`;
    const screen = unitsScreen(`Layer ${index}: ${size} units`, "rbm-big");
    const note = el("span");
    // its units began as the pixels
    const again = this.viewer.model.config.tied_start && size === this.layers[0].visible;
    const text =
      index === top
        ? `${size} units, the top${again ? ": begun as the pixels, so a picture again" : ""}`
        : `${size} ${index ? "units" : "pixels"}`;
    const element = el(
      "figure",
      { className: "rbm-panel is-waiting" },
      screen,
      el("figcaption", {}, el("b", { textContent: name }), el("span", { textContent: text }), note),
    );
    return { element, screen, note };
  }

  restart() {
    if (!this.layers || !this.digit) return;
    this.climb = new Climb(this.layers, this.digit.pixels, this.seed);
    this.risen = false;
    this.floors.forEach(({ screen, note, element }, i) => {
      screen.getContext("2d").clearRect(0, 0, screen.width, screen.height);
      note.textContent = i ? "not drawn yet" : "";
      element.classList.toggle("is-live", i === 0);
      element.classList.toggle("is-waiting", i > 0);
    });
    paintUnits(this.floors[0].screen, this.digit.pixels);
    this.film.replaceChildren();
    this.enable();
    this.sentence.textContent =
      "The digit is on the pixels. Go up: each layer looks at the one below and its units decide to be on or off.";
  }

  enable() {
    for (const button of [...this.gibbs, this.down]) button.disabled = !this.risen;
    for (const button of [this.up, this.again]) button.disabled = !this.digit;
  }

  live(...floors) {
    this.floors.forEach(({ element }, i) => element.classList.toggle("is-live", floors.includes(i)));
  }

  put(floor, units) {
    paintUnits(this.floors[floor].screen, units);
    this.floors[floor].element.classList.remove("is-waiting");
    const on = units.reduce((sum, unit) => sum + unit, 0);
    this.floors[floor].note.textContent = floor ? `${Math.round(on)} on` : "";
  }

  // The units of these floors as they are now.
  putAll(from, to = this.layers.length) {
    for (let floor = from; floor <= to; floor++) this.put(floor, this.climb.states[floor - 1]);
  }

  rise() {
    if (!this.digit) return;
    this.restart();
    this.climb.rise();
    this.putAll(1);
    this.risen = true;
    this.enable();
    this.live(...this.layers.map((_, i) => i + 1));
    this.sentence.textContent =
      "Up: every layer has been drawn, and white units are on. The top two layers are an RBM: a Gibbs step " +
      "goes once down and up between them, and the memory of the digit begins to drift.";
  }

  dream(count) {
    this.climb.dream(count);
    this.putAll(this.layers.length - 1);
    this.live(this.layers.length - 1, this.layers.length);
    this.sentence.textContent =
      `${this.climb.steps} Gibbs step${this.climb.steps > 1 ? "s" : ""} at the top. Only the top two layers moved; the pixels still show ` +
      "the picture from before. Go down to see what the network draws now.";
  }

  descend() {
    const pixels = this.climb.descend();
    this.put(0, pixels);
    this.putAll(1, this.layers.length - 1);
    this.live(...this.layers.map((_, i) => i));
    const canvas = makeScreen(`The picture after ${this.climb.steps} Gibbs steps`);
    paint(canvas, pixels);
    this.film.append(el("figure", {}, canvas, el("span", { textContent: this.climb.steps })));
    while (this.film.childElementCount > FILM) this.film.firstChild.remove();
    this.sentence.textContent =
      "Down: the lower layers only translate what the top decided into pixels. Below are the pictures that came " +
      "down so far, with the number of Gibbs steps before each.";
  }
}
