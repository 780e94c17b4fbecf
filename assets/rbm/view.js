// The chains' pictures and the hidden units, as the page shows them.
import { toBase64 } from "../shared/bytes.js";
import { el, makeScreen, paint } from "../shared/dom.js";
import { reading } from "../shared/judge.js";
import { newestOnly } from "../shared/pace.js";
import { plain } from "../shared/plot.js";
import { brush } from "./brush.js";
import { symbolOf } from "./energy.js";
import { paintUnits } from "./pictures.js";
import { COLORS } from "./trace.js";
import { Grid } from "./units.js";

const HELD = [
  [46, 33, 80],
  [255, 186, 112],
]; // held off, held on: coloured, so that they stand out

// Probabilities in grey, held pixels tinted.
function paintHeld(canvas, values, clamp) {
  const image = new ImageData(28, 28);
  for (let i = 0; i < values.length; i++) {
    const level = Math.round(255 * values[i]);
    const [red, green, blue] = clamp[i] >= 0 ? HELD[clamp[i]] : [level, level, level];
    image.data.set([red, green, blue, 255], 4 * i);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// One chain: its big picture to paint on, its draw and hidden units in small, and its free energy.
class Picture {
  constructor(index, { painted, pick, paintable }) {
    this.big = makeScreen(`Chain ${index + 1}: probability of each pixel`, "rbm-chain-big");
    this.sample = makeScreen(`Chain ${index + 1}: the drawn pixels`);
    this.units = el("canvas", {
      className: "zoo-screen",
      role: "img",
      "aria-label": `Chain ${index + 1}: hidden units`,
    });
    this.text = el("span");
    const cursor = el("i", { className: "rbm-chain-cursor" });
    this.name = el("button", {
      type: "button",
      className: "rbm-chain-name",
      textContent: `${index + 1}`,
      title: "Show this chain's hidden units",
    });
    this.name.style.setProperty("--chain", COLORS[index]);
    this.name.addEventListener("click", () => pick(index));
    this.element = el(
      "figure",
      { className: "rbm-chain-picture" },
      el("div", { className: "rbm-chain-sheet" }, this.big, cursor),
      el("figcaption", {}, this.name, this.sample, this.units, this.text),
    );
    this.rest = () => {};
    if (!paintable) return;
    Object.assign(this.big, { tabIndex: 0 });
    this.big.setAttribute("role", "application");
    this.big.setAttribute("aria-label", `Chain ${index + 1}, to paint on: arrow keys move the brush, Space paints`);
    this.big.classList.add("is-paintable");
    this.rest = brush(this.big, cursor, (pixels) => painted(index, pixels));
  }

  show(chain, seen, model) {
    const logPartition = Number.isFinite(model.log_partition) ? model.log_partition : NaN;
    if (model.lower.length) paint(this.big, seen.pixels);
    else paintHeld(this.big, seen.pixels, chain.clamp);
    paint(this.sample, seen.sample);
    paintUnits(this.units, chain.hiddenProbs);
    const energy = `F ${plain(Number(chain.freeEnergy.toFixed(1)))}`;
    const nats = -chain.freeEnergy - logPartition;
    const likely = `log p(${symbolOf(model)}) ${plain(Number(nats.toFixed(1)))}`;
    this.text.textContent = Number.isFinite(logPartition) ? `${energy}\n${likely}` : energy;
  }
}

// All chains' pictures in `box`.
export const makePictures = (box, count, handlers) => {
  const made = Array.from({ length: count }, (_, index) => new Picture(index, handlers));
  box.replaceChildren(...made.map(({ element }) => element));
  box.style.setProperty("--columns", Math.ceil(Math.sqrt(count)));
  return made;
};

// The grids of a machine's hidden layers, the top one first: {draw(chain, seen), picked}.
export const layerGrids = (box, machine, { forced, force, held, hold }) => {
  const last = machine.sizes.length - 1;
  const grids = machine.sizes.map((size, level) => {
    const isTop = level === last;
    const free = isTop || level === last - 1; // the layers of the machine whose chain runs
    const name = last ? `Hidden layer ${level + 1}${isTop ? ", the top" : ""}: ${size} units` : `${size} hidden units`;
    return new Grid({
      size,
      level,
      title: name,
      note: "",
      forced: isTop ? forced : free ? held : () => new Map(),
      force: isTop ? force : free ? hold : () => {},
      filter: (unit) => machine.filter(level, unit),
      describe: (unit, p) => {
        const now = (isTop ? forced() : free ? held() : new Map()).get(unit);
        return `unit ${unit}: on with probability ${(p ?? 0).toFixed(2)}${now === undefined ? "" : `, forced ${now ? "on" : "off"}`}`;
      },
    });
  });
  const between = (text) => el("p", { className: "rbm-chain-between", textContent: text });
  const parts = [];
  for (let level = last; level >= 0; level--) {
    parts.push(grids[level].element);
    if (level === last && last) parts.push(between("⇅ the chain runs between these two"));
    else if (last)
      parts.push(between(level ? "↓ generative weights" : "↓ generative weights, to the pixels of the picture"));
  }
  box.replaceChildren(...parts);
  return (chain, seen) =>
    grids.forEach((grid, level) => {
      if (level === last) grid.show(chain.hidden, chain.hiddenProbs);
      else grid.show(seen.layers[level].units, seen.layers[level].probs);
    });
};

// Writes into `line` what the judge, a classifier, reads in the chosen chain's picture; at most twice a second, because
// it runs on the server. Without a judge it writes nothing.
export const makeJudge = (line, server) => {
  let before = "";
  return newestOnly(async ([index, pixels, model]) => {
    const request = { model, pixels: toBase64(Uint8Array.from(pixels, (p) => Math.round(255 * p))) };
    if (typeof server.judge !== "function" || before === index + request.pixels) return;
    before = index + request.pixels;
    const answer = await server.judge(request);
    const read = reading(answer);
    line.textContent = read && `The judge reads in chain ${index + 1}: ${read}`;
    await new Promise((done) => setTimeout(done, 500));
  });
};
