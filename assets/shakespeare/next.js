// The next piece of text, chosen by hand from the likeliest ones: for models that write without a code of the whole text.
import { el } from "../shared/dom.js";
import { afterRest } from "../shared/pace.js";
import { Following, SIGNS } from "./following.js";
import { byWord, isCoded } from "./models.js";
import { row } from "./sheets.js";

const COUNT = 10;
const REST = 300; // milliseconds after the last key
const FIRST = { word: "king", other: "O, " };

const ABOUT = {
  word:
    "As the lab sheet’s function does it: the encoder reads the last word, a code is drawn from what it says, and what the decoder makes " +
    "of this code is the next word. Each bar is the probability of a word, averaged over 400 such codes; beside it, " +
    "that for codes that have read no word. The words that it does not know count as one, which is among the others. ",
  other: "Each bar is the probability that the model gives to a piece after all that stands there, at temperature 1. ",
};

class Next {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.field = el("input", {
      type: "text",
      className: "shakespeare-seed-word",
      autocomplete: "off",
      spellcheck: false,
    });
    this.label = el("span");
    this.about = el("p", { className: "shakespeare-small" });
    this.why = el("p", { className: "shakespeare-plain" });
    this.following = new Following(viewer, {
      count: COUNT,
      digits: 1,
      asked: () => this.asked(),
      heads: () => this.heads(),
    });
    this.field.addEventListener(
      "input",
      afterRest(REST, () => this.following.put([])),
    );
    new IntersectionObserver((entries) => {
      this.inView = entries.at(-1).isIntersecting;
      if (this.kind) this.begin();
    }).observe(box);
    box.append(
      row(el("label", { className: "zoo-field" }, this.label, this.field)),
      this.about,
      this.following.element,
      this.why,
    );
  }

  model() {
    const { model } = this.viewer;
    const kind = byWord(model) ? "word" : "other";
    if (kind !== this.kind) this.field.value = FIRST[kind];
    this.kind = kind;
    this.field.maxLength = model.opening_longest || 40;
    this.label.textContent = kind === "word" ? "seed word" : "it begins with";
    this.about.textContent = `${ABOUT[kind]}Press one to put it there and go on. ${SIGNS}`;
    this.why.textContent = model.why;
    this.following.clear();
    this.begun = false;
    this.begin();
  }

  // The first pieces are asked for when the tool is looked at, so that the text above need not wait for them.
  begin() {
    if (!this.inView || this.begun) return;
    this.begun = true;
    this.following.want();
  }

  asked() {
    return { opening: this.field.value };
  }

  heads() {
    if (this.kind === "other") return ["next", "probability"];
    return this.field.value.trim() || this.following.chosen.length
      ? ["next word", "after the last word", "after no word"]
      : ["next word", "after no word"];
  }
}

export const tool = {
  id: "next",
  title: "Choose the next piece",
  lead:
    "A text grows by one piece at a time: the model gives every piece that it knows a probability, and one is drawn. " +
    "Here you draw: choose one of the ten likeliest, and see what may follow.",
  applies: (model) => model.drawable && !isCoded(model),
  make: (box, viewer) => new Next(box, viewer),
};
