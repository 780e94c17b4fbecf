// Compare: two models on the same noise: what they draw, how their games went, and their figures in one table.
import { Compare } from "../shared/compare.js";
import { el } from "../shared/dom.js";
import { SEED_RULE, seedField } from "../shared/fields.js";
import { newestOnly } from "../shared/pace.js";
import { Chart, legend } from "./chart.js";
import { commonSpan } from "./scale.js";
import { Side } from "./side.js";
import { isRecord, noiseText, showsSeed } from "./words.js";

const CAPTION =
  "Their figures. ✓ marks the better one (no ✓: no clear winner, or more is not simply better). “real images” says what " +
  "real digits score.";

class CompareGames extends Compare {
  constructor(box, viewer) {
    super(box, viewer, { chosen: 0, caption: CAPTION });
    this.seed = 1;
    this.both = null; // the two that are shown
    this.redraw = newestOnly(() => this.drawSides());
    this.noise = el("p", { className: "gan-small" });
    this.seeds = this.makeSeed();
    box.append(
      this.presets,
      this.guide,
      el("div", { className: "gan-row gan-choices" }, this.seeds, this.noise),
      this.columns(),
      this.makeSpread(),
      this.figures,
    );
  }

  makeSide(name, choice) {
    return new Side(name, choice);
  }

  makeSpread() {
    this.coverage = new Chart("Coverage of both over their trainings");
    this.names = el("p", { className: "gan-legend" });
    const note =
      "Measured with 1,000 samples and validation images; the figure in the table is from 10,000 samples and test images.";
    this.spread = el(
      "figure",
      { className: "gan-coverage" },
      el("h4", { textContent: "Coverage after every epoch" }),
      this.names,
      this.coverage.canvas,
      el("p", { className: "gan-small", textContent: note }),
    );
    return this.spread;
  }

  makeSeed() {
    const { parts, input, read } = seedField("seed of both", "Other noise", () => {
      const seed = read();
      if (seed === null) return this.viewer.say(SEED_RULE, true);
      this.viewer.say(""); // clears the message about a wrong seed
      this.seed = seed;
      this.tellNoise();
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

  // On the right a model of another tab may stand.
  moreChoices() {
    const { others } = this.viewer.model;
    if (!others?.length) return;
    const options = others.map(({ name, title }) => el("option", { value: name, textContent: title }));
    this.fields[1].append(el("optgroup", { label: "other families" }, ...options));
  }

  // The chosen model beside the first of another tab.
  morePresets() {
    const { name, others } = this.viewer.model;
    if (!others?.length) return [];
    const [{ name: other, title }] = others;
    return [this.presetRow("The chosen one, beside", [this.preset(title, [name, other])])];
  }

  async ownSide(own) {
    const { sideOf } = await import("./train/own.js");
    return sideOf(own);
  }

  ask() {
    this.restoreSeed();
    super.ask();
  }

  show({ left, right }) {
    const both = [left, right];
    this.both = both;
    this.tellNoise();
    const fixed = both.some((side) => isRecord(side) && !side.sheets); // no new pictures, no noise to choose
    this.seeds.hidden = fixed && both.every(({ timeline }) => timeline);
    const last = both.flatMap(({ trace, epochs }) => [trace?.at(-1)?.epoch ?? 0, epochs?.at(-1)?.epoch ?? 0]);
    const to = Math.max(1, ...last);
    const y = commonSpan(both);
    this.sides.forEach((side, i) => side.show(both[i], { to, y }));
    this.showCoverage(both, to);
    this.redraw();
  }

  tellNoise() {
    if (this.both) this.noise.textContent = noiseText(...this.both, this.seed);
  }

  async drawSides() {
    const there = this.sides.filter(({ side }) => side);
    const trained = there.some(({ side }) => !showsSeed(side, this.seed));
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
}

export const tool = {
  id: "compare",
  title: "Compare",
  lead: "Two models side by side, on the same noise if both can draw: what they draw, how their two players did in training, and what they score.",
  applies: (model) => model.models.length + (model.others?.length ?? 0) > 1 || model.own,
  make: (box, viewer) => new CompareGames(box, viewer),
};
