// A second run beside the first, with one difference: A and B.
import { el, makeButton, makeSelect } from "../dom.js";
import { Fields } from "./fields.js";

const ALONE = "";
const LOST = "A and B begin from the same weights, so what was trained so far is lost.";

export class Beside {
  // `changed(difference)` gets {name, value}, or null for no second run; hasBegun() tells whether there is a training to
  // lose by it; `say` what does not fit.
  constructor(book, { changed, hasBegun, say }) {
    this.book = book;
    this.changed = changed;
    this.hasBegun = hasBegun;
    this.say = say;
    this.difference = null;
    const names = book.names.filter((name) => book.table[name].other !== undefined);
    const options = [[ALONE, "–"], ...names.map((name) => [name, book.table[name].text])];
    this.choice = makeSelect("A and B: a second run beside it, with another", options, (name) => this.choose(name));
    this.value = el("span", { className: "zoo-train-settings zoo-train-other" });
    this.element = el("div", { className: "zoo-row zoo-train-beside" }, this.choice, this.value);
  }

  choose(name) {
    const difference = name === ALONE ? null : { name, value: this.book.table[name].other };
    if (difference && this.hasBegun()) this.ask(difference);
    else this.take(difference);
  }

  take(difference) {
    this.show(difference);
    this.changed(difference);
  }

  // To train beside another, or no other, gives up what has been trained, so that takes a press of its own. (Another
  // value in B begins both anew at once.)
  ask(difference) {
    const select = this.choice.querySelector("select");
    const press = (text, done) =>
      makeButton(text, () => {
        done();
        select.focus();
      });
    this.value.replaceChildren(
      el("span", { role: "status", textContent: LOST }),
      press("Begin both anew", () => this.take(difference)),
      press("Keep the training", () => this.show(this.difference)),
    );
  }

  show(difference) {
    this.difference = difference;
    this.choice.querySelector("select").value = difference?.name ?? ALONE;
    this.value.replaceChildren();
    if (!difference) return;
    const fields = new Fields(this.value, this.book.only(difference.name, difference.value), {
      changed: (name, value) => {
        this.difference = { name, value };
        this.changed(this.difference);
      },
      say: this.say,
    });
    fields.name(difference.name, "in B");
  }
}

// The settings of the second run.
export const withOther = (settings, { name, value }) => ({ ...settings, [name]: value });

// The last points of two curves that are at the same epoch; null if there is none after the start.
export function together(one, two) {
  const last = Math.min(one.at(-1)?.epoch ?? 0, two.at(-1)?.epoch ?? 0);
  const at = (curve) => curve.filter(({ epoch }) => epoch <= last + 1e-9).at(-1);
  const [first, second] = [at(one), at(two)];
  return last > 0 && first.epoch === second.epoch ? [first, second] : null;
}
