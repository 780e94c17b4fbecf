// Compare: two models of the family side by side: filters, redrawn digits, generated digits, units in use, and the
// figures.
import { Compare } from "../shared/compare.js";
import { el, makeScreen, paint } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { bars, layersOf, paintFilter, picture } from "./pictures.js";
import { usage } from "./usage.js";

const FILTERS = 20;
const heading = (text, note = "") => el("h4", { textContent: text }, el("small", { textContent: note }));
const strip = () => el("div", { className: "rbm-sheet" });

class Side {
  constructor(name, choice) {
    this.name = name;
    this.summary = el("p", { className: "rbm-small" });
    this.filters = strip();
    this.redrawn = strip();
    this.samples = strip();
    this.usage = el("div", { className: "rbm-usage" });
    this.asked = 0;
    this.element = el(
      "div",
      { className: "zoo-compare-side rbm-side" },
      choice,
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
    if (side.pictures) return side.pictures; // made here
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

class CompareMachines extends Compare {
  constructor(box, viewer) {
    super(box, viewer, {
      chosen: 1,
      caption: "What they score on the test images; ✓ marks the better figure.",
    });
    box.append(this.presets, this.guide, this.columns(), this.figures);
    opened = this;
  }

  makeSide(name, choice) {
    return new Side(name, choice);
  }

  // Its digits are those of the other model.
  async ownSide(own, { left }) {
    const [{ sideOf }, shown] = await Promise.all([
      import("./train/own.js"),
      left.shown ? fetchTensors(left.shown, "pictures").catch(() => null) : null,
    ]);
    return sideOf(own, shown?.images);
  }

  async show({ left, right }) {
    const sizes = [left, right].flatMap(({ units }) => (units ?? []).map(({ size }) => size));
    const widest = Math.max(1, ...sizes);
    await Promise.all([left, right].map((side, at) => this.sides[at].show(side, this.viewer, widest)));
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
  applies: (model) => model.models.length > 1 || model.own,
  make: (box, viewer) => new CompareMachines(box, viewer),
};
