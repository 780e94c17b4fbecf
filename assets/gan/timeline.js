// The training timeline: the same noise drawn by the generator at every moment of its training, and the losses there.
import { el, makeButton } from "../shared/dom.js";
import { chart, figure, legend, lossChart } from "./chart.js";
import { player, screen } from "./film.js";
import { percent } from "./start.js";

const NARROW = matchMedia("(max-width: 560px)");
const SPEED = 5; // frames a second

const epochText = (place) => (place === 0 ? "before training" : `epoch ${Number(place.toFixed(1))}`);
export const epochText = epochText;

// Which of the places is nearest to an epoch; the last one for one beyond.
export const nearest = (places, epoch) => places.reduce((best, place, i) => (Math.abs(place - epoch) < Math.abs(places[best] - epoch) ? i : best), places.length - 1);

// Frame `at` of the picture that has them all, one below the other, onto a canvas of `columns` images a row.
export const paintFrame = (canvas, picture, { count, columns: inRow, gap, size }, at, columns = inRow) => {
  const step = size + gap;
  const top = at * (Math.ceil(count / inRow) * step - gap);
  const [width, height] = [columns * step - gap, Math.ceil(count / columns) * step - gap];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  for (let i = 0; i < count; i++) {
    pen.drawImage(picture, (i % inRow) * step, top + Math.floor(i / inRow) * step, size, size,
      (i % columns) * step, Math.floor(i / columns) * step, size, size);
  }
};

// The picture of a timeline; an image element that is loaded.
export const frames = async ({ url }) => {
  const image = el("img", { src: url, alt: "" });
  await image.decode();
  return image;
};

// Epochs as ranges: 1–4, 7.
export const ranges = (numbers) => {
  const runs = [];
  for (const number of numbers) {
    if (runs.length && number === runs.at(-1)[1] + 1) runs.at(-1)[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
};

class Timeline {
  constructor(box, viewer) {
    Object.assign(this, { viewer, box, picture: null });
    this.player = player(box, { count: () => this.places().length, speed: () => SPEED, show: (at) => this.show(at) });
    this.slider = el("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": "Moment of the training" });
    this.slider.addEventListener("input", () => { this.player.pause(); this.player.go(Number(this.slider.value)); });
    this.reading = el("output", { className: "gan-epoch", "aria-live": "off" });
    this.canvas = screen("The same noise, drawn at this moment", "gan-frame");
    this.noFilm = el("p", { className: "gan-text" });
    this.numbers = el("dl", { className: "gan-numbers" });
    this.warning = el("p", { className: "gan-warning", role: "note" });
    this.shares = el("div", { className: "gan-shares", role: "img" });
    this.sharesTitle = el("h4");
    const pick = (epoch) => this.toEpoch(epoch);
    this.losses = chart("Losses of both players over the training", "is-tall", pick);
    this.coverage = chart("Coverage at the end of every epoch", "", pick);
    this.collapse = el("div", { className: "gan-collapse" });
    this.lay();
    NARROW.addEventListener("change", () => this.frame());
  }

  lay() {
    const along = el("div", { className: "gan-along" }, this.player.button, this.slider, this.reading);
    this.film = el("div", { className: "gan-film" }, this.canvas, along, this.warning);
    const beside = el("div", { className: "gan-moment" }, el("h4", { textContent: "At this moment" }), this.numbers,
      this.sharesTitle, this.shares);
    const loss = el("figure", {}, el("h4", { textContent: "What each player is losing" }), legend([["the critic’s loss", "gan-critic"],
      ["the generator’s loss", "gan-generator"]]), this.losses.canvas, (this.advice = el("figcaption")));
    const spread = el("figure", {}, el("h4", { textContent: "Coverage" }), legend([["share of real digits with a sample close by", "zoo-accent"]]), this.coverage.canvas,
      el("figcaption", { textContent: "Measured with 1,000 samples and validation images after every epoch; the figure below is of 10,000 and of test images. It is low where the "
      + "generator draws only some kinds of digits." }));
    this.charts = el("div", { className: "gan-charts" }, loss, spread);
    this.box.append(this.noFilm, el("div", { className: "gan-timeline" }, this.film, beside), this.charts, this.collapse);
  }

  places() { return this.viewer.model.timeline?.places ?? []; }

  async model() {
    const { model } = this.viewer;
    const { timeline } = model;
    this.player.pause();
    this.picture = null;
    this.film.parentElement.hidden = !timeline;
    this.noFilm.textContent = timeline ? "" : "There is no timeline with this checkpoint; models that were trained by this zoo’s own recipes have one.";
    this.charts.hidden = !model.trace?.length;
    this.drawCharts(model);
    this.sayCollapse(timeline?.collapse ?? []);
    if (!timeline) return;
    this.slider.max = timeline.places.length - 1;
    if (this.keptEarlier()) this.toEpoch(model.kept_epoch);
    else this.player.go(timeline.places.length - 1);
    try {
      const picture = await frames(timeline);
      if (model !== this.viewer.model) return;
      this.picture = picture;
      this.frame();
    } catch {
      if (model === this.viewer.model) this.viewer.say("The pictures of the timeline could not be fetched; reload the page to try again.", true);
    }
  }

  drawCharts({ trace = [], epochs = [], timeline, train_epochs: last }) {
    const to = Math.max(last ?? 0, trace.at(-1)?.epoch ?? 0, timeline?.places.at(-1) ?? 0, 1);
    const marks = (timeline?.collapse ?? []).map(({ epoch }) => epoch);
    this.losses.show(lossChart(trace, { to, marks }));
    this.advice.textContent = `Press a place in a chart to go there. ${this.viewer.model.objective === "wasserstein"
      ? "The nearer the critic’s loss is to 0, the nearer the digits are to real ones by its measure. Its scores have no zero of their own: what lies above the middle "
        + "between its averages on real and on generated images counts as taken for real."
      : "In a healthy game neither line falls to its floor: as one player gets better, it gets harder for the other."}`;
    this.coverage.canvas.parentElement.hidden = !epochs.length;
    const points = epochs.map(({ epoch, coverage }) => [epoch, coverage]);
    this.coverage.show({ x: [0, to], y: [0, 1], yTicks: [0, 0.5, 1], xText: "epoch", marks, lines: [{ color: "zoo-accent", points, dots: points.length < 40 }] });
  }

  // Whether the weights are not those of the run's end.
  keptEarlier() {
    const { kept_epoch: kept, train_epochs: last } = this.viewer.model;
    return Number.isFinite(kept) && Number.isFinite(last) && kept < last;
  }

  toEpoch(epoch) {
    const places = this.places();
    if (!places.length) return;
    this.player.pause();
    this.player.go(nearest(places, epoch));
  }

  frame() {
    const { timeline } = this.viewer.model;
    if (this.picture && timeline) paintFrame(this.canvas, this.picture, timeline, this.player.at, NARROW.matches ? 5 : timeline.columns);
  }

  show(at) {
    const { timeline, trace = [], epochs = [] } = this.viewer.model;
    const place = timeline.places[at];
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", epochText(place));
    this.reading.textContent = epochText(place) + (this.keptEarlier() && place === this.viewer.model.kept_epoch ? ", kept" : "");
    this.canvas.setAttribute("aria-label", `${timeline.count} samples from the same noise, ${place ? "at " : ""}${epochText(place)}`);
    this.frame();
    this.losses.mark(place);
    this.coverage.mark(place);
    const until = (rows) => rows.filter(({ epoch }) => epoch <= place + 1e-6).at(-1);
    const done = until(epochs);
    this.fillNumbers(until(trace), done);
    this.fillShares(done);
    const warned = (timeline.collapse ?? []).find(({ epoch }) => epoch === Math.floor(place + 1e-6));
    this.warning.textContent = warned ? `Collapse: ${warned.warning}` : "";
    this.warning.hidden = !warned;
  }

  fillNumbers(row, done) {
    const share = (value) => (Number.isFinite(value) ? percent(value) : "–");
    const rows = [
      ["critic’s loss", figure(row?.critic), "gan-critic"],
      ["generator’s loss", figure(row?.generator), "gan-generator"],
      ["real images that the critic takes for real", share(row?.real_accuracy)],
      ["generated ones that it takes for generated", share(row?.generated_accuracy)],
      ...(Number.isFinite(row?.penalty) ? [["gradient penalty", figure(row.penalty, 3)]] : []),
      ["coverage after the last whole epoch", figure(done?.coverage)],
    ];
    this.numbers.replaceChildren(...rows.flatMap(([name, value, color]) => {
      const term = el("dt", { textContent: name });
      if (color) term.prepend(Object.assign(el("i"), { style: `background: var(--${color})` }));
      return [term, el("dd", { textContent: value })];
    }));
  }

  fillShares(done) {
    this.sharesTitle.textContent = done ? `Which digits the judge sees, in %, after epoch ${done.epoch}` : "Which digits the judge sees";
    const shares = done?.shares ?? Array(10).fill(0);
    const most = Math.max(0.2, ...shares);
    this.shares.setAttribute("aria-label", done ? shares.map((value, digit) => `${digit}: ${Math.round(100 * value)} %`).join(", ") : "Not measured before the first epoch’s end");
    this.shares.replaceChildren(...shares.map((value, digit) => {
      const bar = el("i");
      bar.style.height = `${(82 * value) / most}%`; // the rest is for the number above
      const even = el("s"); // where all ten digits would be drawn equally often
      even.style.bottom = `${8.2 / most}%`;
      const text = done ? `${Math.round(100 * value)}` : "";
      return el("span", { title: `${digit}: ${(100 * value).toFixed(1)} %` }, el("u", {}, el("em", { textContent: text }), bar, even), el("b", { textContent: digit }));
    }));
  }

  sayCollapse(collapse) {
    const { timeline } = this.viewer.model;
    this.collapse.hidden = !timeline;
    const what = "A generator collapses when it finds a few pictures that fool the critic and draws nothing else: some digits vanish, or coverage falls. "
      + "Or the critic wins so early that the generator hears nothing to learn from, and draws one and the same picture from any noise. (Of the first two epochs nothing is said: digits may not have come yet.)";
    const { kept_epoch: kept, train_epochs: last } = this.viewer.model;
    const saved = this.keptEarlier() ? ` This run had ${last} epochs; kept are the weights of epoch ${kept}, the best of them on validation images, and the digits above are drawn with those.` : "";
    const empty = this.viewer.model.metrics?.blank?.value > 0.5 ? " So it was here: at the end its pictures are empty, and the judge, who has to name some digit, says the same of all." : "";
    const title = el("h4", { textContent: collapse.length ? `Collapse was noticed at ${collapse.length > 1 ? "epochs" : "epoch"} ${ranges(collapse.map(({ epoch }) => epoch))}`
      : "No collapse was noticed in this run" });
    const spells = []; // epochs in a row, with what was said after the last of them
    for (const { epoch, warning } of collapse) {
      if (spells.at(-1)?.last === epoch - 1) Object.assign(spells.at(-1), { last: epoch, warning });
      else spells.push({ first: epoch, last: epoch, warning });
    }
    const list = spells.map(({ first, last, warning }) => {
      const button = makeButton(first === last ? `Epoch ${first}` : `Epochs ${first}–${last}`, () => this.toEpoch(last));
      return el("li", {}, button, el("span", { textContent: first === last ? warning : `After epoch ${last}: ${warning}` }));
    });
    this.collapse.replaceChildren(title, el("p", { className: "gan-small", textContent: what + empty + saved }), ...(list.length ? [el("ul", {}, ...list)] : []));
  }
}

export const tool = {
  id: "timeline",
  title: "Training timeline",
  lead: "Watch it learn without training. While it was trained, the generator drew the same 30 pieces of noise again and again, ten times in the first epoch "
    + "and then after whole ones (an epoch is one pass through all training images). Move along, or press Play.",
  make: (box, viewer) => new Timeline(box, viewer),
};
