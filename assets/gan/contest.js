// The game: ten times one real and one generated digit side by side. The server says which is which once a choice is
// made.
import { fromBase64 } from "../shared/bytes.js";
import { copyText, el, makeAgain, makeButton, paintLevels } from "../shared/dom.js";
import { anySeed, LARGEST_SEED, readSeed } from "../shared/fields.js";
import { screen } from "../shared/film.js";
import { link } from "./export.js";
import { pieces } from "./samples.js";
import { aloneText, guessText, meaning, PLACES, placeOf, ROUNDS, roundText, tally } from "./verdict.js";

const NUMBER_RULE = `The game number is a whole number from 0 to ${LARGEST_SEED}.`;
const SOURCES = {
  test: "The real ones are MNIST’s test images, handwriting that no model here was trained on.",
  held: "The real ones are digits that it was not trained on.",
  own: "The real ones are test images of the model’s own data, which it was not trained on.",
  drawings:
    "MNIST’s images are not on this server, so the real ones are the ten example drawings of this page, made by hand with a thick pen.",
};
const TYPED = "input, textarea, select, [contenteditable]";

// A row of marks, one for each round.
class Row {
  constructor(name) {
    this.marks = Array.from({ length: ROUNDS }, () => el("i", {}));
    this.score = el("b", {});
    this.element = el(
      "div",
      { className: "gan-score" },
      el("span", { textContent: name }),
      el("span", { className: "gan-score-marks", "aria-hidden": "true" }, ...this.marks),
      this.score,
    );
  }

  show(rounds, key, right) {
    this.marks.forEach((mark, i) => {
      const round = rounds[i];
      mark.textContent = !round ? "" : round[key] === round.real ? "✓" : "✗";
      mark.className = !round ? "" : round[key] === round.real ? "is-right" : "is-wrong";
    });
    this.score.textContent = rounds.length ? `${right} of ${rounds.length}` : "";
  }
}

export class Contest {
  constructor(viewer) {
    this.viewer = viewer;
    this.seed = null;
    this.game = 0; // counts the games, so that a late answer does not reach the next one
    this.rounds = [];
    this.question = null; // the two pictures of the round
    this.answered = false; // the last of the rounds is on the screen, with its answer
    this.waiting = false;
    this.of = null; // the model whose game it is
    this.makeParts();
    this.element.addEventListener("keydown", (event) => this.key(event, true));
    document.addEventListener("keydown", (event) => this.key(event, event.target === document.body));
  }

  makeParts() {
    this.alone = el("p", { className: "gan-small gan-alone" });
    this.left = el("p", { className: "gan-small gan-left", role: "status" });
    this.heading = el("h4", {});
    this.cards = PLACES.map((place, at) => this.card(place, at));
    this.said = el("p", { className: "gan-said" });
    this.guess = el("p", { className: "gan-said" });
    this.next = makeButton("Next", () => this.ask(), "zoo-primary");
    this.again = makeButton("Again, with new digits", () => this.start(anySeed(), true), "zoo-primary");
    this.retry = makeAgain(() => this.ask());
    this.you = new Row("You");
    this.it = new Row("Discriminator");
    this.meaning = el("p", { className: "gan-text gan-meaning" });
    this.source = el("p", { className: "gan-small" });
    const outcome = el(
      "div",
      { className: "gan-outcome" },
      el("div", { "aria-live": "polite" }, this.said, this.guess, this.meaning),
      el("div", { className: "gan-row" }, this.next, this.again, this.retry),
      this.you.element,
      this.it.element,
      this.makeSeed(),
    );
    const pair = el("div", { className: "gan-pair-of", role: "group", "aria-label": "Which one is real?" });
    pair.append(...this.cards.map(({ element }) => element));
    const play = el("div", {}, this.heading, pair);
    this.element = el(
      "article",
      { className: "gan-card is-wide gan-contest" },
      el("h4", { textContent: "Which one is real?" }),
      this.alone,
      this.left,
      el("div", { className: "gan-contest-parts" }, play, outcome),
      this.source,
    );
  }

  card(place, at) {
    const canvas = screen("", "gan-large");
    const button = el("button", { type: "button", className: "gan-choice" }, canvas);
    button.setAttribute("aria-label", `The ${place} one is real (key ${at + 1})`);
    button.addEventListener("click", () => this.choose(at));
    const name = el("span", {});
    return { button, canvas, name, element: el("div", { className: "gan-choice-card" }, button, name) };
  }

  // The number of the game; the same number is the same game for everyone.
  makeSeed() {
    this.field = el("input", { type: "number", className: "zoo-seed", min: 0, max: LARGEST_SEED, step: 1 });
    this.field.addEventListener("change", () => {
      const seed = readSeed(this.field);
      if (seed === null) return this.viewer.say(NUMBER_RULE, true);
      this.viewer.say(""); // that it was no such number
      this.left.textContent = "";
      this.start(seed);
    });
    const copy = makeButton("Copy the link to this game", async () => {
      const done = await copyText(link(this.viewer));
      this.viewer.say(
        done ? "Link copied: whoever opens it plays the same ten rounds." : "The link could not be copied.",
      );
    });
    return el(
      "div",
      { className: "gan-row gan-game-seed" },
      el("label", { className: "zoo-field" }, "game number", this.field),
      copy,
    );
  }

  // ---- a game
  // Another model: a game that was under way is over, and a new one of the same number begins.
  model() {
    const { model } = this.viewer;
    const round = this.rounds.length;
    const broken = this.of !== null && round > 0 && !this.isOver;
    this.left.textContent = broken
      ? `You changed the model after round ${round}, so that game is over and a new one begins, with this model’s digits.`
      : "";
    this.of = model;
    const alone = aloneText(model);
    this.alone.textContent = alone && `${alone} Here you play alone.`;
    this.it.element.hidden = !model.critic;
    this.start(model.restore?.fool ?? this.seed ?? anySeed());
  }

  get isOver() {
    return this.rounds.length === ROUNDS;
  }

  // `focus`: whether the first picture gets it, where the visitor asked for the game by a button.
  start(seed, focus = false) {
    this.game++;
    this.seed = this.viewer.fool = seed;
    this.viewer.linkChanged();
    this.field.value = seed;
    this.field.setAttribute("aria-invalid", false);
    this.rounds = [];
    this.ask(focus);
  }

  // The next two digits.
  async ask(focus = true) {
    const { game, rounds, seed } = this;
    this.question = null;
    this.waiting = false;
    this.show();
    const answer = await this.viewer.ask("fool_question", { seed, round: rounds.length });
    if (game !== this.game) return;
    this.retry.hidden = Boolean(answer);
    if (!answer) return;
    this.question = pieces(fromBase64(answer.pictures), answer.size ** 2);
    this.question.forEach((image, at) => paintLevels(this.cards[at].canvas, image, answer.size));
    const same = this.of.critic ? ", and the discriminator sees the same two pictures" : "";
    this.source.textContent = `${SOURCES[answer.source]} Both are shown in the same size and sharpness${same}.`;
    this.show();
    if (focus) this.cards[0].button.focus({ preventScroll: true });
  }

  async choose(choice) {
    const { game, rounds, seed } = this;
    if (!this.question || this.waiting || this.answered) return;
    this.waiting = true;
    const answer = await this.viewer.ask("fool_answer", { seed, round: rounds.length });
    if (game !== this.game) return;
    this.waiting = false;
    if (!answer) return; // the sentence is shown; the choice can be made again
    rounds.push({ choice, ...answer });
    this.answered = true;
    this.left.textContent = "";
    this.show();
    (this.isOver ? this.again : this.next).focus({ preventScroll: true }); // Enter goes on
  }

  // Keys 1 and 2 as long as the pictures are in sight; the `arrows`, too, where nothing else needs them.
  key(event, arrows) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const choice = placeOf(event.key, arrows);
    if (choice === null || !this.question || this.answered || event.target.closest?.(TYPED) || !this.isInSight())
      return;
    event.preventDefault();
    this.choose(choice);
  }

  isInSight() {
    const { width, top, bottom } = this.cards[0].button.getBoundingClientRect();
    return width > 0 && top < innerHeight && bottom > 0;
  }

  // ---- what is shown
  show() {
    const { rounds, question } = this;
    if (question === null) this.answered = false;
    const last = this.answered ? rounds.at(-1) : null;
    const number = rounds.length + (last ? 0 : 1);
    this.heading.textContent = `Round ${Math.min(number, ROUNDS)} of ${ROUNDS}`;
    this.cards.forEach((card, at) => this.showCard(card, at, last));
    this.said.textContent = last
      ? roundText(last)
      : "Press the digit that you take for the real one. The other one was made by the generator. Keys: 1 and 2, or ← and →.";
    this.guess.textContent = last ? guessText(last) : "";
    const score = tally(rounds);
    this.you.show(rounds, "choice", score.yours);
    this.it.show(rounds, "guess", score.its ?? 0);
    const over = Boolean(last) && this.isOver;
    this.meaning.textContent = over ? meaning(score) : "";
    this.next.hidden = !last || over;
    this.again.hidden = !over;
    this.retry.hidden = true;
  }

  showCard({ button, canvas, name, element }, at, last) {
    button.disabled = !this.question && !last;
    canvas.classList.toggle("is-stale", !this.question);
    element.classList.toggle("is-real", last?.real === at);
    element.classList.toggle("is-chosen", last?.choice === at);
    const truth = last && (last.real === at ? "real" : "generated");
    const by = [last?.choice === at && "you", last?.guess === at && "the discriminator"].filter(Boolean).join(" and ");
    name.textContent = last ? `${truth}${by && `, taken by ${by}`}` : `${at + 1}`;
    button.setAttribute("aria-pressed", last?.choice === at);
  }
}
