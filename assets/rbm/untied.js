// R, W′ and their difference, in a network with separate weights for the ways up and down.
import { el, makeButton } from "../shared/dom.js";
import { largest, legend, paintFilter } from "./pictures.js";

const FIRST = 12; // units shown at first

// How far the weights of the way up are from those of the way down: on average for each hidden unit, and over all; and
// how large a weight of the way down is.
export function drift({ weight, upWeight, visible, hidden }) {
  const differences = new Float32Array(hidden);
  let size = 0;
  for (let at = 0; at < weight.length; at++) {
    differences[at % hidden] += Math.abs(upWeight[at] - weight[at]) / visible;
    size += Math.abs(weight[at]) / weight.length;
  }
  return { differences, size, mean: differences.reduce((sum, each) => sum + each, 0) / hidden };
}

export class Untied {
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
    const { differences, size, mean } = drift(this.layer);
    this.differences = differences;
    this.order = Array.from(differences, (_, unit) => unit).sort((a, b) => differences[b] - differences[a]);
    this.text.textContent =
      `Before fine-tuning R and W′ were the same. Now a weight of R differs from that of W′ by ${mean.toFixed(4)} on average, ` +
      `which is ${((100 * mean) / size).toFixed(1)} % of the average size of a weight of W′, ${size.toFixed(4)}. The units that changed most come first. R and W′ of a unit share one colour scale; the differences have another. In R − W′, orange is where R is the larger, blue where W′ is.`;
    this.draw();
  }

  draw() {
    const shown = this.all ? this.order : this.order.slice(0, FIRST);
    this.grid.replaceChildren(...shown.map((unit) => this.triple(unit)));
    this.more.hidden = this.order.length <= FIRST;
    this.more.textContent = this.all ? `Only the first ${FIRST}` : `All ${this.order.length} units`;
  }

  triple(unit) {
    const [up, down] = [this.layer.column(unit, this.layer.upWeight), this.layer.column(unit)];
    const between = up.map((weight, i) => weight - down[i]);
    const most = Math.max(largest(up), largest(down));
    const parts = [
      ["R", up],
      ["W′", down],
      ["R − W′", between],
      ["|R − W′|", between.map(Math.abs)],
    ].map(([name, values], at) => {
      const canvas = el("canvas", { width: 28, height: 28, role: "img", ariaLabel: `${name} of unit ${unit}` });
      paintFilter(canvas, values, at < 2 ? most : largest(between));
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
