// A map of what the discriminator looks at: how its score would change if a pixel got brighter or darker.
import { fromBase64, fromFloats, toFloats } from "../shared/bytes.js";
import { el, makeButton, paintLevels, segments } from "../shared/dom.js";
import { screen } from "../shared/film.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { requestOf } from "../shared/pad.js";
import { percent } from "../shared/words.js";
import { BRIGHTER, brighterShare, DARKER, overlay } from "./heat.js";
import { aloneText, changeText } from "./verdict.js";
import { sampleText } from "./words.js";

const REST = 150; // milliseconds after the last change before the map is asked for
const SOURCES = [
  ["large", "the sample shown large"],
  ["real", "a real digit"],
  ["own", "your drawing"],
];
const MEANS =
  "For each pixel, the map says how much the discriminator’s score would rise if this pixel alone got a little brighter or darker: " +
  "the gradient of the score, times the room that the pixel has (black cannot get darker). It is blurred a little, for single pixels flicker.";
const LIMITS =
  "It tells which small changes would sway this network now, and it is what the generator learned from. It does not tell why the network decided as it did, " +
  "what a larger change would do, or what makes a digit real to people.";

const css = (color) => `rgb(${color.join(" ")})`;
const key = (color, text) => {
  const mark = el("i", {});
  mark.style.background = css(color);
  return el("span", {}, mark, text);
};

export class Gaze {
  // `own` has the visitor's drawing.
  constructor(viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.source = "large";
    this.real = null; // the digit that was chosen as a real one, as the server takes it
    this.shown = null; // what the map on the screen is of
    this.fetchMap = newestOnly((wish) => this.fetch(wish));
    this.askLater = afterRest(REST, () => this.ask());
    this.makeParts();
  }

  makeParts() {
    const choices = el("div", { className: "gan-row", role: "group", "aria-label": "Map of" });
    this.mark = segments(choices, SOURCES, (source) => this.choose(source));
    this.another = makeButton("Another one", () => this.newReal());
    choices.append(this.another);
    this.figures = ["The picture", "What it wants changed", "Changed that way"].map((text) => {
      const canvas = screen(text, "gan-large");
      return { canvas, element: el("figure", {}, canvas, el("figcaption", { textContent: text })) };
    });
    this.problem = el("p", { className: "gan-text" });
    this.said = el("p", { className: "gan-said", "aria-live": "polite" });
    const legend = el(
      "p",
      { className: "gan-legend gan-heat-legend" },
      key(BRIGHTER, "would look more real if brighter"),
      key(DARKER, "would look more real if darker"),
    );
    this.stage = el(
      "div",
      {},
      choices,
      el("div", { className: "gan-gaze" }, ...this.figures.map(({ element }) => element)),
      legend,
      this.said,
      el("p", { className: "gan-small", textContent: MEANS }),
      el("p", { className: "gan-small", textContent: LIMITS }),
    );
    this.element = el(
      "article",
      { className: "gan-card is-wide gan-gaze-card" },
      el("h4", { textContent: "What does it look at?" }),
      this.problem,
      this.stage,
    );
  }

  model() {
    const { model } = this.viewer;
    this.shown = null;
    this.problem.textContent = model.critic ? "" : `${aloneText(model)} Without it there is no map.`;
    this.stage.hidden = !model.critic;
    this.clear();
    this.mark(this.source);
    this.another.hidden = this.source !== "real";
    this.ask();
  }

  clear() {
    for (const { canvas } of this.figures) canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    this.said.textContent = "";
  }

  choose(source) {
    this.source = source;
    this.mark(source);
    this.another.hidden = source !== "real";
    this.ask();
  }

  // One of the test digits by chance, or an example drawing.
  newReal() {
    const { examples, test_digits: count } = this.viewer.model;
    const any = (many) => Math.floor(Math.random() * many);
    const paths = Object.values(examples);
    this.real = count ? { digit: { test: any(count) } } : { digit: requestOf(paths[any(paths.length)]) };
    this.ask();
  }

  // Another sample is shown large, or another drawing is on the pad.
  changed(source) {
    if (source === this.source) this.askLater();
  }

  // What to ask the server for; null, with a sentence, if there is nothing.
  wish() {
    if (this.source === "own") {
      const digit = this.own.request();
      return digit ? { of: digit, request: { digit } } : null;
    }
    if (this.source === "real") return { of: this.real, request: this.real };
    const sample = this.viewer.large ?? this.viewer.selected();
    if (sample?.latents?.length !== this.viewer.model.latent_dim) return null;
    const label = this.viewer.model.classes ? (sample.label ?? 0) : null;
    return { of: sample, request: { latents: fromFloats(sample.latents), label } };
  }

  ask() {
    const { model } = this.viewer;
    if (!model?.critic) return;
    if (this.source === "real" && !this.real) return this.newReal();
    const wish = this.wish();
    if (!wish) {
      this.shown = null;
      this.clear();
      if (this.source === "own") this.said.textContent = "There is no drawing yet: draw a digit above.";
      return;
    }
    this.fetchMap({ ...wish, source: this.source, model });
  }

  async fetch({ of, request, source, model }) {
    const isNow = () => model === this.viewer.model && source === this.source;
    if (!isNow() || (source !== "own" && of === this.shown)) return;
    const answer = await this.viewer.ask("fool_map", request);
    if (!answer || !isNow()) return;
    this.shown = of;
    this.show(answer, source === "large" ? of : null);
  }

  show(answer, sample) {
    const { size } = answer;
    const levels = fromBase64(answer.image);
    const map = toFloats(answer.map);
    const [picture, heat, changed] = this.figures.map(({ canvas }) => canvas);
    paintLevels(picture, levels, size);
    paintLevels(changed, fromBase64(answer.changed), size);
    heat.width = heat.height = size;
    heat.getContext("2d").putImageData(new ImageData(overlay(levels, map), size), 0, 0);
    const share = brighterShare(map);
    const what = sample ? `${sampleText(sample)}. ` : "";
    const up =
      share === null
        ? ""
        : `${percent(share)} of what could raise the score is in pixels that would have to get brighter. `;
    this.said.textContent = `${what}${up}${changeText(answer)}`;
  }
}
