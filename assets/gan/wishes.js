// What the grid should show: a wish goes to the server chunk by chunk. Only the newest counts; if it fails, the last
// complete grid is shown again.
import { makeAgain } from "../shared/dom.js";
import { loader } from "./load.js";
import { stillText } from "./words.js";

const PATIENCE = 1500; // milliseconds after which the page explains why the first digits are late
const REST = 250; // milliseconds without a move after which a drag counts as done
const WAKING = "The first digits take a few seconds: the server is waking up.";

// `samples` is the viewer's; `controls` hold the settings. Calls `begin()` when digits are requested, `show(sample,
// brief)` for each that arrives, and `whole()` when all are there; `index()` is the index of the sample shown large.
export class Wishes {
  constructor(root, { samples, controls, begin, show, whole, index, retry }) {
    this.samples = samples;
    this.controls = controls;
    this.begin = begin;
    this.show = show;
    this.whole = whole;
    this.index = index;
    this.model = null;
    this.wish = null; // {model, seed, truncation, digit, count, index, brief}; answers to other wishes are dropped
    this.last = null; // {wish, samples} of the last complete grid
    this.came = []; // the samples of the current wish
    this.resting = 0; // timers, and whether the server has drawn for this page
    this.waking = 0;
    this.awake = false;
    this.progressLine = root.querySelector(".gan-progress");
    this.wakingLine = root.querySelector(".gan-waking");
    this.still = stillLine(root.querySelector(".gan-still"), retry);
    this.load = loader(samples, {
      current: (wish) => wish === this.wish && wish.model === this.model,
      show: (sample) => this.shown(sample),
      step: (count, { count: all }) => this.progress(count, all),
      done: (wish, failed) => this.done(wish, failed),
    });
  }

  // Another model: there is no wish yet.
  clear(model) {
    this.model = model;
    this.wish = null;
    this.last = null;
    this.still.hide();
    this.progressLine.textContent = "";
  }

  // Makes what the controls say. While a slider is dragged, only the sample shown large and the first chunk of the
  // grid.
  make({ brief = false, fresh = false } = {}) {
    if (!this.model?.drawable) return;
    clearTimeout(this.resting);
    if (fresh) this.samples.forget();
    const { seed, truncation, digit, count } = this.controls;
    this.wish = { model: this.model, seed, truncation, digit, count, index: this.index(), brief };
    this.came = [];
    this.begin();
    this.still.hide();
    if (!brief) this.progress(0, count);
    if (!this.awake)
      this.waking ||= setTimeout(() => {
        this.wakingLine.textContent = WAKING;
      }, PATIENCE);
    this.load(this.wish);
    if (brief) this.resting = setTimeout(() => this.make(), REST);
  }

  shown(sample) {
    this.wake(true);
    this.came[sample.index] = sample;
    this.show(sample, this.wish.brief);
  }

  done(wish, failed) {
    this.wake(!failed);
    if (wish.brief) return; // the complete one follows
    if (failed) return this.fallBack(wish);
    this.last = { wish, samples: this.came };
    this.progress(wish.count, wish.count);
    this.whole();
  }

  // The digits of a wish did not arrive: restores the previous settings, so that fields, link and files match what is
  // shown.
  fallBack(wanted) {
    this.progressLine.textContent = "";
    if (this.controls.typing) return; // the next wish is being typed
    if (this.last) this.goBack();
    this.still.show(wanted, this.last?.wish);
  }

  goBack() {
    const { wish, samples } = this.last;
    this.wish = wish;
    this.controls.set(wish);
    for (const sample of samples) this.show(sample, false);
    this.progress(wish.count, wish.count);
    this.whole();
  }

  progress(count, all) {
    this.progressLine.textContent = `${count} of ${all}`;
  }

  // A server that just started loads its libraries first; one that has drawn for this page is awake.
  wake(is) {
    this.awake ||= is;
    clearTimeout(this.waking);
    this.waking = 0;
    this.wakingLine.textContent = "";
  }

  // Whether this is the current wish.
  isFor(seed, count) {
    return Boolean(this.wish) && !this.wish.brief && seed === this.wish.seed && count === this.wish.count;
  }
}

// The message if the digits of a wish did not arrive: what is shown instead, and a button to try again.
const stillLine = (box, retry) => ({
  hide() {
    box.hidden = true;
  },
  show(wanted, before) {
    box.replaceChildren(
      stillText(wanted, before),
      " ",
      makeAgain(() => retry(wanted)),
    );
    box.hidden = false;
  },
});
