// Compare: two models of the family side by side: filters, redrawn digits, generated digits, units in use, and the figures.
import { el, fillOptions, makeButton, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { newestOnly } from "../shared/pace.js";
import { bars, layersOf, paintFilter, picture } from "./pictures.js";
import { usage } from "./usage.js";

const FILTERS = 20;
const PAIRS = [
  ["Binary or real input?", "rbm", "rbm-real"],
  ["1 step or 10?", "rbm", "rbm-cd10"],
  ["25 units or 400?", "rbm-25", "rbm-400"],
  ["CD or persistent chains?", "rbm", "rbm-pcd"],
  ["RBM or DBN?", "rbm", "dbn"],
  ["What fine-tuning does", "dbn", "dbn-finetuned"],
];

const heading = (text, note = "") => el("h4", { textContent: text }, el("small", { textContent: note }));
const strip = () => el("div", { className: "rbm-sheet" });

class Side {
  constructor(name, changed) {
    this.name = name;
    this.choice = makeSelect(name, [], changed);
    this.field = this.choice.querySelector("select");
    this.summary = el("p", { className: "rbm-small" });
    this.filters = strip();
    this.redrawn = strip();
    this.samples = strip();
    this.usage = el("div", { className: "rbm-usage" });
    this.asked = 0;
    this.element = el(
      "div",
      { className: "rbm-side" },
      this.choice,
      this.summary,
      heading("Filters", `the ${FILTERS} units of the lowest layer that are on most often`),
      this.filters,
      heading("Redrawn", "the first 20 test digits, each with its reconstruction"),
      this.redrawn,
      heading(
        "Generated",
        "60 digits after a long Gibbs chain, started from noise, or from the chains that training kept if it kept any",
      ),
      this.samples,
      heading("Units in use", "share of the test digits with each unit on, the most active unit first"),
      this.usage,
    );
  }

  // `units` is how many units the wider of the two has: both charts are on its scale.
  async show(side, viewer, units) {
    const mine = ++this.asked;
    const late = () => mine !== this.asked;
    this.summary.textContent = side.summary ?? "";
    this.use(side, units);
    const [layers, shown] = await Promise.all([layersOf(viewer, side), this.fetchShown(side, viewer)]);
    if (late()) return;
    this.drawFilters(layers, side);
    const blank = el("p", { className: "rbm-small", textContent: "This checkpoint has no pictures." });
    this.redrawn.replaceChildren(...(shown ? this.pairs(shown) : [blank]));
    this.samples.replaceChildren(
      ...(shown ? this.pictures(shown.samples, "Generated digit") : [blank.cloneNode(true)]),
    );
  }

  async fetchShown(side, viewer) {
    try {
      return side.shown ? await fetchTensors(side.shown, "pictures") : null;
    } catch (error) {
      viewer.say(`The pictures of ${side.title} cannot be shown here: ${error.message}.`, true);
      return null;
    }
  }

  drawFilters(layers, side) {
    if (!layers) {
      this.filters.replaceChildren();
      return;
    }
    const frequency = side.units?.[0]?.frequency;
    const order = Array.from({ length: layers[0].hidden }, (_, unit) => unit).sort(
      (a, b) => (frequency ? frequency[b] - frequency[a] : 0) || a - b,
    );
    this.filters.replaceChildren(
      ...order.slice(0, FILTERS).map((unit) => {
        const canvas = el("canvas", {
          width: 28,
          height: 28,
          role: "img",
          ariaLabel: `Filter of unit ${unit}`,
          className: "rbm-filter",
        });
        paintFilter(canvas, layers[0].column(unit));
        return canvas;
      }),
    );
  }

  pictures(tensor, label) {
    return Array.from({ length: tensor.length / 784 }, (_, i) => {
      const canvas = makeScreen(`${label} ${i + 1} of the model on the ${this.name}`);
      paint(canvas, picture(tensor, i));
      return canvas;
    });
  }

  /** @param {*} shown */
  pairs({ images, reconstructions }) {
    const [above, below] = [this.pictures(images, "Test digit"), this.pictures(reconstructions, "Redrawn digit")];
    return above.map((canvas, i) => el("span", { className: "rbm-pair" }, canvas, below[i]));
  }

  use({ units }, widest) {
    const layers = (units ?? []).filter(({ frequency }) => frequency);
    this.usage.replaceChildren(
      ...layers.map(({ frequency }, i) => {
        const sorted = [...frequency].sort((a, b) => b - a);
        const chart = bars(sorted, { label: `How often each of ${sorted.length} units is on` });
        chart.style.width = `${Math.max(8, (100 * sorted.length) / widest)}%`;
        const { dead, mean } = usage(sorted);
        const which = layers.length > 1 ? `Layer ${i + 1}: ` : "";
        const text = `${which}${sorted.length} units, on ${(100 * mean).toFixed(0)} % of the time on average; ${dead} dead (below 1 %).`;
        return el(
          "figure",
          {},
          el("div", { className: "rbm-usage-frame" }, chart),
          el("figcaption", { textContent: text }),
        );
      }),
    );
    if (!layers.length)
      this.usage.replaceChildren(
        el("p", { className: "rbm-small", textContent: "This was not measured for this checkpoint." }),
      );
  }
}

let opened = null; // the tool, once it was made

class Compare {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.presets = el("div", { className: "rbm-segments", role: "group", ariaLabel: "Pairs worth comparing" });
    this.sides = ["left", "right"].map((name) => new Side(name, () => this.ask()));
    this.guide = el("p", { className: "rbm-text rbm-guide" });
    this.table = el("table", { className: "zoo-metrics rbm-compare-table" });
    box.append(
      this.presets,
      this.guide,
      el("div", { className: "rbm-compare" }, ...this.sides.map(({ element }) => element)),
      el("div", { className: "rbm-scroll" }, this.table),
    );
    this.send = newestOnly((request) => this.fetch(request));
    opened = this;
  }

  // The chosen model is on the right. The left side stays as it was; at first it is the model's usual partner.
  model() {
    const { model } = this.viewer;
    const there = new Set(model.models.map(({ name }) => name));
    /** @param {string[]} pair */
    const has = ([, one, two]) => there.has(one) && there.has(two);
    const [left, right] = this.sides.map(({ field }) => field);
    const before = left.value;
    const partner = PAIRS.find((pair) => has(pair) && pair.includes(model.name))
      ?.slice(1)
      .find((name) => name !== model.name);
    for (const field of [left, right])
      fillOptions(
        field,
        model.models.map(({ name, title }) => [name, title]),
      );
    right.value = model.name;
    left.value = [before, partner, ...there].find((name) => there.has(name) && name !== model.name) ?? model.name;
    this.presets.replaceChildren(...PAIRS.filter(has).map((pair) => this.preset(pair)));
    this.ask();
  }

  /** @param {string[]} pair */
  preset([text, left, right]) {
    return Object.assign(
      makeButton(text, () => this.pair(left, right)),
      { pair: `${left} ${right}` },
    );
  }

  pair(left, right) {
    [this.sides[0].field.value, this.sides[1].field.value] = [left, right];
    this.ask();
  }

  ask() {
    const [left, right] = this.sides.map(({ field }) => field.value);
    if (!left || !right) return;
    for (const button of this.presets.children) button.setAttribute("aria-pressed", button.pair === `${left} ${right}`);
    this.send({ left, right });
  }

  async fetch({ left, right }) {
    const answer = await this.viewer.ask("compare", { left, right });
    const [one, two] = this.sides.map(({ field }) => field.value);
    if (!answer || one !== left || two !== right) return;
    this.guide.textContent = answer.guide;
    this.fillTable(answer);
    const sizes = [answer.left, answer.right].flatMap(({ units }) => (units ?? []).map(({ size }) => size));
    const widest = Math.max(1, ...sizes);
    await Promise.all([
      this.sides[0].show(answer.left, this.viewer, widest),
      this.sides[1].show(answer.right, this.viewer, widest),
    ]);
  }

  fillTable({ left, right, rows }) {
    const heads = ["", left.title, right.title].map((textContent) => el("th", { scope: "col", textContent }));
    const caption = el("caption", { textContent: "What they score on the test images; ✓ marks the better figure." });
    this.table.replaceChildren(
      caption,
      el("thead", {}, el("tr", {}, ...heads)),
      el("tbody", {}, ...rows.map((row) => this.row(row))),
    );
  }

  row({ title, meaning, unit, winner, ...values }) {
    const beside = [meaning, unit].filter(Boolean).map((textContent) => el("small", { textContent }));
    const cells = ["left", "right"].map((side) => {
      const cell = el("td", { textContent: values[side] ?? "–", className: winner === side ? "is-better" : "" });
      if (winner === side) cell.append(el("span", { textContent: " ✓", title: "the better figure" }));
      return cell;
    });
    return el("tr", {}, el("th", { scope: "row" }, title, ...beside), ...cells);
  }
}

// Open Compare with this pair, from another tool.
export const compareThese = (left, right) => {
  const tab = document.getElementById("rbm-tab-compare");
  tab.click(); // which creates the tool if it was not open yet
  opened.pair(left, right);
  tab.scrollIntoView({ block: "nearest" });
};

export const tool = {
  id: "compare",
  title: "Compare",
  lead:
    "Two models of the family side by side: what their units look for, how they redraw digits, what they generate, and how likely they " +
    "find digits they have never seen.",
  applies: (model) => model.models.length > 1,
  make: (box, viewer) => new Compare(box, viewer),
};
