// The editor of one matrix: a grid of inputs, its size, and a field for pasting text.
import { cellSpace, labelSpace, named } from "./format.js";
import { makeGrid } from "./grid.js";
import { makePasting } from "./pasting.js";

export function makeEditor(root, { name, title, about }, actions) {
  const MOST = { rows: 64, columns: 128 };
  const table = { cells: [["0"]], list: false, labels: [] }; // labels: the words that the rows belong to, or nothing
  let wrong = null; // [row, column] of the cell that the server could not read

  const make = (tag, properties = {}, ...children) => {
    const { className = "", ...rest } = properties;
    const made = Object.assign(document.createElement(tag), rest);
    made.className = className;
    made.append(...children);
    return made;
  };

  function typed(input, row, column, note = "") {
    table.cells[row][column] = input.value;
    wrong = null;
    input.removeAttribute("aria-invalid");
    actions.change(note);
  }

  // ---- the grid
  const box = make("div", { className: "attention-editor" });
  box.setAttribute("aria-label", `${name}, ${title}`);
  const grid = makeGrid(box, {
    cellClass: "attention-input",
    tabThrough: true,
    onWidth: () => show(),
    make(cell, row, column) {
      const input = make("input", { type: "text", autocomplete: "off", spellcheck: false });
      input.setAttribute("aria-label", `${name}, row ${row + 1}, column ${column + 1}`);
      input.addEventListener("input", () => typed(input, row, column));
      input.addEventListener("focus", () => input.select());
      cell.append(input);
    },
    fill(cell, row, column) {
      const input = cell.firstChild;
      const text = table.cells[row]?.[column] ?? "";
      if (input.value !== text) input.value = text;
      const bad = wrong !== null && wrong[0] === row && wrong[1] === column;
      if (bad !== input.hasAttribute("aria-invalid"))
        bad ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    },
  });

  // Enter and the vertical arrows move between rows; the horizontal ones leave a cell at the end of its text.
  box.addEventListener("keydown", (event) => {
    const input = event.target;
    const [row, column] = [Number(input.parentNode.dataset.row), Number(input.parentNode.dataset.column)];
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const target = {
      Enter: [row + (event.shiftKey ? -1 : 1), column],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowLeft: all || input.selectionEnd === 0 ? [row, column - 1] : null,
      ArrowRight: all || input.selectionStart === input.value.length ? [row, column + 1] : null,
    }[event.key];
    if (!target || (event.shiftKey && event.key !== "Enter")) return;
    event.preventDefault();
    grid.focus(...target);
  });
  // A plain number goes into its cell as usual. Everything else is read by the server.
  const isNumber = (text) => /^[-+−]?(\d+\.?\d*|\.\d+)([eE][-+−]?\d+)?$/.test(text.trim());
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (isNumber(text)) return;
    event.preventDefault();
    const { row, column } = event.target.closest("[data-row]").dataset;
    actions.paste(name, text, { cell: [Number(row), Number(column)] });
  });

  // ---- its size
  function stepper(axis, label) {
    const count = make("output", { className: "attention-count" });
    const button = (sign, change, verb) => {
      const made = make("button", { type: "button", className: "attention-step-button", textContent: sign });
      made.setAttribute("aria-label", `${verb} ${label} ${change > 0 ? "to" : "from"} ${name}`);
      made.addEventListener("click", () => actions.resize(name, axis, change));
      return made;
    };
    const less = button("−", -1, "Remove a");
    const more = button("+", 1, "Add a");
    const caption = make("span", {});
    return {
      element: make("span", { className: "attention-stepper" }, caption, less, count, more),
      less,
      more,
      count,
      caption,
    };
  }
  const rows = stepper("rows", "row");
  const columns = stepper("columns", "column");

  // ---- pasting
  const { open, panel } = makePasting({
    name,
    example: "[[1, 2], [3, 4]]",
    read: (text) => actions.paste(name, text),
  });

  const shape = make("span", { className: "attention-shape" });
  const heading = make(
    "h4",
    { className: "attention-matrix-title" },
    make("b", { className: `is-${name.toLowerCase()}`, textContent: name }),
    `${title} `,
    shape,
  );
  const tools = make("div", { className: "attention-tools" }, rows.element, columns.element, open);
  root.replaceChildren(
    heading,
    make("p", { className: "attention-matrix-about", textContent: about }),
    box,
    grid.more,
    tools,
    panel,
  );

  function show() {
    const [height, width] = [table.cells.length, table.cells[0].length];
    shape.textContent = table.list ? `list of ${width}` : `${height} × ${width}`;
    [rows.caption.textContent, columns.caption.textContent] = ["rows", table.list ? "numbers" : "columns"];
    rows.element.hidden = table.list;
    const sizes = /** @type {const} */ ([
      [rows, height, MOST.rows],
      [columns, width, table.list ? MOST.rows : MOST.columns],
    ]);
    for (const [part, count, most] of sizes) {
      part.count.textContent = count;
      part.less.disabled = count <= 1;
      part.more.disabled = count >= most;
    }
    const letter = name.toLowerCase();
    const label = (index) => named(letter, index, table.labels);
    const labelWidth = labelSpace(table.cells.length, label);
    const columnLabel = (index) => String(index + 1);
    grid.resize({
      rows: height,
      columns: width,
      width: grid.fitting(width, labelWidth, cellSpace(table.cells), 86),
      height: 40,
      labelWidth,
      rowLabel: table.list ? () => letter : label,
      columnLabel,
    });
  }

  return {
    table,
    set(next) {
      Object.assign(table, {
        cells: next.cells.map((row) => [...row]),
        list: Boolean(next.list),
        labels: [...(next.labels ?? [])],
      });
      wrong = null;
      show();
    },
    resize(axis, change) {
      if (axis === "rows" && table.labels.length) change > 0 ? table.labels.push("") : table.labels.pop();
      if (axis === "columns") table.cells.forEach((row) => (change > 0 ? row.push("0") : row.pop()));
      else if (change > 0) table.cells.push(table.cells[0].map(() => "0"));
      else table.cells.pop();
      if (table.cells.length > 1 || table.cells[0].length < 2) table.list = false;
      wrong = null;
      show();
    },
    // Puts a pasted number into one cell.
    fill([row, column], text) {
      table.cells[row][column] = text;
      wrong = null;
      grid.draw();
    },
    mark(cell) {
      wrong = cell;
      grid.draw();
    },
  };
}
