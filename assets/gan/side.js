// One of the two models that the GAN tab compares: what it draws, its game, and what its change did.
import { el, paintLevels } from "../shared/dom.js";
import { loadFrames, paintFrame, paintOne, screen } from "../shared/film.js";
import { epochText, nearest } from "../shared/moments.js";
import { Chart, legend, lossChart } from "./chart.js";
import { frameOf } from "./epochs.js";
import { CHUNK } from "./samples.js";
import { pointsOf } from "./scale.js";
import { showsSeed } from "./words.js";

const COUNT = 25; // samples of each

export class Side {
  constructor(name, choice) {
    this.name = name;
    this.summary = el("p", { className: "gan-small gan-summary" });
    this.heading = el("h4");
    this.sheet = el("div", { className: "gan-sheet" });
    this.film = screen("", "gan-frame");
    this.record = el("p", { className: "gan-small" });
    this.chart = new Chart("");
    this.noChart = el("p", { className: "gan-small" });
    this.accuracy = new Chart("", "is-low");
    this.curves = el(
      "figure",
      {},
      legend([
        ["critic’s loss", "gan-critic"],
        ["generator’s loss", "gan-generator"],
      ]),
      this.chart.canvas,
      legend([
        ["share of real images that the critic calls real", "gan-second"],
        ["share of generated images that it calls generated", "gan-third"],
      ]),
      this.accuracy.canvas,
    );
    this.lesson = el("p", { className: "gan-text gan-taught" });
    this.element = el(
      "div",
      { className: "zoo-compare-side gan-side" },
      choice,
      this.summary,
      this.heading,
      el("div", {}, this.sheet, this.film, this.record),
      el("h4", { textContent: "Its game" }),
      el("div", {}, this.curves, this.noChart),
      this.lesson,
    );
    this.asked = 0;
  }

  show(side, { to, y }) {
    if (side.name !== this.side?.name) {
      // another model's pictures
      this.sheet.replaceChildren();
      this.film.getContext("2d").clearRect(0, 0, this.film.width, this.film.height);
    }
    this.side = side;
    this.summary.textContent = side.summary ?? "";
    this.lesson.replaceChildren(el("b", { className: "gan-whose", textContent: `${side.title}: ` }), side.lesson ?? "");
    this.lesson.hidden = !side.lesson;
    const has = side.trace?.length > 0;
    this.curves.hidden = !has;
    this.noChart.textContent = has
      ? ""
      : side.redraws
        ? "A VAE plays no game: one network encodes, one decodes, and both lower the same loss."
        : "Its losses were not saved.";
    if (!has) return;
    const marks = (side.timeline?.collapse ?? []).map(({ epoch }) => epoch);
    this.chart.show(lossChart(side.trace, { to, y, marks, label: `Losses of ${side.title} over its training` }));
    const line = (key, color) => ({ color, points: pointsOf(side.trace, key) });
    const [real, generated] = [line("real_accuracy", "gan-second"), line("generated_accuracy", "gan-third")];
    real.width = 4; // if both are equal, it shows as an outline
    this.accuracy.show({
      x: [0, to],
      y: [0, 1],
      yTicks: [0, 0.5, 1],
      xText: "epoch",
      label: `How often the critic of ${side.title} was right`,
      lines: [real, generated],
    });
  }

  // 25 samples of the seed as they arrive, or as they were kept; or, if one of the two has none, pictures of its
  // training.
  async draw(viewer, seed, trained) {
    const mine = ++this.asked;
    const { side } = this;
    const drawable = side.drawable !== false;
    const film = !showsSeed(side, seed) || (trained && Boolean(side.timeline));
    [this.sheet.hidden, this.film.hidden] = [film, !film];
    this.record.replaceChildren(
      ...(film && side.empty
        ? ["Nothing is missing here: its pictures are black, because this generator draws nothing. "]
        : []),
      ...(drawable
        ? []
        : [
            "Its weights are not in this app, so nothing new can be drawn. To get them, run: ",
            el("code", { textContent: `python -m training train ${side.name}` }),
          ]),
    );
    this.heading.textContent = film ? "Pictures of its training" : `${COUNT} samples`;
    if (film) return this.drawFilm(side, mine);
    if (this.sheet.children.length !== COUNT)
      this.sheet.replaceChildren(
        ...Array.from({ length: COUNT }, (_, i) => screen(`Sample ${i} of the model on the ${this.name}`)),
      );
    if (!drawable) return this.drawKept(side, seed, mine);
    for (let first = 0; first < COUNT; first += CHUNK) {
      const count = Math.min(CHUNK, COUNT - first);
      const answer = await viewer.samples({ seed, first, count, truncation: null, digit: null }, side.name);
      if (mine !== this.asked || !answer) return;
      answer.pictures.forEach((image, i) => paintLevels(this.sheet.children[first + i], image, answer.size));
    }
  }

  // The samples of a model without weights, as it drew them after the last of the epochs in which they were kept.
  async drawKept({ sheets, kept_epoch: kept }, seed, mine) {
    const place = nearest(sheets.places, kept ?? Infinity);
    this.heading.textContent = `${COUNT} samples, ${epochText(sheets.places[place])}`;
    const picture = await loadFrames(sheets).catch(() => null);
    if (!picture || mine !== this.asked) return;
    const frame = frameOf(sheets, place, sheets.seeds.indexOf(seed));
    [...this.sheet.children].forEach((canvas, i) => paintOne(canvas, picture, sheets, frame, i));
  }

  // The frame of the weights that were kept: the last one, or an earlier one if the run was lost.
  async drawFilm({ title, timeline, kept_epoch: kept }, mine) {
    this.film.hidden = !timeline;
    if (!timeline) return;
    const at = nearest(timeline.places, kept ?? Infinity);
    const when = epochText(timeline.places[at]);
    this.heading.textContent = `Pictures of its training, ${when}`;
    this.film.setAttribute("role", "img");
    this.film.setAttribute("aria-label", `${timeline.count} pictures of the training of ${title}, ${when}`);
    const picture = await loadFrames(timeline).catch(() => null);
    if (picture && mine === this.asked) paintFrame(this.film, picture, timeline, at, 5);
  }
}
