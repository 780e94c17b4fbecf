// The plane on which the samples of a path lie: they can be dragged, and a path is drawn between them.
import { el, paintLevels } from "../shared/dom.js";
import { screen } from "../shared/film.js";
import { inside, isPath, ring } from "./mixing.js";

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.05; // of an arrow key
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FINE = 0.004; // between two places of a path

// `at(place)` is called while a path is drawn, `drawn()` when it is done or a sample has moved, `pressed()` for a press
// that is no path.
export class Plane {
  constructor({ at, drawn, pressed }) {
    this.at = at;
    this.drawn = drawn;
    this.pressed = pressed;
    this.keys = "";
    this.places = []; // of the samples, from 0 to 1 each way
    this.path = [];
    this.own = false; // whether the visitor drew the path
    this.stroke = null; // the path that is being drawn
    this.held = null; // the sample that is being dragged
    this.line = document.createElementNS(SVG, "polyline");
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", "0 0 1 1");
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.append(this.line);
    this.here = el("i", { className: "gan-plane-here", hidden: true });
    this.points = el("div", {});
    this.element = el(
      "div",
      { className: "gan-plane", role: "group", "aria-label": "Plane of the samples; draw a path over it" },
      this.svg,
      this.points,
      this.here,
    );
    this.element.addEventListener("pointerdown", (event) => this.press(event));
    this.element.addEventListener("pointermove", (event) => this.pull(event));
    for (const name of ["pointerup", "pointercancel"]) this.element.addEventListener(name, () => this.drop());
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  // Lays out samples {key, image, size}. Those that lie here already, in this order, keep their places and the path;
  // else the path leads from one to the next.
  show(samples, name) {
    const keys = samples.map(({ key }) => key).join();
    if (keys !== this.keys) {
      this.places = ring(samples.length);
      this.own = false;
    }
    this.keys = keys;
    this.points.replaceChildren(...samples.map((sample, k) => this.point(sample, `${k + 1}: ${name(sample)}`)));
    this.draw();
  }

  point({ image, size }, label) {
    const canvas = screen("");
    paintLevels(canvas, image, size);
    const made = el("button", { type: "button", className: "gan-plane-point", title: label }, canvas);
    made.setAttribute("aria-label", `Sample ${label}. The arrow keys move it over the plane.`);
    return made;
  }

  draw() {
    if (!this.own) this.path = [...this.places];
    this.line.setAttribute("points", (this.stroke ?? this.path).map(({ x, y }) => `${x},${y}`).join(" "));
    this.places.forEach((place, k) => put(this.points.children[k], place));
  }

  // Marks where on the path the film is; null for nowhere.
  mark(place) {
    this.here.hidden = !place;
    if (place) put(this.here, place);
  }

  // ---- pointer and keys
  place(event) {
    const box = this.element.getBoundingClientRect();
    return inside({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
  }

  press(event) {
    if (event.button) return;
    const point = event.target.closest(".gan-plane-point");
    this.element.setPointerCapture(event.pointerId);
    if (point) this.held = { k: [...this.points.children].indexOf(point), moved: false };
    else this.begin(this.place(event));
  }

  begin(place) {
    this.stroke = [place];
    this.draw();
    this.mark(place);
    this.at(place);
  }

  pull(event) {
    const place = this.place(event);
    if (this.held) return this.carry(this.held.k, place);
    const last = this.stroke?.at(-1);
    if (!last || Math.hypot(place.x - last.x, place.y - last.y) < FINE) return;
    this.stroke.push(place);
    this.draw();
    this.mark(place);
    this.at(place);
  }

  carry(k, place) {
    if (this.held) this.held.moved = true;
    this.places[k] = place;
    this.draw();
  }

  drop() {
    const { stroke, held } = this;
    [this.stroke, this.held] = [null, null];
    const isDrawn = stroke && isPath(stroke);
    if (isDrawn) [this.path, this.own] = [stroke, true];
    this.draw();
    if (held?.moved || isDrawn) this.drawn();
    else if (stroke) this.pressed();
  }

  key(event) {
    const k = [...this.points.children].indexOf(event.target);
    const step = KEYS[event.key];
    if (!step || k < 0) return;
    event.preventDefault();
    const { x, y } = this.places[k];
    this.carry(k, inside({ x: x + STEP * step[0], y: y + STEP * step[1] }));
    this.drawn();
  }
}

const put = (element, { x, y }) => {
  element.style.left = `${100 * x}%`;
  element.style.top = `${100 * y}%`;
};
