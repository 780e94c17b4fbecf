// Sliders for the latents, the largest KL first: moving one writes a short text again with the same random numbers.
import { el, makeButton } from "../shared/dom.js";
import { anySeed } from "../shared/fields.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure, percent } from "../shared/words.js";
import { dialled, drawCode, textsOf } from "./asking.js";
import { likeness } from "./likeness.js";
import { isCoded } from "./models.js";
import { row, sheet } from "./sheets.js";

const FIRST = 8; // sliders shown at first
const LENGTH = 160; // characters of the short texts
const STEP = 0.05;
const REST = 250; // milliseconds without a move before the text above is written from the new z

// One latent: its information, its slider with a tick at the previous value, its value, and a button back to the tick.
class Row {
  constructor(latent, most, moved) {
    this.latent = latent;
    this.moved = moved;
    const bar = el("i");
    bar.style.width = `${(100 * latent.information) / most}%`;
    const tells = el(
      "span",
      { className: "shakespeare-tells" },
      el("u", {}, bar),
      el("em", { textContent: latent.information.toFixed(2) }),
    );
    this.input = el("input", { type: "range", min: latent.low, max: latent.high, step: STEP });
    this.input.setAttribute("aria-label", `Latent ${latent.index}, ${latent.information.toFixed(2)} nats`);
    this.track = el("span", { className: "shakespeare-track" }, el("i", { className: "shakespeare-tick" }), this.input);
    this.value = el("output");
    this.back = makeButton("↺", () => moved(latent.index, this.base), "shakespeare-back");
    this.back.setAttribute("aria-label", `Latent ${latent.index} back to where it was`);
    this.back.title = "Back to where it was; a double click on the slider does the same";
    const name = el("span", { className: "shakespeare-latent", textContent: `z${latent.index}` });
    this.element = el("div", { className: "shakespeare-slider" }, name, tells, this.track, this.value, this.back);
    this.input.addEventListener("input", () => moved(latent.index, Number(this.input.value)));
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

const same = (a, b) => Boolean(a && b) && a.every((value, at) => value === b[at]);

class Sliders {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.rows = [];
    this.all = false;
    this.luck = null;
    this.list = el("div", {
      className: "shakespeare-sliders",
      role: "group",
      "aria-label": "Latents, the largest KL first",
    });
    this.more = makeButton("", () => {
      this.all = !this.all;
      this.fold();
    });
    this.home = makeButton("All back", () => this.set(this.base, "as it was"));
    this.home.title = "Every latent back to its tick";
    const random = makeButton("Random z", () => this.random());
    const zero = makeButton("All to 0", () =>
      this.set(
        this.z?.map(() => 0),
        "the average code",
      ),
    );
    const luck = makeButton("Other luck", () => {
      this.luck = anySeed();
      this.write();
    });
    luck.title =
      "Write both texts again with other random numbers: what the latent does should come back, what chance did should not";
    this.before = sheet("Before");
    this.after = sheet("With your sliders", "is-main");
    this.reading = el("p", { className: "shakespeare-reading", role: "status" });
    const head = el("p", {
      className: "shakespeare-small",
      textContent:
        "The number beside each latent is its KL: how many nats it tells about a passage, " +
        "on average. The tick marks where it was.",
    });
    const left = el("div", { className: "shakespeare-part" }, head, this.list, row(this.more, random, zero, this.home));
    const right = el(
      "div",
      { className: "shakespeare-part" },
      el("div", { className: "shakespeare-pair" }, this.before.element, this.after.element),
      this.reading,
      row(luck),
    );
    box.append(el("div", { className: "shakespeare-two" }, left, right));
    this.send = newestOnly((wish) => this.fetch(wish));
    this.rest = afterRest(REST, (model, why) => this.hand(model, why));
  }

  model() {
    const { latents } = this.viewer.model;
    const most = Math.max(1e-9, latents[0]?.information ?? 0);
    this.rows = latents.map((latent) => new Row(latent, most, (index, value) => this.move(index, value)));
    this.list.replaceChildren(...this.rows.map(({ element }) => element));
    [this.z, this.base, this.known, this.luck, this.first] = [null, null, null, null, null];
    for (const page of [this.before, this.after]) page.clear();
    this.reading.textContent = "";
    this.home.disabled = true;
    this.fold();
  }

  fold() {
    this.rows.forEach(({ element }, at) => {
      element.hidden = !this.all && at >= FIRST;
    });
    this.more.hidden = this.rows.length <= FIRST;
    this.more.textContent = this.all ? `Only the first ${FIRST}` : `All ${this.rows.length} latents`;
    this.more.setAttribute("aria-expanded", this.all);
  }

  // The code above changed: the sliders start from it. A code that was sent from here is already known.
  latents() {
    const now = this.viewer.latents();
    if (!now || same(now, this.known)) return;
    [this.z, this.base, this.known] = [now, now, now];
    this.luck = this.viewer.seed;
    this.show();
    this.write();
  }

  // Temperature and the other dials are those above.
  state() {
    if (this.z && this.dials !== dialled(this.viewer)) this.write();
  }

  move(index, value) {
    const z = Float64Array.from(this.z);
    z[index] = value;
    this.set(z, "moved by hand");
  }

  set(z, why) {
    if (!z) return;
    this.z = Float64Array.from(z);
    this.show();
    this.write();
    this.rest(this.viewer.model, why);
  }

  hand(model, why) {
    if (model !== this.viewer.model || same(this.z, this.known)) return;
    this.known = this.z;
    this.viewer.setLatents(this.z, why);
  }

  async random() {
    const { model } = this.viewer;
    const z = await drawCode(this.viewer, anySeed());
    if (!z || model !== this.viewer.model) return;
    this.base = z;
    this.set(z, "drawn at random");
  }

  show() {
    for (const each of this.rows) each.show(this.z[each.latent.index], this.base[each.latent.index]);
    this.home.disabled = same(this.z, this.base);
  }

  // What the text before and after depends on; an answer for another key is too late.
  key() {
    return JSON.stringify([dialled(this.viewer), this.luck, Array.from(this.base)]);
  }

  write() {
    this.dials = dialled(this.viewer);
    this.after.stale();
    if (this.first?.key !== this.key()) this.before.stale();
    this.send({ model: this.viewer.model });
  }

  // The text before is requested once per key. While a slider moves, the text for its last place stays, dimmed.
  async fetch({ model }) {
    const { z, base, luck, viewer } = this;
    if (model !== viewer.model || !z) return;
    const key = this.key();
    const known = this.first?.key === key;
    const isHome = same(z, base);
    const wanted = [...(known ? [] : [base]), ...(isHome ? [] : [z])];
    const texts = wanted.length ? await textsOf(viewer, { latents: wanted, seed: luck, count: LENGTH }) : [];
    if (!texts || model !== viewer.model || key !== this.key()) return; // if it is late, the next wish is waiting
    if (!known) this.first = { key, text: texts[0] };
    const { text } = this.first;
    this.before.show(text);
    this.after.show(isHome ? text : texts.at(-1), text);
    if (same(z, this.z)) this.tell(isHome ? text : texts.at(-1), isHome);
    else this.after.stale();
  }

  tell(text, isHome) {
    const { words, begin, alike } = likeness(this.first.text, text);
    this.reading.textContent = isHome
      ? "Move a slider to see what changes; the changes are marked."
      : alike
        ? "No character changed: move the slider further, or move another one."
        : `${begin ? `The first ${begin} character${begin === 1 ? " is" : "s are"} the same` : "Even the first character differs"}; ` +
          `${percent(words)} of the words stayed. The random numbers were the same, but one other letter changes all that follow: ` +
          "press Other luck and see what comes back.";
  }
}

export const tool = {
  id: "sliders",
  title: "Latent sliders",
  lead:
    "The model describes a text by a short list of numbers, its latents. Move one, and a " +
    "short text is written again with the same random numbers. One other letter changes all that follow, so look for what " +
    "comes back with other luck.",
  applies: (model) => model.drawable && isCoded(model) && model.latents.length > 0,
  make: (box, viewer) => new Sliders(box, viewer),
};
