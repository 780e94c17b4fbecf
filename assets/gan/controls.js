// The form: seed, how many, which digit, truncation. Its last request is the grid's settings.
import { segments } from "../shared/dom.js";
import { anySeed, readSeed, readWhole, SEED_RULE } from "../shared/fields.js";
import { MOST } from "./samples.js";
import { showTruncation } from "./truncation.js";

const COUNTS = [25, 36, 64, 100];
const NATURAL = 64;
const REST = 250; // milliseconds after the last key before a typed value is used
const SAME = "Same seed, same digits: that is what a seed is for. Type another seed or roll the dice.";

// `lay()` is called when the number or the kind of digits changes, `make({brief, fresh})` when digits are wanted;
// `isShown(seed, count)` tells whether exactly these are shown.
export class Controls {
  constructor(root, { say, lay, make, isShown }) {
    this.say = say;
    this.lay = lay;
    this.make = make;
    this.isShown = isShown;
    this.model = null;
    this.seed = 1;
    this.truncation = null;
    this.digit = null;
    this.count = NATURAL;
    this.counted = false; // the visitor, or a link, said how many
    this.typing = 0; // the timer of a field that is being typed into
    this.$ = (selector) => root.querySelector(selector);
    this.field = (name) => this.$(`.gan-controls [name=${name}]`);
    this.general = this.$("#gan-truncation-text").textContent; // for a model without measured figures
    this.makeChoices();
    this.listen();
  }

  makeChoices() {
    this.showCount = segments(
      this.$(".gan-counts"),
      COUNTS.map((count) => [count, `${count}`]),
      (count) => {
        this.chooseCount(count);
        this.make();
      },
    );
    const digits = [["all", "all"], ...Array.from({ length: 10 }, (_, digit) => [digit, `${digit}`])];
    this.showDigit = segments(this.$(".gan-digits"), digits, (digit) => {
      this.setDigit(digit === "all" ? null : digit);
      this.make();
    });
  }

  listen() {
    this.$(".gan-controls").addEventListener("submit", (event) => {
      event.preventDefault();
      this.generate(true);
    });
    this.$("[data-do=dice]").addEventListener("click", () => {
      this.setSeed(anySeed());
      this.generate();
    });
    this.$("[data-do=off]").addEventListener("click", () => {
      this.setTruncation(null);
      this.make();
    });
    for (const name of ["seed", "count"]) this.field(name).addEventListener("input", () => this.type(name));
    this.field("truncation").addEventListener("input", () => {
      this.setTruncation(Number(this.field("truncation").value));
      this.make({ brief: true });
    });
    this.field("truncation").addEventListener("change", () => this.make());
  }

  type(name) {
    clearTimeout(this.typing);
    // an empty field is still being typed into
    this.typing = this.field(name).value.trim() ? setTimeout(() => this.generate(), REST) : 0;
  }

  // Another model arrives, by a `link` or not. Takes what the link says about the digits, each part checked by the
  // server, or else keeps what stays as it is; `index` is that of the sample to be shown large.
  show(model, link, index) {
    this.model = model;
    this.$(".gan-digits").hidden = !model.classes;
    for (const button of this.$(".gan-digits").children) button.hidden = button.choice >= model.classes;
    showTruncation(this.$("#gan-truncation-text"), this.$(".gan-truncated"), model.truncated, this.general);
    [this.field("truncation").min, this.field("truncation").max] = model.truncations;
    if (link?.count) this.counted = true;
    const digit = link ? (link.digit ?? null) : this.digit;
    this.set({
      seed: link?.seed ?? this.seed,
      truncation: link ? (link.truncation ?? null) : this.truncation,
      digit: digit >= model.classes ? null : digit,
      count: link?.count ?? (this.counted && !link ? this.count : this.naturalCount(index)),
    });
  }

  // The default count: ten rows of all digits if there are classes; the maximum if a link's sample lies beyond it.
  naturalCount(index) {
    return this.model.classes || index >= NATURAL ? MOST : NATURAL;
  }

  // Make what is typed; `again` if the button was pressed.
  generate(again = false) {
    clearTimeout(this.typing);
    this.typing = 0;
    const seed = this.read(readSeed(this.field("seed")), SEED_RULE);
    const count =
      seed === null
        ? null
        : this.read(readWhole(this.field("count"), 1, MOST), `“How many” must be a whole number from 1 to ${MOST}.`);
    if (seed === null || count === null || !this.model) return; // one message at a time
    const same = this.isShown(seed, count);
    this.setSeed(seed);
    if (count !== this.count) this.chooseCount(count);
    this.say(again && same ? SAME : "");
    this.make({ fresh: again });
  }

  // The number in a field; null if there is none, with a message.
  read(value, sentence) {
    if (value === null) this.say(sentence, true);
    return value;
  }

  set({ seed, truncation, digit, count }) {
    this.setSeed(seed);
    this.setTruncation(truncation);
    this.setCount(count);
    this.setDigit(digit);
  }

  setSeed(value) {
    this.seed = this.field("seed").value = value;
    this.field("seed").setAttribute("aria-invalid", false);
  }

  setTruncation(value) {
    const text = value === null ? "" : value.toFixed(2);
    this.truncation = value;
    this.field("truncation").value = value ?? this.field("truncation").max;
    this.$(".gan-truncation output").textContent = text;
    this.field("truncation").setAttribute("aria-valuetext", text || "off");
    this.$(".gan-truncation").classList.toggle("is-off", value === null);
    this.$("[data-do=off]").setAttribute("aria-pressed", value === null);
  }

  setCount(value) {
    this.count = this.field("count").value = value;
    this.field("count").setAttribute("aria-invalid", false);
    this.showCount(value);
    this.lay();
  }

  chooseCount(value) {
    this.counted = true;
    this.setCount(value);
  }

  setDigit(value) {
    this.digit = value;
    this.showDigit(value ?? "all");
    this.lay();
  }

  // Whether a sample was made with these settings.
  isOf(sample) {
    return ["seed", "truncation", "digit"].every((name) => sample[name] === this[name]);
  }
}
