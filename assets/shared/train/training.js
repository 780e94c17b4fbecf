// A training as it goes on: batches, epochs, curves, kept epochs, and what the page is told of it. It runs in a worker,
// or in the page where there are no workers. No DOM.

import { halves, USE, words } from "./draws.js";
import { readImages, Sparse } from "./sparse.js";

export const MEASURED = 500; // digits of each kind on which the curves are measured
const PER_EPOCH = 4; // points of the curves in an epoch
const SHOWN = 20; // held-out digits that are redrawn
const KEPT = 24; // epochs to which one can go back
const FRAME = 80; // milliseconds between two frames at least
const ASLEEP = 30_000; // milliseconds that no slice takes
const PIXELS = 784;

// What a tab's training extends. It has `book`, its settings (see settings.js), and:
// begun() makes a learner, which has `steps`, state() and restore(); learn(places) is a step on these digits, of which it
// may say how many it has used up; fault() tells what ran away, or null; look() gives what a point of the curves has beside its epoch; shows() gives what a frame
// shows, and the buffers in it that may be handed over; have() gives what a checkpoint needs.
//
// `post(message, transferred)` tells the page, `later(call)` goes on after what else waits. A slice of training takes
// `slice` milliseconds. `now()` is a clock, `after(time, call)` a timer.
export class Training {
  constructor({
    post,
    later,
    slice = 30,
    now = () => performance.now(),
    after = (time, call) => setTimeout(call, time),
  }) {
    this.post = post;
    this.later = later;
    this.after = after;
    this.slice = slice;
    this.now = now;
    this.width = PIXELS; // numbers of an example
    this.perEpoch = PER_EPOCH;
    this.every = FRAME;
    this.pace = 0; // steps a second; 0 for as many as there can be
    this.train = this.held = /** @type {any} */ (new Uint8Array(0)); // images of 784 bytes each
    this.book = /** @type {any} */ (null);
    this.learner = /** @type {any} */ (null);
    this.settings = /** @type {any} */ ({});
    this.epoch = this.seen = 0; // whole epochs, and digits seen of the next one
    this.curve = this.before = this.marks = [];
    this.kept = new Map(); // the state after an epoch
    this.playing = false;
    this.until = Infinity; // the epoch at which it stops
    this.isAsSet = false; // whether that follows from the settings
    this.goal = Infinity; // steps after which it stops
    this.going = null; // what goes on
    this.waiting = false; // for the page to draw the last frame
    this.last = 0; // when the last frame was posted
    this.speed = { images: 0, steps: 0, time: 0 };
  }

  receive({ act, ...given }) {
    this.guard(() => this[`on${act}`](given));
  }

  // After a fault it rests, so that it can go on or begin anew, and the page is told.
  guard(call) {
    try {
      call();
    } catch (error) {
      this.playing = this.waiting = false;
      console.error(error);
      this.post({ kind: "failed", text: error.message });
    }
  }

  // ---- what the page asks for
  // `train` and `held` are images of 784 bytes each.
  onbegin({ settings, train, held }) {
    if (train) {
      this.train = train;
      this.held = held;
    }
    this.settings = { ...settings };
    this.learner = this.begun();
    this.epoch = this.seen = 0;
    this.before = this.curve;
    this.curve = [];
    this.marks = [];
    this.kept = new Map();
    this.order = this.shuffled();
    this.rest();
    this.keep();
  }

  onplay() {
    this.run(Infinity);
  }

  onstep() {
    this.run(1);
  }

  // To the end of this epoch.
  onepoch() {
    this.run(Infinity, this.epoch + 1);
  }

  onpause() {
    this.playing = false;
    this.frame();
  }

  // Settings that can change while it runs; each leaves a mark.
  onset({ changes }) {
    for (const [name, value] of Object.entries(changes)) {
      if (this.book.table[name].anew || this.settings[name] === value) continue;
      this.settings[name] = value;
      if (name !== "epochs" && this.learner.steps) this.mark(this.book.changed(name, value));
    }
    if ("binary" in changes) this.samples = null;
    if (this.isAsSet) this.until = this.stop();
    if (!this.playing) this.frame();
  }

  onrewind({ epoch }) {
    const state = this.kept.get(epoch);
    if (!state) return;
    this.learner.restore(state);
    this.epoch = epoch;
    this.seen = 0;
    this.before = this.curve;
    this.curve = this.curve.filter((point) => point.epoch <= epoch);
    this.marks = this.marks.filter((mark) => mark.epoch <= epoch);
    for (const later of [...this.kept.keys()]) if (later > epoch) this.kept.delete(later);
    this.order = this.shuffled();
    this.rest();
    this.frame();
  }

  // How many steps a second; 0 for as many as there can be.
  onpace({ steps }) {
    this.pace = steps;
    if (this.playing) this.loop();
  }

  // The page has drawn a frame.
  ondrawn() {
    this.waiting = false;
  }

  // All that a checkpoint needs.
  ontake() {
    const { settings, epoch, curve } = this;
    const more = this.have();
    this.post({ kind: "taken", digits: this.order.length, settings: { ...settings }, epoch, curve, ...more });
  }

  // ---- going on
  rest() {
    this.playing = false;
    this.broken = this.samples = null;
  }

  run(steps, until = null) {
    if (this.broken) return this.frame();
    this.goal = this.learner.steps + steps;
    this.isAsSet = until === null;
    this.until = until ?? this.stop();
    this.speed = { images: 0, steps: 0, time: 0 };
    if (this.playing) return;
    this.playing = true;
    this.loop();
  }

  // Begins to go on; what was going on before ends.
  loop() {
    this.going = {};
    this.goOn(this.going);
  }

  // The epoch at which it stops by itself: after as many as are set, again and again.
  stop() {
    const { epochs } = this.settings;
    return epochs * (Math.floor(this.epoch / epochs) + 1);
  }

  goOn(mine, wait = 0) {
    const go = () => this.guard(() => this.go(mine));
    if (wait) this.after(wait, go);
    else this.later(go);
  }

  go(mine) {
    if (!this.playing || mine !== this.going) return;
    const { pace } = this;
    const began = this.now();
    do this.batch();
    while (this.playing && !pace && this.now() - began < this.slice);
    this.timed(this.now() - began);
    const late = this.now() - this.last > this.every;
    if (!this.playing || (late && !this.waiting)) this.frame();
    if (this.playing) this.goOn(mine, pace && 1000 / pace);
  }

  // A machine that slept meanwhile would seem to be slow for long.
  timed(took) {
    if (took > ASLEEP) this.speed = { images: 0, steps: 0, time: 0 };
    else this.speed.time += took;
  }

  batch() {
    const { settings, learner } = this;
    const places = this.order.subarray(this.seen, this.seen + settings.batch);
    const used = this.learn(places) ?? places.length;
    this.seen += used;
    this.speed.images += used;
    this.speed.steps++;
    this.broken = this.fault();
    if (this.broken) {
      this.playing = false;
      return;
    }
    const isWhole = this.seen >= this.order.length;
    if (isWhole) this.turnOver();
    else if (this.place() >= (this.curve.at(-1)?.epoch ?? 0) + 1 / this.perEpoch - 1e-9) this.measure();
    if (learner.steps >= this.goal || (isWhole && this.epoch >= this.until)) this.playing = false;
  }

  // Epochs so far, as a fraction.
  place() {
    return this.epoch + this.seen / this.order.length;
  }

  turnOver() {
    this.epoch++;
    this.seen = 0;
    this.order = this.shuffled();
    this.keep();
  }

  keep() {
    this.kept.set(this.epoch, this.learner.state());
    if (this.kept.size > KEPT) this.forget();
    this.measure();
    if (!this.playing) this.frame();
  }

  // Gives up the kept epoch that its neighbours are nearest to; the first and the last stay.
  forget() {
    const epochs = [...this.kept.keys()];
    const gaps = epochs.slice(1, -1).map((epoch, at) => [epochs[at + 2] - epochs[at], epoch]);
    this.kept.delete(gaps.reduce((least, gap) => (gap[0] < least[0] ? gap : least))[1]);
  }

  // The order of the digits in this epoch.
  shuffled() {
    const count = Math.min(this.settings.digits ?? Infinity, this.train.length / this.width);
    const drawn = words(this.settings.seed, this.epoch, 0, USE.order, count);
    const order = Int32Array.from({ length: count }, (_, at) => at);
    for (let at = count - 1; at > 0; at--) {
      const other = Math.floor((drawn[at] / 4294967296) * (at + 1));
      [order[at], order[other]] = [order[other], order[at]];
    }
    return order;
  }

  mark(text) {
    const epoch = this.place();
    const what = (said) => said.split(" ")[0];
    const near = epoch - 0.5 / this.perEpoch; // a setting that moves on and on leaves one mark
    this.marks = this.marks.filter((mark) => mark.epoch <= near || what(mark.text) !== what(text));
    this.marks.push({ epoch, text });
  }

  // ---- measuring
  // Some of the digits that it learns and some that it never sees, as it sees them: always the same draws.
  sampled() {
    if (this.samples) return this.samples;
    this.samples = {
      train: this.some(this.train, Math.min(MEASURED, this.settings.digits), 0),
      held: this.some(this.held, MEASURED, 1),
      shown: this.some(this.held, SHOWN, 1),
    };
    return this.samples;
  }

  // The first images as rows: for binary input drawn from their greys, by draw number `draw`; null for the greys.
  some(images, most, draw) {
    const count = Math.min(most, images.length / PIXELS);
    const isDrawn = draw !== null && this.settings.binary;
    const bits = isDrawn ? halves(0, 0, draw, count * PIXELS, USE.measure) : null;
    const places = Int32Array.from({ length: count }, (_, at) => at);
    return readImages(images, places, bits, new Sparse(count, PIXELS));
  }

  measure() {
    this.curve.push({ epoch: this.place(), ...this.look() });
  }

  // ---- telling
  frame() {
    const { learner, settings, epoch, playing, curve, before, marks, broken, speed } = this;
    const [shown, buffers] = this.shows();
    this.last = this.now();
    this.waiting = true;
    this.post(
      {
        kind: "frame",
        ...{ settings: { ...settings }, epoch, playing, curve, before, marks, broken, ...shown },
        place: this.place(),
        steps: learner.steps,
        kept: [...this.kept.keys()],
        speed: speed.time > 100 ? (1000 * speed.images) / speed.time : 0,
        rate: speed.time > 100 ? (1000 * speed.steps) / speed.time : 0,
      },
      buffers,
    );
  }

  // ---- a tab's own
  begun() {
    return /** @type {any} */ (null);
  }
  /** @returns {any} */
  learn(_places) {}
  fault() {
    return /** @type {any} */ (null);
  }
  look() {
    return {};
  }
  /** @returns {[any, any[]]} */
  shows() {
    return [{}, []];
  }
  have() {
    return {};
  }
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Mean over the rows of the squared distance between pictures and what they should be.
export function squaredError(pictures, rows) {
  let sum = 0;
  for (let row = 0; row < rows.count; row++) {
    const wanted = new Float32Array(rows.width);
    for (let at = rows.starts[row]; at < rows.starts[row + 1]; at++) wanted[rows.items[at]] = rows.values[at];
    for (let unit = 0; unit < rows.width; unit++) sum += (pictures[row * rows.width + unit] - wanted[unit]) ** 2;
  }
  return sum / rows.count;
}
