// Compare: two models on the same noise: what they draw, how their games went, and their figures in one table.
import { el, fillOptions, makeButton, makeSelect, paintLevels } from "../shared/dom.js";
import { SEED_RULE, seedField } from "../shared/fields.js";
import { newestOnly } from "../shared/pace.js";
import { Chart, legend, lossChart } from "./chart.js";
import { epochText, nearest } from "./epochs.js";
import { loadFrames, paintFrame, screen } from "./film.js";
import { CHUNK } from "./samples.js";
import { commonSpan, pointsOf } from "./scale.js";
import { isRecord, noiseText } from "./words.js";

const COUNT = 25; // samples of each
const [BASE, VAE] = ["dcgan-32", "vae-20"];
const PAIRS = [
  ["1:1 and 2:1", "dcgan-32", "dcgan-32-g2"],
  ["1:1 and 1:2", "dcgan-32", "dcgan-32-d2"],
  ["2:1 and 1:2", "dcgan-32-g2", "dcgan-32-d2"],
  ["With and without batch normalisation", "dcgan-32", "dcgan-32-no-bn"],
  ["GAN and DCGAN", "gan", "dcgan"],
  ["DCGAN and WGAN-GP", "dcgan-32", "wgan-gp"],
  ["DCGAN and SAGAN", "dcgan-32", "sagan"],
  ["Told the digit or not", "dcgan-32", "cgan"],
];

class Side {
  constructor(name, changed) {
    this.name = name;
    this.choice = makeSelect(name, [], changed);
    this.field = this.choice.querySelector("select");
    this.summary = el("p", { className: "gan-small gan-summary" });
    this.heading = el("h4");
    this.sheet = el("div", { className: "gan-sheet" });
    this.film = screen("", "gan-frame");
    this.record = el("p", { className: "gan-small" });
    this.chart = new Chart("");
    this.noChart = el("p", { className: "gan-small" });
    this.accuracy = new Chart("", "is-low");
    this.curves = el(
      "figure",
      {},
      legend([
        ["critic’s loss", "gan-critic"],
        ["generator’s loss", "gan-generator"],
      ]),
      this.chart.canvas,
      legend([
        ["share of real images that the critic calls real", "gan-second"],
        ["share of generated images that it calls generated", "gan-third"],
      ]),
      this.accuracy.canvas,
    );
    this.lesson = el("p", { className: "gan-text gan-taught" });
    this.element = el(
      "div",
      { className: "gan-side" },
      this.choice,
      this.summary,
      this.heading,
      el("div", {}, this.sheet, this.film, this.record),
      el("h4", { textContent: "Its game" }),
      el("div", {}, this.curves, this.noChart),
      this.lesson,
    );
    this.asked = 0;
  }

  show(side, { to, y }) {
    if (side.name !== this.side?.name) {
      // another model's pictures
      this.sheet.replaceChildren();
      this.film.getContext("2d").clearRect(0, 0, this.film.width, this.film.height);
    }
    this.side = side;
    this.summary.textContent = side.summary ?? "";
    this.lesson.replaceChildren(el("b", { className: "gan-whose", textContent: `${side.title}: ` }), side.lesson ?? "");
    this.lesson.hidden = !side.lesson;
    const has = side.trace?.length > 0;
    this.curves.hidden = !has;
    this.noChart.textContent = has
      ? ""
      : side.redraws
        ? "A VAE plays no game: one network encodes, one decodes, and both lower the same loss."
        : "Its losses were not saved.";
    if (!has) return;
    const marks = (side.timeline?.collapse ?? []).map(({ epoch }) => epoch);
    this.chart.show(lossChart(side.trace, { to, y, marks, label: `Losses of ${side.title} over its training` }));
    const line = (key, color) => ({ color, points: pointsOf(side.trace, key) });
    const [real, generated] = [line("real_accuracy", "gan-second"), line("generated_accuracy", "gan-third")];
    real.width = 4; // if both are equal, it shows as an outline
    this.accuracy.show({
      x: [0, to],
      y: [0, 1],
      yTicks: [0, 0.5, 1],
      xText: "epoch",
      label: `How often the critic of ${side.title} was right`,
      lines: [real, generated],
    });
  }

  // 25 samples of the seed as they arrive; or, if one of the two has no weights, pictures of its training.
  async draw(viewer, seed, trained) {
    const mine = ++this.asked;
    const { side } = this;
    const drawable = side.drawable !== false;
    const film = !drawable || (trained && Boolean(side.timeline));
    [this.sheet.hidden, this.film.hidden] = [film, !film];
    this.record.replaceChildren(
      ...(film && side.empty
        ? ["Nothing is missing here: its pictures are black, because this generator draws nothing. "]
        : []),
      ...(drawable
        ? []
        : [
            "Its weights are not in this app, so nothing new can be drawn. To get them, run: ",
            el("code", { textContent: `python -m training train ${side.name}` }),
          ]),
    );
    this.heading.textContent = film ? "Pictures of its training" : `${COUNT} samples`;
    if (film) return this.drawFilm(side, mine);
    if (this.sheet.children.length !== COUNT)
      this.sheet.replaceChildren(
        ...Array.from({ length: COUNT }, (_, i) => screen(`Sample ${i} of the model on the ${this.name}`)),
      );
    for (let first = 0; first < COUNT; first += CHUNK) {
      const count = Math.min(CHUNK, COUNT - first);
      const answer = await viewer.samples({ seed, first, count, truncation: null, digit: null }, side.name);
      if (mine !== this.asked || !answer) return;
      answer.pictures.forEach((image, i) => paintLevels(this.sheet.children[first + i], image, answer.size));
    }
  }

  // The frame of the weights that were kept: the last one, or an earlier one if the run was lost.
  async drawFilm({ title, timeline, kept_epoch: kept }, mine) {
    this.film.hidden = !timeline;
    if (!timeline) return;
    const at = nearest(timeline.places, kept ?? Infinity);
    const when = epochText(timeline.places[at]);
    this.heading.textContent = `Pictures of its training, ${when}`;
    this.film.setAttribute("aria-label", `${timeline.count} pictures of the training of ${title}, ${when}`);
    const picture = await loadFrames(timeline).catch(() => null);
    if (picture && mine === this.asked) paintFrame(this.film, picture, timeline, at, 5);
  }
}

class Compare {
  constructor(box, viewer) {
    this.box = box;
    this.viewer = viewer;
    this.seed = 1;
    this.presets = el("div", {
      className: "gan-row gan-choices",
      role: "group",
      "aria-label": "Pairs worth comparing",
    });
    this.sides = ["left", "right"].map((name) => new Side(name, () => this.ask()));
    this.guide = el("p", { className: "gan-text gan-guide" });
    this.noise = el("p", { className: "gan-small" });
    this.table = el("table", { className: "zoo-metrics gan-compare-table" });
    this.coverage = new Chart("Coverage of both over their trainings");
    this.names = el("p", { className: "gan-legend" });
    this.spread = el(
      "figure",
      { className: "gan-coverage" },
      el("h4", { textContent: "Coverage after every epoch" }),
      this.names,
      this.coverage.canvas,
      el("p", {
        className: "gan-small",
        textContent:
          "Measured with 1,000 samples and validation images; the figure in the table is from 10,000 samples and test images.",
      }),
    );
    this.seeds = this.makeSeed();
    box.append(
      this.presets,
      this.guide,
      el("div", { className: "gan-row gan-choices" }, this.seeds, this.noise),
      el("div", { className: "gan-compare" }, ...this.sides.map(({ element }) => element)),
      this.spread,
      el("div", { className: "gan-scroll" }, this.table),
    );
    this.send = newestOnly((request) => this.fetch(request));
    this.redraw = newestOnly(() => this.drawSides());
  }

  makeSeed() {
    const { parts, input, read } = seedField("seed of both", "Other noise", () => {
      const seed = read();
      if (seed === null) return this.viewer.say(SEED_RULE, true);
      this.viewer.say(""); // clears the message about a wrong seed
      this.seed = seed;
      this.redraw();
    });
    this.seedInput = input;
    return el("span", { className: "gan-row" }, ...parts);
  }

  // An invalid seed is replaced by the one in use, with a message.
  restoreSeed() {
    if (this.seedInput.getAttribute("aria-invalid") !== "true") return;
    this.seedInput.value = this.seed;
    this.seedInput.setAttribute("aria-invalid", false);
    this.viewer.say("");
  }

  // The chosen model is on the left. The right side stays as it was; at first it is the model's usual partner.
  model() {
    const { model } = this.viewer;
    const others = model.others ?? [];
    const there = new Set([...model.models, ...others].map(({ name }) => name));
    const vae = [VAE, ...others.map(({ name }) => name)].find((name) => there.has(name));
    const pairs = [...PAIRS, ["GAN and VAE", there.has(BASE) ? BASE : model.name, vae]].filter(
      ([, one, two]) => there.has(one) && there.has(two),
    );
    const [left, right] = this.sides.map(({ field }) => field);
    const before = right.value;
    const partner = pairs
      .find((pair) => pair.slice(1).includes(model.name))
      ?.slice(1)
      .find((name) => name !== model.name);
    for (const field of [left, right])
      fillOptions(
        field,
        model.models.map(({ name, title }) => [name, title]),
      );
    if (others.length)
      right.append(
        el(
          "optgroup",
          { label: "other families" },
          ...others.map(({ name, title }) => el("option", { value: name, textContent: title })),
        ),
      );
    left.value = model.name;
    right.value = [before, partner, ...there].find((name) => there.has(name) && name !== model.name) ?? model.name;
    this.presets.replaceChildren(
      ...pairs.map(([text, one, two]) =>
        Object.assign(
          makeButton(text, () => this.pair(one, two)),
          { pair: `${one} ${two}` },
        ),
      ),
    );
    this.ask();
  }

  pair(left, right) {
    [this.sides[0].field.value, this.sides[1].field.value] = [left, right];
    this.ask();
  }

  ask() {
    const [left, right] = this.sides.map(({ field }) => field.value);
    if (!left || !right) return;
    for (const button of this.presets.children) button.setAttribute("aria-pressed", button.pair === `${left} ${right}`);
    this.wait(this.shown !== `${left} ${right}`);
    this.restoreSeed();
    this.send({ left, right });
  }

  async fetch({ left, right }) {
    const answer = await this.viewer.ask("compare", { left, right });
    const [one, two] = this.sides.map(({ field }) => field.value);
    if (!answer || one !== left || two !== right) return;
    const both = [answer.left, answer.right];
    this.shown = `${left} ${right}`;
    this.wait(false);
    this.guide.textContent = answer.guide;
    this.noise.textContent = noiseText(...both);
    this.seeds.hidden = both.some(isRecord) && both.every(({ timeline }) => timeline); // no new pictures, no noise to choose
    this.fillTable(answer);
    const to = Math.max(
      1,
      ...both.flatMap(({ trace, epochs }) => [trace?.at(-1)?.epoch ?? 0, epochs?.at(-1)?.epoch ?? 0]),
    );
    const y = commonSpan(both);
    this.sides.forEach((side, i) => side.show(both[i], { to, y }));
    this.showCoverage(both, to);
    this.redraw();
  }

  // What is shown is dimmed while it belongs to another pair than the chosen one.
  wait(is) {
    this.box.classList.toggle("is-waiting", is);
  }

  async drawSides() {
    const there = this.sides.filter(({ side }) => side);
    const trained = there.some(({ side }) => isRecord(side));
    await Promise.all(there.map((side) => side.draw(this.viewer, this.seed, trained)));
  }

  showCoverage(both, to) {
    const colors = ["zoo-accent", "gan-second"];
    const shown = both.map((side, i) => ({ ...side, color: colors[i] })).filter(({ epochs }) => epochs?.length);
    this.spread.hidden = !shown.length;
    this.names.replaceChildren(...legend(shown.map(({ title, color }) => [title, color])).children);
    this.coverage.show({
      x: [0, to],
      y: [0, 1],
      yTicks: [0, 0.5, 1],
      xText: "epoch",
      lines: shown.map(({ epochs, color }) => ({
        color,
        points: epochs.map(({ epoch, coverage }) => [epoch, coverage]),
        dots: epochs.length < 40,
      })),
    });
  }

  fillTable({ left, right, rows }) {
    const heads = ["", left.title, right.title].map((textContent) => el("th", { scope: "col", textContent }));
    const caption = el("caption", {
      textContent:
        "Their figures. ✓ marks the better one (no ✓: no clear winner, or more is not simply better). “real images” says what " +
        "real digits score.",
    });
    this.table.replaceChildren(
      caption,
      el("thead", {}, el("tr", {}, ...heads)),
      el("tbody", {}, ...rows.map((row) => this.row(row))),
    );
  }

  row({ title, meaning, unit, real, better, ...values }) {
    const floor = real === null || real === undefined ? "" : `real images: ${real}`;
    const beside = [meaning, unit, floor].filter(Boolean).map((textContent) => el("small", { textContent }));
    const cells = ["left", "right"].map((side) => {
      const cell = el("td", { textContent: values[side] ?? "–", className: better === side ? "is-better" : "" });
      if (better === side) cell.append(el("span", { textContent: " ✓", title: "the better figure" }));
      return cell;
    });
    return el("tr", {}, el("th", { scope: "row" }, title, ...beside), ...cells);
  }
}

export const tool = {
  id: "compare",
  title: "Compare",
  lead:
    "Two models side by side, on the same noise if both can draw: what they draw, how their two players did in training, and what they score. " +
    "1:1 and 2:1 are steps of the generator per step of the critic.",
  applies: (model) => model.models.length + (model.others?.length ?? 0) > 1,
  make: (box, viewer) => new Compare(box, viewer),
};
