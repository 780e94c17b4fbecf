// The tool in which two players learn in the plane.
import { makeButton } from "../../../shared/dom.js";
import { oncePerFrame } from "../../../shared/pace.js";
import { MOST_DOTS, read, written } from "./data.js";
import { moment } from "./moment.js";
import { Pictures } from "./pictures.js";
import { Runner } from "./runner.js";
import { book, PRESETS } from "./settings.js";
import { PlaneTraining } from "./training.js";

const APART = 0.03; // between two dots of a drawing at least
const NOTHING = "Draw some points on the plane first: press and drag.";
const DRAWING = /(?:^|,)drawing:([0-9.-]+)/;

class PlaneRunner extends Runner {
  constructor(box, viewer) {
    const own = { book, presets: PRESETS, training: PlaneTraining, script: new URL("./worker.js", import.meta.url) };
    const pictures = new Pictures((dot) => this.drew(dot));
    super(box, viewer, { ...own, pictures, moment });
    this.pictures = pictures;
    this.dots = []; // of the drawing
    this.changed = oncePerFrame(() => this.begun());
    this.clear = makeButton("Clear the drawing", () => this.wipe());
    this.clear.hidden = true;
    this.pictures.under.append(this.clear);
    document.addEventListener("visibilitychange", () => this.hide());
    this.begin();
  }

  model() {
    this.asksFor();
    this.describe();
  }

  // ---- a drawing
  isDrawn() {
    return this.settings.data === "drawn";
  }

  isReady() {
    return !this.isDrawn() || this.dots?.length > 0;
  }

  begin() {
    if (!this.pictures) return;
    this.pictures.draws(this.isDrawn() ? this.dots : null);
    this.clear.hidden = !this.isDrawn();
    if (!this.isReady()) this.wait();
    super.begin({ dots: this.dots });
  }

  // Nothing is drawn yet: the game stands still.
  wait() {
    this.send({ act: "pause" });
    this.latest = null;
    this.pictures.empty();
    this.parts.moment.textContent = NOTHING;
    this.parts.where.textContent = "";
  }

  drew(dot) {
    const last = this.dots.at(-1);
    if (this.dots.length >= MOST_DOTS || (last && Math.hypot(dot[0] - last[0], dot[1] - last[1]) < APART)) return;
    this.dots.push(dot);
    if (!this.latest) this.pictures.empty();
    if (this.dots.length === 1) this.viewer.say(""); // that there was none
    this.changed();
  }

  // The drawing has grown: the game goes on with it, or begins.
  begun() {
    if (this.latest?.steps) this.act("set", { changes: {}, dots: this.dots });
    else this.begin();
    this.describe();
  }

  wipe() {
    this.dots = [];
    this.begin();
  }

  // ---- while it runs
  act(act, more = {}) {
    if (!this.isReady()) return this.viewer.say(NOTHING, true);
    super.act(act, more);
  }

  set(name, value) {
    this.settings[name] = value;
    if (name !== "data") return super.set(name, value);
    this.pictures.draws(this.isDrawn() ? this.dots : null);
    this.clear.hidden = !this.isDrawn();
    if (!this.isReady() || !this.latest) this.begin();
    else this.act("set", { changes: { data: value }, dots: this.dots });
    this.describe();
  }

  heard(message) {
    if (this.isReady()) super.heard(message);
  }

  // A page that nobody sees does not train.
  hide() {
    if (document.hidden && this.latest?.playing) {
      this.resumes = true;
      this.send({ act: "pause" });
    } else if (!document.hidden && this.resumes) {
      this.resumes = false;
      this.send({ act: "drawn" });
      this.send({ act: "play" });
    }
  }

  // ---- what is seen
  where() {
    const { place, steps, rate, playing } = this.latest;
    const speed = rate && playing ? `, ${Math.round(rate).toLocaleString("en")} turns a second` : "";
    return `epoch ${place.toFixed(2)}, ${steps.toLocaleString("en")} turns${speed}`;
  }

  show() {
    if (this.latest) super.show();
  }

  // ---- an experiment as text
  write() {
    const drawing = this.isDrawn() && this.dots?.length ? `,drawing:${written(this.dots)}` : "";
    return super.write() + drawing;
  }

  parse(text) {
    this.dots = read(DRAWING.exec(text)?.[1] ?? "");
    return super.parse(text);
  }
}

export const make = (box, viewer) => new PlaneRunner(box, viewer);
