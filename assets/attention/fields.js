// A table of numbers that can be typed, and one of numbers that are shown.
import { el } from "../shared/dom.js";

// `rows`: [{name, values}] with text in `values`, which is changed in place. `label(row, place)` names a field for
// screen readers. change() is called after each change. The table has mark([row, column] or null).
export function numberTable({ caption, heads, rows, label, change }) {
  const fields = rows.map(({ values }, row) =>
    values.map((value, place) => {
      const input = el("input", { type: "text", value, autocomplete: "off", spellcheck: false });
      input.setAttribute("aria-label", label(row, place));
      input.addEventListener("input", () => {
        values[place] = input.value;
        change();
      });
      return input;
    }),
  );
  const line = (row) => [
    el("th", { scope: "row", textContent: rows[row].name }),
    ...fields[row].map((input) => el("td", {}, input)),
  ];
  const table = el(
    "table",
    { className: "attention-fields" },
    el("caption", {}, ...caption),
    el("thead", {}, el("tr", {}, ...["", ...heads].map((text) => el("th", { scope: "col", textContent: text })))),
    el("tbody", {}, ...rows.map((_, row) => el("tr", {}, ...line(row)))),
  );
  function mark(cell) {
    for (const input of fields.flat()) input.removeAttribute("aria-invalid");
    if (cell) fields[cell[0]]?.[cell[1]]?.setAttribute("aria-invalid", "true");
  }
  return Object.assign(table, { mark });
}

// A matrix in colours. Each cell is a button: pick(row, column). `largest` has the full colour; `picked`: [row, column].
export function heatTable({ name, caption, matrix, rows, columns, show, largest = 0, picked = null, pick, tone = "" }) {
  const most = largest || Math.max(1e-9, ...matrix.flat().map((x) => Math.abs(x ?? 0)));
  const body = matrix.map((values, row) => {
    const cells = values.map((x, column) => {
      const cell = el("button", { type: "button", className: "attention-small-cell", textContent: show(x) });
      cell.style.setProperty("--p", Math.min(1, Math.abs(x ?? 0) / most).toFixed(3));
      cell.classList.toggle("is-negative", x < 0);
      cell.classList.toggle("is-hidden", x === null);
      cell.setAttribute("aria-pressed", String(picked?.[0] === row && picked?.[1] === column));
      cell.setAttribute("aria-label", `${name}, ${rows[row]}, ${columns[column]}: ${show(x)}`);
      cell.dataset.cell = `${name} ${row} ${column}`;
      cell.addEventListener("click", () => pick(row, column));
      return el("td", {}, cell);
    });
    return el("tr", {}, el("th", { scope: "row", textContent: rows[row] }), ...cells);
  });
  return el(
    "table",
    { className: `attention-small ${tone}` },
    el("caption", {}, ...caption),
    el("thead", {}, el("tr", {}, ...["", ...columns].map((text) => el("th", { scope: "col", textContent: text })))),
    el("tbody", {}, ...body),
  );
}

// Draws tables of heatTable anew without losing the cell that has the focus.
export function redrawn(root, draw) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.cell;
  draw();
  if (focused && document.activeElement === document.body)
    /** @type {HTMLElement | null} */ (root.querySelector(`[data-cell="${CSS.escape(focused)}"]`))?.focus();
}

// A row of steppers: `counts`: name -> {label, least, most, value(), step}; change(name, value) is called.
export function steppers(counts, change) {
  const made = Object.entries(counts).map(([name, { label, one, least, most, step = 1 }]) => {
    const count = el("strong", {});
    const button = (sign, by, verb) => {
      const each = el("button", { type: "button", className: "attention-step-button", textContent: sign });
      each.setAttribute("aria-label", `${verb}: ${one}`);
      each.addEventListener("click", () => change(name, Number(count.textContent) + by));
      return each;
    };
    const [less, more] = [button("−", -step, "Less"), button("+", step, "More")];
    const set = (value) => {
      count.textContent = String(value);
      less.disabled = value - step < least;
      more.disabled = value + step > most;
    };
    return { name, set, box: el("span", {}, `${label} `, less, count, more) };
  });
  const set = (values) => {
    for (const one of made) one.set(values[one.name]);
  };
  return { set, box: el("div", { className: "attention-row attention-steppers" }, ...made.map(({ box }) => box)) };
}
