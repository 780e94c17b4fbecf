// Arithmetic: a − b + c with the latents of samples, as Radford et al. (2016) did with faces.
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { Player, screen } from "../shared/film.js";
import { newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";
import { average, between, latentsText, lengthOf, meanOf, sumOf } from "./latents.js";
import { generate, Pool, thumbs } from "./pool.js";
import { convincing, judgement } from "./words.js";

const FRAMES = 24; // of the film from a to the result

class Term {
  constructor(name, pool, changed) {
    this.name = name;
    this.pool = pool;
    this.changed = changed;
    this.chosen = [];
    this.canvas = screen(`The mean of what is chosen as ${name}`, "gan-mean");
    this.note = el("p", { className: "gan-small" });
    this.thumbs = el("div", { className: "gan-thumbs is-small", role: "group", "aria-label": `Samples for ${name}` });
    this.element = el(
      "div",
      { className: "gan-term" },
      el("h4", { textContent: name }),
      this.canvas,
      this.note,
      this.thumbs,
    );
  }

  draw() {
    const there = this.pool.points();
    this.chosen = this.chosen.filter((key) => there.some((point) => point.key === key));
    const focused =
      this.thumbs.contains(document.activeElement) &&
      /** @type {HTMLElement | null} */ (document.activeElement).dataset.key;
    this.thumbs.replaceChildren(
      ...thumbs(this.pool, { isOn: ({ key }) => this.chosen.includes(key), press: ({ key }) => this.press(key) }),
    );
    if (focused) [...this.thumbs.children].find(({ dataset }) => dataset.key === focused)?.focus();
    const count = this.chosen.length;
    this.note.textContent =
      count === 0
        ? "choose at least one"
        : count === 1
          ? "one sample; with more, their mean"
          : `mean of ${count} samples`;
  }

  press(key) {
    this.chosen = this.chosen.includes(key) ? this.chosen.filter((each) => each !== key) : [...this.chosen, key];
    this.draw();
    this.changed();
  }

  points() {
    return this.pool.points().filter(({ key }) => this.chosen.includes(key));
  }
  // The average length of its samples. Their mean is shorter, because what they do not have in common cancels out.
  length() {
    return average(this.points().map(({ latents }) => lengthOf(latents)));
  }
  latents() {
    return this.chosen.length ? meanOf(this.points().map(({ latents }) => latents)) : null;
  }
}

class Arithmetic {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.pool = new Pool(viewer);
    this.film = [];
    this.result = null;
    this.terms = ["a", "b", "c"].map((name) => new Term(name, this.pool, () => this.changed()));
    this.screen = screen("The picture of a − b + c", "gan-large");
    this.reading = el("p", { className: "gan-text gan-judged" });
    this.length = el("p", { className: "gan-small" });
    this.player = new Player(box, { count: () => this.film.length, speed: () => 12, show: (at) => this.show(at) });
    this.walk = this.player.button;
    const sign = (textContent) => el("span", { className: "gan-sign", textContent, "aria-hidden": "true" });
    const result = el(
      "div",
      { className: "gan-term gan-result" },
      el("h4", { textContent: "a − b + c" }),
      this.screen,
      el("div", {}, this.reading, this.walk, this.length),
    );
    const [a, b, c] = this.terms.map(({ element }) => element);
    const random = makeButton("Three others at random", () => this.random());
    this.sum = el("div", { className: "gan-sum" }, a, sign("−"), b, sign("+"), c, sign("="), result);
    box.append(el("div", { className: "gan-row gan-choices" }, random), this.sum);
    this.send = newestOnly((asked) => this.fetch(asked));
  }

  async model() {
    const { model } = this.viewer;
    const before = this.terms.map(({ chosen }) => chosen);
    this.of = model;
    this.player.pause();
    this.pool.clear();
    this.clear();
    this.say();
    await this.viewer.pinsDrawn();
    if (this.of !== model) return;
    const pinned = this.pool.pinned();
    const same = before.map((keys) => keys.filter((key) => pinned.some((point) => point.key === key)));
    if (same.every((keys) => keys.length)) this.set(same);
    else if (pinned.length >= 3) this.take(pinned);
    else await this.random();
  }

  async random() {
    const found = await this.pool.draw(3);
    if (found) this.take(found);
  }

  take(points) {
    this.set(this.terms.map((_, i) => [points[i].key]));
  }

  // What each term is the mean of, by keys.
  set(keys) {
    this.terms.forEach((term, i) => {
      term.chosen = keys[i];
    });
    this.pins();
    this.changed();
  }

  pins() {
    if (this.of !== this.viewer.model) return; // the next model's have not arrived yet
    const before = this.terms.map(({ chosen }) => chosen.length).join();
    for (const term of this.terms) term.draw();
    if (this.terms.map(({ chosen }) => chosen.length).join() !== before) this.changed();
  }

  clear() {
    [this.result, this.film, this.wanted] = [null, [], null];
    this.walk.disabled = true;
    this.sum.classList.add("is-waiting"); // what is shown is of another choice
  }

  say() {
    this.reading.textContent = "";
    this.length.textContent = "";
  }

  changed() {
    this.player.pause();
    this.clear();
    const [a, b, c] = this.terms.map((term) => term.latents());
    if (!a || !b || !c) return this.say();
    const sum = sumOf(a, b, c, average(this.terms.map((term) => term.length())));
    if (!sum) {
      this.reading.textContent = "This sum is 0 in every number, so it has no direction. Choose other samples.";
      return;
    }
    const label = this.viewer.model.classes ? (this.terms[0].points()[0].label ?? 0) : null;
    this.wanted = { ...sum, label, means: [a, b, c], model: this.viewer.model };
    this.send(this.wanted);
  }

  // The three means, then the way from a to the result; its last frame is the result.
  async fetch(asked) {
    const { model } = asked;
    // a late answer does not replace a newer choice
    const isNow = () => model === this.viewer.model && asked === this.wanted;
    if (!isNow()) return;
    const labels = this.terms.map((term) => term.points()[0]?.label ?? null);
    // a, as long as the result
    const start = sumOf(asked.means[0], asked.means[0], asked.means[0], asked.typical)?.latents;
    const points = [
      ...asked.means.map((latents, i) => ({ latents, label: labels[i] })),
      ...Array.from({ length: FRAMES + 1 }, (_, i) => ({
        latents: between(start ?? asked.latents, asked.latents, i / FRAMES),
        label: asked.label,
      })),
    ];
    const [answer, seen] = await Promise.all([
      generate(this.viewer, points),
      this.viewer.ask("look", { latents: latentsText([asked.latents]), label: asked.label }),
    ]);
    if (!answer || !isNow()) return;
    this.terms.forEach(({ canvas }, i) => paintLevels(canvas, answer.pictures[i], answer.size));
    this.film = answer.pictures.slice(3).map((image) => ({ image, size: answer.size }));
    this.result = asked;
    this.walk.disabled = false;
    this.sum.classList.remove("is-waiting");
    this.player.go(this.film.length - 1);
    this.explain(asked, seen);
  }

  explain({ length, typical, label }, seen) {
    const judged = seen?.judged ? judgement(seen.judged, null) : "";
    const real = seen?.rank ? ` ${convincing(seen.rank)}` : "";
    this.reading.textContent = judged + real;
    const digit = label === null ? "" : ` The digit asked for is a’s, ${label}: here z holds only the handwriting.`;
    const whose = this.terms.every(({ chosen }) => chosen.length === 1) ? "the three" : "the chosen samples";
    this.length.textContent =
      `The sum was ${figure(length, 1)} long. It was scaled to ${figure(typical, 1)}, the average length of ${whose}: ` +
      `the generator was trained on z of about that length. Play shows the way from a to the result.${digit}`;
  }

  show(at) {
    const { image, size } = this.film[at];
    paintLevels(this.screen, image, size);
  }
}

export const tool = {
  id: "arithmetic",
  title: "Arithmetic",
  lead:
    "Latents can be added and subtracted. Take a, take away what makes b, add what makes c. With faces, “smiling woman − woman + man” gave a smiling man. Each " +
    "of the three may be the mean of several samples, which keeps what they have in common; with single samples it works only sometimes. You can also choose pinned samples here.",
  applies: (model) => model.drawable,
  make: (box, viewer) => new Arithmetic(box, viewer),
};
