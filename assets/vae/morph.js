// From one digit to another: the way between two codes as a film, and sums of codes.
import { el, fillOptions, makeButton, makeScreen, makeSelect, paint } from "../shared/dom.js";
import { slerp } from "../shared/maths.js";
import { newestOnly } from "../shared/pace.js";
import { aboutOf, saveGif, videoButton } from "../shared/sharing.js";
import { picker } from "./tools.js";

const FRAMES = 11;
const SECONDS = 3; // from A to B when it plays
const GIF_STEPS = 24;
const GIF_MILLISECONDS = 70;

const straight = (a, b, t) => a.map((value, i) => (1 - t) * value + t * b[i]);

// There is nothing between two entries of a code book: the cells of the picture change one after another.
function byPlaces(a, b, t) {
  const order = a.map((_, i) => (i * 18) % a.length); // 18 and 49 have no common factor: visits all cells, scattered
  const changed = new Set(order.slice(0, Math.round(t * a.length)));
  return a.map((value, i) => (changed.has(i) ? b[i] : value));
}

const WAYS = { straight, sphere: slerp, places: byPlaces };
// Exact at both ends, whatever the rounding in between.
export const between = (way, a, b, t) => (t <= 0 ? [...a] : t >= 1 ? [...b] : WAYS[way](a, b, t));

class Morph {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.way = "sphere";
    this.t = 0;
    this.playing = 0;
    this.ends = [];
    this.ends = ["A", "B"].map((name) => picker(name, viewer, () => this.changed()));
    this.wayField = makeSelect("way", [], (way) => {
      this.way = way;
      this.changed();
    });
    this.slider = el("input", { type: "range", min: 0, max: 1, step: "any", value: 0, "aria-label": "From A to B" });
    this.slider.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.slider.value));
    });
    this.play = makeButton("▶ Play", () => (this.playing ? this.stop() : this.start()), "zoo-primary");
    this.save = makeButton("Save as GIF", () => this.gif());
    this.screen = makeScreen("The digit on its way", "vae-morph-screen");
    this.film = el("div", { className: "vae-film", role: "group", "aria-label": "Film strip" });
    this.frames = Array.from({ length: FRAMES }, (_, i) => this.frame(i / (FRAMES - 1)));
    this.film.append(...this.frames.map(({ button }) => button));
    const video = videoButton(() => this.video(), viewer.say);
    const controls = el("div", { className: "zoo-row" }, this.play, this.wayField, this.save, video);
    const middle = el("div", { className: "vae-morph-middle" }, this.screen, this.slider, controls);
    box.append(el("div", { className: "vae-morph" }, this.ends[0].element, middle, this.ends[1].element), this.film);
    this.fill = newestOnly((asked) => this.decode(asked));
  }

  frame(t) {
    const screen = makeScreen("");
    const button = el("button", { type: "button", "aria-label": `Go to ${Math.round(100 * t)} % of the way` }, screen);
    button.addEventListener("click", () => {
      this.stop();
      this.go(t);
    });
    return { t, screen, button };
  }

  async model() {
    this.stop();
    const book = this.viewer.model.codebook;
    const ways = book
      ? [["places", "place by place"]]
      : [
          ["sphere", "along the sphere"],
          ["straight", "straight"],
        ];
    fillOptions(this.wayField.lastChild, ways);
    this.way = ways[0][0];
    this.ends.forEach((end) => end.clear()); // another model's codes
    this.place(0);
    await Promise.all([this.ends[0].take("example 3"), this.ends[1].take("example 8")]);
  }

  codes() {
    const codes = this.ends.map((end) => end.code());
    const size = this.viewer.code().length;
    return codes.every((code) => code?.length === size) ? codes : null; // both belong to this model
  }

  changed() {
    const codes = this.codes(); // the sliders stay where they are until the visitor moves along the way
    if (!codes) return;
    const steps = [...this.frames.map(({ t }) => t), this.t].map((t) => between(this.way, ...codes, t));
    this.fill({ codes: steps, model: this.viewer.model });
  }

  async decode({ codes, model }) {
    if (model !== this.viewer.model) return;
    const pictures = await this.viewer.decode(codes);
    if (model === this.viewer.model)
      // the last one is at the current place
      pictures?.forEach((picture, i) => paint(this.frames[i]?.screen ?? this.screen, picture));
  }

  place(t) {
    this.t = t;
    this.slider.value = t;
    this.frames.forEach(({ t: mine, button }) =>
      button.classList.toggle("is-here", Math.abs(mine - t) <= 0.5 / (FRAMES - 1)),
    );
  }

  go(t) {
    const codes = this.codes();
    if (!codes) return;
    this.place(t);
    this.viewer.set(between(this.way, ...codes, t), { glide: false });
    this.sent = this.viewer.code().join();
  }

  pixels() {
    if (this.sent === this.viewer.code().join()) paint(this.screen, this.viewer.pixels());
  }

  start() {
    if (!this.codes()) return;
    const began = performance.now() - 1000 * SECONDS * this.t;
    const mine = performance.now();
    this.playing = mine;
    this.play.textContent = "⏸ Pause";
    const step = (now) => {
      if (this.playing !== mine) return; // paused, and perhaps started again
      if (!this.screen.offsetParent) return this.stop(); // its panel was closed
      const way = (Math.max(0, now - began) / (1000 * SECONDS)) % 2; // there and back
      this.go(way > 1 ? 2 - way : way);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  stop() {
    this.playing = 0;
    this.play.textContent = "▶ Play";
  }

  // There and back, without showing either end twice.
  filmOf(codes) {
    const there = Array.from({ length: GIF_STEPS + 1 }, (_, i) => between(this.way, ...codes, i / GIF_STEPS));
    return [...there, ...there.slice(1, -1).reverse()];
  }

  about() {
    return aboutOf("vae", "A morph between two codes", this.viewer);
  }

  async video() {
    const codes = this.codes();
    const pictures = codes && (await this.viewer.decode(this.filmOf(codes)));
    if (!pictures) return null;
    const frames = pictures.map((each) => Uint8Array.from(each, (value) => Math.round(255 * value)));
    return { name: `${this.viewer.model.name}-morph`, frames, milliseconds: GIF_MILLISECONDS, about: this.about() };
  }

  async gif() {
    const codes = this.codes();
    if (!codes) return;
    this.save.disabled = true;
    const film = this.filmOf(codes);
    const answer = await this.viewer.ask("gif", { codes: film, milliseconds: GIF_MILLISECONDS });
    this.save.disabled = false;
    if (!answer) return;
    saveGif(`${this.viewer.model.name}-morph.gif`, answer.gif, this.about());
    this.viewer.say(`Saved ${this.viewer.model.name}-morph.gif: ${film.length} frames, there and back.`);
  }
}

class Arithmetic {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.terms = ["a", "b", "c"].map((name) => picker(name, viewer, () => this.changed()));
    this.screen = makeScreen("The digit of the sum");
    const go = el("button", { type: "button", className: "vae-picked", title: "Move the sliders there" }, this.screen);
    go.addEventListener("click", () => this.sum && viewer.set(this.sum));
    const take = makeButton("Move there", () => this.sum && viewer.set(this.sum));
    const result = el("div", { className: "vae-picker" }, el("b", { textContent: "a − b + c" }), go, take);
    const sign = (text) => el("span", { className: "vae-sign", textContent: text });
    const [a, b, c] = this.terms.map(({ element }) => element);
    box.append(el("div", { className: "vae-sum" }, a, sign("−"), b, sign("+"), c, sign("="), result));
  }

  model() {
    this.sum = null;
    this.terms.forEach((term) => term.clear());
    ["example 9", "example 4", "example 5"].forEach((source, i) => this.terms[i].take(source));
  }

  async changed() {
    const { viewer } = this;
    const [a, b, c] = this.terms.map((term) => term.code());
    const size = viewer.code().length;
    if (![a, b, c].every((code) => code?.length === size)) return;
    const sum = a.map((value, i) => value - b[i] + c[i]);
    this.sum = sum;
    const [picture] = (await viewer.decode([sum])) ?? [];
    if (picture && sum === this.sum) paint(this.screen, picture);
  }
}

export const morph = {
  id: "morph",
  title: "Morph",
  lead:
    "One digit turns into another: every step between two codes is a code too, and the decoder draws it. Move along " +
    "the way by hand or let it play; the sliders follow.",
  applies: () => true,
  make: (box, viewer) => new Morph(box, viewer),
};
export const arithmetic = {
  id: "arithmetic",
  title: "Arithmetic",
  lead:
    "Codes can be added and subtracted. Take away what makes b, add what makes c: does the decoder draw what you " +
    "would expect? With word vectors this gave king − man + woman = queen; whether it does with digits, you see here.",
  applies: (model) => !model.codebook,
  make: (box, viewer) => new Arithmetic(box, viewer),
};
