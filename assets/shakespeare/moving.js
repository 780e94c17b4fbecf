// What would come next after the same words while one latent moves.
import { el, makeSelect } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { figure } from "../shared/words.js";
import { Following, SIGNS } from "./following.js";

const VALUES = [-2, 0, 2]; // of the latent, beside where it is now
const OPENINGS = ["", "O, ", "I ", "My lord, ", "What ", "Thou ", "You "];

export class Moving {
  constructor(viewer) {
    this.opening = "";
    this.following = new Following(viewer, { count: 8, asked: () => this.asked(), heads: () => this.heads() });
    const openings = OPENINGS.map((text) => [text, text ? `“${text.trim()}”` : "nothing yet"]);
    const choice = makeSelect("after", openings, (opening) => {
      this.opening = opening;
      this.following.put([]);
    });
    this.element = el(
      "section",
      { className: "shakespeare-part" },
      el("h5", { textContent: "What comes next" }),
      el("p", {
        className: "shakespeare-small",
        textContent:
          "The same words stand there already; only this number moves. Each row is a piece of text that may come next, each bar its probability. " +
          `Press a piece to put it there and go on. ${SIGNS}`,
      }),
      choice,
      this.following.element,
    );
  }

  model() {
    this.index = this.z = null;
    this.following.clear();
  }

  // Another latent is looked at.
  show(index, z) {
    this.index = index;
    this.code(z);
  }

  // The code has changed.
  code(z) {
    this.z = z;
    if (z) this.following.ask();
  }

  values() {
    return [...VALUES, this.z[this.index]];
  }

  asked() {
    const { z, index, opening } = this;
    if (!z) return null;
    const latents = this.values().map((value) => Array.from(z, (old, at) => short(at === index ? value : old)));
    return { latents, opening };
  }

  heads() {
    if (!this.z) return [];
    const places = this.values().map((value, at) =>
      at < VALUES.length ? `at ${figure(value, 0)}` : `now, ${figure(value)}`,
    );
    return [`z${this.index}`, ...places];
  }
}
