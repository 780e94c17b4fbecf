// What a tab says above its parts when a model did not come, with a button that tries again.
import { el, makeAgain } from "./dom.js";

const lines = new WeakMap(); // one for each tab, by its element

class Failure {
  constructor(root) {
    this.ask = () => {}; // asks the server for the model again; the loader knows how
    this.text = el("span");
    const again = makeAgain(() => this.again());
    this.line = el("p", { className: "zoo-error zoo-failure", role: "alert", hidden: true }, this.text, " ", again);
    root.prepend(this.line);
  }

  // `retry` does again what failed; without it the server is asked.
  show(sentence, retry = null) {
    this.retry = retry;
    this.text.textContent = sentence;
    this.line.hidden = false;
  }

  hide() {
    this.line.hidden = true;
  }

  again() {
    this.hide();
    (this.retry ?? this.ask)();
  }
}

export function failureOf(root) {
  if (!lines.has(root)) lines.set(root, new Failure(root));
  return lines.get(root);
}
