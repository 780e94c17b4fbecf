// The latents as bars up and down from 0. A bar can be dragged, several can be painted over; keys and a field move one,
// too.
import { el, makeButton } from "../shared/dom.js";
import { normals } from "../shared/random.js";
import { figure } from "../shared/words.js";
import {
  LARGE_STEP,
  limited,
  nudged,
  placeOf,
  REACH,
  readTyped,
  STEP,
  sameNumbers,
  startOf,
  stroke,
  withMoves,
} from "./moves.js";

const HIGH = 3.2; // the axis goes at least this far; one draw in 700 is larger
const ROOM = 1.06; // of the axis over the largest number
const SLACK = 3; // pixels that a pointer may tremble before a press is a drag
const WIDE = 14; // pixels to the side until a drag leaves its bar and paints over others
const SVG = "http://www.w3.org/2000/svg";
const LIMITS = `from ${figure(-REACH, 0)} to ${REACH}`;

const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// `moved(latents)` is called for every move, `directions()` opens that tool.
export class Bars {
  constructor({ moved, directions }) {
    this.moved = moved;
    this.sample = null; // as it is shown
    this.latents = null; // as the bars stand
    this.pending = null; // latents whose picture has not come yet: the bars are ahead of the sample
    this.at = 0; // the chosen bar
    this.drag = null; // {x, y, last, painting}
    this.ink = svg("path", { class: "gan-bars-ink" });
    this.others = svg("path", { class: "gan-bars-moved" });
    this.ghost = svg("path", { class: "gan-bars-ghost", "vector-effect": "non-scaling-stroke" });
    this.edges = svg("path", { class: "gan-bars-edge", "vector-effect": "non-scaling-stroke" });
    this.chosen = svg("rect", { class: "gan-bars-chosen", width: 1 });
    this.svg = svg(
      "svg",
      { class: "gan-bars", role: "slider", tabindex: 0, preserveAspectRatio: "none", "aria-orientation": "vertical" },
      ...[this.chosen, this.edges, this.ink, this.others, this.ghost],
    );
    this.svg.setAttribute("aria-valuemin", -REACH);
    this.svg.setAttribute("aria-valuenow", 0); // until there is a sample
    this.svg.setAttribute("aria-valuemax", REACH);
    this.count = el("span", {});
    this.element = el(
      "div",
      { className: "gan-part" },
      el("h4", {}, this.count),
      this.svg,
      this.makeControls(),
      el("p", { className: "gan-caption", textContent: HOW }),
      this.makeWhy(directions),
    );
    this.listen();
  }

  makeControls() {
    this.name = el("span", {});
    this.field = el("input", {
      type: "number",
      min: -REACH,
      max: REACH,
      step: STEP,
      className: "gan-bars-field",
      "aria-label": "The number",
    });
    this.problem = el("p", { className: "gan-problem", role: "alert" });
    this.back = makeButton("Back to the drawn numbers", () => this.to(startOf(this.sample).latents));
    return el(
      "div",
      { className: "gan-row gan-bars-controls" },
      el("label", { className: "zoo-field" }, this.name, this.field),
      makeButton("Nudge all a little", () => this.nudge()),
      this.back,
      this.problem,
    );
  }

  makeWhy(directions) {
    this.more = makeButton("Open Directions", directions, "gan-bars-more");
    this.why = el("span", {});
    return el("p", { className: "gan-caption" }, this.why, " ", this.more);
  }

  listen() {
    const { svg, field } = this;
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.pull(event));
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => this.drop());
    svg.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("input", () => this.type(false));
    field.addEventListener("change", () => this.type(true));
  }

  // ---- what is shown
  // `hasDirections`: whether there is a tool for them.
  show(sample, hasDirections) {
    const isLate =
      this.pending && startOf(sample) === startOf(this.sample) && !sameNumbers(sample.latents, this.pending);
    if (this.sample && startOf(sample) !== startOf(this.sample)) this.say(""); // it was of another number
    this.sample = sample;
    if (!isLate) this.release();
    this.more.hidden = !hasDirections;
    this.count.textContent = `The ${this.latents.length} random numbers it was made from`;
    this.why.textContent =
      `One bar alone usually does little: each digit is made of all ${this.latents.length} together.` +
      (hasDirections ? " The tool Directions, below, moves them together." : "");
  }

  // The bars are those of the sample that is shown: its picture came, or another one does not.
  release() {
    this.pending = null;
    this.latents = this.sample.latents;
    this.at = Math.min(this.at, this.latents.length - 1);
    this.draw();
  }

  draw() {
    const { latents, drag } = this;
    if (!drag) this.high = Math.max(HIGH, ROOM * Math.max(...latents.map(Math.abs))); // steady while a bar is dragged
    const { high } = this;
    this.svg.setAttribute("viewBox", `0 ${-high} ${latents.length} ${2 * high}`);
    this.drawBars(latents, startOf(this.sample).latents);
    const { truncation } = this.sample;
    const edges = [0, ...(truncation === null ? [] : [truncation, -truncation])];
    this.edges.setAttribute("d", edges.map((edge) => `M0 ${edge}h${latents.length}`).join(""));
    this.mark();
  }

  drawBars(latents, drawn) {
    const limit = (value) => Math.max(-this.high, Math.min(this.high, value));
    const path = (places, from) => places.map((at) => `M${at + 0.12} 0h.76v${-limit(from[at])}h-.76z`).join("");
    const all = Array.from(latents.keys());
    const others = all.filter((at) => latents[at] !== drawn[at]);
    const same = all.filter((at) => latents[at] === drawn[at]);
    this.ink.setAttribute("d", path(same, latents));
    this.others.setAttribute("d", path(others, latents));
    this.ghost.setAttribute("d", path(others, drawn));
    this.back.disabled = !others.length;
  }

  mark() {
    const { svg, at, latents, high } = this;
    for (const [name, value] of Object.entries({ x: at, y: -high, height: 2 * high }))
      this.chosen.setAttribute(name, value);
    const drawn = startOf(this.sample).latents[at];
    svg.setAttribute(
      "aria-label",
      `${latents.length} numbers from ${figure(Math.min(...latents))} to ${figure(Math.max(...latents))}: left and right choose one, up and down move it`,
    );
    svg.setAttribute("aria-valuenow", limited(latents[at]));
    const before = latents[at] === drawn ? "" : `, drawn as ${figure(drawn)}`;
    svg.setAttribute("aria-valuetext", `z${at} is ${figure(latents[at])}${before}`);
    this.name.textContent = `z${at} =`;
    this.field.setAttribute("aria-label", `z${at}, a number ${LIMITS}`);
    if (document.activeElement !== this.field) this.fill();
  }

  fill() {
    this.field.setAttribute("aria-invalid", false); // whatever was typed
    this.field.value = limited(this.latents[this.at]).toFixed(2);
  }

  choose(at) {
    this.at = Math.max(0, Math.min(this.latents.length - 1, at));
    this.say("");
    this.mark();
    this.fill();
  }

  say(problem) {
    this.problem.textContent = problem;
    this.field.setAttribute("aria-invalid", Boolean(problem));
  }

  // ---- moving
  move(moves) {
    this.to(withMoves(this.latents, moves));
  }

  to(latents) {
    this.say(""); // what was wrong is replaced
    this.latents = this.pending = latents;
    this.draw();
    this.moved(latents);
  }

  nudge() {
    this.say("");
    const seed = Math.floor(Math.random() * 2 ** 32);
    this.to(nudged(this.latents, normals(seed, this.latents.length)));
  }

  // While it is typed, what is no number yet is let be; once it is `done`, the field holds the number that is used.
  type(done) {
    const { value, note, error } = readTyped(this.field.value);
    if (error && !done) return this.say("");
    if (!error && limited(this.latents[this.at]) !== value) this.move([[this.at, value]]);
    this.say(error ?? note);
    if (done) this.fill();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const { at, latents } = this;
    const action = {
      ArrowLeft: () => this.choose(at - 1),
      ArrowRight: () => this.choose(at + 1),
      ArrowUp: () => this.move([[at, limited(latents[at] + step)]]),
      ArrowDown: () => this.move([[at, limited(latents[at] - step)]]),
      Home: () => this.move([[at, startOf(this.sample).latents[at]]]),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // ---- the pointer
  place(event) {
    return placeOf(event.clientX, event.clientY, this.svg.getBoundingClientRect(), this.latents.length, this.high);
  }

  press(event) {
    if (event.button) return;
    this.svg.setPointerCapture(event.pointerId);
    const last = this.place(event);
    this.drag = { x: event.clientX, y: event.clientY, last, moving: false, painting: false };
    this.choose(last.at);
  }

  // A drag keeps to its bar, however the hand drifts, until it has gone some way to the side.
  pull(event) {
    const { drag } = this;
    if (!drag) return;
    const side = Math.abs(event.clientX - drag.x);
    drag.moving ||= Math.max(side, Math.abs(event.clientY - drag.y)) > SLACK;
    drag.painting ||= side > WIDE;
    if (!drag.moving) return;
    const to = this.place(event);
    if (!drag.painting) to.at = drag.last.at;
    const moves = stroke(drag.last, to);
    drag.last = to;
    this.at = to.at;
    this.move(moves);
  }

  drop() {
    if (!this.drag) return;
    this.drag = null;
    this.draw(); // the axis may have to grow
  }
}

const HOW =
  "This is all that the generator was given. It is called z, or the latents. Each bar is one random number around 0. Drag a bar up or down, or " +
  "paint over several, and the digit is drawn anew; an outline shows where a bar was. On the keyboard, left and right choose a bar, up and down " +
  "move it (with Shift by 1), Home sets it back.";
