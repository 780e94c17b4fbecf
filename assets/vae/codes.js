// The code of a VQ-VAE, instead of sliders: a grid of code-book entries over the picture, and a palette for one cell.
import { el, makeButton, paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";

const SIDE = 28;
// milliseconds without a change before the palette is drawn, so that it is not drawn at every frame of a film
const REST = 150;
const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

// The cell's patch with its neighbours, because the decoder looks at them together; cut off at the edge.
function crop(picture, cell, columns, patch) {
  const size = 3 * patch;
  const from = (at) => Math.min(SIDE - size, Math.max(0, (at - 1) * patch));
  const [top, left] = [from(Math.floor(cell / columns)), from(cell % columns)];
  const part = new Float32Array(size * size);
  for (let y = 0; y < size; y++)
    part.set(picture.slice((top + y) * SIDE + left, (top + y) * SIDE + left + size), y * size);
  return part;
}

// The entries of a code book that occur in the codes of the test digits, the most frequent first, and the others.
export function orderOf({ size, shares }) {
  const entries = Array.from({ length: size }, (_, entry) => entry);
  const used = entries.filter((entry) => shares?.[entry] > 0).sort((a, b) => shares[b] - shares[a]);
  return { used, unused: entries.filter((entry) => !used.includes(entry)) };
}

class CodeGrid {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.model = viewer.model;
    this.book = viewer.model.codebook;
    this.code = [];
    this.cell = 0;
    this.patch = SIDE / this.book.columns;
    this.picture = el("canvas", { width: SIDE, height: SIDE, className: "zoo-screen" });
    this.cells = Array.from({ length: this.book.rows * this.book.columns }, (_, at) => this.makeCell(at));
    const grid = el("div", { className: "vae-cells", role: "group" }, ...this.cells);
    grid.setAttribute("aria-label", "The code: arrow keys choose a cell, Enter goes to the entries for it");
    grid.style.setProperty("--columns", this.book.columns);
    this.entries = Array.from({ length: this.book.size }, (_, entry) => this.makeEntry(entry));
    this.order = orderOf(this.book);
    this.palette = el("div", { className: "vae-palette", role: "group", ariaLabel: "the code book" });
    this.title = el("p", { className: "vae-palette-title" });
    this.more = makeButton("", () => this.showEntries(!this.isWhole));
    this.more.title = "No test digit uses these entries.";
    this.showEntries(this.order.used.length === 0);
    const side = el("div", { className: "vae-palette-side" }, this.title, this.palette, this.more);
    box.append(
      el("div", { className: "vae-codes" }, el("div", { className: "vae-code-picture" }, this.picture, grid), side),
    );
    this.fill = newestOnly((asked) => this.decode(asked));
    this.select(Math.floor(this.cells.length / 2));
  }

  makeCell(at) {
    const button = el("button", { type: "button", tabIndex: -1 });
    button.addEventListener("click", () => this.select(at));
    button.addEventListener("keydown", (event) => this.cellKey(event, at));
    return button;
  }

  makeEntry(entry) {
    const screen = el("canvas", { width: 3 * this.patch, height: 3 * this.patch, className: "zoo-screen" });
    const button = el("button", { type: "button" }, screen, el("span", { textContent: entry }));
    const share = this.book.shares?.[entry];
    button.setAttribute("aria-label", `Entry ${entry}`);
    if (share !== undefined)
      button.title = `entry ${entry}: ${(100 * share).toFixed(1)} % of all cells of the test digits`;
    button.classList.toggle("is-unused", share === 0);
    button.addEventListener("click", () => this.choose(entry));
    button.addEventListener("keydown", (event) => this.entryKey(event, entry));
    return { button, screen };
  }

  // The entries that the test digits use, the most frequent first, and after them the one in the cell, or if `isWhole`
  // all others.
  showEntries(isWhole) {
    const { used, unused } = this.order;
    this.isWhole = isWhole;
    this.held = this.code[this.cell];
    this.shown = [...used, ...unused.filter((entry) => isWhole || entry === this.held)];
    const focused = this.entries.find(({ button }) => button === document.activeElement)?.button;
    this.palette.replaceChildren(...this.shown.map((entry) => this.entries[entry].button));
    if (focused?.isConnected) focused.focus({ preventScroll: true }); // to be put in anew takes it away
    this.more.textContent = isWhole ? `Hide ${unused.length} unused` : `Show ${unused.length} unused`;
    this.more.hidden = !(used.length && unused.length);
    this.refresh();
  }

  cellKey(event, at) {
    const { rows, columns } = this.book;
    const move = MOVES[event.key];
    if (event.key === "Enter" || event.key === " ") this.entries[this.code[at] ?? 0].button.focus();
    else if (move) {
      const row = Math.min(rows - 1, Math.max(0, Math.floor(at / columns) + move[0]));
      const column = Math.min(columns - 1, Math.max(0, (at % columns) + move[1]));
      this.select(row * columns + column);
      this.cells[this.cell].focus();
    } else return;
    event.preventDefault();
  }

  // The palette wraps at the page's width: up and down move by the number of entries in the first row.
  entryKey(event, entry) {
    const move = MOVES[event.key];
    if (event.key === "Escape") this.cells[this.cell].focus();
    else if (move) {
      const buttons = this.shown.map((each) => this.entries[each].button);
      const inRow = buttons.filter(({ offsetTop }) => offsetTop === buttons[0].offsetTop).length;
      buttons[this.shown.indexOf(entry) + move[0] * inRow + move[1]]?.focus();
    } else return;
    event.preventDefault();
  }

  select(cell) {
    this.cells[this.cell].tabIndex = -1;
    this.cells[this.cell].removeAttribute("aria-current");
    this.cell = cell;
    this.cells[cell].tabIndex = 0;
    this.cells[cell].setAttribute("aria-current", "true");
    this.refresh();
  }

  choose(entry) {
    this.viewer.set(this.code.with(this.cell, entry), { glide: false });
  }

  show(code) {
    this.code = Array.from(code);
    this.refresh();
  }

  refresh() {
    if (!this.code.length) return;
    const { columns } = this.book;
    const isOther = [this.held, this.code[this.cell]].some((entry) => this.order.unused.includes(entry));
    if (!this.isWhole && isOther && this.held !== this.code[this.cell]) return this.showEntries(false);
    const [row, column] = [Math.floor(this.cell / columns) + 1, (this.cell % columns) + 1];
    this.title.textContent = `Row ${row}, column ${column} holds entry ${this.code[this.cell]}. Put another in its place:`;
    this.cells.forEach((button, at) => {
      button.textContent = this.code[at];
      button.setAttribute(
        "aria-label",
        `Row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}: entry ${this.code[at]}`,
      );
    });
    this.entries.forEach(({ button }, entry) => button.setAttribute("aria-pressed", entry === this.code[this.cell]));
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.fill({ code: this.code, cell: this.cell, shown: this.shown }), REST);
  }

  drawn(picture) {
    paint(this.picture, picture);
  }

  // The digit with each entry in this cell that is shown.
  async decode({ code, cell, shown }) {
    if (this.viewer.model !== this.model) return;
    const pictures = await this.viewer.decode(shown.map((entry) => code.with(cell, entry)));
    if (!pictures || this.viewer.model !== this.model) return;
    shown.forEach((entry, at) => {
      paint(this.entries[entry].screen, crop(pictures[at], cell, this.book.columns, this.patch));
    });
  }
}

// Fills `box`; returns {show(code), drawn(picture)}: show a code, and later the digit it decodes to.
export const codeGrid = (box, viewer) => new CodeGrid(box, viewer);
