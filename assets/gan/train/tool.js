// The two stages of training a GAN in the page: in the plane, and on digits.
import { el, segments } from "../../shared/dom.js";

const STAGES = {
  plane: ["In the plane", () => import("./plane/tool.js")],
  digits: ["On digits", () => import("./digits/tool.js")],
};
const KEYS = { plane: "plane", train: "digits" }; // of an experiment in a link

class Stages {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.made = {}; // what was asked for, by stage: {box, tool, a promise}
    this.box = el("div", {});
    const choice = el("div", { className: "gan-row gan-modes", role: "group", "aria-label": "What it learns" });
    const texts = Object.entries(STAGES).map(([stage, [text]]) => [stage, text]);
    this.mark = segments(choice, texts, (stage) => this.show(stage));
    box.append(choice, this.box);
  }

  // Another model is shown; a link may bring an experiment, or name the stage.
  async model() {
    const restore = this.viewer.model.restore ?? {};
    const asked = Object.keys(KEYS).find((key) => restore[key]);
    await this.show(asked ? KEYS[asked] : (restore.stage ?? this.stage ?? "plane"));
  }

  async show(stage) {
    if (this.stage && this.stage !== stage) (await this.made[this.stage]?.tool)?.rest();
    this.stage = this.viewer.stage = stage;
    this.viewer.linkChanged();
    this.mark(stage);
    this.made[stage] ??= this.make(stage);
    for (const [each, { box }] of Object.entries(this.made)) box.hidden = each !== stage;
    (await this.made[stage].tool).model();
  }

  make(stage) {
    const box = el("div", { className: `gan-train-${stage}` });
    this.box.append(box);
    const [, fetch] = STAGES[stage];
    return { box, tool: fetch().then(({ make }) => make(box, this.viewer)) };
  }
}

export const make = (box, viewer) => new Stages(box, viewer);
