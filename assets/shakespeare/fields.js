// The form: seed, opening and buttons. The settings of the next text are read from here.
import { readSeed, SEED_RULE } from "../shared/fields.js";
import { byWord } from "./models.js";
import { many, readingText, sizeOf } from "./sentences.js";
import { showChips } from "./telling.js";
import { NOBODY, Whose } from "./whose.js";

const REST = 300; // milliseconds after the last key before a typed seed is used
const NEARLY = 0.8; // the share of the longest opening from which its length is shown

// `begin()` is called when a text with these fields is wanted.
export class Fields {
  constructor(root, { say, begin }) {
    this.say = say;
    this.begin = begin;
    this.longest = 0;
    this.timer = 0;
    this.typing = false; // typing: the opening has not been read yet
    const named = (name) => root.querySelector(`.shakespeare-controls [name=${name}]`);
    this.seed = named("seed");
    this.opening = named("opening");
    this.box = root.querySelector(".shakespeare-opening");
    this.said = root.querySelector("#shakespeare-opening-said");
    this.chips = this.box.querySelector(".shakespeare-chips");
    this.whose = new Whose(root.querySelector(".shakespeare-whose"), begin);
    this.seed.addEventListener("input", () => this.later());
    this.opening.addEventListener("input", () => this.type());
    this.opening.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      begin();
    });
  }

  model(model) {
    this.longest = model.opening_longest;
    this.box.hidden = byWord(model);
    this.whose.model(model);
    showChips(this.chips, model, (opening) => {
      this.setOpening(opening);
      this.begin();
    });
  }

  later() {
    this.rest();
    if (this.seed.value.trim()) this.timer = setTimeout(() => this.begin(), REST); // an empty field is still being typed into
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  type() {
    this.typing = true;
    const size = sizeOf(this.opening.value);
    this.said.textContent = size > NEARLY * this.longest ? `${size} of ${this.longest} characters` : "";
  }

  // How the opening of the text was read; messages about what is being typed take precedence.
  told(read) {
    if (!this.typing) this.said.textContent = read ? readingText(read) : "";
  }

  // {seed, opening, whose}; null if one of them is invalid, with a message.
  read() {
    const seed = readSeed(this.seed);
    if (seed === null) return this.refuse(SEED_RULE); // one message at a time
    if (this.box.hidden) return { seed, opening: "", whose: NOBODY };
    const whose = this.whose.read();
    if (!whose)
      return this.refuse("This model knows no speaker of this name; choose one of its list, or leave the field empty.");
    const opening = this.opening.value;
    const size = sizeOf(opening);
    this.opening.setAttribute("aria-invalid", size > this.longest);
    if (size > this.longest)
      return this.refuse(`The opening has ${many(size, "character")}; shorten it to at most ${this.longest}.`);
    return { seed, opening, whose };
  }

  refuse(sentence) {
    this.say(sentence, true);
    return null;
  }

  setSeed(seed) {
    this.seed.value = seed;
    this.seed.setAttribute("aria-invalid", false);
  }

  setOpening(opening) {
    this.opening.value = opening;
    this.opening.setAttribute("aria-invalid", false);
    this.typing = false;
  }
}
