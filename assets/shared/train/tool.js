// A tool in which the visitor trains a model in the page, sees how it learns, and takes it along.
import { copyLink, fillOptions } from "../dom.js";
import { experimentLink } from "../own.js";
import { wording } from "../wording.js";
import { Beside, together, withOther } from "./beside.js";
import { fetchData, KINDS } from "./data.js";
import { Fields } from "./fields.js";
import { layout } from "./layout.js";
import { RAN_AWAY, Run } from "./run.js";
import { Taking } from "./taking.js";

export class Trainer {
  // `own` is what is a tab's own: the name of the `tab`, what a `step` is called if it is called otherwise, `book` and `presets` of its settings, the class of its `training`
  // and the `script` of its worker, and functions: pictures() makes what is seen of a run, {element, show(frame, held),
  // curvesBox, the part of it with the curves, and curvesPlace, where that is}; moment(frame), a sentence about it;
  // verdict(a, b), one about the points of two curves; titleOf(taken), what it is called; command(settings) that trains the
  // same in full; save(taken), the files of a zip called `name`, and read(file) the other way round, or null; `yours`, what
  // is said once it is a model of the tab.
  constructor(box, viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.book = own.book;
    this.step = own.step ?? "step";
    this.settings = { ...own.book.defaults };
    this.kind = ""; // of the digits
    this.source = ""; // the setting that brought them
    this.fetched = this.fetching = false; // whether any were asked for, and are on their way
    this.speak = wording(box); // about garments, where it learns from those
    this.digits = null; // {train, held}, once they are here
    this.labels = null; // of all that it never sees
    this.pace = 0; // steps a second; 0 for as many as there can be
    this.taking = new Taking(box, viewer, own);
    this.beside = new Beside(own.book, {
      changed: (difference) => this.differ(difference),
      say: (text, isError) => viewer.say(text, isError),
    });
    this.parts = layout(box, {
      press: this.presses(),
      canLoad: this.own.read !== null,
      presets: own.presets,
      beside: this.beside.element,
      step: this.step,
    });
    this.fields = new Fields(this.parts.settings, own.book, {
      changed: (name, value) => this.set(name, value),
      say: (text, isError) => viewer.say(text, isError),
    });
    this.runs = [this.makeRun()]; // the second one, if there is any, differs in `beside.difference`
    this.other = null; // the second run, kept for the next time
    this.parts.link.addEventListener("focus", () => this.parts.link.select());
    this.describe();
  }

  makeRun() {
    const run = new Run(this.own, {
      drawn: () => this.show(),
      failed: (text) => this.failed(text),
      use: (which) => this.take(which, (taken) => this.taking.use(taken, this.special(this.runs.indexOf(which)))),
      save: (which) => this.take(which, (taken) => this.taking.save(taken)),
    });
    this.parts.runs.append(run.element);
    return run;
  }

  presses() {
    return {
      play: () => this.act(this.isPlaying ? "pause" : "play"),
      step: () => this.act("step"),
      epoch: () => this.act("epoch"),
      again: () => this.begin(),
      rewind: () => this.rewind(),
      pace: (steps) => this.setPace(steps),
      preset: ({ settings, beside }) => this.experiment(settings, beside),
      use: () => this.runs[0].hands.use(this.runs[0]),
      save: () => this.runs[0].hands.save(this.runs[0]),
      load: () => this.taking.picker.click(),
      copy: () => copyLink(this.parts.link, this.parts.link.value, this.viewer.say),
    };
  }

  // ---- beginning
  // A model is shown: the first time the digits are fetched; a link may bring an experiment.
  model() {
    const asked = this.viewer.model.restore?.train;
    if (asked && asked !== this.asked) {
      this.asked = asked;
      this.experiment(this.book.parse(asked), this.book.parseBeside(asked));
    }
    if (!this.fetched) {
      this.fetched = true;
      this.fetch();
    }
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

  begin() {
    if (this.source !== this.settings.data && !this.fetching && this.fetched) this.fetch();
    else if (this.digits)
      this.runs.forEach((run, at) => {
        run.begin(this.settingsOf(at), run.equipped ? {} : this.digits);
        run.equipped = true;
      });
    this.describe();
  }

  // Those of a run: the second one has one difference.
  settingsOf(at) {
    return at ? withOther(this.settings, this.beside.difference) : this.settings;
  }

  // Other settings, as a whole: a new run, or two.
  experiment(settings, beside = null) {
    this.settings = { ...settings };
    this.fields.show(settings);
    this.beside.show(beside);
    this.arrange();
    this.begin();
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

  // ---- while it runs
  get isPlaying() {
    return this.runs.some(({ latest }) => latest?.playing);
  }

  act(act, more = {}) {
    if (this.digits) for (const run of this.runs) run.send({ act, ...more });
  }

  // Nobody looks at it for now.
  rest() {
    this.act("pause");
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
    if (!anew && this.digits)
      this.runs.forEach((run, at) => run.send({ act: "set", changes: { [name]: this.settingsOf(at)[name] } }));
    else if (!this.runs.some(({ latest }) => latest?.steps)) this.begin();
    if (this.beside.difference) this.arrange();
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
    const { runs, parts } = this;
    const [first, second] = runs;
    parts.play.textContent = this.isPlaying ? "❚❚ Pause" : "▶ Train";
    parts.where.textContent = second
      ? runs.map(({ latest }, at) => `${"AB"[at]}: epoch ${(latest?.place ?? 0).toFixed(2)}`).join(", ")
      : where(first.latest, this.step);
    if (second?.latest && first.latest) {
      if (first.curve !== second.latest.curve) {
        first.curve = second.latest.curve;
        first.draw();
      }
      const points = together(first.latest.curve, second.latest.curve);
      parts.verdict.textContent = points
        ? this.own.verdict(...points)
        : "Both begin with the same weights, digits and random numbers. Press Train, and watch the curves part.";
    }
    this.offer();
    this.describe();
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

  // What follows from the settings: the link, the command, and what waits for the next start.
  describe() {
    const { parts, settings, book, beside } = this;
    const written = book.write(settings, beside.difference);
    parts.link.value = experimentLink(this.own.tab, this.viewer.model, written);
    const { text, lost } = this.own.command(settings);
    parts.proper.textContent = text;
    parts.lost.textContent = lost.length ? `Only this page has ${lost.join(" and ")}; the command leaves it out.` : "";
    const names = this.waiting().join(", ");
    parts.pending.textContent = names ? `“Start again” brings the new ${names}. The other settings count at once.` : "";
    const have = this.digits ? this.digits.train.length / 784 : 0;
    const count = Math.min(settings.digits, have).toLocaleString("en");
    parts.data.textContent = this.kind ? `It learns from ${count} ${KINDS[this.kind].learns}.` : "";
    const preset = this.own.presets.findIndex((each) => book.write(each.settings, each.beside) === written);
    parts.presets.querySelector("select").value = String(preset);
  }

  // The settings that count from the next start on.
  waiting() {
    const { table } = this.book;
    const waits = (name) =>
      this.runs.some(({ latest }, at) => latest?.steps && latest.settings[name] !== this.settingsOf(at)[name]);
    return this.book.names.filter((name) => table[name].anew && waits(name)).map((name) => table[name].text);
  }

  // ---- afterwards
  take(run, then) {
    if (!run.latest) return;
    if (run.isBroken) return this.viewer.say(RAN_AWAY, true);
    run.take((taken) => then({ ...taken, kind: this.kind, labels: this.labels }));
  }
}

function where({ place, steps, speed }, step) {
  const rate = speed ? `, ${Math.round(speed / 100) / 10} thousand digits a second` : "";
  return `epoch ${place.toFixed(2)}, ${steps.toLocaleString("en")} ${step}s${rate}`;
}
