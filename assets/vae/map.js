// The map: a plane through the space of codes that shows the test digits or what each place decodes to. Dragging moves
// the code within the plane; everything else stays as the sliders have it.
import { el, fillOptions, makeButton, makeScreen, makeSelect, paint, withNumbers } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { saveButtons } from "../shared/sharing.js";
import * as axes from "./axes.js";
import { noteOf } from "./map-note.js";
import { Names } from "./names.js";
import { moved, pointsOf, project, tilesOf } from "./plane.js";
import { byInformation, twoDecimals } from "./sliders.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const TILES = 17; // tiles per side; the middle one is the middle of the prior
const clamp = (share) => Math.min(1, Math.max(0, share));

class PlaneMap {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.points = null;
    this.chosen = "plane";
    this.pair = [0, 1];
    this.ground = "points";
    this.only = null;
    this.names = new Names(viewer, () => this.named());
    this.build(box);
    this.dragged();
    new ResizeObserver(() => this.paint()).observe(this.plot);
    this.fillGrid = newestOnly((rest) => this.decodeGrid(rest));
  }

  build(box) {
    this.back = withNumbers(el("canvas", { className: "vae-map-back" }), () => this.numbers());
    this.cloud = el("i", { className: "vae-cloud", hidden: true });
    this.here = el("i", { className: "vae-here" });
    this.lens = makeScreen("", "vae-lens");
    this.lens.setAttribute("aria-hidden", "true"); // card 3 shows the same digit
    this.plot = el(
      "div",
      { className: "vae-plot", tabIndex: 0, role: "application" },
      this.back,
      this.cloud,
      this.here,
      this.lens,
    );
    this.plot.setAttribute("aria-label", "Map of codes. Arrow keys move the code; with Shift, in small steps.");
    this.axesField = makeSelect("Map over", [], (value) => this.choose(value));
    this.xField = makeSelect("across", [], (value) => this.pick(0, Number(value)));
    this.yField = makeSelect("up", [], (value) => this.pick(1, Number(value)));
    this.grounds = el("div", { className: "vae-segments", role: "group", "aria-label": "What the map shows" });
    for (const [name, text] of [
      ["points", "Test digits"],
      ["grid", "What each place decodes to"],
    ]) {
      const button = makeButton(text, () => this.show(name));
      button.dataset.ground = name;
      this.grounds.append(button);
    }
    this.legend = el("div", { className: "vae-legend", role: "group", "aria-label": "Show one digit only" });
    this.classes = []; // what the points' labels mean
    this.reading = el("output", { className: "vae-reading" });
    this.note = el("p", { className: "vae-map-note" });
    const side = el(
      "div",
      { className: "vae-map-side" },
      this.axesField,
      this.xField,
      this.yField,
      this.grounds,
      this.legend,
      this.note,
      this.reading,
    );
    box.append(el("div", { className: "vae-map" }, this.plot, side));
  }

  legendOf(digit) {
    const swatch = el("i");
    swatch.style.background = axes.COLOURS[digit];
    const name = this.classes[digit];
    const button = el("button", { type: "button", title: `Only the ${name}s` }, swatch, name);
    button.addEventListener("click", () => {
      this.only = this.only === digit ? null : digit;
      [...this.legend.children].forEach((one, i) => one.setAttribute("aria-pressed", this.only === i));
      this.paint();
    });
    return button;
  }

  // A button for each class of the model's data; none without labels.
  fillLegend({ data }) {
    const classes = data?.classes ?? DIGITS;
    if (classes.join("\n") === this.classes.join("\n")) return;
    this.classes = classes;
    this.only = null;
    this.legend.replaceChildren(...classes.map((_, digit) => this.legendOf(digit)));
  }

  // ---- what is shown
  async model() {
    const { model } = this.viewer;
    this.fillLegend(model);
    const names = byInformation(model).map(({ index }) => [index, `z${index}`]);
    this.chosen = model.plane && model.latents.length > 2 ? "plane" : "pair";
    this.pair = model.latents.length === 2 ? [0, 1] : names.slice(0, 2).map(([index]) => index);
    this.grid = this.points = null;
    const both = [
      ["plane", "the two main directions of the test codes"],
      ["pair", "two latents"],
    ];
    fillOptions(this.axesField.lastChild, model.plane ? both : both.slice(1));
    [this.xField, this.yField].forEach((field) => fillOptions(field.lastChild, names));
    this.axesField.hidden = model.latents.length === 2 || !model.plane;
    this.axesField.lastChild.value = this.chosen;
    this.ground = model.points ? "points" : "grid";
    this.update();
    try {
      const points = await pointsOf(model);
      if (this.viewer.model === model) this.points = points;
    } catch (error) {
      if (this.viewer.model !== model) return;
      this.ground = "grid";
      this.viewer.say(`The map has no test digits: ${error.message}.`, true, () => this.model());
    }
    if (this.viewer.model === model) this.update();
  }

  choose(value) {
    this.chosen = value;
    this.update();
  }
  show(ground) {
    this.ground = ground;
    this.update();
  }
  pick(axis, index) {
    // the same latent twice is not a plane: swap them
    if (this.pair[1 - axis] === index) this.pair[1 - axis] = this.pair[axis];
    this.pair[axis] = index;
    this.update();
  }

  update() {
    const { model } = this.viewer;
    const axis = (k) => (this.chosen === "plane" ? axes.ofPlane(model, k) : axes.ofLatent(model, this.pair[k]));
    this.x = axis(0);
    this.y = axis(1);
    const flat = model.latents.length === 2;
    [this.xField, this.yField].forEach((field, k) => {
      field.hidden = flat || this.chosen === "plane";
      field.lastChild.value = this.pair[k];
    });
    this.spots = this.points && project(this.points, this.x, this.y);
    this.names.place(this.classes.length ? this.spots : null);
    if (this.spots) [this.x, this.y] = [axes.widen(this.x, this.spots.x), axes.widen(this.y, this.spots.y)];
    const bySpread = this.ground === "grid";
    this.axes = { x: axes.scale(this.x, bySpread), y: axes.scale(this.y, bySpread) };
    this.grid = null;
    this.grounds.hidden = !model.points;
    for (const button of this.grounds.children)
      button.setAttribute("aria-pressed", button.dataset.ground === this.ground);
    this.legend.hidden = bySpread;
    this.named();
    this.code();
    this.digit();
  }

  // The note and the picture, when the judge has read what stands at the names.
  named() {
    const { viewer, points, chosen, ground, names } = this;
    const count = points?.labels.length ?? viewer.model.points?.count;
    this.note.textContent = noteOf({ model: viewer.model, chosen, ground, count, strange: names.strange });
    this.paint();
  }

  paint() {
    const side = Math.round(this.plot.clientWidth * (window.devicePixelRatio || 1));
    if (!side || !this.axes) return;
    this.back.width = this.back.height = side;
    const context = this.back.getContext("2d");
    if (this.ground === "grid") return this.grid && context.drawImage(this.grid, 0, 0, side, side);
    axes.drawTicks(context, this.axes, this);
    if (!this.spots) return;
    axes.drawPoints(context, this.spots, this.axes, this.only);
    axes.drawNames(context, this.names.middles, this.axes, {
      only: this.only,
      strange: this.names.strange,
      classes: this.classes,
    });
  }

  // The digits with their places, or the places with what is drawn at each, row by row of its picture.
  numbers() {
    const { spots, grid, x, y, axes: scales } = this;
    if (this.ground !== "grid")
      return spots
        ? [["label", x.name, y.name], ...Array.from(spots.labels, (label, i) => [label, spots.x[i], spots.y[i]])]
        : [];
    if (!grid) return [];
    const { data } = grid.getContext("2d").getImageData(0, 0, grid.width, grid.height);
    return tilesOf(data, TILES).map(({ right, down, levels }) => [
      scales.x.value(right),
      scales.y.value(1 - down),
      ...levels,
    ]);
  }

  // ---- the grid: what is decoded at evenly likely places; the other parts of the code stay
  async decodeGrid({ code, model, axes: asked }) {
    const stale = () => this.viewer.model !== model || this.axes !== asked;
    if (stale()) return;
    const steps = Array.from({ length: TILES }, (_, i) => (i + 0.5) / TILES);
    const codes = steps.flatMap((down) =>
      steps.map((right) => this.moved(code, asked.x.value(right), asked.y.value(1 - down))),
    );
    const pictures = await this.viewer.decode(codes);
    if (!pictures || stale()) return;
    this.grid ??= el("canvas", { width: 28 * TILES, height: 28 * TILES });
    pictures.forEach((picture, i) => paint(this.grid, picture, 28 * (i % TILES), 28 * Math.floor(i / TILES), 28));
    this.paint();
  }

  // `code` with its place in the plane changed to (x, y).
  moved(code, x, y) {
    return moved(code, [this.x, this.y], [x, y]);
  }

  // ---- the cursor
  code() {
    const code = this.viewer.code();
    if (!this.axes || code.length !== this.x.direction.length) return;
    const [x, y] = [axes.along(this.x, code), axes.along(this.y, code)];
    const [right, up] = [this.axes.x.place(x), this.axes.y.place(y)];
    const [left, top] = [100 * clamp(right), 100 * (1 - clamp(up))];
    Object.assign(this.here.style, { left: `${left}%`, top: `${top}%` });
    this.here.classList.toggle("is-outside", clamp(right) !== right || clamp(up) !== up);
    Object.assign(this.lens.style, { left: `${left}%`, top: `${top}%` });
    this.lens.classList.toggle("is-left", left > 70);
    this.lens.classList.toggle("is-below", top < 30);
    this.reading.textContent = `${this.x.name} = ${twoDecimals(x)}, ${this.y.name} = ${twoDecimals(y)}`;
    if (this.ground === "grid") this.refill(code);
    else this.names.ask((right, up) => this.moved(code, right, up));
  }

  // The tiles change when the parts outside the plane do, not when the code moves within it.
  refill(code) {
    const rest = JSON.stringify(this.moved(code, 0, 0).map((value) => value.toFixed(4)));
    if (this.grid && this.rest === rest) return;
    if (this.asked === this.axes && this.rest === rest) return;
    this.rest = rest;
    this.asked = this.axes;
    this.fillGrid({ code, model: this.viewer.model, axes: this.axes });
  }

  // The posterior of the drawing: two standard deviations around its mean.
  digit() {
    const { code, sd } = this.viewer.digit()?.answer ?? {};
    this.cloud.hidden = !sd || sd.length !== this.x?.direction.length;
    if (this.cloud.hidden) return;
    const reach = (axis, at) => {
      const [mean, spread] = [axes.along(axis, code), Math.hypot(...axis.direction.map((part, i) => part * sd[i]))];
      return [clamp(at.place(mean - 2 * spread)), clamp(at.place(mean + 2 * spread))];
    };
    const [[left, right], [low, high]] = [reach(this.x, this.axes.x), reach(this.y, this.axes.y)];
    Object.assign(this.cloud.style, {
      left: `${50 * (left + right)}%`,
      top: `${100 - 50 * (low + high)}%`,
      width: `${100 * (right - left)}%`,
      height: `${100 * (high - low)}%`,
    });
  }

  pixels() {
    paint(this.lens, this.viewer.pixels());
  }

  go(right, up) {
    const [x, y] = [this.axes.x.value(clamp(right)), this.axes.y.value(clamp(up))];
    this.viewer.set(this.moved(this.viewer.code(), x, y), { glide: false });
  }

  dragged() {
    let held = null;
    const follow = (event) => {
      const box = this.plot.getBoundingClientRect();
      this.go((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
    };
    this.plot.addEventListener("pointerdown", (event) => {
      if (held !== null || event.button !== 0) return;
      held = event.pointerId;
      this.plot.setPointerCapture(held);
      this.plot.classList.add("is-held");
      follow(event);
    });
    this.plot.addEventListener("pointermove", (event) => {
      if (event.pointerId === held) follow(event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.plot.addEventListener(end, (event) => {
        if (event.pointerId !== held) return;
        held = null;
        this.plot.classList.remove("is-held");
      });
    }
    this.plot.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const move = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 / 400 : 1 / 40;
    const code = this.viewer.code();
    const at = [this.axes.x.place(axes.along(this.x, code)), this.axes.y.place(axes.along(this.y, code))];
    this.go(at[0] + step * move[0], at[1] + step * move[1]);
  }
}

export const map = (box, viewer) => new PlaneMap(box, viewer);

// The map beside the sliders, where it is no tool of the strip.
export function docked(box, viewer) {
  const made = map(box, viewer);
  const row = el("div", { className: "zoo-row zoo-share", role: "group" });
  row.setAttribute("aria-label", "Take this along");
  row.append(
    ...saveButtons(
      "vae",
      () => tool,
      () => box,
      viewer,
    ),
  );
  box.append(row);
  return made;
}

export const tool = {
  id: "map",
  title: "Map",
  lead: "A flat slice through the space of codes. Drag the ring, or focus the map and use the arrow keys: the digit follows.",
  applies: (model) => model.latents.length > 2,
  make: map,
};
