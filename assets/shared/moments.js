// Moments of a training: their names, which is nearest, and a slider over them that plays.
import { el } from "./dom.js";
import { Player } from "./film.js";

export const epochText = (place) => (place === 0 ? "before training" : `epoch ${Number(place.toFixed(1))}`);

// The index of the place nearest to an epoch; the last one for an epoch beyond it.
export const nearest = (places, epoch) =>
  places.reduce(
    (best, place, i) => (Math.abs(place - epoch) < Math.abs(places[best] - epoch) ? i : best),
    places.length - 1,
  );

// The last of these rows that was measured before a place.
export const rowAt = (rows, place) => rows.filter(({ epoch }) => epoch <= place + 1e-6).at(-1);

// Whether the weights that were kept are from before the end of the run.
export const keptEarlier = ({ kept_epoch: kept, train_epochs: last }) =>
  Number.isFinite(kept) && Number.isFinite(last) && kept < last;

const SPEED = 5; // frames a second

// A button that plays, a slider and the moment's name, in `row`. `places()` are the moments in epochs; `show(at)` is
// called with the number of one. It plays while `box` is in sight.
export class Moments {
  constructor(box, { places, show }) {
    this.places = places;
    this.player = new Player(box, { count: () => places().length, speed: () => SPEED, show });
    this.slider = el("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": "Moment of the training" });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.reading = el("output", { className: "zoo-epoch", "aria-live": "off" });
    this.row = el("div", { className: "zoo-along" }, this.player.button, this.slider, this.reading);
  }

  get at() {
    return this.player.at;
  }

  go(at) {
    this.player.pause();
    this.player.go(at);
  }

  toEpoch(epoch) {
    const places = this.places();
    if (places.length) this.go(nearest(places, epoch));
  }

  // Another run, at the weights that were kept of it.
  begin(run) {
    this.slider.max = this.places().length - 1;
    this.toEpoch(keptEarlier(run) ? run.kept_epoch : Number.POSITIVE_INFINITY);
  }

  // Says at which moment it is.
  tell(at, run) {
    const place = this.places()[at];
    const moment = epochText(place);
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", moment);
    this.reading.textContent = keptEarlier(run) && place === run.kept_epoch ? `${moment}, kept` : moment;
  }
}
