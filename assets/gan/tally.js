// Count many: how often a model draws which digit, read by the judge while the bars grow.
import { el, makeButton } from "../shared/dom.js";
import { added, countText, ROUND, sharesOf } from "./counting.js";
import { showShares } from "./shares.js";

const SEEDS = 2 ** 32;
const ABSENT = "Not counted yet";

class Tally {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.of = ""; // the settings that were counted
    this.button = makeButton("", () => (this.run ? this.stop() : this.count()), "zoo-primary");
    this.text = el("p", { className: "gan-text", "aria-live": "polite" });
    this.bars = el("div", { className: "gan-shares", role: "img" });
    box.append(el("div", { className: "gan-row gan-choices" }, this.button), this.bars, this.text);
    this.model();
  }

  model() {
    [this.sum, this.run] = [null, null];
    this.show();
  }

  // Other settings are counted from the start.
  state() {
    if ((this.sum || this.run) && this.key() !== this.of) this.model();
  }

  key() {
    const { model, seed, truncation } = this.viewer;
    return JSON.stringify([model.name, model.revision, seed, truncation]);
  }

  stop() {
    this.run = null;
    this.show();
  }

  // The next seeds, each with its hundred samples, until a round is counted, stopped or overtaken by other settings.
  async count() {
    const { viewer } = this;
    const { seed, truncation, model } = viewer;
    const run = {};
    [this.run, this.of] = [run, this.key()];
    const end = (this.sum?.samples ?? 0) + ROUND;
    this.show();
    while (this.run === run && (this.sum?.samples ?? 0) < end) {
      const done = (this.sum?.samples ?? 0) / model.most;
      const answer = await viewer.ask("tally", {
        seed: (seed + done) % SEEDS,
        sheets: model.seeds_at_once,
        truncation,
      });
      if (this.run !== run) return;
      if (!answer) break;
      this.sum = added(this.sum, answer);
      this.show();
    }
    this.stop();
  }

  show() {
    const { sum, run } = this;
    const round = ROUND.toLocaleString("en");
    this.button.textContent = run ? "Stop" : sum ? `Count ${round} more` : `Count ${round} digits`;
    showShares(this.bars, sum && sharesOf(sum), ABSENT);
    this.text.textContent = sum && !run ? countText(sum, this.viewer.truncation) : "";
    if (run && sum) this.text.textContent = `${sum.samples.toLocaleString("en")} counted …`;
  }
}

export const tool = {
  id: "tally",
  title: "Count many",
  lead: "A hundred digits show what a model can draw; thousands show how often. It draws them of this seed and the next ones, with your truncation, and the judge reads each. The dashed line is an even tenth.",
  applies: (model) => model.drawable && !model.data,
  make(box, viewer) {
    const tally = new Tally(box, viewer);
    return { model: () => tally.model(), state: () => tally.state() };
  },
};
