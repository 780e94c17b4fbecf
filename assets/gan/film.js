// Films of latents: the way between two of them, frames from the server, playing them here, and points to choose from.
import { el, makeButton, paint } from "../shared/dom.js";
import { slerp } from "../shared/maths.js";
import { latentsText, paint, pictures } from "./start.js";

export const lengthOf = (values) => Math.hypot(...values);

// Latents at a `share` of the way from a to b, in the precision of a model.
export const slerp = (a, b, share) => Float32Array.from(slerp(a, b, share));

// The way through several points {latents, label}, `steps` frames from one to the next: [{latents, label, at}], `at` the
// share of the whole way. A digit that is asked for cannot turn into another by degrees: it changes half-way.
export const way = (points, steps) => {
  const frames = points.slice(1).flatMap((end, leg) => Array.from({ length: steps }, (_, i) => {
    const [start, share] = [points[leg], i / steps];
    return { latents: slerp(start.latents, end.latents, share), label: (share < 0.5 ? start : end).label };
  }));
  frames.push({ latents: points.at(-1).latents, label: points.at(-1).label });
  return frames;
};

// Pictures of latents [{latents, label}]; null where the server had none, which has been said by then.
export const generate = async (viewer, points) => {
  const labels = viewer.model.classes ? points.map(({ label }) => label ?? 0) : null;
  const answer = await viewer.ask("generate", { latents: latentsText(points.map(({ latents }) => latents)), labels });
  return answer && { pictures: pictures(answer), size: answer.size };
};

export const screen = (label, className = "") => el("canvas", { className: `zoo-screen ${className}`, ...(label ? { role: "img", "aria-label": label } : {}) });

// Calls `show(frame)` `speed()` times a second while it plays and can be seen; frames are 0 to count() - 1.
class Player {
  constructor(box, { count, speed, show, swing = false }) {
    Object.assign(this, { count, speed, swing, show, at: 0, playing: false, inSight: false, frame: 0, last: 0, forth: 1 });
    this.button = makeButton("▶ Play", () => (this.playing ? this.pause() : this.play()), "zoo-primary gan-play");
    new IntersectionObserver(([entry]) => { this.inSight = entry.isIntersecting; this.wake(); }).observe(box);
    document.addEventListener("visibilitychange", () => this.wake());
  }

  play() {
    if (this.count() < 2) return;
    if (!this.swing && this.at >= this.count() - 1) this.go(0);
    this.playing = true;
    this.last = performance.now();
    this.button.textContent = "❚❚ Pause";
    this.wake();
  }

  pause() {
    this.playing = false;
    this.button.textContent = "▶ Play";
  }

  wake() { if (this.playing && this.inSight) this.frame ||= requestAnimationFrame((now) => this.tick(now)); }

  tick(now) {
    this.frame = 0;
    if (!this.playing || !this.inSight || document.hidden) return;
    this.wake();
    if (now - this.last < 1000 / this.speed() - 3) return; // a screen's frames do not come to the millisecond
    this.last = now;
    const end = this.count() - 1;
    if (this.swing && (this.at + this.forth > end || this.at + this.forth < 0)) this.forth *= -1;
    this.go(Math.min(end, this.at + (this.swing ? this.forth : 1)));
    if (!this.swing && this.at >= end) this.pause();
  }

  go(at) {
    this.at = at;
    this.show(at);
  }
}
export const player = (box, handlers) => new Player(box, handlers);

export const speedField = (change, value = 10) => {
  const reading = el("output", { textContent: `${value} a second` });
  const slider = el("input", { type: "range", min: 1, max: 30, step: 1, value });
  slider.addEventListener("input", () => {
    reading.textContent = `${slider.value} a second`;
    change(Number(slider.value));
  });
  return el("label", { className: "zoo-field gan-speed" }, "speed", slider, reading);
};

// Points of the latent space that a tool lets one choose from: the pinned samples, and some drawn at random.
class Pool {
  constructor(viewer) {
    Object.assign(this, { viewer, loose: [], next: 0 });
  }

  // {key, latents, image, size, label, seed, index, truncation, pinned}, of the present model only.
  points() {
    const dim = this.viewer.model.latent_dim;
    const pins = this.viewer.pins().map((pin) => ({ ...pin, key: `pin ${pin.id}`, pinned: true }));
    return [...pins, ...this.loose].filter(({ latents }) => latents.length === dim);
  }

  name(point) {
    const digit = point.label === null || point.label === undefined ? "" : `, digit ${point.label}`;
    return `${point.pinned ? "pinned: " : ""}seed ${point.seed}, sample ${point.index}${digit}`;
  }

  clear() { this.loose = []; }

  // `count` samples of a new seed as points, in place of those before; null where the server had none, or another
  // model came meanwhile.
  async draw(count) {
    const { truncation, digit } = this.viewer;
    const found = await this.take({ seed: 1 + Math.floor(Math.random() * 999999), first: 0, count, truncation, digit: digit ?? null });
    if (found) this.loose = found;
    return found;
  }

  // The samples of such a request, as the viewer's `samples` takes it, as points; added to those to choose from.
  async take(request) {
    const { model } = this.viewer;
    const answer = await this.viewer.samples(request);
    if (!answer || model !== this.viewer.model) return null;
    const { seed, first, truncation, digit } = request;
    const found = answer.codes.map((latents, i) => ({ key: `loose ${++this.next}`, seed, index: first + i, truncation, digit,
      label: answer.labels?.[i] ?? null, latents, image: answer.pictures[i], size: answer.size, pinned: false }));
    this.loose.push(...found);
    return found;
  }
}
export const pool = (viewer) => new Pool(viewer);

// Buttons, one a point, each pressed or not; `note(point)` is what stands in its corner.
export const thumbs = (pool, { isOn, note = () => "", press }) => pool.points().map((point) => {
  const canvas = screen("");
  paint(canvas, point.image, point.size);
  const made = el("button", { type: "button", className: "gan-thumb", title: pool.name(point), "aria-label": pool.name(point) }, canvas);
  made.setAttribute("aria-pressed", isOn(point));
  made.dataset.key = point.key;
  if (note(point)) made.append(el("b", { textContent: note(point) }));
  made.addEventListener("click", () => press(point));
  return made;
});
