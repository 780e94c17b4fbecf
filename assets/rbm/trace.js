// The free energy of the chains over time, and how fast they forget: the autocorrelation and its integrated time.

import { el } from "../shared/dom.js";
import { axes, plot, polyline, ticks } from "../shared/plot.js";
import { say } from "../shared/say.js";
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
    axes(context, { width, left, color, levels: ticks(low, high, 4), y });
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
    context.fillText(say(`step ${first.toLocaleString("en")}`), left, height - 7);
    context.textAlign = "right";
    context.fillText(say((first + SHOWN - 1).toLocaleString("en")), width - 2, height - 7);
  });
}

/** @param {HTMLCanvasElement} canvas @param {*} found */
function drawForgetting(canvas, { rho, time }) {
  plot(canvas, (context, width, height, color) => {
    const [left, bottom] = [34, height - 20];
    const y = (value) => 6 + (bottom - 6) * (1 - (value + 0.25) / 1.3);
    axes(context, { width, left, color, levels: [0, 0.5, 1], y });
    if (!rho) return;
    const reach = Math.min(rho.length - 1, Math.max(20, Math.ceil(8 * time)));
    const x = (lag) => left + ((width - left - 2) * lag) / reach;
    context.strokeStyle = color("accent");
    context.lineWidth = 2;
    polyline(context, rho.slice(0, reach + 1), x, y);
    context.fillStyle = color("quiet");
    context.fillText(say("0 steps apart"), left, height - 7);
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
