// What a model without weights drew: all samples of a few seeds, kept as pictures after some epochs of its training.
import { el, segments } from "../shared/dom.js";
import { loadFrames, paintFrame, screen } from "../shared/film.js";
import { epochText, keptEarlier, nearest } from "../shared/moments.js";
import { frameOf } from "./epochs.js";

export const leadText = (places) =>
  "It cannot draw here, but while it was trained it drew the samples that this page would ask it for. " +
  `Choose a seed${places > 1 ? ", and move along its training" : ""}. ` +
  "The same seed gives the same noise as in the other models, place by place.";

export class Sheets {
  constructor(box, { say, current }) {
    this.box = box;
    this.say = say;
    this.current = current;
    this.grid = null; // {url, count, columns, gap, size, seeds, places}
    this.picture = null;
    this.at = { place: 0, seed: 0 };
    this.slider = el("input", { type: "range", min: 0, step: 1, "aria-label": "After which epoch" });
    this.slider.addEventListener("input", () => this.go({ place: Number(this.slider.value) }));
    this.reading = el("output", { className: "zoo-epoch" });
    this.choices = el("div", { className: "gan-row gan-choices", role: "group", "aria-label": "Which seed" });
    this.canvas = screen("Digits that it drew", "gan-frame");
    this.lead = el("p", { className: "gan-caption" });
    box.replaceChildren(
      el("h3", {}, "What it drew"),
      this.lead,
      this.choices,
      el("div", { className: "zoo-along" }, this.slider, this.reading),
      this.canvas,
    );
  }

  // Another model: shown if it has no weights and its samples were kept.
  async model(model) {
    const grid = model.drawable ? null : (model.sheets ?? null);
    [this.grid, this.picture] = [grid, null];
    this.box.hidden = !grid;
    if (!grid) return;
    this.slider.max = grid.places.length - 1;
    this.slider.hidden = grid.places.length < 2;
    this.lead.textContent = leadText(grid.places.length);
    this.choices.replaceChildren();
    const names = grid.seeds.map((seed, i) => [i, `seed ${seed}`]);
    this.showSeed = segments(this.choices, names, (seed) => this.go({ seed }));
    this.go({ seed: 0, place: nearest(grid.places, keptEarlier(model) ? model.kept_epoch : Infinity) });
    try {
      const picture = await loadFrames(grid);
      if (model !== this.current()) return;
      this.picture = picture;
      this.paint();
    } catch {
      if (model === this.current())
        this.say("The pictures that it drew could not be fetched.", true, () => this.model(model));
    }
  }

  go(to) {
    Object.assign(this.at, to);
    const { grid, at } = this;
    const when = epochText(grid.places[at.place]);
    this.slider.value = at.place;
    this.slider.setAttribute("aria-valuetext", when);
    this.reading.textContent = when;
    this.showSeed(at.seed);
    this.canvas.setAttribute("aria-label", `The ${grid.count} samples of seed ${grid.seeds[at.seed]}, ${when}`);
    this.paint();
  }

  paint() {
    const { grid, at, picture } = this;
    if (picture) paintFrame(this.canvas, picture, grid, frameOf(grid, at.place, at.seed));
  }
}
