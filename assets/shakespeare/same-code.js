// Texts from one code beside texts from as many codes, and how many words those of each side have in common.
import { el, makeButton, segments } from "../shared/dom.js";
import { anySeed, LARGEST_SEED, readSeed, SEED_RULE } from "../shared/fields.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";
import { dialled, drawCode, seedAfter, textsOf } from "./asking.js";
import { setText } from "./marks.js";
import { DEALS, often, recurring, seldom, sharing, withMarks } from "./sharing.js";
import { row, sheet } from "./sheets.js";

const TIMES = [4, 10]; // texts of each side
const LENGTH = 140;
const REST = 400; // milliseconds after the last key before a typed seed is used
const KEPT = 20; // answers that are shown again without asking
const TOLD = 8; // words that are named
const RARE = 0.05; // share of deals up to which a difference is hardly chance

const share = (value) => `${figure(100 * value, 1)}\u00a0%`;

// A column of texts; put(times) makes as many empty sheets.
function makeSide(title, about) {
  const heading = el("h5");
  const element = el("div", {}, heading, el("p", { className: "shakespeare-small", textContent: about }));
  const side = {
    element,
    sheets: [],
    put(times) {
      for (const each of side.sheets) each.element.remove();
      side.sheets = Array.from({ length: times }, () => sheet(""));
      for (const { heading, note } of side.sheets) [heading, note].forEach((each) => each.remove());
      heading.textContent = title(times);
      element.style.gridRow = `span ${times + 2}`; // so that the texts of both sides are beside each other
      element.append(...side.sheets.map((each) => each.element));
    },
    show(texts, words) {
      side.sheets.forEach((each, at) => {
        each.show(texts[at]);
        setText(each.text, withMarks(texts[at], words));
      });
    },
  };
  return side;
}

// What the texts of both sides say about the code, as sentences.
export function comparison(same, others) {
  const { one, many, pairs, deals } = sharing(same, others);
  const times = many && one > many ? `, ${figure(one / many, 1)} times as many` : "";
  const chance = deals > RARE * DEALS ? ", so it may be chance" : "";
  return `Two texts of one z have ${share(one)} of their words in common, two texts of different z’s ${share(many)}${times}: on average over ${pairs} pairs each. If the same texts are dealt out to two sides at random, these differ as much in ${deals} of ${DEALS.toLocaleString("en")} deals${chance}.`;
}

export function comingBack(same, others) {
  const times = same.length;
  const named = (words) =>
    words.length
      ? words
          .slice(0, TOLD)
          .map(([word, count]) => `“${word}” in ${count}`)
          .join(", ")
      : "none";
  const most = seldom(times);
  return `Marked: words in at least ${often(times)} texts of one side, and in ${most ? `at most ${most}` : "none"} of the other. One z: ${named(recurring(same, others))}. Different z’s: ${named(recurring(others, same))}.`;
}

export class SameCode {
  constructor(viewer) {
    this.viewer = viewer;
    this.answers = new Map();
    this.same = makeSide((times) => `One z, written ${times} times`, "The random numbers differ, the code does not.");
    this.others = makeSide((times) => `${times} different z’s`, "Random numbers and codes differ.");
    this.told = el("p", { className: "shakespeare-plain", role: "status" });
    this.words = el("p", { className: "shakespeare-small" });
    this.element = el(
      "section",
      {},
      el("h4", { textContent: "The same code again and again" }),
      this.makeChoices(),
      this.told,
      this.words,
      el("div", { className: "shakespeare-two" }, this.same.element, this.others.element),
    );
    this.send = newestOnly((wish) => this.fetch(wish));
    this.put(TIMES[0]);
  }

  makeChoices() {
    this.field = el("input", { type: "number", min: 0, max: LARGEST_SEED, step: 1, value: 1, inputMode: "numeric" });
    this.field.addEventListener(
      "input",
      afterRest(REST, () => this.write()),
    );
    const again = makeButton(
      "Again with other codes",
      () => {
        this.field.value = anySeed();
        this.write();
      },
      "zoo-primary",
    );
    const box = el(
      "div",
      { className: "shakespeare-row", role: "group", "aria-label": "Texts of each side" },
      el("span", { textContent: "texts of each" }),
    );
    this.showTimes = segments(
      box,
      TIMES.map((times) => [times, `${times}`]),
      (times) => {
        this.put(times);
        this.write();
      },
    );
    const choices = row(el("label", { className: "zoo-field" }, "seed of the codes", this.field), again, box);
    choices.classList.add("shakespeare-choices");
    return choices;
  }

  put(times) {
    this.times = times;
    this.showTimes(times);
    this.clear();
  }

  clear() {
    for (const side of [this.same, this.others]) side.put(this.times);
    this.told.textContent = this.words.textContent = "";
  }

  // Another model, with what its link says.
  model() {
    const { drawable, restore } = this.viewer.model;
    this.element.hidden = !drawable;
    if (restore?.codes !== undefined) this.field.value = restore.codes;
    this.put(restore?.texts ?? this.times);
    this.dials = null;
  }

  state() {
    if (this.viewer.model.drawable && this.dials !== dialled(this.viewer)) this.write();
  }

  write() {
    const { viewer, times } = this;
    this.dials = dialled(viewer);
    const was = this.field.getAttribute("aria-invalid") === "true";
    const seed = readSeed(this.field);
    if (seed === null) return viewer.say(SEED_RULE, true);
    if (was) viewer.say("");
    const { model } = viewer;
    const key = JSON.stringify([model.name, model.revision, seed, times, this.dials]);
    this.wanted = { model, seed, times, manner: viewer.manner(), key };
    viewer.compare({ codes: seed, texts: times });
    if (!this.answers.has(key))
      for (const side of [this.same, this.others]) side.sheets.forEach((each) => each.stale());
    this.send(this.wanted);
  }

  // Texts that were written before are shown again; an answer that is no longer wanted is kept for later.
  async fetch(wish) {
    if (!this.isWanted(wish)) return;
    const texts = this.answers.get(wish.key) ?? (await this.compute(wish));
    if (!texts) return;
    this.keep(wish.key, texts);
    if (this.isWanted(wish)) this.show(texts.slice(0, wish.times), texts.slice(wish.times));
  }

  isWanted(wish) {
    return wish === this.wanted && wish.model === this.viewer.model;
  }

  // Both sides together, so that they use the same dials and each text has its own random numbers.
  async compute({ seed, times, manner }) {
    const drawn = Array.from({ length: times + 1 }, (_, at) => drawCode(this.viewer, seedAfter(seed, at)));
    const codes = await Promise.all(drawn);
    if (!codes.every(Boolean)) return null;
    const latents = [...Array(times).fill(codes[0]), ...codes.slice(1)];
    return textsOf(this.viewer, { latents, luck: "own", seed, count: LENGTH, manner });
  }

  keep(key, texts) {
    this.answers.delete(key);
    this.answers.set(key, texts);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
  }

  show(same, others) {
    const words = (texts, rest) => new Set(recurring(texts, rest).map(([word]) => word));
    this.same.show(same, words(same, others));
    this.others.show(others, words(others, same));
    this.told.textContent = comparison(same, others);
    this.words.textContent = comingBack(same, others);
  }
}
