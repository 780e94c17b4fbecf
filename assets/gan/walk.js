// Walk: from one sample to the next through the latent space, as a film.
import { el, makeButton, paintLevels, segments } from "../shared/dom.js";
import { Player, screen, speedField } from "../shared/film.js";
import { short } from "../shared/maths.js";
import { calm, newestOnly } from "../shared/pace.js";
import { MOST_ON_WAY, way, wayPoints, wayQuery, wayRecord } from "./latents.js";
import { mixedAt, pathProblem, wayAlong, weightsText } from "./mixing.js";
import { Plane } from "./plane.js";
import { generate, Pool, thumbs } from "./pool.js";
import { WalkSave } from "./walk-save.js";
import { WalkStrip } from "./walk-strip.js";

const STEPS = 12; // frames from one sample to the next
const WHY =
  "Between two samples the way follows the great circle of a sphere (slerp), not a straight line. In so many dimensions, nearly all lists of random numbers lie about " +
  "equally far from 0. Half-way along a straight line, z would be shorter than nearly any that the generator met in training; on this way " +
  "it keeps a length that the generator learned from.";
const ON_PLANE =
  "Draw a path over the plane, and the digit is drawn as you go. At each place all samples are mixed, the nearer ones more (inverse squared " +
  "distance), and z is brought to a length that the generator learned from. Drag a sample, or move it with the arrow keys, to lay it " +
  "elsewhere. With the keyboard alone, take “In order”, or move the samples: the path then leads from one to the next.";
const OF_PLANE = "Press a sample to take it off the plane or to lay it there, up to nine.";
const OF_ORDER = "The numbers are the order of the way; press a sample to take it off or to put it at the end.";
const MODES = [
  ["order", "In order"],
  ["path", "Along a path that I draw"],
];

class Walk {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.pool = new Pool(viewer);
    this.chosen = [];
    this.film = [];
    this.speed = 10;
    this.wish = 0;
    this.linked = false;
    this.mode = "order"; // or "path"
    this.thumbs = el("div", {
      className: "gan-thumbs",
      role: "group",
      "aria-label": "Samples to walk between, in the order in which they are pressed",
    });
    this.hint = el("p", { className: "gan-small" });
    const random = makeButton("Two at random", () => this.random());
    const none = makeButton("Start over", () => this.choose([]));
    this.allPins = makeButton("All pinned samples", () => this.choose(this.pool.pinned().slice(0, MOST_ON_WAY)));
    this.player = new Player(box, {
      count: () => this.film.length,
      speed: () => this.speed,
      show: (at) => this.show(at),
      swing: true,
    });
    this.slider = el("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": "Place on the way" });
    this.slider.addEventListener("input", () => {
      this.player.pause();
      this.player.go(Number(this.slider.value));
    });
    this.screen = screen("The picture at this place of the way", "gan-large");
    this.reading = el("p", { className: "gan-reading" });
    this.strip = new WalkStrip((at) => {
      this.player.pause();
      this.player.go(at);
    });
    const along = el(
      "div",
      { className: "zoo-along" },
      this.player.button,
      this.slider,
      speedField((speed) => {
        this.speed = speed;
      }),
    );
    this.save = new WalkSave(viewer, {
      film: () => this.film,
      speed: () => this.speed,
      record: () => this.record(),
      link: () => this.linkText(),
    });
    this.plane = new Plane({
      at: (place) => this.sketch({ place, model: this.viewer.model }),
      drawn: () => this.fetch(),
      pressed: () => this.pressed(),
    });
    this.sketch = newestOnly((asked) => this.drawPlace(asked));
    const right = el("div", { className: "gan-walk-way" }, this.reading, along, this.strip.element, this.save.element);
    this.stage = el("div", { className: "gan-walk" }, this.plane.element, this.screen, right);
    this.why = el("p", { className: "gan-text" });
    const modes = el("div", { className: "gan-row gan-modes", role: "group", "aria-label": "How to walk" });
    this.showMode = segments(modes, MODES, (mode) => this.setMode(mode));
    this.setMode(this.mode);
    box.append(
      modes,
      this.why,
      el("div", { className: "gan-row gan-choices" }, random, this.allPins, none),
      this.thumbs,
      this.hint,
      this.stage,
    );
  }

  // In order through the chosen samples, or along a path over the plane.
  setMode(mode) {
    this.mode = mode;
    this.showMode(mode);
    this.why.textContent = mode === "path" ? ON_PLANE : WHY;
    this.plane.element.hidden = mode !== "path";
    this.stage.classList.toggle("has-plane", mode === "path");
    if (this.of) this.choose(this.chosen);
  }

  async model() {
    const { model } = this.viewer;
    const before = this.chosen;
    this.of = model;
    this.player.pause();
    this.pool.clear();
    [this.chosen, this.film] = [[], []];
    this.stage.hidden = true;
    this.draw();
    if ((!this.linked && (await this.fromLink())) || this.of !== model) return;
    await this.viewer.pinsDrawn();
    if (this.of !== model || this.chosen.length) return; // another model, or a choice made meanwhile
    const pinned = this.pool.pinned();
    // the way of the last model
    const same = before.flatMap(({ key }) => pinned.find((point) => point.key === key) ?? []);
    if (same.length >= 2) this.choose(same);
    else if (pinned.length >= 2) this.choose(pinned.slice(0, MOST_ON_WAY));
    else await this.random();
  }

  // A link may name a way; it is walked once, when the page is opened.
  async fromLink() {
    this.linked = true;
    const query = new URLSearchParams(location.search);
    const text = query.get("walk");
    if (!text || query.get("model") !== this.viewer.model.name) return false;
    const asked = wayPoints(text);
    if (!asked) {
      this.viewer.say(
        "The way in the link cannot be read, so two random samples are shown; copy the link again.",
        true,
      );
      return false;
    }
    const found = [];
    for (const request of asked) {
      const digit = this.viewer.model.classes ? request.digit : null; // other models take no digit
      found.push(...((await this.pool.take({ ...request, digit })) ?? []));
    }
    if (found.length !== asked.length) return false;
    this.choose(found);
    return true;
  }

  pins() {
    if (this.of !== this.viewer.model) return; // the next model's have not arrived yet
    const there = new Set(this.pool.points().map(({ key }) => key));
    const kept = this.chosen.filter(({ key }) => there.has(key));
    if (kept.length !== this.chosen.length) this.choose(kept);
    else this.draw();
  }

  async random() {
    const found = await this.pool.draw(2);
    if (found) this.choose(found);
  }

  press(point) {
    const isOn = this.chosen.some(({ key }) => key === point.key);
    if (!isOn && this.chosen.length >= MOST_ON_WAY)
      return this.viewer.say(
        `A way leads through at most ${MOST_ON_WAY} samples; press one of them to remove it first.`,
        true,
      );
    this.choose(isOn ? this.chosen.filter(({ key }) => key !== point.key) : [...this.chosen, point]);
  }

  choose(points) {
    this.chosen = points;
    this.draw();
    this.fetch();
  }

  draw() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.key;
    const place = (point) => this.chosen.findIndex(({ key }) => key === point.key) + 1;
    this.thumbs.replaceChildren(
      ...thumbs(this.pool, {
        isOn: (point) => place(point) > 0,
        note: (point) => String(place(point) || ""),
        press: (point) => this.press(point),
      }),
    );
    if (focused) [...this.thumbs.children].find(({ dataset }) => dataset.key === focused)?.focus();
    const pinned = this.pool.pinned().length;
    this.allPins.disabled = pinned < 2;
    this.plane.show(this.chosen, (point) => this.pool.name(point));
    this.hint.textContent = this.hintText(pinned);
  }

  hintText(pinned) {
    const { chosen } = this;
    if (this.mode === "path") return pathProblem(chosen.length) || OF_PLANE;
    if (chosen.length < 2) return "Choose at least two samples, in the order of the walk.";
    if (!pinned) return "You can also choose samples that you pinned in the grid above.";
    const others = pinned > 1 && !chosen.some((point) => point.pinned);
    return OF_ORDER + (others ? " To walk between your pins, press All pinned samples." : "");
  }

  async fetch() {
    const mine = ++this.wish;
    const { chosen, viewer } = this;
    this.stage.classList.toggle("is-waiting", true);
    const points = chosen.length < 2 ? [] : this.mode === "path" ? this.onPlane() : way(chosen, STEPS);
    const answer = points.length ? await generate(viewer, points) : null;
    if (mine !== this.wish) return;
    this.stage.classList.toggle("is-waiting", false);
    if (!answer && points.length && this.film.length) return; // which was said; the last way stays
    this.film = answer ? points.map((point, i) => ({ ...point, image: answer.pictures[i], size: answer.size })) : [];
    this.stage.hidden = !this.film.length;
    if (!this.film.length) return this.player.pause();
    this.slider.max = this.film.length - 1;
    this.save.refresh();
    this.strip.fill(this.film, (at) => this.mode === "order" && at % STEPS === 0);
    this.player.forth = 1;
    this.player.go(0);
    if (!calm()) this.player.play();
  }

  // ---- the plane
  onPlane() {
    return wayAlong(this.plane.path, this.plane.places, this.chosen);
  }

  // The digit at one place, while a path is drawn.
  async drawPlace({ place, model }) {
    this.player.pause();
    const mixed = mixedAt(place, this.plane.places, this.chosen);
    const answer = await generate(this.viewer, [mixed]);
    if (!answer || model !== this.viewer.model || !this.plane.stroke) return;
    paintLevels(this.screen, answer.pictures[0], answer.size);
    this.reading.textContent = weightsText(mixed.weights);
  }

  pressed() {
    this.viewer.say("Hold and draw: a single press is a place, not a path.");
    if (this.film.length) this.player.go(this.player.at);
  }

  show(at) {
    const { image, size } = this.film[at];
    paintLevels(this.screen, image, size);
    this.slider.value = at;
    this.reading.textContent = this.film[at].weights ? weightsText(this.film[at].weights) : this.legText(at);
    this.plane.mark(this.film[at].place ?? null);
    this.slider.setAttribute("aria-valuetext", this.reading.textContent);
    this.strip.mark(at);
  }

  legText(at) {
    const [leg, share] = [Math.floor(at / STEPS), (at % STEPS) / STEPS];
    if (!share) return `Sample ${leg + 1}.`;
    const labelled =
      this.chosen[leg].label === this.chosen[leg + 1].label
        ? ""
        : ` The digit asked for is ${this.film[at].label}: it changes half-way, since there is none between two digits.`;
    return `${Math.round(100 * share)} % of the way from sample ${leg + 1} to sample ${leg + 2}.${labelled}`;
  }

  linkText() {
    if (this.viewer.model.own || this.mode === "path" || this.chosen.some(({ moved }) => moved)) return "";
    return `${location.origin}${location.pathname}?${wayQuery(this.viewer.model, this.chosen)}`;
  }

  record() {
    const told = wayRecord(this.viewer.model, this.chosen);
    if (this.mode === "order") return { ...told, frames_between: STEPS, link: this.linkText() };
    const pair = ({ x, y }) => [Number(x.toFixed(4)), Number(y.toFixed(4))];
    const frames = this.film.map(({ latents, label, place }) => ({
      place: pair(place),
      digit: label,
      latents: Array.from(latents, short),
    }));
    const places = this.plane.places.map(pair);
    return { ...told, way: "inverse squared distance, at the mean length", places, frames };
  }
}

export const tool = {
  id: "walk",
  title: "Walk",
  lead:
    "Every picture comes from a list of random numbers, its z. Move z a little and the picture changes a little. So one digit turns into another, and " +
    "every step on the way is a new picture.",
  applies: (model) => model.drawable,
  make: (box, viewer) => new Walk(box, viewer),
};
