// The form: seed, opening and what is pressed in it. What a text would be of is read from here.
import { LARGEST_SEED, readSeed, SEED_RULE } from "../shared/fields.js";
import { byWord } from "./models.js";
import { many, readingText, sizeOf } from "./sentences.js";
import { showChips } from "./telling.js";

const REST = 300; // milliseconds without a key after which a typed seed counts
const NEARLY = 0.8; // of the longest opening, from where on its length is said

// `begin()` is called when a text of what the fields hold is wanted.
export class Fields {
  constructor(root, { say, begin }) {
    this.say = say;
    this.begin = begin;
    this.longest = 0;
    this.timer = 0;
    this.typing = false; // typing: the opening was not read yet
    const named = (name) => root.querySelector(`.shakespeare-controls [name=${name}]`);
    this.seed = named("seed");
    this.opening = named("opening");
    this.box = root.querySelector(".shakespeare-opening");
    this.said = root.querySelector("#shakespeare-opening-said");
    this.chips = this.box.querySelector(".shakespeare-chips");
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
    this.seed.max = LARGEST_SEED;
    this.box.hidden = byWord(model);
    showChips(this.chips, model, (opening) => {
      this.setOpening(opening);
      this.begin();
    });
  }

  later() {
    this.rest();
    if (this.seed.value.trim()) this.timer = setTimeout(() => this.begin(), REST); // an empty field is one that is being typed into
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

  // How the opening of the text was read; what is being typed comes first.
  told(read) {
    if (!this.typing) this.said.textContent = read ? readingText(read) : "";
  }

  // {seed, opening}, or null: what is wrong with one of them was said.
  read() {
    const seed = readSeed(this.seed);
    if (seed === null) return this.refuse(SEED_RULE); // one sentence at a time
    if (this.box.hidden) return { seed, opening: "" };
    const opening = this.opening.value;
    const size = sizeOf(opening);
    this.opening.setAttribute("aria-invalid", size > this.longest);
    if (size > this.longest)
      return this.refuse(`The opening has ${many(size, "character")}; at most ${this.longest} are read.`);
    return { seed, opening };
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
