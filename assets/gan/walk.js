// Walk: from one sample to the next through the latent space, as a film.
import { fromBase64, toBase64 } from "../shared/bytes.js";
import { copyLink, download, el, makeButton, paintLevels } from "../shared/dom.js";
import { calm } from "../shared/pace.js";
import { Player, screen, speedField } from "./film.js";
import { MOST_ON_WAY, way, wayPoints, wayQuery, wayRecord } from "./latents.js";
import { generate, Pool, thumbs } from "./pool.js";

const STEPS = 12; // frames from one sample to the next
const WHY =
  "Between two samples the way follows the great circle of a sphere (slerp), not a straight line. In so many dimensions, nearly all lists of random numbers lie " +
  "equally far from 0. Half-way along a straight line, z would be shorter than nearly any that the generator met in training; on this way " +
  "it keeps a length that the generator learned from.";

class Walk {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.pool = new Pool(viewer);
    this.chosen = [];
    this.film = [];
    this.speed = 10;
    this.wish = 0;
    this.linked = false;
    this.thumbs = el("div", {
      className: "gan-thumbs",
      role: "group",
      "aria-label": "Samples to walk between, in the order in which they are pressed",
    });
    this.hint = el("p", { className: "gan-small" });
    const random = makeButton("Two at random", () => this.random());
    const none = makeButton("Start over", () => this.choose([]));
    const pins = makeButton("All pinned samples", () =>
      this.choose(
        this.pool
          .points()
          .filter(({ pinned }) => pinned)
          .slice(0, MOST_ON_WAY),
      ),
    );
    this.allPins = pins;
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
    this.strip = el("div", { className: "gan-strip", role: "group", "aria-label": "The frames of the way" });
    const along = el(
      "div",
      { className: "gan-along" },
      this.player.button,
      this.slider,
      speedField((speed) => {
        this.speed = speed;
      }),
    );
    const right = el("div", { className: "gan-walk-way" }, this.reading, along, this.strip, this.makeSave());
    this.stage = el("div", { className: "gan-walk" }, this.screen, right);
    box.append(
      el("p", { className: "gan-text", textContent: WHY }),
      el("div", { className: "gan-row gan-choices" }, random, pins, none),
      this.thumbs,
      this.hint,
      this.stage,
    );
  }

  makeSave() {
    this.gifButton = makeButton("Save as GIF", () => this.gif());
    this.link = el("input", { className: "gan-link", readOnly: true, "aria-label": "Link to this way" });
    const link = makeButton("Copy link", () => copyLink(this.link, this.linkText(), this.viewer.say));
    const json = makeButton("Save as JSON", () => this.json());
    return el("div", { className: "gan-row gan-walk-save" }, this.gifButton, json, link, this.link);
  }

  async model() {
    const { model } = this.viewer;
    this.of = model;
    this.player.pause();
    this.pool.clear();
    [this.chosen, this.film] = [[], []];
    this.stage.hidden = true;
    this.draw();
    if ((!this.linked && (await this.fromLink())) || this.of !== model) return;
    const pinned = this.pool.points().filter((point) => point.pinned);
    if (pinned.length >= 2) this.choose(pinned.slice(0, MOST_ON_WAY));
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
    const pinned = this.pool.points().filter((point) => point.pinned).length;
    this.allPins.disabled = pinned < 2;
    const others =
      pinned > 1 && !this.chosen.some((point) => point.pinned)
        ? " To walk between your pins, press All pinned samples."
        : "";
    this.hint.textContent =
      this.chosen.length < 2
        ? "Choose at least two samples, in the order of the walk."
        : pinned
          ? `The numbers are the order of the way; press a sample to take it off or to put it at the end.${others}`
          : "You can also choose samples that you pinned in the grid above.";
  }

  async fetch() {
    const mine = ++this.wish;
    const { chosen, viewer } = this;
    this.stage.classList.toggle("is-waiting", true);
    const points = chosen.length < 2 ? [] : way(chosen, STEPS);
    const answer = points.length ? await generate(viewer, points) : null;
    if (mine !== this.wish) return;
    this.stage.classList.toggle("is-waiting", false);
    this.film = answer ? points.map((point, i) => ({ ...point, image: answer.pictures[i], size: answer.size })) : [];
    this.stage.hidden = !this.film.length;
    if (!this.film.length) return this.player.pause();
    this.slider.max = this.film.length - 1;
    this.link.value = this.linkText();
    this.fillStrip();
    this.player.forth = 1;
    this.player.go(0);
    if (!calm()) this.player.play();
  }

  // The strip holds at most 25 frames: for a long way every second or third, and always its samples.
  fillStrip() {
    const every = [1, 2, 3, 4, 6].find((each) => this.film.length / each <= 26);
    this.strip.replaceChildren(
      ...this.film.flatMap(({ image, size }, at) => {
        if (at % every) return [];
        const canvas = screen("");
        paintLevels(canvas, image, size);
        const isSample = at % STEPS === 0;
        const made = el(
          "button",
          {
            type: "button",
            className: isSample ? "is-sample" : "",
            "aria-label": isSample ? `Sample ${at / STEPS + 1} of the way` : `Frame ${at + 1}`,
          },
          canvas,
        );
        made.at = at;
        made.addEventListener("click", () => {
          this.player.pause();
          this.player.go(at);
        });
        return [made];
      }),
    );
    this.every = every;
    this.strip.style.setProperty("--frames", Math.min(13, this.strip.children.length));
  }

  show(at) {
    const { image, size } = this.film[at];
    paintLevels(this.screen, image, size);
    this.slider.value = at;
    const [leg, share] = [Math.floor(at / STEPS), (at % STEPS) / STEPS];
    const [from, to] = [this.chosen[leg]?.label, this.chosen[leg + 1]?.label];
    const labelled =
      !share || from === to
        ? ""
        : ` The digit asked for is ${this.film[at].label}: it changes half-way, since there is none between two digits.`;
    this.reading.textContent =
      (share
        ? `${Math.round(100 * share)} % of the way from sample ${leg + 1} to sample ${leg + 2}.`
        : `Sample ${leg + 1}.`) + labelled;
    this.slider.setAttribute("aria-valuetext", this.reading.textContent);
    const here = at - (at % this.every);
    for (const button of this.strip.children) button.classList.toggle("is-here", button.at === here);
  }

  linkText() {
    return `${location.origin}${location.pathname}?${wayQuery(this.viewer.model, this.chosen)}`;
  }

  json() {
    const { model } = this.viewer;
    const told = { ...wayRecord(model, this.chosen), frames_between: STEPS, link: this.linkText() };
    download(`${model.name}-walk.json`, JSON.stringify(told, null, 1), "application/json");
    this.viewer.say(`Saved ${model.name}-walk.json.`);
  }

  // There and back, without showing either end twice; only there if the way is too long.
  async gif() {
    const there = this.film.map(({ image }) => image);
    const back = there.slice(1, -1).reverse();
    const frames = there.length + back.length <= 120 ? [...there, ...back] : there;
    const { size } = this.film[0];
    const bytes = new Uint8Array(frames.length * size * size);
    frames.forEach((frame, i) => bytes.set(frame, i * size * size));
    this.gifButton.disabled = true;
    const answer = await this.viewer.ask("gif", {
      size,
      frames: toBase64(bytes),
      count: frames.length,
      milliseconds: Math.max(20, Math.round(1000 / this.speed)),
    });
    this.gifButton.disabled = false;
    if (!answer) return;
    const name = `${this.viewer.model.name}-walk.gif`;
    download(name, fromBase64(answer.gif), "image/gif");
    this.viewer.say(
      `Saved ${name}: ${frames.length} frames${back.length && frames.length > there.length ? ", there and back" : ""}.`,
    );
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
