// A training that the visitor drives: it is played, stepped, taken back and changed, and its settings are a link.
import { copyLink, fillOptions } from "../dom.js";
import { experimentLink } from "../own.js";
import { Fields } from "./fields.js";
import { layout } from "./layout.js";
import { Run } from "./run.js";

export class Driver {
  // `own` is what is a tab's own: the name of the `tab`, the `key` of an experiment in a link ("train"), what a step is
  // called, `one`, `book` and `presets` of its settings, the class of its `training` and the `script` of its worker, and functions:
  // pictures() makes what is seen of a run, {element, show(frame, held)}; moment(frame), a sentence about it; and
  // perhaps place(frame), how far it is.
  constructor(box, viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.book = own.book;
    this.key = own.key ?? "train";
    this.settings = { ...own.book.defaults };
    this.pace = 0; // steps a second; 0 for as many as there can be
    const say = (text, isError) => viewer.say(text, isError);
    const { presets } = own;
    this.parts = layout(box, {
      press: this.presses(),
      presets,
      one: own.one ?? "One step",
      ...this.extended(box, say),
    });
    this.fields = new Fields(this.parts.settings, own.book, { changed: (name, value) => this.set(name, value), say });
    this.runs = [this.makeRun()];
    this.parts.link.addEventListener("focus", () => this.parts.link.select());
  }

  // What else there is for the layout, which takes it.
  extended(_box, _say) {
    return {};
  }

  makeRun() {
    const run = new Run(this.own, {
      drawn: () => this.show(),
      failed: (text) => this.failed(text),
      use: (which) => this.use(which),
      save: (which) => this.save(which),
    });
    this.parts.runs.append(run.element);
    return run;
  }

  presses() {
    return /** @type {Record<string, any>} */ ({
      play: () => this.act(this.isPlaying ? "pause" : "play"),
      step: () => this.act("step"),
      epoch: () => this.act("epoch"),
      again: () => this.begin(),
      rewind: () => this.rewind(),
      pace: (steps) => this.setPace(steps),
      preset: ({ settings, beside }) => this.experiment(settings, beside),
      copy: () => copyLink(this.parts.link, this.parts.link.value, this.viewer.say),
    });
  }

  // ---- beginning
  // A link may bring an experiment.
  asked() {
    const asked = this.viewer.model.restore?.[this.key];
    if (!asked || asked === this.known) return;
    this.known = asked;
    this.experiment(this.parse(asked), this.book.parseBeside(asked));
  }

  // Whether there is something to learn from.
  get isReady() {
    return true;
  }

  // What a run begins with.
  supply(_run) {
    return {};
  }

  begin() {
    if (this.isReady) this.runs.forEach((run, at) => run.begin(this.settingsOf(at), this.supply(run)));
    this.describe();
  }

  settingsOf(_at) {
    return this.settings;
  }

  // Other settings, as a whole: a new run.
  experiment(settings, _beside = null) {
    this.settings = { ...settings };
    this.fields.show(settings);
    this.begin();
  }

  // ---- while it runs
  get isPlaying() {
    return this.runs.some(({ latest }) => latest?.playing);
  }

  get hasBegun() {
    return this.runs.some(({ latest }) => latest?.steps);
  }

  act(act, more = {}) {
    if (this.isReady) for (const run of this.runs) run.send({ act, ...more });
  }

  // Nobody looks at it for now.
  rest() {
    if (this.isPlaying) this.act("pause");
  }

  setPace(steps) {
    this.pace = steps;
    for (const run of this.runs) run.send({ act: "pace", steps });
  }

  // The epochs after the one that was chosen are gone then, so it takes a press of its own.
  rewind() {
    const select = this.parts.back.querySelector("select");
    if (!select.value) return this.viewer.say("Choose an epoch to go back to first.", true);
    this.act("rewind", { epoch: Number(select.value) });
    select.value = "";
  }

  set(name, value) {
    this.settings[name] = value;
    const { anew } = this.book.table[name];
    if (!anew && this.isReady)
      this.runs.forEach((run, at) => run.send({ act: "set", changes: { [name]: this.settingsOf(at)[name] } }));
    else if (!this.hasBegun) this.begin();
    this.describe();
  }

  failed(text) {
    this.viewer.say(
      `The training met a fault and stopped: ${text}. “Train” tries again, “Start again” begins anew.`,
      true,
    );
  }

  // ---- what is seen
  // A run has drawn a frame.
  show() {
    const { parts } = this;
    parts.play.textContent = this.isPlaying ? "❚❚ Pause" : "▶ Train";
    parts.where.textContent = this.where();
    this.offer();
    this.describe();
  }

  where() {
    const [{ latest }] = this.runs;
    return (this.own.place ?? this.place)(latest);
  }

  place({ place, steps }) {
    return `epoch ${place.toFixed(2)}, ${steps.toLocaleString("en")} steps`;
  }

  // The epochs that all runs can go back to.
  offer() {
    const told = this.runs.filter(({ latest }) => latest?.kept);
    const kept = (told[0]?.latest.kept ?? []).filter((epoch) =>
      told.every(({ latest }) => latest.kept.includes(epoch)),
    );
    const select = this.parts.back.querySelector("select");
    const list = [["", "…"], ...kept.map((each) => [each, each])];
    if (select.options.length === list.length && select.lastElementChild?.value === String(kept.at(-1))) return;
    const chosen = select.value;
    fillOptions(select, list);
    select.value = kept.map(String).includes(chosen) ? chosen : "";
  }

  // What follows from the settings: the link, and what waits for the next start.
  describe() {
    const { parts, book, own } = this;
    const written = this.write();
    parts.link.value = experimentLink(own.tab, this.viewer.model, written, this.key);
    const names = this.waiting().join(", ");
    parts.pending.textContent = names ? `“Start again” brings the new ${names}. The other settings count at once.` : "";
    const preset = own.presets.findIndex((each) => book.write(each.settings, each.beside) === written);
    parts.presets.querySelector("select").value = String(preset);
  }

  // The settings that count from the next start on.
  waiting() {
    const { table } = this.book;
    const waits = (name) =>
      this.runs.some(({ latest }, at) => latest?.steps && latest.settings[name] !== this.settingsOf(at)[name]);
    return this.book.names.filter((name) => table[name].anew && waits(name)).map((name) => table[name].text);
  }

  // ---- an experiment as text
  write() {
    return this.book.write(this.settings);
  }

  parse(text) {
    return this.book.parse(text);
  }

  // ---- afterwards: a training whose model can be taken along does these
  use(_run) {}
  save(_run) {}
}
