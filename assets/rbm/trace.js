// The free energy of the chains over time, and how fast they forget: the autocorrelation and its integrated time.
import { el } from "../shared/dom.js";
import { forgetting } from "./mixing.js";

const SHOWN = 600; // steps of the trace
export const COLORS = [
  "#f97316",
  "#3b82f6",
  "#10b981",
  "#a855f7",
  "#eab308",
  "#ec4899",
  "#06b6d4",
  "#84cc16",
  "#f43f5e",
];

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
  const style = getComputedStyle(canvas);
  const color = (name) => style.getPropertyValue(`--zoo-${name}`).trim();
  Object.assign(context, { font: "11.5px Inter, system-ui, sans-serif", textBaseline: "middle", lineJoin: "round" });
  draw(context, width, height, color);
};

function polyline(context, values, x, y) {
  context.beginPath();
  values.forEach((value, i) => context[i ? "lineTo" : "moveTo"](x(i), y(value)));
  context.stroke();
}

// Round numbers between two values, about `count` of them.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, i) => first + i * step);
}
export const plain = (value) => `${value < 0 ? "−" : ""}${Math.abs(Number(value.toFixed(2))).toLocaleString("en")}`;

function frame(context, { width, height, left, color, levels, y }) {
  context.strokeStyle = color("line");
  context.fillStyle = color("quiet");
  context.lineWidth = 1;
  context.textAlign = "right";
  for (const level of levels) {
    context.beginPath();
    context.moveTo(left, y(level));
    context.lineTo(width, y(level));
    context.stroke();
    context.fillText(plain(level), left - 6, y(level));
  }
  context.textAlign = "left";
  return height;
}

function drawTrace(canvas, { list, steps }, reference) {
  plot(canvas, (context, width, height, color) => {
    const shown = list.map(({ trace }) => trace.slice(-SHOWN));
    const all = shown.flat().concat(reference === null ? [] : [reference]);
    let [low, high] = [Math.min(...all), Math.max(...all)];
    const room = Math.max(2, 0.06 * (high - low));
    [low, high] = [low - room, high + room];
    const [left, bottom] = [48, height - 20];
    const y = (value) => 6 + (bottom - 6) * (1 - (value - low) / (high - low));
    const x = (i) => left + ((width - left - 2) * i) / (SHOWN - 1);
    frame(context, { width, height, left, color, levels: ticks(low, high, 4), y });
    if (reference !== null) {
      context.setLineDash([5, 4]);
      context.strokeStyle = color("ink");
      polyline(context, [reference, reference], (i) => (i ? width : left), y);
      context.setLineDash([]);
    }
    context.lineWidth = 1.4;
    shown.forEach((trace, chain) => {
      context.strokeStyle = COLORS[chain];
      polyline(context, trace, x, y);
    });
    const first = Math.max(0, steps - shown[0].length + 1);
    context.fillStyle = color("quiet");
    context.fillText(`step ${first.toLocaleString("en")}`, left, height - 7);
    context.textAlign = "right";
    context.fillText(`${(first + SHOWN - 1).toLocaleString("en")}`, width - 2, height - 7);
  });
}

/** @param {HTMLCanvasElement} canvas @param {*} found */
function drawForgetting(canvas, { rho, time }) {
  plot(canvas, (context, width, height, color) => {
    const [left, bottom] = [34, height - 20];
    const y = (value) => 6 + (bottom - 6) * (1 - (value + 0.25) / 1.3);
    frame(context, { width, height, left, color, levels: [0, 0.5, 1], y });
    if (!rho) return;
    const reach = Math.min(rho.length - 1, Math.max(20, Math.ceil(8 * time)));
    const x = (lag) => left + ((width - left - 2) * lag) / reach;
    context.strokeStyle = color("accent");
    context.lineWidth = 2;
    polyline(context, rho.slice(0, reach + 1), x, y);
    context.fillStyle = color("quiet");
    context.fillText("0 steps apart", left, height - 7);
    context.textAlign = "right";
    context.fillText(`${reach}`, width - 2, height - 7);
  });
}

// The panel. draw(chains) may be called as often as you like: it draws the lines a few times a second, the
// autocorrelation once or twice. energy.js has the words.
export class Trace {
  constructor(box) {
    const named = (label) => el("canvas", { className: "rbm-chain-plot", role: "img", "aria-label": label });
    this.trace = named("Free energy of each chain over the last steps");
    this.rho = named("Autocorrelation of the free energy");
    this.title = el("h4");
    this.caption = el("p", { className: "rbm-chain-caption" });
    this.verdict = el("p", { className: "rbm-chain-verdict" });
    box.append(
      el("figure", {}, this.title, this.trace, this.caption),
      el(
        "figure",
        {},
        el("h4", { textContent: "How fast it forgets" }),
        this.rho,
        this.verdict,
        el("p", {
          className: "rbm-chain-caption",
          textContent:
            "The autocorrelation: how much the free energy now says about the one that many steps later; 0 means nothing.",
        }),
      ),
    );
    this.reference = null;
    this.last = this.drawn = 0;
  }

  // `reference` is a free energy or null.
  say(title, caption, reference) {
    this.title.textContent = title;
    this.caption.textContent = caption;
    this.reference = reference;
  }

  draw(chains, now = true) {
    const time = performance.now();
    if (!now && time - this.drawn < 60) return;
    this.drawn = time;
    drawTrace(this.trace, chains, this.reference);
    if (!now && time - this.last < 600) return;
    this.last = time;
    const found = forgetting(chains.list);
    drawForgetting(this.rho, found);
    this.verdict.textContent = found.text;
  }
}
