// The fields of a training's settings.

import { el, makeSelect } from "../dom.js";
import { whenTyped } from "../fields.js";

export class Fields {
  // `book` has the settings; `changed(name, value)` gets each change that fits, `say` the sentence about one that does not.
  constructor(box, book, { changed, say }) {
    this.book = book;
    this.inputs = {};
    for (const [name, { text, choices, low, high, whole }] of Object.entries(book.table)) {
      if (choices) {
        const options = choices.map(([, choice], at) => [at, choice]);
        const label = makeSelect(text, options, (at) => changed(name, choices[Number(at)][0]));
        this.inputs[name] = label.querySelector("select");
        box.append(label);
        continue;
      }
      const input = el("input", { type: "number", name, min: low, max: high, step: whole ? 1 : "any" });
      whenTyped(input, () => {
        const value = book.read(name, input.value);
        input.setAttribute("aria-invalid", value === null);
        say(value === null ? book.rule(name) : "", value === null);
        if (value !== null) changed(name, value);
      });
      this.inputs[name] = input;
      box.append(el("label", { className: "zoo-field" }, text, input));
    }
    this.show(book.defaults);
  }

  // Shows only those choices of a setting.
  allow(name, allowed) {
    this.book.table[name].choices.forEach(([value], at) => {
      const option = this.inputs[name].options[at];
      option.hidden = option.disabled = !allowed.includes(value);
    });
  }

  // Another text before a field.
  name(name, text) {
    this.inputs[name].labels[0].firstChild.data = text;
  }

  show(settings) {
    for (const [name, input] of Object.entries(this.inputs)) {
      const { choices } = this.book.table[name];
      input.value = String(choices ? this.book.choice(name, settings[name]) : settings[name]);
      input.removeAttribute("aria-invalid");
    }
  }
}
