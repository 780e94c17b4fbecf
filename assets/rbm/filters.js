// Filters: what each hidden unit draws when it is on, the most active first; a press holds it on or off.
import { el, fillOptions, makeButton, makeScreen, makeSelect } from "../shared/dom.js";
import { figure } from "../shared/words.js";
import { bars, largest, layersOf, legend, paintFilter } from "./pictures.js";
import { arranged, norm, norms, percent, usageText } from "./usage.js";

const PAGE = 100; // filters drawn at once
const SORTS = [
  ["frequency", "how often it is on"],
  ["norm", "how strong its weights are"],
  ["index", "its number"],
];
const STATES = { free: "free", 1: "held on", 0: "held off" };
const NEXT = { free: 1, 1: 0, 0: null }; // the state after a press

class Filters {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.layers = null;
    this.index = 0;
    this.sort = "frequency";
    this.order = [];
    this.page = 0;
    this.unit = 0;
    this.tiles = new Map();
    this.layerField = makeSelect("layer", [], (value) => this.chooseLayer(Number(value)));
    this.sortField = makeSelect("sorted by", SORTS, (value) => {
      this.sort = value;
      this.arrange();
    });
    this.same = el("input", { type: "checkbox" });
    this.same.addEventListener("change", () => this.drawPage());
    const scale = el("label", { className: "rbm-check" }, this.same, "one colour scale for all");
    this.release = makeButton("Let all go", () => this.letGo());
    this.counted = el("p", { className: "rbm-text" });
    this.grid = el("div", { className: "rbm-filters", role: "group", ariaLabel: "The hidden units" });
    this.pages = el("div", { className: "rbm-row rbm-pages" });
    this.chart = el("div", { className: "rbm-chart" });
    const controls = el(
      "div",
      { className: "rbm-row rbm-controls" },
      this.layerField,
      this.sortField,
      scale,
      this.release,
    );
    const main = el("div", { className: "rbm-filters-main" }, this.grid, this.pages, this.chart);
    box.append(controls, this.counted, el("div", { className: "rbm-filters-parts" }, main, this.makeSide()));
  }

  makeSide() {
    this.lens = makeScreen("The unit's filter, enlarged", "rbm-lens");
    this.name = el("h4");
    this.facts = el("p", { className: "rbm-small" });
    this.holds = [
      ["free", null],
      ["on", 1],
      ["off", 0],
    ].map(([text, value]) => {
      const button = makeButton(text === "free" ? "Free" : `Hold ${text}`, () => this.force(this.unit, value));
      return Object.assign(button, { held: value });
    });
    this.segments = el(
      "div",
      { className: "rbm-segments", role: "group", ariaLabel: "In the running chain" },
      ...this.holds,
    );
    this.only = el("p", { className: "rbm-small" });
    return el(
      "aside",
      { className: "rbm-filter-side" },
      this.lens,
      this.name,
      this.facts,
      this.segments,
      this.only,
      legend(),
    );
  }

  async model() {
    this.layers = null; // a press must not reach a unit of the previous model
    const layers = await layersOf(this.viewer);
    if (!layers) return;
    this.layers = layers;
    const sizes = layers.map(({ hidden }, i) => [
      i,
      `${i === layers.length - 1 ? "top" : `${i + 1}`} (${hidden} units)`,
    ]);
    fillOptions(this.layerField.querySelector("select"), sizes);
    this.layerField.hidden = layers.length === 1;
    this.chooseLayer(0);
  }

  chooseLayer(index) {
    this.index = index;
    this.layerField.querySelector("select").value = index;
    this.frequency = this.viewer.model.units?.[index]?.frequency ?? null;
    this.norms = norms(this.layers[index]);
    const isBelow = index === this.layers.length - 2; // the other layer of the machine whose chain runs
    this.only.textContent = this.isHeld()
      ? ""
      : `Here only units of the top layer can be held; ${
          isBelow
            ? "those of this layer in panel 3, “What it has in mind”."
            : "those of this layer cannot be held: it only follows the layers above it."
        }`;
    this.segments.hidden = this.release.hidden = !this.isHeld();
    this.counted.textContent = usageText(this.frequency);
    this.arrange();
  }

  // Units of the top layer can be held here, in every chain.
  isHeld() {
    return this.index === this.layers.length - 1;
  }

  arrange() {
    if (!this.layers) return;
    this.order = arranged(this.sort, this.norms, this.frequency);
    this.page = 0;
    this.unit = this.order[0];
    this.drawPage();
  }

  drawPage() {
    if (!this.layers) return;
    const units = this.order.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const filters = units.map((unit) => this.layers[this.index].filter(unit));
    const most = this.same.checked ? filters.reduce((all, values) => Math.max(all, largest(values)), 0) : undefined;
    this.tiles = new Map(units.map((unit, i) => [unit, this.tile(unit, filters[i], most)]));
    this.grid.replaceChildren(...this.tiles.values());
    this.drawPages();
    this.drawChart();
    this.state();
    this.select(this.unit);
    this.frame();
  }

  tile(unit, values, most) {
    const canvas = el("canvas", { width: 28, height: 28 });
    paintFilter(canvas, values, most);
    const share = this.frequency ? percent(this.frequency[unit]) : `${unit}`;
    const made = el(
      "button",
      { type: "button", className: "rbm-tile", title: `unit ${unit}` },
      canvas,
      el("span", { textContent: share }),
    );
    made.addEventListener("click", () => this.press(unit));
    made.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.select(unit));
    made.addEventListener("focus", () => this.select(unit));
    return made;
  }

  drawPages() {
    const count = Math.ceil(this.order.length / PAGE);
    this.pages.hidden = count < 2;
    const last = (page) => Math.min(this.order.length, (page + 1) * PAGE);
    this.pages.replaceChildren(
      ...Array.from({ length: count }, (_, page) => {
        const button = makeButton(`${page * PAGE + 1}–${last(page)}`, () => this.turn(page));
        button.setAttribute("aria-pressed", page === this.page);
        return button;
      }),
    );
  }

  turn(page) {
    this.page = page;
    this.unit = this.order[page * PAGE];
    this.drawPage();
  }

  drawChart() {
    const { frequency, order } = this;
    if (!frequency) {
      this.chart.replaceChildren();
      return;
    }
    const chart = bars(
      order.map((unit) => frequency[unit]),
      {
        label: `How often each of the ${order.length} units is on, from 0 to 100 %`,
        marked: (i) => Math.floor(i / PAGE) === this.page,
        press: (i) => this.show(i),
      },
    );
    const axis = el(
      "span",
      { className: "rbm-axis" },
      el("b", { textContent: "100 %" }),
      el("b", { textContent: "0" }),
    );
    const text = `how often each unit is on, in the order above${order.length > PAGE ? "; those shown are in colour" : ""}; press a bar to see its unit`;
    this.chart.replaceChildren(el("div", {}, axis, chart), el("p", { className: "rbm-small", textContent: text }));
  }

  show(place) {
    if (Math.floor(place / PAGE) !== this.page) this.turn(Math.floor(place / PAGE));
    this.select(this.order[place]);
  }

  select(unit) {
    if (!this.layers) return; // another model is on its way
    this.tiles.get(this.unit)?.classList.remove("is-chosen");
    this.unit = unit;
    this.tiles.get(unit)?.classList.add("is-chosen");
    const values = this.layers[this.index].filter(unit);
    paintFilter(this.lens, values);
    this.name.textContent = `Unit ${unit}`;
    const bias = this.layers[this.index].hiddenBias[unit];
    const often = this.frequency ? `On for ${percent(this.frequency[unit])} of the test digits. ` : "";
    const through = this.index ? " Shown through the layers below, as a weighted sum of their filters." : "";
    const length = norm(this.layers[this.index].column(unit));
    this.facts.textContent = `${often}Weight norm ${figure(length, 1)}, bias ${figure(bias)}.${through}`;
    this.showHold();
  }

  // ---- the running chain
  stateOf(unit) {
    return (this.isHeld() ? this.viewer.forced().get(unit) : null) ?? "free";
  }

  press(unit) {
    this.select(unit);
    if (this.layers && this.isHeld()) this.force(unit, NEXT[this.stateOf(unit)]);
  }

  force(unit, value) {
    this.viewer.force(unit, value);
    const which = value === null ? "free again" : `held ${value ? "on" : "off"} in the running chain`;
    this.viewer.say(`Unit ${unit} is ${which}.`);
    this.state();
  }

  letGo() {
    for (const unit of [...this.viewer.forced().keys()]) this.viewer.force(unit, null);
    this.state();
  }

  showHold() {
    const state = this.stateOf(this.unit);
    for (const button of this.holds) button.setAttribute("aria-pressed", (button.held ?? "free") === state);
  }

  state() {
    if (!this.layers) return;
    for (const [unit, tile] of this.tiles) {
      const state = this.stateOf(unit);
      tile.classList.toggle("is-on", state === 1);
      tile.classList.toggle("is-off", state === 0);
      const often = this.frequency ? `, on for ${percent(this.frequency[unit])} of the digits` : "";
      tile.setAttribute("aria-label", `Unit ${unit}${often}, ${STATES[state]}`);
    }
    this.release.disabled = !this.isHeld() || this.viewer.forced().size === 0;
    this.showHold();
  }

  // A light marks the units that are on in the first chain.
  frame() {
    if (!this.layers) return;
    const hidden = this.isHeld() ? this.viewer.chains()[0]?.hidden : null;
    for (const [unit, tile] of this.tiles) tile.classList.toggle("is-lit", hidden?.[unit] === 1);
  }
}

export const tool = {
  id: "filters",
  title: "Filters",
  lead:
    "Each hidden unit is a picture: the weights to its pixels. When the unit is on, it adds that picture to the digit. " +
    "A light in the corner means that the unit is on in the first chain now. Press a unit to hold it on, again to hold it off, " +
    "and once more to let it go.",
  make: (box, viewer) => new Filters(box, viewer),
};
