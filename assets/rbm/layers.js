// Deep network: a digit goes up layer by layer, dreams at the top, and comes down; and what fine-tuning changed.
import { el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { uniforms } from "../shared/random.js";
import {
  digitChoice,
  draw,
  largest,
  layersOf,
  legend,
  paintFilter,
  paintUnits,
  picture,
  unitsScreen,
} from "./pictures.js";

const FILM = 12; // pictures kept of those that came down
const BESIDE = [
  ["rbm", "RBM"],
  ["dbn", "DBN"],
  ["dbn-finetuned", "DBN, fine-tuned"],
];

// ---- up, Gibbs at the top, down
class Journey {
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
    const again = this.viewer.model.config.tied_start && size === this.layers[0].visible; // its units began as the pixels
    const text =
      index === top
        ? `${size} units, the top${again ? ": begun as the pixels, so a picture again" : ""}`
        : `${size} ${index ? "units" : "pixels"}`;
    const element = el(
      "figure",
      { className: "rbm-panel" },
      screen,
      el("figcaption", {}, el("b", { textContent: name }), el("span", { textContent: text }), note),
    );
    return { element, screen, note };
  }

  restart() {
    if (!this.layers || !this.digit) return;
    this.uniform = uniforms(this.seed);
    this.count = 0;
    this.risen = false;
    this.floors.forEach(({ screen, note, element }, i) => {
      paintUnits(screen, i ? new Float32Array(this.layers[i - 1].hidden) : this.digit.pixels);
      note.textContent = "";
      element.classList.toggle("is-live", i === 0);
    });
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
    const on = units.reduce((sum, unit) => sum + unit, 0);
    this.floors[floor].note.textContent = floor ? `${Math.round(on)} on` : "";
  }

  rise() {
    if (!this.digit) return;
    this.restart();
    let below = this.digit.pixels;
    this.states = this.layers.map((layer, i) => {
      below = draw(layer.hiddenProbs(below), this.uniform);
      this.put(i + 1, below);
      return below;
    });
    this.risen = true;
    this.enable();
    this.live(...this.layers.map((_, i) => i + 1));
    this.sentence.textContent =
      "Up: every layer has been drawn, and white units are on. The top two layers are an RBM: a Gibbs step " +
      "goes once down and up between them, and the memory of the digit begins to drift.";
  }

  // One step is h(below the top) given the top, and the top given that.
  dream(count) {
    const top = this.layers.at(-1);
    let [below, above] = this.states.slice(-2);
    for (let step = 0; step < count; step++) {
      below = draw(top.visibleProbs(above), this.uniform);
      above = draw(top.hiddenProbs(below), this.uniform);
    }
    this.states.splice(-2, 2, below, above);
    this.count += count;
    [below, above].forEach((units, i) => this.put(this.layers.length - 1 + i, units));
    this.live(this.layers.length - 1, this.layers.length);
    this.sentence.textContent =
      `${this.count} Gibbs step${this.count > 1 ? "s" : ""} at the top. Only the top two layers moved; the pixels still show ` +
      "the picture from before. Go down to see what the network draws now.";
  }

  // Down from the layer below the top: every layer given the one above, the pixels as probabilities.
  descend() {
    let units = this.states.at(-2);
    for (let i = this.layers.length - 2; i >= 0; i--) {
      const probs = this.layers[i].visibleProbs(units);
      units = i ? draw(probs, this.uniform) : probs;
      if (i) this.states[i - 1] = units;
      this.put(i, units);
    }
    this.live(...this.layers.map((_, i) => i));
    const canvas = makeScreen(`The picture after ${this.count} Gibbs steps`);
    paint(canvas, units);
    this.film.append(el("figure", {}, canvas, el("span", { textContent: this.count })));
    while (this.film.childElementCount > FILM) this.film.firstChild.remove();
    this.sentence.textContent =
      "Down: the lower layers only translate what the top decided into pixels. Below are the pictures that came " +
      "down so far, with the number of Gibbs steps before each.";
  }
}

// ---- the same digits, redrawn by the stages of the family
class Redrawn {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.rows = el("div", { className: "rbm-redrawn" });
    box.append(
      el("h4", { textContent: "The same digits, redrawn by the family" }),
      el("p", {
        className: "rbm-text",
        textContent:
          "The first 20 test digits, taken up and down again once by mean field. A deep network describes a digit with fewer or " +
          "more abstract units, so it may redraw it less exactly. Fine-tuning lets the way down learn its own weights.",
      }),
      this.rows,
    );
  }

  async model() {
    const { model } = this.viewer;
    this.rows.replaceChildren(el("p", { className: "rbm-small", textContent: "Fetching the digits …" }));
    const there = new Set(model.models.map(({ name }) => name));
    const names = [
      ...BESIDE.filter(([name]) => there.has(name)),
      ...(BESIDE.some(([name]) => name === model.name) ? [] : [[model.name, model.title]]),
    ];
    const found = await Promise.all(names.map(([name, title]) => this.pictures(name, title)));
    if (this.viewer.model !== model) return;
    const rows = found.filter(Boolean);
    if (!rows.length) {
      this.rows.replaceChildren(
        el("p", {
          className: "rbm-small",
          textContent: "The pictures of these models could not be fetched; reload the page to try again.",
        }),
      );
      return;
    }
    this.rows.replaceChildren(
      this.row("the digits", rows[0].images, "test images 0–19"),
      ...rows.map((row) => this.redrawn(row)),
    );
  }

  async pictures(name, title) {
    const { model } = this.viewer;
    const shown = name === model.name ? model.shown : (await this.viewer.ask("weights_of", { name }))?.shown;
    try {
      const tensors = shown && (await fetchTensors(shown, "pictures"));
      return tensors && { title, images: tensors.images, redrawn: tensors.reconstructions };
    } catch (error) {
      this.viewer.say(`The pictures of ${title} cannot be shown here: ${error.message}.`, true);
      return null;
    }
  }

  redrawn({ title, images, redrawn }) {
    const total = images.reduce((sum, level, i) => sum + ((level - redrawn[i]) / 255) ** 2, 0);
    return this.row(title, redrawn, `squared error ${(total / (images.length / 784)).toFixed(1)}`);
  }

  row(title, tensor, note) {
    const pictures = Array.from({ length: tensor.length / 784 }, (_, i) => {
      const canvas = makeScreen(`${title}, digit ${i}`);
      paint(canvas, picture(tensor, i));
      return canvas;
    });
    return el(
      "div",
      { className: "rbm-redrawn-row" },
      el("p", {}, el("b", { textContent: title }), el("span", { textContent: note })),
      el("div", { className: "rbm-strip" }, ...pictures),
    );
  }
}

// ---- R, W' and their difference, in a network with separate weights for the ways up and down
class Untied {
  constructor(box) {
    this.all = false;
    this.text = el("p", { className: "rbm-text" });
    this.grid = el("div", { className: "rbm-untied" });
    this.more = makeButton("", () => {
      this.all = !this.all;
      this.draw();
    });
    this.box = el(
      "section",
      {},
      el("h4", { textContent: "Two sets of weights: R for the way up, W′ for the way down" }),
      this.text,
      legend(),
      this.grid,
      this.more,
    );
    box.append(this.box);
  }

  model(layers, description) {
    this.box.hidden = !description.recognition?.length;
    if (this.box.hidden) return;
    this.layer = layers[0];
    const { weight, upWeight, visible, hidden } = this.layer;
    const differences = new Float32Array(hidden);
    let size = 0;
    for (let at = 0; at < weight.length; at++) {
      differences[at % hidden] += Math.abs(upWeight[at] - weight[at]) / visible;
      size += Math.abs(weight[at]) / weight.length;
    }
    this.differences = differences;
    this.order = Array.from(differences, (_, unit) => unit).sort((a, b) => differences[b] - differences[a]);
    const mean = differences.reduce((sum, each) => sum + each, 0) / hidden;
    this.text.textContent =
      `Before fine-tuning R and W′ were the same. Now a weight of R differs from that of W′ by ${mean.toFixed(4)} on average, ` +
      `which is ${((100 * mean) / size).toFixed(1)} % of the average size of a weight of W′, ${size.toFixed(4)}. The units that changed most come first. R and W′ of a unit share one colour scale; the difference has its own.`;
    this.draw();
  }

  draw() {
    const shown = this.all ? this.order : this.order.slice(0, 12);
    this.grid.replaceChildren(...shown.map((unit) => this.triple(unit)));
    this.more.hidden = this.order.length <= 12;
    this.more.textContent = this.all ? "Only the first 12" : `All ${this.order.length} units`;
  }

  triple(unit) {
    const [up, down] = [this.layer.column(unit, this.layer.upWeight), this.layer.column(unit)];
    const between = up.map((weight, i) => Math.abs(weight - down[i]));
    const most = Math.max(largest(up), largest(down));
    const parts = [
      ["R", up],
      ["W′", down],
      ["|R − W′|", between],
    ].map(([name, values]) => {
      const canvas = el("canvas", { width: 28, height: 28, role: "img", ariaLabel: `${name} of unit ${unit}` });
      paintFilter(canvas, values, values === between ? undefined : most);
      return el("figure", {}, canvas, el("figcaption", { textContent: name }));
    });
    return el(
      "div",
      { className: "rbm-triple" },
      ...parts,
      el("p", { textContent: `unit ${unit}: mean ${this.differences[unit].toFixed(4)}` }),
    );
  }
}

class Deep {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.journey = new Journey(box, viewer);
    this.untied = new Untied(box);
    this.redrawn = new Redrawn(box, viewer);
  }

  async model() {
    this.redrawn.model();
    const layers = await layersOf(this.viewer);
    if (!layers) return;
    this.untied.model(layers, this.viewer.model);
    await this.journey.model(layers);
  }
}

export const tool = {
  id: "layers",
  title: "Deep network",
  lead:
    "A deep belief network is an RBM on top of layers that translate: the top two layers decide what it dreams, and the layers below " +
    "turn that into pixels. Follow a digit on its way.",
  applies: (model) => model.lower.length > 0,
  make: (box, viewer) => new Deep(box, viewer),
};
