// The free energy of the chains over time, and how fast they forget: the autocorrelation and its integrated time.
import { el } from "../shared/dom.js";
import { uniforms } from "../shared/random.js";
import { KEPT } from "./chains.js";

const SHOWN = 600; // steps of the trace
const LAGS = 300;
export const COLORS = ["#f97316", "#3b82f6", "#10b981", "#a855f7", "#eab308", "#ec4899", "#06b6d4", "#84cc16", "#f43f5e"];

// Autocorrelation of several chains of one length around their common mean, at lags 0 to `lags`: a chain that stays in
// a place of its own has not forgotten. Null where nothing varies.
export const autocorrelation = (traces, lags) => {
  const length = Math.min(...traces.map((trace) => trace.length));
  const cut = traces.map((trace) => trace.slice(trace.length - length));
  const mean = cut.reduce((sum, trace) => sum + trace.reduce((a, b) => a + b, 0), 0) / (length * cut.length);
  const centred = cut.map((trace) => Float64Array.from(trace, (value) => value - mean));
  const at = (lag) => {
    let sum = 0;
    for (const trace of centred) for (let i = 0; i + lag < length; i++) sum += trace[i] * trace[i + lag];
    return sum / (length * cut.length);
  };
  const variance = at(0);
  if (!(variance > 1e-12)) return null;
  return Array.from({ length: Math.min(lags, length - 1) + 1 }, (_, lag) => at(lag) / variance);
};

// 1 + 2 times the sum of the autocorrelations up to the first lag that is 5 times as long (Sokal 1997, section 3);
// {steps, sure}: not sure where the window does not close within the lags.
export const integratedTime = (rho) => {
  let time = 1;
  for (let lag = 1; lag < rho.length; lag++) {
    time += 2 * rho[lag];
    if (lag >= 5 * time) return { steps: Math.max(1, time), sure: true };
  }
  return { steps: Math.max(1, time), sure: false };
};

// The mean free energy of pictures of 784 bytes each, in a network of what its layers below make of them.
export const meanFreeEnergy = (machine, bytes) => {
  const uniform = uniforms(1);
  const energies = Array.from({ length: bytes.length / 784 }, (_, i) => (
    machine.freeEnergy(machine.upward(Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), (level) => level / 255), uniform))));
  return energies.reduce((sum, value) => sum + value, 0) / energies.length;
};

// The first fifth of a run is on the way from its start, and left out of the autocorrelation.
const settled = (trace) => trace.slice(Math.max(Math.floor(trace.length / 5), trace.length - KEPT / 2));

export const forgetting = (chains) => {
  const traces = chains.map(({ trace }) => settled(trace));
  if (!traces.length || traces[0].length < 60) return { rho: null, text: "Run at least 75 steps to see how fast the chain forgets." };
  const rho = autocorrelation(traces, Math.min(LAGS, Math.floor(traces[0].length / 2)));
  if (!rho) return { rho: null, text: "The free energy does not change at all: everything is held." };
  const { steps, sure } = integratedTime(rho);
  const long = sure && traces[0].length > 20 * steps;
  const said = steps < 10 ? steps.toFixed(1) : Math.round(steps).toLocaleString("en");
  const text = long
    ? `After about ${said} steps the chain has forgotten where it was, as far as its free energy tells.`
    : `The chain still remembers where it was: it forgets over ${said} steps or more, and the ${traces[0].length.toLocaleString("en")} last steps are too few to say.`;
  return { rho, time: steps, sure: long, text };
};

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
const plain = (value) => `${value < 0 ? "−" : ""}${Math.abs(Number(value.toFixed(2))).toLocaleString("en")}`;
export const plain = plain;

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

// The panel: draw(chains) as often as one likes: it draws the lines some times a second, the autocorrelation once or twice; `reference` is a free energy or null.
class Trace {
  constructor(box) {
    const named = (label) => el("canvas", { className: "rbm-chain-plot", role: "img", "aria-label": label });
    this.trace = named("Free energy of each chain over the last steps");
    this.rho = named("Autocorrelation of the free energy");
    this.caption = el("p", { className: "rbm-chain-caption" });
    this.verdict = el("p", { className: "rbm-chain-verdict" });
    box.append(
      el("figure", {}, el("h4", { textContent: "Free energy, in nats" }), this.trace, this.caption),
      el("figure", {}, el("h4", { textContent: "How fast it forgets" }), this.rho, this.verdict, el("p", { className: "rbm-chain-caption",
        textContent: "The autocorrelation: how much the free energy now says about the one so many steps later; 0 is nothing." })),
    );
    this.reference = null;
    this.last = this.drawn = 0;
  }

  setReference(value) {
    this.reference = value;
    this.caption.textContent = `F(v), a line for each chain: the lower, the more probable the picture.${
      value === null ? "" : ` Dashed: the mean of 20 test digits, ${plain(Number(value.toFixed(1)))}. `
        + "A chain that stays far below it sits in a hollow: a picture that the machine takes to be more probable than any one digit, though it "
        + "is no digit. Such a hollow may hold so few pictures that together they hardly count, and yet be hard to leave."}`;
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
export const trace = (box) => new Trace(box);
