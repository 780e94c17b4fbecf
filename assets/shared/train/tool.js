// A tool in which the visitor trains a model in the page on digits, sees how it learns, and takes it along.
import { wording } from "../wording.js";
import { fetchData, KINDS } from "./data.js";
import { Pair } from "./pair.js";
import { RAN_AWAY } from "./run.js";
import { Taking } from "./taking.js";

export class Trainer extends Pair {
  // `own` is what a Pair has of a tab's own, and more functions: titleOf(taken), what it is called; command(settings) that
  // trains the same in full; save(taken), the files of a zip called `name`, or a promise of them, and read(file) the other way
  // round, or null; and `yours`, what is said once it is a model of the tab.
  constructor(box, viewer, own) {
    super(box, viewer, own);
    this.kind = ""; // of the digits
    this.source = ""; // the setting that brought them
    this.fetched = this.fetching = false; // whether any were asked for, and are on their way
    this.speak = wording(box); // about garments, where it learns from those
    this.digits = null; // {train, held}, once they are here
    this.labels = null; // of all that it never sees
    this.describe();
  }

  extended(box, say) {
    this.taking = new Taking(box, this.viewer, this.own);
    return { ...super.extended(box, say), canTake: true, canLoad: this.own.read !== null };
  }

  presses() {
    return {
      ...super.presses(),
      use: () => this.use(this.runs[0]),
      save: () => this.save(this.runs[0]),
      load: () => this.taking.picker.click(),
    };
  }

  // ---- beginning
  // A model is shown: the first time the digits are fetched; a link may bring an experiment.
  model() {
    this.asked();
    if (this.fetched) return;
    this.fetched = true;
    this.fetch();
  }

  // Fetches what the settings ask for, and begins with it.
  async fetch() {
    const [{ moment }] = this.runs;
    const { data } = this.settings;
    this.fetching = true;
    moment.textContent = "The digits are on their way …";
    try {
      const { kind, train, held, labels, others } = await fetchData(data, (more) => this.viewer.ask("to_train", more));
      Object.assign(this, { kind, labels, digits: { train, held }, source: data, fetching: false });
      if (others) this.fields.allow("data", ["mnist", "own", ...others]);
      for (const run of [...this.runs, this.other]) if (run) this.equip(run);
      this.begin();
      this.speak(KINDS[kind].data);
    } catch (error) {
      this.fetching = false;
      this.missed(data, error);
    }
    this.describe();
  }

  // Those before are learned from on; or MNIST, which can be asked for again.
  missed(data, error) {
    this.runs[0].moment.textContent = "The digits did not come.";
    const text = `There are no digits to train on: ${error.message}.`;
    if (data === "mnist") return this.viewer.say(text, true, () => this.fetch());
    this.settings.data = this.source || "mnist";
    this.fields.show(this.settings);
    this.begin();
    this.viewer.say(text, true);
  }

  // The digits for a run, which begins with them; and what their classes are called, if they are none.
  equip(run) {
    run.held = this.digits.held.slice(0, 20 * 784);
    run.pictures.labels = this.labels;
    run.pictures.name?.(KINDS[this.kind].data?.classes);
    run.equipped = false;
  }

  second() {
    const run = super.second();
    if (this.digits && !run.held) this.equip(run);
    return run;
  }

  get isReady() {
    return Boolean(this.digits);
  }

  supply(run) {
    const digits = run.equipped ? {} : this.digits;
    run.equipped = true;
    return digits;
  }

  begin() {
    if (this.source !== this.settings.data && !this.fetching && this.fetched) this.fetch();
    else super.begin();
    this.describe();
  }

  // ---- what is seen
  where() {
    const [{ latest }] = this.runs;
    if (this.runs.length > 1) return super.where();
    const rate = latest.speed ? `, ${Math.round(latest.speed / 100) / 10} thousand digits a second` : "";
    return super.where() + rate;
  }

  // What follows from the settings: also the command, and what it learns from.
  describe() {
    if (!this.beside) return;
    super.describe();
    const { parts, settings } = this;
    const { text, lost } = this.own.command(settings);
    parts.proper.textContent = text;
    parts.lost.textContent = lost.length ? `Only this page has ${lost.join(" and ")}; the command leaves it out.` : "";
    const have = this.digits ? this.digits.train.length / 784 : 0;
    const count = Math.min(settings.digits, have).toLocaleString("en");
    parts.data.textContent = this.kind ? `It learns from ${count} ${KINDS[this.kind].learns}.` : "";
  }

  // ---- afterwards
  // What is special about a run beside another is in its name, unless that tells it anyway.
  use(run) {
    const at = this.runs.indexOf(run);
    const { titleOf } = this.own;
    const other = this.beside.difference ? this.settingsOf(1 - at) : {};
    this.take(run, (taken) => {
      const isTold = titleOf(taken) !== titleOf({ ...taken, settings: { ...taken.settings, ...other } });
      this.taking.use(taken, isTold ? "" : this.special(at));
    });
  }

  save(run) {
    this.take(run, (taken) => this.taking.save(taken));
  }

  take(run, then) {
    if (!run.latest) return;
    if (run.isBroken) return this.viewer.say(RAN_AWAY, true);
    run.take((taken) => then({ ...taken, kind: this.kind, labels: this.labels }));
  }
}
