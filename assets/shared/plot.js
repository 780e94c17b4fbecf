// Charts on a canvas.
import { say } from "./say.js";

// A canvas that is as sharp as the screen; draw(context, width, height) in CSS pixels.
export const plot = (canvas, draw) => {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  const scale = Math.min(3, devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  canvas.series = []; // the numbers of its lines, for whoever saves it
  const style = getComputedStyle(canvas);
  const color = (name) => style.getPropertyValue(`--zoo-${name}`).trim();
  Object.assign(context, { font: "11.5px Inter, system-ui, sans-serif", textBaseline: "middle", lineJoin: "round" });
  draw(context, width, height, color);
};

export function polyline(context, values, x, y) {
  context.canvas.series?.push(Array.from(values));
  context.beginPath();
  values.forEach((value, i) => context[i ? "lineTo" : "moveTo"](x(i), y(value)));
  context.stroke();
}

// Round numbers between two values, about `count` of them.
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, i) => first + i * step);
}
export const plain = (value) => `${value < 0 ? "−" : ""}${Math.abs(Number(value.toFixed(2))).toLocaleString("en")}`;

// Level lines across a chart, each with its number at the left.
export function axes(context, { width, left, color, levels, y }) {
  context.strokeStyle = color("line");
  context.fillStyle = color("quiet");
  context.lineWidth = 1;
  context.textAlign = "right";
  for (const level of levels) {
    context.beginPath();
    context.moveTo(left, y(level));
    context.lineTo(width, y(level));
    context.stroke();
    context.fillText(say(plain(level)), left - 6, y(level));
  }
  context.textAlign = "left";
}
