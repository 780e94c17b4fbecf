// Sliders for the latents, those with a name first: moving one writes a short text again with the same random numbers.
import { el, makeButton } from "../shared/dom.js";
import { latentOf, namedOf } from "../shared/effects.js";
import { anySeed } from "../shared/fields.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { uncover } from "../shared/uncover.js";
import { percent } from "../shared/words.js";
import { dialled, drawCode, textsOf } from "./asking.js";
import { Doing } from "./doing.js";
import { likeness } from "./likeness.js";
import { isCoded } from "./models.js";
import { row, sheet } from "./sheets.js";
import { Row } from "./slider.js";

const FIRST = 8; // sliders shown at first if none has a name
const LENGTH = 160; // characters of the short texts
const REST = 250; // milliseconds without a move before the text above is written from the new z

const NAMED =
  "A name at the two ends of a slider is what it changes most, as measured below; all other numbers are behind the button. ";
const KL =
  "The number beside each latent is its KL: how many nats it costs, on average; it tells no more about a passage than that. The tick marks where it was.";

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
      "aria-label": "Latents, those with a name first, then those with the largest KL",
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
    this.head = el("p", { className: "shakespeare-small" });
    const left = el(
      "div",
      { className: "shakespeare-part" },
      this.head,
      this.list,
      row(this.more, random, zero, this.home),
    );
    const right = el(
      "div",
      { className: "shakespeare-part" },
      el("div", { className: "shakespeare-pair" }, this.before.element, this.after.element),
      this.reading,
      row(luck),
    );
    this.doing = new Doing(viewer);
    box.append(el("div", { className: "shakespeare-two" }, left, right), this.doing.element);
    uncover(left, right); // on a narrow window the texts stay in sight above the sliders
    this.send = newestOnly((wish) => this.fetch(wish));
    this.rest = afterRest(REST, (model, why) => this.hand(model, why));
  }

  model() {
    const { latents, effects } = this.viewer.model;
    const most = Math.max(1e-9, latents[0]?.information ?? 0);
    const names = namedOf(effects).map(({ index }) => index);
    const [named, others] = [names.map((index) => latents.find((latent) => latent.index === index)), latents];
    const order = [...named, ...others.filter(({ index }) => !names.includes(index))];
    const does = { moved: (index, value) => this.move(index, value), chosen: (index) => this.choose(index) };
    this.rows = order.map((latent) => new Row(latent, most, latentOf(effects, latent.index), does));
    this.shown = names.length || FIRST;
    this.head.textContent = `${names.length ? NAMED : ""}${KL}`;
    this.list.replaceChildren(...this.rows.map(({ element }) => element));
    [this.z, this.base, this.known, this.luck, this.first] = [null, null, null, null, null];
    for (const page of [this.before, this.after]) page.clear();
    this.reading.textContent = "";
    this.home.disabled = true;
    this.fold();
    this.doing.model();
    this.choose(order[0].index);
  }

  // The latent that is explained below.
  choose(index) {
    this.chosen = index;
    for (const { element, latent } of this.rows) element.classList.toggle("is-chosen", latent.index === index);
    this.doing.show(index, this.z);
  }

  fold() {
    this.rows.forEach(({ element }, at) => {
      element.hidden = !this.all && at >= this.shown;
    });
    this.more.hidden = this.rows.length <= this.shown;
    this.more.textContent = this.all ? `Only the first ${this.shown}` : `All ${this.rows.length} latents`;
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
    if (index !== this.chosen) this.choose(index);
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
    this.doing.code(this.z);
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
