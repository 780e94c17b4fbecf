// Pinned samples: they stay while seed and truncation change; the tools walk between them and calculate with them.
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { sameSample } from "./moves.js";
import { sampleText } from "./words.js";

const MOST_PINS = 12;

// `show(pin)` is called when one is pressed; `say` is the viewer's.
export class Pins {
  constructor(root, { show, say }) {
    this.list = [];
    this.heard = [];
    this.next = 1;
    this.left = false;
    this.show = show;
    this.say = say;
    this.box = root.querySelector(".gan-pins");
    this.hint = root.querySelector(".gan-pin-hint");
    this.count = root.querySelector(".gan-pin-count");
    this.draw();
  }

  find(sample) {
    return this.list.find((pin) => sameSample(pin, sample));
  }

  // Pin or unpin a sample.
  toggle(sample) {
    const before = this.find(sample);
    if (before) return this.remove(before.id);
    if (this.list.length >= MOST_PINS)
      return this.say(`There is room for ${MOST_PINS} pinned samples; unpin one first.`, true);
    this.left = false;
    this.list.push({ ...sample, id: this.next++ });
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

  // Another model: clears the pins, which belonged to the previous one. Returns how many; `left` is true until the next pin or model.
  clear() {
    const gone = this.list.length;
    this.list = [];
    this.left = gone > 0;
    if (gone) this.changed();
    else this.draw();
    return gone;
  }

  onChange(callback) {
    this.heard.push(callback);
  }
  changed() {
    this.draw();
    for (const callback of this.heard) callback();
  }

  draw() {
    this.box.replaceChildren(...this.list.map((pin) => this.card(pin)));
    this.box.hidden = !this.list.length;
    this.count.textContent = this.list.length ? `${this.list.length} of ${MOST_PINS} pinned` : "";
    const some =
      "They stay while seed and truncation change. In the tools below you can walk from one to another and calculate with them. " +
      "Pins belong to one model: choosing another clears them.";
    const gone = this.left ? "The pinned samples belonged to the previous model and were cleared. " : "";
    this.hint.textContent = this.list.length ? some : `${gone}Pin samples that you like, up to ${MOST_PINS}. ${some}`;
  }

  card(pin) {
    const text = sampleText(pin);
    const canvas = el("canvas", { className: "zoo-screen" });
    paintLevels(canvas, pin.image, pin.size);
    const shown = el(
      "button",
      { type: "button", className: "gan-pin-shown", ariaLabel: `Show ${text}`, title: text },
      canvas,
    );
    shown.addEventListener("click", () => this.show(pin));
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
    );
    return el("div", { className: "gan-pin-card", role: "listitem" }, shown, remove, caption);
  }
}
