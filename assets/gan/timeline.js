// The training timeline: what the generator drew from the same noise at each moment of its training, and the losses
// then.
import { el, makeButton } from "../shared/dom.js";
import { brightest, loadFrames, paintFrame, screen } from "../shared/film.js";
import { epochText, keptEarlier, Moments, rowAt } from "../shared/moments.js";
import { figure, percent } from "../shared/words.js";
import { Chart, legend, lossChart } from "./chart.js";
import { darkText, ranges, spells, spellText, warningAt } from "./epochs.js";
import { showShares } from "./shares.js";

const NARROW = matchMedia("(max-width: 560px)");

class Timeline {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.box = box;
    this.picture = null;
    this.moments = new Moments(box, { places: () => this.places(), show: (at) => this.show(at) });
    this.canvas = screen("What the generator drew at this moment", "gan-frame");
    this.noFilm = el("p", { className: "gan-text" });
    this.numbers = el("dl", { className: "gan-numbers" });
    this.warning = el("p", { className: "gan-warning", role: "note" });
    this.dark = el("p", { className: "gan-small" });
    this.unmeasured = el("p", {
      className: "gan-small",
      textContent: "Not measured before the end of the first epoch.",
    });
    this.shares = el("div", { className: "gan-shares", role: "img" });
    this.sharesTitle = el("h4");
    const pick = (epoch) => this.moments.toEpoch(epoch);
    this.losses = new Chart("Losses of both players over the training", "is-tall", pick);
    this.coverage = new Chart("Coverage at the end of every epoch", "", pick);
    this.collapse = el("div", { className: "gan-collapse" });
    this.lay();
    NARROW.addEventListener("change", () => this.frame());
  }

  lay() {
    this.film = el("div", { className: "gan-film" }, this.canvas, this.moments.row, this.dark, this.warning);
    const beside = el(
      "div",
      { className: "gan-moment" },
      el("h4", { textContent: "At this moment" }),
      this.numbers,
      this.sharesTitle,
      this.unmeasured,
      this.shares,
    );
    this.advice = el("figcaption");
    const loss = el(
      "figure",
      {},
      el("h4", { textContent: "The losses of both players" }),
      legend([
        ["the critic’s loss", "gan-critic"],
        ["the generator’s loss", "gan-generator"],
      ]),
      this.losses.canvas,
      this.advice,
    );
    const spread = el(
      "figure",
      {},
      el("h4", { textContent: "Coverage" }),
      legend([["share of real digits with a sample close by", "zoo-accent"]]),
      this.coverage.canvas,
      el("figcaption", {
        textContent:
          "Measured with 1,000 samples and validation images after every epoch; the figure below is from 10,000 samples and test images. It is low if the " +
          "generator draws only some kinds of digits.",
      }),
    );
    this.charts = el("div", { className: "gan-charts" }, loss, spread);
    this.box.append(
      this.noFilm,
      el("div", { className: "gan-timeline" }, this.film, beside),
      this.charts,
      this.collapse,
    );
  }

  places() {
    return this.viewer.model.timeline?.places ?? [];
  }

  async model() {
    const { model } = this.viewer;
    const { timeline } = model;
    this.moments.player.pause();
    this.picture = null;
    this.film.parentElement.hidden = !timeline;
    this.noFilm.textContent = timeline
      ? ""
      : "This checkpoint has no timeline; models trained with this zoo’s own recipes have one.";
    this.charts.hidden = !model.trace?.length;
    this.drawCharts(model);
    this.sayCollapse(timeline?.collapse ?? []);
    if (!timeline) return;
    this.moments.begin(model);
    try {
      const picture = await loadFrames(timeline);
      if (model !== this.viewer.model) return;
      this.picture = picture;
      this.frame();
    } catch {
      if (model === this.viewer.model)
        this.viewer.say("The pictures of the timeline could not be fetched.", true, () => this.model());
    }
  }

  drawCharts({ trace = [], epochs = [], timeline, train_epochs: last }) {
    const to = Math.max(last ?? 0, trace.at(-1)?.epoch ?? 0, timeline?.places.at(-1) ?? 0, 1);
    const marks = (timeline?.collapse ?? []).map(({ epoch }) => epoch);
    this.losses.show(lossChart(trace, { to, marks }));
    this.advice.textContent = `Press a place in a chart to go there. ${
      this.viewer.model.objective === "wasserstein"
        ? "The nearer the critic’s loss is to 0, the nearer the digits are to real ones by its measure. Its scores have no fixed zero: a score above the middle " +
          "between its averages on real and on generated images counts as “real”."
        : "In a healthy game neither line falls to its floor: as one player gets better, it gets harder for the other."
    }`;
    this.coverage.canvas.parentElement.hidden = !epochs.length;
    const points = epochs.map(({ epoch, coverage }) => [epoch, coverage]);
    this.coverage.show({
      x: [0, to],
      y: [0, 1],
      yTicks: [0, 0.5, 1],
      xText: "epoch",
      marks,
      lines: [{ color: "zoo-accent", points, dots: points.length < 40 }],
    });
  }

  frame() {
    const { timeline } = this.viewer.model;
    this.dark.textContent = "";
    if (!this.picture || !timeline) return;
    const { at } = this.moments;
    paintFrame(this.canvas, this.picture, timeline, at, NARROW.matches ? 5 : timeline.columns);
    this.dark.textContent = darkText(brightest(this.canvas), timeline.places[at]);
  }

  show(at) {
    const { timeline, trace = [], epochs = [] } = this.viewer.model;
    const place = timeline.places[at];
    this.moments.tell(at, this.viewer.model);
    this.canvas.setAttribute(
      "aria-label",
      `${timeline.count} samples from the same noise, ${place ? "at " : ""}${epochText(place)}`,
    );
    this.frame();
    this.losses.mark(place);
    this.coverage.mark(place);
    const done = rowAt(epochs, place);
    this.fillNumbers(rowAt(trace, place), done);
    this.fillShares(done);
    const warned = warningAt(timeline.collapse ?? [], place);
    this.warning.textContent = warned ? `Collapse: ${warned.warning}` : "";
    this.warning.hidden = !warned;
  }

  fillNumbers(row, done) {
    const share = (value) => (Number.isFinite(value) ? percent(value) : "–");
    const rows = [
      ["critic’s loss", figure(row?.critic), "gan-critic"],
      ["generator’s loss", figure(row?.generator), "gan-generator"],
      ["real images that the critic calls real", share(row?.real_accuracy)],
      ["generated images that it calls generated", share(row?.generated_accuracy)],
      ...(Number.isFinite(row?.penalty) ? [["gradient penalty", figure(row.penalty, 3)]] : []),
      ["coverage after the last whole epoch", figure(done?.coverage)],
    ];
    this.numbers.replaceChildren(
      ...rows.flatMap(([name, value, color]) => {
        const term = el("dt", { textContent: name });
        if (color) term.prepend(Object.assign(el("i"), { style: `background: var(--${color})` }));
        return [term, el("dd", { textContent: value })];
      }),
    );
  }

  fillShares(done) {
    this.sharesTitle.textContent = done
      ? `Which digits the judge sees, in %, after epoch ${done.epoch}`
      : "Which digits the judge sees";
    this.unmeasured.hidden = Boolean(done);
    showShares(this.shares, done?.shares ?? null, "Not measured before the end of the first epoch");
  }

  sayCollapse(collapse) {
    const { timeline } = this.viewer.model;
    this.collapse.hidden = !timeline;
    const what =
      "A generator collapses when it finds a few pictures that fool the critic and draws nothing else: some digits vanish, or coverage falls. " +
      "Or the critic wins so early that the generator has nothing to learn from, and draws the same picture from any noise. (There are no warnings for the first two epochs, when some digits may not have appeared yet.)";
    const { kept_epoch: kept, train_epochs: epochs } = this.viewer.model;
    const saved = keptEarlier(this.viewer.model)
      ? ` This run had ${epochs} epochs; kept are the weights of epoch ${kept}, the best of them on validation images, and the digits above are drawn with those.`
      : "";
    const empty =
      this.viewer.model.metrics?.blank?.value > 0.5
        ? " That happened here: at the end its pictures are empty, and the judge, which has to name some digit, names the same one for all."
        : "";
    const title = el("h4", {
      textContent: collapse.length
        ? `Collapse was noticed at ${collapse.length > 1 ? "epochs" : "epoch"} ${ranges(collapse.map(({ epoch }) => epoch))}`
        : "No collapse was seen in this run",
    });
    const list = spells(collapse).map(({ first, last, warning }) => {
      const button = makeButton(`${first === last ? "Epoch" : "Epochs"} ${spellText({ first, last })}`, () =>
        this.moments.toEpoch(last),
      );
      return el(
        "li",
        {},
        button,
        el("span", { textContent: first === last ? warning : `After epoch ${last}: ${warning}` }),
      );
    });
    this.collapse.replaceChildren(
      title,
      el("p", { className: "gan-small", textContent: what + empty + saved }),
      ...(list.length ? [el("ul", {}, ...list)] : []),
    );
  }
}

export const tool = {
  id: "timeline",
  title: "Training timeline",
  lead:
    "Watch it learn without training it yourself. During training the generator drew pictures from the same 30 pieces of noise, ten times in the first epoch " +
    "and then after whole epochs (an epoch is one pass through all training images). Move the slider, or press Play.",
  make: (box, viewer) => new Timeline(box, viewer),
};
