// The grid of samples: one button with a canvas for each. The arrow keys choose one.
import { el, paintLevels } from "../shared/dom.js";
import { aDigit } from "../shared/words.js";

// `pick(index)` is called when a sample is chosen, `pin(index)` when it is pinned or unpinned with the keyboard.
export class Grid {
  constructor(box, { pick, pin }) {
    this.box = box;
    this.pick = pick;
    this.pin = pin;
    this.cells = [];
    this.samples = [];
    this.columns = 1;
    this.at = 0;
    box.addEventListener("click", (event) => {
      const cell = event.target.closest("button");
      if (cell) this.choose(this.cells.indexOf(cell));
    });
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("focusin", (event) => this.rove(this.cells.indexOf(event.target)));
  }

  // As many cells as there will be samples. Those that stay keep their old picture, dimmed, until the new one arrives.
  lay(count, columns) {
    this.columns = columns;
    this.box.style.setProperty("--columns", columns);
    while (this.cells.length > count) this.cells.pop().remove();
    while (this.cells.length < count) {
      const cell = el(
        "button",
        { type: "button", className: "gan-cell is-empty", tabIndex: -1, disabled: true, "aria-label": "Not drawn yet" },
        el("canvas", { className: "zoo-screen" }),
      );
      this.cells.push(cell);
      this.box.append(cell);
    }
    this.samples.length = Math.min(this.samples.length, count);
    this.rove(Math.min(this.at, count - 1));
  }

  stale() {
    for (const cell of this.cells) cell.classList.add("is-stale");
  }

  clear() {
    this.samples = [];
    for (const cell of this.cells) Object.assign(cell, { className: "gan-cell is-empty", disabled: true });
  }

  show(sample) {
    const cell = this.cells[sample.index];
    if (!cell) return;
    this.samples[sample.index] = sample;
    paintLevels(cell.firstChild, sample.image, sample.size);
    cell.classList.remove("is-empty", "is-stale");
    cell.disabled = false;
    cell.setAttribute(
      "aria-label",
      `Sample ${sample.index}${sample.label === null ? "" : `, asked for ${aDigit(sample.label)}`}`,
    );
  }

  choose(index) {
    this.rove(index);
    this.pick(index);
  }

  // Tab reaches one cell: the one that last had the focus.
  rove(index) {
    if (index < 0) return;
    this.at = index;
    this.cells.forEach((cell, i) => {
      cell.tabIndex = i === index ? 0 : -1;
    });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "p" || event.key === "P") return this.pin(this.at);
    const { at, columns } = this;
    const next = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: this.cells.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (!this.samples[next]) return;
    this.rove(next);
    this.cells[next].focus();
  }

  mark(index) {
    this.cells.forEach((cell, i) => cell.setAttribute("aria-pressed", i === index));
  }
  pinned(indices) {
    this.cells.forEach((cell, i) => cell.classList.toggle("is-pinned", indices.has(i)));
  }
}
