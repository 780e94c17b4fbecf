// The training timeline of a model that is no GAN: the same codes, digits or hidden units at moments of its training, and
// its loss then. Fetched when its tool is first opened.
import { el } from "./dom.js";
import { loadFrames, paintFrame, screen } from "./film.js";
import { epochText, keptEarlier, Moments, rowAt } from "./moments.js";
import { drawCurves, epochAt } from "./train/curves.js";
import { figure } from "./words.js";

const CODES = {
  map: [
    "What the places of the map are drawn as",
    "The same places each time. First all look alike; then neighbours become digits of one kind, and digits share out the map among them.",
  ],
  samples: [
    "What it draws from noise",
    "From the same random numbers each time. First it draws noise, then blurs, then digits.",
  ],
  filters: [
    "What some of its hidden units draw",
    "The same units each time. A picture shows which pixels a unit turns on and off. First that is noise; strokes appear as it learns.",
  ],
};
const ROWS = {
  digits: ["test digit", "Test digits"],
  redrawn: ["what it makes of it", "The same digits, redrawn by the model at this moment"],
  chains: ["100 steps later", "Where chains that begin at these digits stand after 100 steps, at this moment"],
};
const REDRAWN =
  "The model has never learned from these digits. The better they come back, the more of a digit it has understood.";
const CHAINS =
  "In the last row the machine dreams on from each digit for 100 steps. A poor one ends in noise or always in the same picture; a good one ends at digits, be they others.";
// By its name in the record: the figure that falls, and what it is.
const LOSSES = {
  loss: ["Loss", "The loss on validation digits, in nats per digit: lower is better."],
  pseudo_nll: [
    "Surprise",
    "How much validation digits surprise it, in nats: minus their log pseudo-likelihood. Lower is better.",
  ],
};

// Resolves when the style sheet is there.
const styled = () =>
  new Promise((done) => {
    const href = new URL("film.css", import.meta.url).href;
    document.head.append(el("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  });

class Timeline {
  constructor(box, viewer, painters) {
    this.viewer = viewer;
    this.painters = painters;
    this.picture = null;
    this.screens = []; // {canvas, columns, from, shown, paint} of each part
    this.moments = new Moments(box, { places: () => this.run.places, show: (at) => this.show(at) });
    this.now = el("p", { className: "zoo-course-now" });
    this.about = el("p", { className: "zoo-course-said" });
    this.curve = el("canvas", { className: "zoo-course-curve", role: "img" });
    this.kept = el("p", { className: "zoo-course-said" });
    this.left = el("div");
    this.right = el("div");
    this.course = el("div", { className: "zoo-course" }, this.left, this.right);
    box.append(this.moments.row, this.course);
    new ResizeObserver(() => this.draw()).observe(this.curve);
    for (const event of ["pointerdown", "pointermove"]) this.curve.addEventListener(event, (at) => this.point(at));
  }

  // A press on the curve, or a drag along it, goes to that moment.
  point({ offsetX, buttons }) {
    const { places } = this.run;
    if (buttons && places.length) this.moments.toEpoch(epochAt(offsetX, this.curve.clientWidth, places.at(-1)));
  }

  get run() {
    return this.viewer.model.timeline ?? { places: [], parts: [], losses: [] };
  }

  async model() {
    const { model } = this.viewer;
    const { run } = this;
    this.moments.player.pause();
    this.picture = null;
    if (!run.places.length) return;
    this.lay(run);
    this.kept.textContent = keptEarlier(run)
      ? `This run had ${run.train_epochs} epochs. The model above has the weights of epoch ${run.kept_epoch}, the best of them on validation digits.`
      : "";
    this.moments.begin(run);
    try {
      const picture = await loadFrames(run);
      if (model !== this.viewer.model) return;
      this.picture = picture;
      this.paint();
    } catch {
      if (model === this.viewer.model)
        this.viewer.say("The pictures of the timeline could not be fetched.", true, () => this.model());
    }
  }

  // A screen for each part: the codes or units in a square, the digits in rows below each other.
  lay({ parts }) {
    this.screens = [];
    const rows = [];
    let from = 0;
    this.left.replaceChildren();
    for (const { shows, count } of parts) {
      const columns = shows in ROWS ? count : shows === "map" ? Math.sqrt(count) : 5;
      const [title, said] = CODES[shows] ?? [ROWS[shows][1]];
      const canvas = screen(title, shows in ROWS ? "" : "zoo-course-square");
      this.screens.push({ canvas, columns, from, shown: count, after: this.painters[shows]?.paint });
      if (shows in ROWS) rows.push(el("div", { className: "zoo-course-row" }, ROWS[shows][0], canvas));
      else
        this.left.append(
          el(
            "figure",
            {},
            el("h4", { textContent: title }),
            canvas,
            ...(this.painters[shows]?.legend() ?? []),
            el("figcaption", { textContent: said }),
          ),
        );
      from += count;
    }
    const said = parts.some(({ shows }) => shows === "chains") ? [REDRAWN, " ", CHAINS] : [REDRAWN];
    this.right.replaceChildren(
      el("figure", {}, el("h4", { textContent: "Test digits" }), ...rows, el("figcaption", {}, ...said)),
      el("figure", {}, el("h4", { textContent: "At this moment" }), this.now, this.curve, this.about, this.kept),
    );
  }

  show(at) {
    const { run } = this;
    this.moments.tell(at, run);
    const [name, about] = LOSSES[run.measure] ?? [];
    const row = rowAt(run.losses, run.places[at]);
    this.curve.hidden = !name;
    this.about.textContent = about ?? "";
    this.now.textContent = name
      ? `${name}: ${row ? figure(row.loss, 1) : "not measured before the end of the first epoch"}`
      : "";
    if (name) this.curve.setAttribute("aria-label", `${name} over the training, at ${epochText(run.places[at])}`);
    this.paint();
    this.draw();
  }

  paint() {
    if (!this.picture) return;
    for (const { canvas, columns, after, ...part } of this.screens) {
      paintFrame(canvas, this.picture, this.run, this.moments.at, columns, part);
      after?.(canvas, this.run);
    }
  }

  // The loss over the epochs, with a line at this moment.
  draw() {
    const { losses, places } = this.run;
    if (!losses.length) return;
    const place = places[this.moments.at];
    const run = { curve: losses, before: [], marks: [{ epoch: place, text: "" }], place: places.at(-1) };
    drawCurves(this.curve, run, [["loss", "accent"]], { room: 0.5 });
  }
}

// `painters` by what a part shows: paint(canvas, run), which goes over the grey picture, and legend(), elements below it.
export async function make(box, viewer, painters = {}) {
  await styled();
  return new Timeline(box, viewer, painters);
}
