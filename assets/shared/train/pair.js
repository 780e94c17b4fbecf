// A training that the visitor drives, and perhaps a second one beside it with one difference: A and B.
import { Beside, together, withOther } from "./beside.js";
import { Driver } from "./driver.js";

export class Pair extends Driver {
  // `own` is what a Driver has of a tab's own, and verdict(a, b), a sentence about the points of two curves. Its pictures have
  // curvesBox, the part with the curves, and curvesPlace, where that is.
  constructor(box, viewer, own) {
    super(box, viewer, own);
    this.other = null; // the second run, kept for the next time; it differs in `beside.difference`
  }

  extended(_box, say) {
    const hands = { changed: (difference) => this.differ(difference), hasBegun: () => this.hasBegun, say };
    this.beside = new Beside(this.book, hands);
    return /** @type {any} */ ({ beside: this.beside.element });
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
      : "Both begin with the same weights, data and random numbers. Press Train, and watch the curves part.";
  }

  where() {
    const { runs } = this;
    if (runs.length < 2) return super.where();
    return runs.map((run, at) => `${"AB"[at]}: epoch ${(run.latest?.place ?? 0).toFixed(2)}`).join(", ");
  }

  write() {
    return this.book.write(this.settings, this.beside.difference);
  }
}
