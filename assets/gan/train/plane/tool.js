// The tool in which two players learn in the plane.
import { makeButton } from "../../../shared/dom.js";
import { oncePerFrame } from "../../../shared/pace.js";
import { Pair } from "../../../shared/train/pair.js";
import { place } from "../cards.js";
import { MOST_DOTS, read, written } from "./data.js";
import { moment, verdict } from "./moment.js";
import { Pictures } from "./pictures.js";
import { book, PRESETS } from "./settings.js";
import { PlaneTraining } from "./training.js";

const APART = 0.03; // between two dots of a drawing at least
const NOTHING = "Draw some points on the plane first: press and drag.";
const DRAWING = /(?:^|,)drawing:([0-9.-]+)/;

class PlaneDriver extends Pair {
  constructor(box, viewer) {
    super(box, viewer, {
      ...{ tab: "gan", key: "plane", one: "One turn", place, book, presets: PRESETS, training: PlaneTraining, moment },
      verdict,
      script: new URL("./worker.js", import.meta.url),
      pictures: () => new Pictures((dot) => this.drew(dot)),
    });
    this.dots = []; // of the drawing
    this.changed = oncePerFrame(() => this.begun());
    this.clear = makeButton("Clear the drawing", () => this.wipe());
    this.clear.hidden = true;
    this.run.pictures.under.append(this.clear);
    document.addEventListener("visibilitychange", () => this.hide());
    this.begin();
  }

  get run() {
    return this.runs[0];
  }

  model() {
    this.asked();
    this.describe();
  }

  // ---- a drawing
  get isDrawn() {
    return this.settings.data === "drawn";
  }

  get isReady() {
    return !this.isDrawn || this.dots.length > 0;
  }

  supply() {
    return { dots: this.dots };
  }

  begin() {
    this.draws();
    if (!this.isReady) this.wait();
    super.begin();
  }

  // Whether the plane can be drawn on.
  draws() {
    for (const { pictures } of this.runs) pictures.draws(this.isDrawn ? this.dots : null);
    this.clear.hidden = !this.isDrawn;
  }

  // Nothing is drawn yet: the game stands still.
  wait() {
    for (const run of this.runs) {
      run.empty();
      run.pictures.empty();
    }
    const { moment } = this.run;
    const { where, verdict, play } = this.parts;
    moment.textContent = verdict.textContent = NOTHING;
    where.textContent = "";
    play.textContent = "▶ Train";
  }

  drew(dot) {
    const last = this.dots.at(-1);
    if (this.dots.length >= MOST_DOTS || (last && Math.hypot(dot[0] - last[0], dot[1] - last[1]) < APART)) return;
    this.dots.push(dot);
    if (!this.run.latest) for (const { pictures } of this.runs) pictures.empty();
    if (this.dots.length === 1) this.viewer.say(""); // that there was none
    this.changed();
  }

  // The drawing has grown: the game goes on with it, or begins.
  begun() {
    if (this.hasBegun) this.act("set", { changes: {}, dots: this.dots });
    else this.begin();
    this.describe();
  }

  wipe() {
    this.dots = [];
    this.begin();
  }

  // ---- while it runs
  act(act, more = {}) {
    if (!this.isReady) return this.viewer.say(NOTHING, true);
    super.act(act, more);
  }

  set(name, value) {
    if (name !== "data") return super.set(name, value);
    this.settings.data = value;
    this.draws();
    if (this.isReady && this.run.latest) this.act("set", { changes: { data: value }, dots: this.dots });
    else this.begin();
    this.describe();
  }

  // A page that nobody sees does not train.
  hide() {
    if (document.hidden && this.isPlaying) {
      this.resumes = true;
      this.act("pause");
    } else if (!document.hidden && this.resumes) {
      this.resumes = false;
      this.act("drawn");
      this.act("play");
    }
  }

  where() {
    if (this.runs.length > 1) return super.where();
    const { rate, playing } = this.run.latest;
    const speed = rate && playing ? `, ${Math.round(rate).toLocaleString("en")} turns a second` : "";
    return super.where() + speed;
  }

  // ---- an experiment as text
  write() {
    const drawing = this.isDrawn && this.dots.length ? `,drawing:${written(this.dots)}` : "";
    return super.write() + drawing;
  }

  parse(text) {
    this.dots = read(DRAWING.exec(text)?.[1] ?? "");
    return super.parse(text);
  }
}

export const make = (box, viewer) => new PlaneDriver(box, viewer);
