// The second layer's own weights, W₂: a map of hidden units by hidden units, and the pair under the pointer.
import { el, makeScreen, makeSelect } from "../shared/dom.js";
import { figure } from "../shared/words.js";
import { byValue, lengths, rearranged, sizeAt, strongest } from "./order.js";
import { legend, paintFilter } from "./pictures.js";

const FULL = 0.995; // share of the weights that are no stronger than the full colour
const WIDEST = 2400; // pixels of the map on the page
const LARGEST_CELL = 6;
const ORDERS = [
  ["pattern", "their part in the strongest pattern"],
  ["norm", "how strong their weights are"],
  ["index", "their number"],
];
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Second {
  constructor(box) {
    this.by = "pattern";
    this.choice = makeSelect("both layers’ units sorted by", ORDERS, (by) => {
      this.by = by;
      this.arrange();
    });
    this.text = el("p", { className: "rbm-small" });
    this.map = el("canvas", { className: "rbm-map", role: "img", tabIndex: 0 });
    this.told = el("p", { className: "rbm-small rbm-pair", role: "status" });
    this.screens = [1, 2].map((layer) => {
      const screen = makeScreen(`What the unit of hidden layer ${layer} adds to the pixels`, "rbm-lens");
      const name = el("figcaption");
      return { screen, name, element: el("figure", {}, screen, name) };
    });
    const side = el("aside", { className: "rbm-map-side" }, this.told, ...this.screens.map(({ element }) => element));
    const scroll = el("div", { className: "rbm-map-scroll" }, this.map);
    box.append(
      el("h4", { textContent: "W₂ itself: weights between hidden layer 1 and hidden layer 2" }),
      this.text,
      el("div", { className: "rbm-row rbm-controls" }, this.choice),
      legend(["a unit supports the other", "neither matters to the other", "a unit suppresses the other"]),
      el("div", { className: "rbm-map-parts" }, scroll, side),
    );
    this.listen();
  }

  listen() {
    const at = ({ offsetX, offsetY }) => [
      Math.floor((offsetY / this.map.clientHeight) * this.map.height),
      Math.floor((offsetX / this.map.clientWidth) * this.map.width),
    ];
    for (const name of ["pointermove", "pointerdown"])
      this.map.addEventListener(name, (event) => this.select(...at(event)));
    this.map.addEventListener("keydown", (event) => {
      const [down, right] = STEPS[event.key] ?? [];
      if (down === undefined) return;
      event.preventDefault();
      this.select(this.place[0] + down, this.place[1] + right);
    });
  }

  model(layers, config) {
    this.layers = layers;
    const { weight, visible: rows, hidden: columns } = layers[1];
    const [pattern, sizes] = [strongest(weight, rows, columns), lengths(weight, rows, columns)];
    this.values = { pattern, norm: sizes };
    this.full = sizeAt(weight, FULL);
    this.text.textContent =
      `${rows} rows, the units of hidden layer 1, by ${columns} columns, those of hidden layer 2. ` +
      `Full colour: a weight of ±${figure(this.full)} or more. Sorted by the strongest pattern, units that act alike stand together; ` +
      `this one pattern holds ${(100 * pattern.share).toFixed(0)} % of all squared weights, and no order shows the rest at once. ` +
      `${config.tied_start ? this.likeness() : ""}Point at the map, tap it, or use the arrow keys.`;
    this.arrange();
  }

  // A machine that began as the lower one upside down: how much of that is left.
  likeness() {
    const [low, { weight, visible: rows, hidden: columns }] = this.layers;
    let [both, one, other] = [0, 0, 0];
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < low.visible; column++) {
        const [now, begun] = [weight[row * columns + column], low.weight[column * low.hidden + row]];
        both += now * begun;
        one += now * now;
        other += begun * begun;
      }
    const among = columns > low.visible ? `of its first ${low.visible} columns ` : "";
    return `It began as W₁ upside down; the cosine ${among}with that start is now ${figure(both / Math.sqrt(one * other))} (1 would be the same). `;
  }

  arrange() {
    const { weight, visible: rows, hidden: columns } = this.layers[1];
    const values = this.values[this.by] ?? { rows: new Float64Array(rows), columns: new Float64Array(columns) };
    this.order = { rows: byValue(values.rows), columns: byValue(values.columns) };
    Object.assign(this.map, { width: columns, height: rows });
    const cell = Math.max(1, Math.min(LARGEST_CELL, Math.floor(WIDEST / columns)));
    this.map.style.width = `${cell * columns}px`;
    this.map.style.height = `${cell * rows}px`;
    this.map.setAttribute(
      "aria-label",
      `The ${rows} by ${columns} weights of W₂ in colours; arrow keys move over them`,
    );
    paintFilter(this.map, rearranged(weight, this.order), this.full);
    this.select(0, 0);
  }

  // A place on the map, its row and column.
  select(row, column) {
    const inside = (place, count) => Math.max(0, Math.min(count - 1, place));
    this.place = [inside(row, this.map.height), inside(column, this.map.width)];
    const [first, second] = [this.order.rows[this.place[0]], this.order.columns[this.place[1]]];
    const weight = this.layers[1].weight[first * this.map.width + second];
    this.told.textContent = `unit ${first} of layer 1, unit ${second} of layer 2: weight ${figure(weight, 3)}`;
    [first, second].forEach((unit, level) => {
      const { screen, name } = this.screens[level];
      paintFilter(screen, this.layers[level].filter(unit));
      name.textContent = `layer ${level + 1}, unit ${unit}`;
    });
  }
}
