// Morph: from one code to another in a few steps, each written out as text.
import { copyText, download, el, makeButton, segments, withNumbers } from "../shared/dom.js";
import { anySeed } from "../shared/fields.js";
import { slerp } from "../shared/maths.js";
import { newestOnly } from "../shared/pace.js";
import { CAREFUL, textsOf } from "./asking.js";
import { End } from "./end.js";
import { marked } from "./likeness.js";
import { copyPlain, setText } from "./marks.js";
import { isCoded } from "./models.js";
import { firstLine, passagesOf, spoken } from "./passages.js";
import { COPIED, NOT_COPIED } from "./sentences.js";
import { row } from "./sheets.js";

const STEPS = [5, 7, 9];
const SHAPES = [
  ["line", "one line"],
  ["lines", "a few lines"],
];
const LENGTHS = { line: 90, lines: 200 };
const SECONDS = 1.3; // seconds per step when it plays

class Morph {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.steps = 7;
    this.shape = "line";
    this.luck = 1;
    this.rows = [];
    this.at = 0;
    this.playing = 0;
    this.fresh = false;
    const changed = () => (this.ends.every(({ code }) => code) ? this.write() : this.way.classList.add("is-stale"));
    this.ends = [
      ["A", { words: "", seed: 1 }],
      ["B", { words: "", seed: 2 }],
    ].map(([name, start]) => new End(name, start, viewer, changed));
    const steps = el(
      "div",
      { className: "shakespeare-row", role: "group", "aria-label": "Steps" },
      el("span", { textContent: "steps" }),
    );
    this.showSteps = segments(
      steps,
      STEPS.map((count) => [count, `${count}`]),
      (count) => {
        this.steps = count;
        this.showSteps(count);
        changed();
      },
    );
    const shapes = el("div", { className: "shakespeare-row", role: "group", "aria-label": "How much of each" });
    this.showShape = segments(shapes, SHAPES, (shape) => {
      this.shape = shape;
      this.showShape(shape);
      changed();
    });
    this.showSteps(this.steps);
    this.showShape(this.shape);
    const luck = makeButton("Other luck", () => {
      this.luck = anySeed();
      changed();
    });
    this.play = makeButton("▶ Play", () => (this.playing ? this.pause() : this.start()), "zoo-primary");
    this.slider = el("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 1,
      value: 0,
      "aria-label": "Step on the way from A to B",
    });
    this.slider.addEventListener("input", () => {
      this.pause();
      this.go(Number(this.slider.value));
    });
    this.column = el("ol", { className: "shakespeare-steps" });
    withNumbers(this.column, () => this.rows.map((each, at) => [each.firstChild.textContent, this.lines[at]]));
    this.along = el("div", { className: "shakespeare-along" }, this.play, this.slider);
    this.save = row(
      makeButton("Copy", () => this.copy()),
      makeButton("Save as text", () => this.download()),
    );
    this.way = el(
      "div",
      { className: "shakespeare-way", hidden: true },
      this.along,
      this.column,
      el("p", {
        className: "shakespeare-small",
        textContent:
          "Marked: what differs from the step before. Pale: no difference. A and B are what the decoder " +
          `writes from the two codes: expect a similar manner, not your words. All steps are written with the same random numbers, at temperature ${CAREFUL.temperature}.`,
      }),
      this.save,
    );
    box.append(
      el("div", { className: "shakespeare-two" }, ...this.ends.map(({ element }) => element)),
      el("div", { className: "shakespeare-row shakespeare-choices" }, steps, shapes, luck),
      this.way,
    );
    this.send = newestOnly((wish) => this.fetch(wish));
  }

  model() {
    const passages = passagesOf(this.viewer.model);
    this.pause();
    this.way.hidden = true;
    this.ends.forEach((end, at) => {
      if (!end.words.value.trim()) end.words.value = spoken(passages[at] ?? "");
      end.fetch();
    });
  }

  write() {
    this.way.classList.add("is-stale");
    this.wanted = {
      model: this.viewer.model,
      codes: this.ends.map(({ code }) => code),
      steps: this.steps,
      shape: this.shape,
      luck: this.luck,
    };
    this.send(this.wanted);
  }

  async fetch(wish) {
    const { model, codes, steps, shape, luck } = wish;
    if (model !== this.viewer.model) return;
    const latents = Array.from({ length: steps }, (_, at) => slerp(codes[0], codes[1], at / (steps - 1)));
    const texts = await textsOf(this.viewer, { latents, seed: luck, count: LENGTHS[shape], manner: CAREFUL });
    if (!texts || wish !== this.wanted || this.ends.some(({ code }, at) => code !== codes[at])) return; // another way is wanted by now
    this.lines = texts.map((text) => (shape === "line" ? firstLine(text) : text.trim()));
    this.show();
  }

  show() {
    const last = this.lines.length - 1;
    this.rows = this.lines.map((text, at) => {
      const place = at === 0 ? "A" : at === last ? "B" : `${Math.round((100 * at) / last)} %`;
      const written = el("div", { className: "shakespeare-sheet-text" });
      setText(written, marked(text, at ? this.lines[at - 1] : null));
      copyPlain(written);
      const same = at > 0 && text === this.lines[at - 1];
      const step = el(
        "li",
        { className: `shakespeare-step${same ? " is-same" : ""}` },
        el("b", { textContent: place }),
        written,
      );
      step.addEventListener("click", () => {
        this.pause();
        this.go(at);
      });
      return step;
    });
    this.column.replaceChildren(...this.rows);
    this.slider.max = last;
    this.way.hidden = false;
    this.way.classList.remove("is-stale");
    this.go(Math.min(this.at, last));
  }

  go(at) {
    this.at = at;
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", `${this.rows[at].firstChild.textContent}: ${this.lines[at]}`);
    this.mark();
  }

  mark() {
    this.rows.forEach((step, place) => {
      step.classList.toggle("is-here", place === this.at);
      step.classList.toggle("is-ahead", this.playing > 0 && place > this.at);
    });
  }

  // From A to B, once; later steps are hidden until their turn.
  start() {
    if (!this.rows.length) return;
    this.playing = 1;
    this.play.textContent = "⏸ Pause";
    this.go(this.at >= this.rows.length - 1 ? 0 : this.at);
    this.timer = setInterval(() => {
      if (this.at >= this.rows.length - 1 || !this.way.offsetParent) return this.pause();
      this.go(this.at + 1);
    }, 1000 * SECONDS);
  }

  pause() {
    clearInterval(this.timer);
    this.playing = 0;
    this.play.textContent = "▶ Play";
    this.mark();
  }

  file() {
    return this.lines.map((text, at) => `${this.rows[at].firstChild.textContent}\n${text}\n`).join("\n");
  }

  async copy() {
    const done = await copyText(this.file());
    this.viewer.say(done ? COPIED : NOT_COPIED, !done);
  }

  download() {
    const name = `${this.viewer.model.name}-morph.txt`;
    download(name, this.file(), "text/plain;charset=utf-8");
    this.viewer.say(`Saved ${name}.`);
  }
}

export const tool = {
  id: "morph",
  title: "Morph",
  lead:
    "From one passage to another in small steps: each step is a code a little further on the way, and the decoder writes it out. Read down the " +
    "column, or let it play, and watch one passage turn into the other.",
  applies: (model) => model.drawable && isCoded(model),
  make: (box, viewer) => new Morph(box, viewer),
};
