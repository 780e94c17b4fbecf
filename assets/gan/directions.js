// Directions: five sliders, each along a direction that changes one thing more than others, and a film of the last one.
import { el, makeButton, paintLevels } from "../shared/dom.js";
import { screen } from "../shared/film.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import {
  amountText,
  basisOf,
  choiceText,
  endsOf,
  filmKey,
  holdsText,
  isStill,
  movedAlong,
  moveText,
  nameOf,
  places,
  REACH,
  shareText,
  withAmount,
} from "./along.js";
import { generate } from "./pool.js";
import { sampleText } from "./words.js";

const STEP = 0.1;
const REST = 120; // milliseconds until a new start has its film

// One slider; `moved(amount)` while it is dragged, `chosen()` when it gets the focus.
class Row {
  constructor(direction, { moved, chosen }) {
    const [less, more] = endsOf(direction);
    const name = nameOf(direction);
    this.name = name;
    this.input = el("input", { type: "range", min: -REACH, max: REACH, step: STEP, value: 0, "aria-label": name });
    this.input.addEventListener("input", () => moved(Number(this.input.value)));
    this.input.addEventListener("focus", chosen);
    this.input.addEventListener("dblclick", () => moved(0));
    this.amount = el("output", {});
    const ends = el(
      "span",
      { className: "gan-ends", "aria-hidden": "true" },
      el("span", { textContent: less }),
      el("span", { textContent: more }),
    );
    const holds = el("small", {}, holdsText(direction), el("span", { textContent: " of what varies" }));
    const head = el("span", { className: "gan-direction-head" }, el("b", { textContent: name }), holds, this.amount);
    this.element = el(
      "label",
      { className: "gan-direction", title: "Double click: back to 0" },
      head,
      this.input,
      ends,
    );
  }

  show(amount, isChosen) {
    this.input.value = amount;
    this.amount.textContent = amountText(amount);
    this.input.setAttribute("aria-valuetext", amountText(amount));
    this.element.classList.toggle("is-here", isChosen);
  }
}

class Directions {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.start = null; // the sample that is moved
    this.rows = [];
    this.amounts = [];
    this.at = 0; // the direction that was moved last
    this.shown = null; // the moved sample {latents, image, size} on the screen
    this.drawn = null; // what the film on the screen is of
    this.problem = el("p", { className: "gan-text" });
    this.screen = screen("The sample, moved", "gan-large");
    this.reading = el("p", { className: "gan-reading", "aria-live": "polite" });
    this.apply = makeButton("Show it above", () => this.toLarge(), "zoo-primary");
    this.back = makeButton("All back to 0", () => this.reset());
    this.sliders = el("div", { className: "gan-directions", role: "group", "aria-label": "Directions" });
    this.heading = el("h4", {});
    this.strip = el("div", { className: "gan-strip", role: "group" });
    this.basis = el("div", { className: "gan-basis" });
    const left = el(
      "div",
      { className: "gan-moved" },
      this.screen,
      this.reading,
      el("div", { className: "gan-row" }, this.apply, this.back),
    );
    this.stage = el(
      "div",
      {},
      el("div", { className: "gan-walk" }, left, this.sliders),
      el("div", { className: "gan-film-of" }, this.heading, this.strip, this.basis),
    );
    box.append(this.problem, this.stage);
    this.send = newestOnly((asked) => this.fetch(asked));
    this.sendFilm = newestOnly((asked) => this.fetchFilm(asked));
    this.filmLater = afterRest(REST, () => this.askFilm());
  }

  get directions() {
    return this.viewer.model.directions.directions;
  }

  // ---- what is moved
  model() {
    const { directions, directions_note } = this.viewer.model;
    [this.start, this.shown, this.drawn, this.at] = [null, null, null, 0];
    this.stage.hidden = !directions;
    this.problem.textContent = directions_note;
    if (!directions) return;
    this.amounts = this.directions.map(() => 0);
    this.rows = this.directions.map(
      (direction, k) => new Row(direction, { moved: (amount) => this.move(k, amount), chosen: () => this.turnTo(k) }),
    );
    const choice = el("p", { className: "gan-small", textContent: choiceText(this.viewer.model.directions) });
    this.sliders.replaceChildren(...this.rows.map(({ element }) => element), choice);
    this.strip.replaceChildren();
    this.large();
  }

  // The sample shown large is where the move begins. Another sample is moved by as much as the one before.
  large() {
    const { large, model } = this.viewer;
    if (!model.directions || large === this.start) return;
    if (large && large.latents.length !== model.latent_dim) return; // the next model's has not come yet
    this.start = large;
    this.say();
    if (!large) return;
    this.draw();
    this.filmLater();
  }

  move(k, amount) {
    this.amounts = withAmount(this.amounts, k, amount);
    this.turnTo(k);
    this.draw();
  }

  turnTo(k) {
    this.at = k;
    this.say();
    this.askFilm();
  }

  reset() {
    this.amounts = this.amounts.map(() => 0);
    this.say();
    this.draw();
    this.askFilm();
  }

  async toLarge() {
    const { shown, start, amounts } = this;
    if (!shown) return;
    this.amounts = amounts.map(() => 0); // the moved sample is the next start
    await this.viewer.move(shown.latents);
    if (this.start === start) this.amounts = amounts; // the server did not answer, which was said
    this.say();
  }

  // ---- pictures
  draw() {
    if (this.start) this.send({ start: this.start, amounts: this.amounts });
  }

  async fetch({ start, amounts }) {
    if (start !== this.start) return;
    const latents = movedAlong(start.latents, this.directions, amounts);
    const answer = await generate(this.viewer, [{ latents, label: start.label }]);
    if (!answer || start !== this.start) return;
    this.shown = { latents, image: answer.pictures[0], size: answer.size };
    paintLevels(this.screen, this.shown.image, this.shown.size);
    this.screen.setAttribute("aria-label", this.reading.textContent);
  }

  // The film of a direction stays as it is while only that direction's slider moves.
  askFilm() {
    const { start, at, amounts } = this;
    const key = start && filmKey(amounts, at);
    if (!start || (this.drawn?.start === start && this.drawn.key === key)) return this.markFrame();
    this.drawn = { start, key };
    this.sendFilm({ start, at, amounts, key });
  }

  async fetchFilm({ start, at, amounts, key }) {
    const isNow = () => start === this.start && this.drawn?.key === key;
    if (!isNow()) return;
    const points = places.map((place) => ({
      latents: movedAlong(start.latents, this.directions, withAmount(amounts, at, place)),
      label: start.label,
    }));
    const answer = await generate(this.viewer, points);
    if (!isNow()) return;
    if (!answer) {
      this.drawn = null; // asked for again at the next move
      return;
    }
    this.strip.style.setProperty("--frames", places.length);
    this.strip.replaceChildren(...answer.pictures.map((image, i) => this.frame(image, answer.size, at, places[i])));
    this.markFrame();
  }

  frame(image, size, at, place) {
    const canvas = screen("");
    paintLevels(canvas, image, size);
    const name = `${nameOf(this.directions[at])} ${amountText(place)}`;
    const made = el("button", { type: "button", "aria-label": name, title: name }, canvas);
    made.place = place;
    made.addEventListener("click", () => this.move(at, place));
    return made;
  }

  markFrame() {
    const amount = this.amounts[this.at];
    const near = Math.min(...places.map((place) => Math.abs(place - amount)));
    for (const button of this.strip.children)
      button.classList.toggle("is-here", Math.abs(button.place - amount) === near);
  }

  // ---- words
  say() {
    const { directions, amounts, at, start } = this;
    this.rows.forEach((row, k) => row.show(amounts[k], k === at));
    const still = isStill(amounts);
    this.back.disabled = still;
    this.apply.disabled = still || !start;
    const moved = moveText(directions, amounts);
    this.reading.textContent = start ? `${sampleText(start)}${moved && `: ${moved}`}` : "";
    this.sayBasis(directions[at]);
    this.markFrame();
  }

  sayBasis(direction) {
    if (this.told === direction) return;
    this.told = direction;
    const { intro, lines } = basisOf(direction, this.viewer.model.directions);
    this.heading.textContent = `${nameOf(direction)}, from −${REACH} to +${REACH}`;
    this.strip.setAttribute("aria-label", this.heading.textContent);
    this.basis.replaceChildren(
      el("p", {
        className: "gan-small",
        textContent: `${shareText(direction, this.viewer.model.directions)} ${intro}`,
      }),
      el("ul", { className: "gan-small" }, ...lines.map((textContent) => el("li", { textContent }))),
    );
  }
}

export const tool = {
  id: "directions",
  title: "Directions",
  lead:
    "One random number by itself usually does little. Moved together, in the right mix, they do more: each slider here is such a mix. Nobody taught them to the model. " +
    "They are the mixes in which its first layer varies most, and they were named afterwards, by what they changed. Drag a slider: it starts from the sample shown large above.",
  applies: (model) => model.drawable,
  make: (box, viewer) => new Directions(box, viewer),
};
