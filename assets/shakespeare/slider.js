// One latent of the sliders: how much it tells, its slider with a tick at the previous value, and its name if it has one.
import { el, makeButton } from "../shared/dom.js";
import { endsOf } from "../shared/effects.js";
import { figure } from "../shared/words.js";

const STEP = 0.05;

// `most` is the largest information of all, `known` what was measured of it or null; `moved(index, value)` when it is moved,
// `chosen(index)` when it gets the focus.
export class Row {
  constructor(latent, most, known, { moved, chosen }) {
    this.latent = latent;
    this.ends = endsOf(known);
    const bar = el("i");
    bar.style.width = `${(100 * latent.information) / most}%`;
    const tells = el(
      "span",
      { className: "shakespeare-tells" },
      el("u", {}, bar),
      el("em", { textContent: latent.information.toFixed(2) }),
    );
    this.input = el("input", { type: "range", min: latent.low, max: latent.high, step: STEP });
    const named = this.ends ? `, from ${this.ends[0]} to ${this.ends[1]}` : "";
    this.input.setAttribute("aria-label", `Latent ${latent.index}${named}, ${latent.information.toFixed(2)} nats`);
    this.track = el("span", { className: "shakespeare-track" }, el("i", { className: "shakespeare-tick" }), this.input);
    const ends = el("span", { className: "shakespeare-ends", "aria-hidden": "true" });
    ends.append(...(this.ends ?? []).map((textContent) => el("span", { textContent })));
    this.value = el("output");
    this.back = makeButton("↺", () => moved(latent.index, this.base), "shakespeare-back");
    this.back.setAttribute("aria-label", `Latent ${latent.index} back to where it was`);
    this.back.title = "Back to where it was; a double click on the slider does the same";
    const name = el("span", { className: "shakespeare-latent", textContent: `z${latent.index}` });
    this.element = el("div", { className: "shakespeare-slider" }, name, tells, this.track, this.value, this.back, ends);
    this.input.addEventListener("input", () => moved(latent.index, Number(this.input.value)));
    this.input.addEventListener("focus", () => chosen(latent.index));
    this.input.addEventListener("dblclick", () => moved(latent.index, this.base));
    this.input.disabled = this.back.disabled = true; // until the code has arrived
  }

  // A value beyond the slider's range widens the range, so that the thumb always shows the value.
  show(value, base) {
    const { latent, input } = this;
    this.base = base;
    input.min = Math.min(latent.low, value, base);
    input.max = Math.max(latent.high, value, base);
    input.value = value;
    input.disabled = false;
    this.value.textContent = figure(value);
    input.setAttribute("aria-valuetext", this.value.textContent);
    this.track.style.setProperty("--base", (base - input.min) / (input.max - input.min || 1));
    this.element.classList.toggle("is-moved", value !== base);
    this.back.disabled = value === base;
  }
}
