// Pinned samples: they stay while seed, truncation and model change. What is kept of one are its numbers; each model
// draws its own digit of them. The tools walk between them and calculate with them.
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { drawn, facing, MOST_PINS } from "./kept.js";
import { sameSample } from "./moves.js";
import { sampleText } from "./words.js";

const HINT =
  "They stay while seed, truncation and model change: another model makes its own digits of the same random numbers. " +
  "In the tools below you can walk from one to another and calculate with them.";

// `show(pin)` is called when one is pressed.
export class Pins {
  constructor(root, { viewer, show }) {
    this.viewer = viewer;
    // samples with an id, the digit that was `asked` for, whether this model has `drawn` them, and why it cannot
    this.list = [];
    this.heard = [];
    this.next = 1;
    this.round = 0; // of drawing them all
    this.ready = Promise.resolve(); // done when the model has drawn them, or could not
    this.show = show;
    this.box = root.querySelector(".gan-pins");
    this.hint = root.querySelector(".gan-pin-hint");
    this.count = root.querySelector(".gan-pin-count");
    this.draw();
  }

  // The pin that a sample is.
  find(sample) {
    return this.list.find((pin) => pin.drawn && sameSample(pin, sample));
  }

  // Those that the model has drawn.
  there() {
    return this.list.filter((pin) => pin.drawn);
  }

  // Pin or unpin a sample.
  toggle(sample) {
    const before = this.find(sample);
    if (before) return this.remove(before.id);
    if (this.list.length >= MOST_PINS)
      return this.viewer.say(`There is room for ${MOST_PINS} pinned samples; unpin one first.`, true);
    this.list.push({ ...sample, id: this.next++, asked: sample.label, drawn: true, misfit: "" });
    this.changed();
  }

  remove(id) {
    const at = this.list.findIndex((pin) => pin.id === id);
    if (at < 0) return;
    const hadFocus = this.box.contains(document.activeElement);
    this.list.splice(at, 1);
    this.changed();
    if (hadFocus) this.box.querySelectorAll(".gan-pin-shown")[Math.min(at, this.list.length - 1)]?.focus();
  }

  // A model arrives, and perhaps a link with pins: it draws them all from the same numbers.
  model(model, link) {
    if (link) this.list = link.map(({ digit, ...pin }) => ({ ...pin, asked: digit, id: this.next++ }));
    for (const pin of this.list) Object.assign(pin, facing(pin, model));
    this.round += 1;
    this.draw();
    this.ready = model.drawable ? this.fetch() : Promise.resolve();
  }

  async fetch() {
    const mine = this.round;
    const wanted = this.list.filter((pin) => !pin.drawn && !pin.misfit);
    if (!wanted.length) return;
    const found = await drawn(this.viewer, wanted);
    if (mine !== this.round) return;
    for (const [pin, news] of found) Object.assign(pin, news);
    this.changed();
  }

  onChange(callback) {
    this.heard.push(callback);
  }
  changed() {
    this.draw();
    for (const callback of this.heard) callback();
  }

  press(pin) {
    if (pin.drawn) return this.show(pin);
    if (!pin.misfit) return this.fetch(); // the server did not draw it before
    this.viewer.say(`${sampleText(pin)} does not fit this model: ${pin.misfit}. It comes back with its model.`);
  }

  draw() {
    const held = /** @type {HTMLElement | null} */ (document.activeElement)?.closest?.(".gan-pin-card")?.id;
    this.box.replaceChildren(...this.list.map((pin) => this.card(pin)));
    if (held) /** @type {HTMLElement | null} */ (this.box.querySelector(`#${held} .gan-pin-shown`))?.focus();
    this.box.hidden = !this.list.length;
    this.count.textContent = this.list.length ? `${this.list.length} of ${MOST_PINS} pinned` : "";
    this.hint.textContent = this.list.length ? HINT : `Pin samples that you like, up to ${MOST_PINS}. ${HINT}`;
  }

  card(pin) {
    const text = sampleText(pin);
    const canvas = el("canvas", { className: "zoo-screen" });
    if (pin.image) paintLevels(canvas, pin.image, pin.size);
    const said = pin.misfit ? `${text}: does not fit this model` : text;
    const shown = el(
      "button",
      { type: "button", className: "gan-pin-shown", ariaLabel: `Show ${said}`, title: said },
      canvas,
    );
    shown.addEventListener("click", () => this.press(pin));
    const remove = Object.assign(
      makeButton("×", () => this.remove(pin.id), "gan-pin-remove"),
      { ariaLabel: `Unpin ${text}`, title: "Unpin" },
    );
    const note = `${pin.truncation === null ? "" : ` · ${pin.truncation.toFixed(2)}`}${pin.moved ? " moved" : ""}`;
    const caption = el(
      "span",
      {},
      el("span", { textContent: `seed ${pin.seed}` }),
      el("b", { textContent: `#${pin.index}${note}` }),
      ...(pin.misfit ? [el("em", { textContent: "does not fit this model" })] : []),
    );
    const waits = pin.drawn ? "" : " is-waiting"; // the picture, if there is one, is another model's
    return el(
      "div",
      { className: `gan-pin-card${waits}`, role: "listitem", id: `gan-pin-${pin.id}` },
      shown,
      remove,
      caption,
    );
  }
}
