// A tool in which the visitor trains a model in the page on digits, sees how it learns, and takes it along.
import { wording } from "../wording.js";
import { Beside, together, withOther } from "./beside.js";
import { fetchData, KINDS } from "./data.js";
import { Driver } from "./driver.js";
import { RAN_AWAY } from "./run.js";
import { Taking } from "./taking.js";

export class Trainer extends Driver {
  // `own` is what a Driver has of a tab's own, and more functions: verdict(a, b), a sentence about the points of two curves;
  // titleOf(taken), what it is called; command(settings) that trains the same in full; save(taken), the files of a zip called
  // `name`, or a promise of them, and read(file) the other way round, or null; and `yours`, what is said once it is a model of
  // the tab. Its pictures have curvesBox, the part with the curves, and curvesPlace, where that is.
  constructor(box, viewer, own) {
    super(box, viewer, own);
    this.kind = ""; // of the digits
    this.source = ""; // the setting that brought them
    this.fetched = this.fetching = false; // whether any were asked for, and are on their way
    this.speak = wording(box); // about garments, where it learns from those
    this.digits = null; // {train, held}, once they are here
    this.labels = null; // of all that it never sees
    this.other = null; // the second run, kept for the next time; it differs in `beside.difference`
    this.describe();
  }

  extended(box, say) {
    this.taking = new Taking(box, this.viewer, this.own);
    this.beside = new Beside(this.book, { changed: (difference) => this.differ(difference), say });
    return { beside: this.beside.element, canTake: true, canLoad: this.own.read !== null };
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
      for (const run of this.runs) this.equip(run);
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

  // Those of a run: the second one has one difference.
  settingsOf(at) {
    return at ? withOther(this.settings, this.beside.difference) : this.settings;
  }

  // Other settings, as a whole: a new run, or two.
  experiment(settings, beside = null) {
    this.settings = { ...settings };
    this.beside.show(beside);
    this.arrange();
    super.experiment(settings);
  }

  // ---- two runs
  // Another difference, or none. Where there are two runs, both begin anew, from the same weights.
  differ(difference) {
    this.arrange();
    if (difference) this.begin();
    else this.describe();
  }

  // One run, or two side by side with their curves over each other.
  arrange() {
    const { parts } = this;
    const [first] = this.runs;
    const isTwo = Boolean(this.beside.difference);
    if (isTwo && this.runs.length === 1) this.runs.push(this.second());
    if (!isTwo && this.runs.length === 2) this.runs.pop().send({ act: "pause" });
    if (this.other) this.other.element.hidden = !isTwo;
    for (const run of this.runs) run.pictures.curvesPlace.hidden = isTwo;
    (isTwo ? parts.both : first.pictures.curvesPlace).append(first.pictures.curvesBox);
    parts.runs.classList.toggle("is-two", isTwo);
    parts.both.hidden = !isTwo;
    parts.use.hidden = parts.save.hidden = isTwo;
    this.runs.forEach((run, at) => run.call(isTwo ? "AB"[at] : "", this.special(at)));
    if (!isTwo && first.latest) first.draw();
  }

  second() {
    this.other ??= this.makeRun();
    this.other.send({ act: "pace", steps: this.pace });
    if (this.digits && !this.other.held) this.equip(this.other);
    return this.other;
  }

  // What a run differs in from the one beside it.
  special(at) {
    const { difference } = this.beside;
    return difference ? this.book.told(difference.name, this.settingsOf(at)[difference.name]) : "";
  }

  set(name, value) {
    super.set(name, value);
    if (this.beside.difference) this.arrange();
  }

  // ---- what is seen
  show() {
    const [first, second] = this.runs;
    if (second?.latest && first.latest) this.together(first, second);
    super.show();
  }

  // Two runs, with their curves over each other.
  together(first, second) {
    if (first.curve !== second.latest.curve) {
      first.curve = second.latest.curve;
      first.draw();
    }
    const points = together(first.latest.curve, second.latest.curve);
    this.parts.verdict.textContent = points
      ? this.own.verdict(...points)
      : "Both begin with the same weights, digits and random numbers. Press Train, and watch the curves part.";
  }

  where() {
    const { runs } = this;
    const [{ latest }] = runs;
    if (runs.length > 1)
      return runs.map((run, at) => `${"AB"[at]}: epoch ${(run.latest?.place ?? 0).toFixed(2)}`).join(", ");
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

  write() {
    return this.book.write(this.settings, this.beside.difference);
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
