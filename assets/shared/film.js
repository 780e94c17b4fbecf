// Films: screens of any size, and playing frames on them.
import { el, makeButton } from "./dom.js";

export const screen = (label, className = "") =>
  el("canvas", { className: `zoo-screen ${className}`, ...(label ? { role: "img", "aria-label": label } : {}) });

// Calls `show(frame)` `speed()` times a second while it plays and can be seen; frames are 0 to count() - 1.
export class Player {
  constructor(box, { count, speed, show, swing = false }) {
    this.count = count;
    this.speed = speed;
    this.swing = swing;
    this.show = show;
    this.at = 0;
    this.playing = false;
    this.inSight = false;
    this.frame = 0;
    this.last = 0;
    this.forth = 1;
    this.button = makeButton("▶ Play", () => (this.playing ? this.pause() : this.play()), "zoo-primary zoo-play");
    new IntersectionObserver((entries) => {
      const entry = entries.at(-1); // the latest: where the page is busy, several come at once
      this.inSight = entry.isIntersecting;
      this.wake();
    }).observe(box);
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

  wake() {
    if (this.playing && this.inSight) this.frame ||= requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = 0;
    if (!this.playing || !this.inSight || document.hidden) return;
    this.wake();
    if (now - this.last < 1000 / this.speed() - 3) return; // screen frames are not exact to the millisecond
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

export const speedField = (change, value = 10) => {
  const reading = el("output", { textContent: `${value} a second` });
  const slider = el("input", { type: "range", min: 1, max: 30, step: 1, value });
  slider.addEventListener("input", () => {
    reading.textContent = `${slider.value} a second`;
    change(Number(slider.value));
  });
  return el("label", { className: "zoo-field gan-speed" }, "speed", slider, reading);
};

// Draws frame `at` of the picture that holds all frames, one below the other, onto a canvas with `columns` images per
// row. Of a frame's images these are `shown`, after the first `from`.
export const paintFrame = (
  canvas,
  picture,
  { count, columns: inRow, gap, size },
  at,
  columns = inRow,
  { from = 0, shown = count } = {},
) => {
  const step = size + gap;
  const top = at * (Math.ceil(count / inRow) * step - gap);
  const [width, height] = [columns * step - gap, Math.ceil(shown / columns) * step - gap];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, width, height);
  for (let i = 0; i < shown; i++) {
    pen.drawImage(
      picture,
      ((from + i) % inRow) * step,
      top + Math.floor((from + i) / inRow) * step,
      size,
      size,
      (i % columns) * step,
      Math.floor(i / columns) * step,
      size,
      size,
    );
  }
};

// The level of the brightest pixel of a canvas in grey.
export function brightest(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let most = 0;
  for (let at = 0; at < data.length; at += 4) most = Math.max(most, data[at]);
  return most;
}

// Image `i` of frame `at` alone, onto a canvas of its size.
export const paintOne = (canvas, picture, { count, columns, gap, size }, at, i) => {
  const step = size + gap;
  const top = at * (Math.ceil(count / columns) * step - gap) + Math.floor(i / columns) * step;
  Object.assign(canvas, { width: size, height: size });
  canvas.getContext("2d").drawImage(picture, (i % columns) * step, top, size, size, 0, 0, size, size);
};

// The picture of a timeline, as a loaded image element.
export const loadFrames = async ({ url }) => {
  const image = el("img", { src: url, alt: "" });
  await image.decode();
  return image;
};
