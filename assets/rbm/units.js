// Hidden units as a grid: the probability of each, whether it is on, and a ring if it is forced; a click forces it.
import { el, makeScreen } from "../shared/dom.js";
import { plot } from "../shared/plot.js";
import { columnsOf, paintFilter } from "./pictures.js";

// One layer's grid. `layer`: {size, level, title, note, forced() -> Map, force(unit, value), filter(unit),
// describe(unit)}
export class Grid {
  constructor(layer) {
    this.layer = layer;
    this.at = 0;
    this.units = null;
    this.probs = null;
    this.columns = columnsOf(layer.size);
    this.rows = Math.ceil(layer.size / this.columns);
    this.canvas = el("canvas", {
      className: "rbm-chain-units",
      tabIndex: 0,
      role: "application",
      "aria-label": `${layer.title}: arrow keys choose a unit, Space forces it on, off, or lets it go`,
    });
    this.canvas.style.aspectRatio = `${this.columns} / ${this.rows}`;
    this.filter = makeScreen("");
    this.text = el("span");
    this.tip = el("div", { className: "rbm-chain-tip", hidden: true }, this.filter, this.text);
    this.element = el(
      "div",
      { className: "rbm-chain-layer" },
      el("h4", { textContent: layer.title }),
      el("div", { className: "rbm-chain-units-box" }, this.canvas, this.tip),
      el("p", { className: "rbm-chain-caption", textContent: layer.note }),
    );
    this.listen();
  }

  unitAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
    const unit = row * this.columns + column;
    return column >= 0 && column < this.columns && unit >= 0 && unit < this.layer.size ? unit : null;
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => this.hint(this.unitAt(event)));
    canvas.addEventListener("pointerleave", () => this.hint(null));
    canvas.addEventListener("blur", () => this.hint(null));
    canvas.addEventListener("click", (event) => {
      const unit = this.unitAt(event);
      if (unit !== null) this.cycle(unit);
    });
    canvas.addEventListener("keydown", (event) => {
      const move = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
      if (move) this.at = Math.min(this.layer.size - 1, Math.max(0, this.at + move));
      else if (event.key === " " || event.key === "Enter") this.cycle(this.at);
      else return;
      event.preventDefault();
      this.hint(this.at);
    });
  }

  // free -> on -> off -> free
  cycle(unit) {
    const now = this.layer.forced().get(unit);
    this.at = unit;
    this.layer.force(unit, now === undefined ? 1 : now === 1 ? 0 : null);
    this.hint(unit);
  }

  hint(unit) {
    this.tip.hidden = unit === null;
    this.hinted = unit;
    if (unit === null) return this.draw();
    const [column, row] = [unit % this.columns, Math.floor(unit / this.columns)];
    paintFilter(this.filter, this.layer.filter(unit));
    this.tip.style.left = `${(100 * (column + 0.5)) / this.columns}%`;
    this.tip.style.top = `${(100 * (row + 1)) / this.rows}%`;
    this.tip.classList.toggle("is-left", column > this.columns / 2);
    this.tip.classList.toggle("is-above", row > this.rows / 2);
    this.text.textContent = this.layer.describe(unit, this.probs?.[unit]);
    this.draw();
  }

  show(units, probs) {
    [this.units, this.probs] = [units, probs];
    this.draw();
  }

  draw() {
    if (!this.probs) return;
    const { columns, rows, units, probs } = this;
    plot(this.canvas, (context, width, height, color) => {
      const [w, h] = [width / columns, height / rows];
      const gap = Math.min(2, w * 0.14);
      const [accent, line] = [color("accent"), color("line")];
      for (let unit = 0; unit < probs.length; unit++) {
        const [x, y] = [(unit % columns) * w + gap / 2, Math.floor(unit / columns) * h + gap / 2];
        context.globalAlpha = 1;
        context.fillStyle = line;
        context.fillRect(x, y, w - gap, h - gap);
        context.fillStyle = accent;
        context.globalAlpha = units[unit] ? 0.35 + 0.65 * probs[unit] : 0.3 * probs[unit];
        context.fillRect(x, y, w - gap, h - gap);
      }
      context.globalAlpha = 1;
      this.rings(context, w, h, color);
    });
  }

  rings(context, w, h, color) {
    const ring = (unit, style, size) => {
      context.strokeStyle = style;
      context.lineWidth = size;
      context.strokeRect((unit % this.columns) * w + 1, Math.floor(unit / this.columns) * h + 1, w - 2, h - 2);
    };
    for (const [unit] of this.layer.forced()) ring(unit, color("ink"), Math.min(3, Math.max(1.5, w / 6)));
    if (this.hinted !== null && this.hinted !== undefined) ring(this.hinted, color("quiet"), 1.5);
  }
}
