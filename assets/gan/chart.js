// Line charts of the GAN page's tools, drawn in the colours of the style sheet at the screen's own resolution.

import { el, withNumbers } from "../shared/dom.js";
import { oncePerFrame } from "../shared/pace.js";
import { say } from "../shared/say.js";
import { lossSpan, pointsOf, ticks, tickText } from "./scale.js";

const [RIGHT, TOP, BOTTOM] = [8, 10, 22]; // room around the lines, in CSS pixels
const leftOf = (width) => (width < 240 ? 30 : 46);

// spec: {x: [low, high], y: [low, high], lines: [{color, points: [[x, y], ...], width?, dots?}], levels?: [{y, text,
// color}], marks?: [x], marker?: x, tangents?: [{color, at: [x, y], slope}], xText, yTicks?, label}; colours are names
// of CSS variables without their dashes.
export class Chart {
  constructor(label, className = "", pick = null) {
    this.canvas = el("canvas", { className: `gan-chart ${className}`, role: "img", "aria-label": label });
    withNumbers(this.canvas, () => this.numbers());
    this.redraw = oncePerFrame(() => this.draw());
    new ResizeObserver(this.redraw).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.redraw);
    if (pick) this.pickable(pick);
  }

  // When the chart is pressed or dragged, `pick` gets the x at that place.
  pickable(pick) {
    const at = (event) => {
      if (!this.spec || !event.buttons) return;
      const { left, width } = this.canvas.getBoundingClientRect();
      const [low, high] = this.spec.x;
      const share = (event.clientX - left - leftOf(width)) / (width - leftOf(width) - RIGHT);
      pick(low + Math.min(1, Math.max(0, share)) * (high - low));
    };
    this.canvas.classList.add("is-pickable");
    this.canvas.addEventListener("pointerdown", at);
    this.canvas.addEventListener("pointermove", at);
  }

  show(spec) {
    this.spec = spec;
    if (spec.label) this.canvas.setAttribute("aria-label", spec.label);
    this.redraw();
  }

  // Moves only the marker.
  mark(x) {
    if (!this.spec) return;
    this.spec.marker = x;
    this.redraw();
  }

  numbers() {
    const name = this.canvas.getAttribute("aria-label");
    return (this.spec?.lines ?? []).flatMap(({ points }, i) => [
      [name, `line ${i + 1}`, this.spec.xText || "across", ...points.map(([x]) => x)],
      [name, `line ${i + 1}`, "up", ...points.map(([, y]) => y)],
    ]);
  }

  draw() {
    const { canvas, spec } = this;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!spec || !width || !height) return;
    const scale = Math.min(3, devicePixelRatio || 1);
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(canvas);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    const between = (low, high, from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);
    const left = leftOf(width);
    const x = between(...spec.x, left, width - RIGHT);
    const y = between(...spec.y, height - BOTTOM, TOP);
    Object.assign(pen, { font: "11.5px Inter, system-ui, sans-serif", textBaseline: "middle", lineJoin: "round" });
    const tools = { pen, spec, color, x, y, left, width, height };
    drawAxes(tools);
    pen.save();
    pen.beginPath();
    pen.rect(left, TOP - 4, width - left - RIGHT + 4, height - TOP - BOTTOM + 8);
    pen.clip();
    drawLevels(tools);
    for (const line of spec.lines) drawLine(tools, line);
    for (const tangent of spec.tangents ?? []) drawTangent(tools, tangent);
    pen.restore();
    drawLevelTexts(tools);
    drawMarks(tools);
  }
}

function drawAxes({ pen, spec, color, x, y, left, width, height }) {
  pen.fillStyle = color("zoo-quiet");
  pen.strokeStyle = color("zoo-line");
  pen.lineWidth = 1;
  pen.textAlign = "right";
  for (const level of spec.yTicks ?? ticks(...spec.y, height > 150 ? 4 : 3)) {
    pen.beginPath();
    pen.moveTo(left, y(level));
    pen.lineTo(width - RIGHT, y(level));
    pen.stroke();
    pen.fillText(say(tickText(level)), left - 7, y(level));
  }
  pen.textAlign = "center";
  const name = pen.measureText(say(spec.xText ?? "")).width;
  for (const place of ticks(...spec.x, width > 420 ? 8 : 4)) {
    if (x(place) > left + name + 22 || !spec.xText)
      pen.fillText(say(tickText(place)), Math.min(x(place), width - RIGHT - 6), height - 8);
  }
  pen.textAlign = "left";
  if (spec.xText) pen.fillText(say(spec.xText), left, height - 8);
}

function drawLevels({ pen, spec, color, y, left, width }) {
  pen.setLineDash([5, 4]);
  pen.lineWidth = 1.3;
  for (const level of spec.levels ?? []) {
    pen.strokeStyle = color(level.color);
    pen.beginPath();
    pen.moveTo(left, y(level.y));
    pen.lineTo(width - RIGHT, y(level.y));
    pen.stroke();
  }
  pen.setLineDash([]);
}

// The names of the dashed lines, outlined in the background colour so that they can be read over the lines.
function drawLevelTexts({ pen, spec, color, y, left, width }) {
  pen.textAlign = "right";
  pen.lineWidth = 4;
  pen.strokeStyle = color("gan-ground");
  let last = null; // the previous name: one that would overlap it is set beside it, or above it if there is no room
  for (const { y: level, text, color: name } of spec.levels ?? []) {
    if (!text) continue;
    const wide = pen.measureText(text).width;
    const place = { left: width - RIGHT - 3 - wide, y: y(level) - 9 };
    if (last && Math.abs(place.y - last.y) < 14) {
      const beside = last.left - 24 - wide;
      Object.assign(place, beside > left ? { left: beside } : { y: last.y - 14 });
    }
    pen.fillStyle = color(name);
    pen.strokeText(text, place.left + wide, place.y);
    pen.fillText(text, place.left + wide, place.y);
    last = place;
  }
  pen.textAlign = "left";
}

function drawLine({ pen, color, x, y }, { points, color: name, width = 1.8, dots = false }) {
  pen.strokeStyle = pen.fillStyle = color(name);
  pen.lineWidth = width;
  pen.beginPath();
  points.forEach(([at, value], i) => pen[i ? "lineTo" : "moveTo"](x(at), y(value)));
  pen.stroke();
  if (dots || points.length === 1) for (const [at, value] of points) disc(pen, x(at), y(value), 2.6);
}

function drawTangent({ pen, color, x, y }, { at: [at, value], slope, color: name }) {
  const reach = 0.12 * (x(1) - x(0));
  const lean = (slope * (y(1) - y(0))) / (x(1) - x(0)); // pixels down for a pixel to the right
  const step = reach / Math.hypot(1, lean);
  pen.strokeStyle = color(name);
  pen.lineWidth = 4;
  pen.globalAlpha = 0.4;
  pen.beginPath();
  pen.moveTo(x(at) - step, y(value) - lean * step);
  pen.lineTo(x(at) + step, y(value) + lean * step);
  pen.stroke();
  pen.globalAlpha = 1;
  pen.fillStyle = color(name);
  disc(pen, x(at), y(value), 4.5);
}

function disc(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

// The current place as a vertical line, and warnings as small triangles on the axis.
function drawMarks({ pen, spec, color, x, height }) {
  pen.fillStyle = color("zoo-error");
  for (const place of spec.marks ?? []) {
    pen.beginPath();
    pen.moveTo(x(place) - 5, height - BOTTOM + 1);
    pen.lineTo(x(place) + 5, height - BOTTOM + 1);
    pen.lineTo(x(place), height - BOTTOM - 8);
    pen.fill();
  }
  if (!Number.isFinite(spec.marker)) return;
  pen.strokeStyle = color("zoo-ink");
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x(spec.marker), TOP - 6);
  pen.lineTo(x(spec.marker), height - BOTTOM + 4);
  pen.stroke();
}

// ---- what several tools draw
// Both players' losses over the epochs. `y` is given if another chart shares the scale.
/** @param {*} trace @param {*} options */
export const lossChart = (trace, { to, y, levels = [], ...more }) => ({
  x: [0, to],
  y: y ?? lossSpan(trace, levels),
  xText: "epoch",
  levels,
  lines: ["critic", "generator"].map((key) => ({ color: `gan-${key}`, points: pointsOf(trace, key) })),
  ...more,
});

// A legend: [text, colour] pairs.
export const legend = (entries) =>
  el(
    "p",
    { className: "gan-legend" },
    ...entries.map(([text, color]) => {
      const line = el("i");
      line.style.background = `var(--${color})`;
      return el("span", {}, line, text);
    }),
  );
