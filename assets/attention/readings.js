// The two readings of a plain list: one token, or one per number. Each is offered on a card that shows its result.
import { el } from "../shared/dom.js";
import { number } from "./format.js";

const MOST = 6; // rows and columns of a result that are shown

const READINGS = {
  one_token: {
    title: (n) => (n ? `One token with ${n} dimensions` : "One token, each number a dimension"),
    plain: "Each list is one row: one token, and its numbers are the token’s dimensions.",
    text: (n) =>
      `The list is one row, 1 × ${n}, so dₖ = ${n}. There is one key only: it gets all of the attention, weight 1, and the output is the value itself.`,
  },
  many_tokens: {
    title: (n) => (n ? `${n} tokens with 1 dimension each` : "Each number a token with 1 dimension"),
    plain: "Each list is one column: every number is a token of its own, with one dimension.",
    text: (n) =>
      `The list is one column, ${n} × 1, so dₖ = 1. Each number is a token of its own, and each of the ${n} queries shares its attention among the ${n} keys.`,
  },
};

// The cells as typed, with a plain list as the row or column it is read as.
export function typedCells({ tables, reading }) {
  const cells = ({ cells: rows, list }) => (list && reading === "many_tokens" ? rows[0].map((cell) => [cell]) : rows);
  return { q: cells(tables.Q), k: cells(tables.K), v: cells(tables.V) };
}

// A matrix as text, shortened to MOST rows and columns.
export function matrixText(matrix, decimals) {
  const rows = matrix.slice(0, MOST).map(
    (row) =>
      `[${row
        .slice(0, MOST)
        .map((x) => number(x, decimals))
        .join(", ")}${row.length > MOST ? ", …" : ""}]`,
  );
  return rows.length > 1 ? `[${rows.join(",\n ")}${matrix.length > MOST ? ",\n …" : ""}]` : rows[0];
}

// The length of the plain lists, 0 if they have different lengths.
export function commonLength(tables, lists) {
  const lengths = new Set(lists.map((name) => tables[name].cells[0].length));
  return lengths.size === 1 ? [...lengths][0] : 0;
}

// Whether cards made for one set of tables are about the plain lists of another: the same ones, as long as they were.
export function sameLists(tables, others) {
  const lengths = (all) =>
    Object.entries(all).map(([name, { cells, list }]) => `${name} ${list ? cells[0].length : 0}`);
  return lengths(tables).join() === lengths(others).join();
}

// `sent` {tables, reading} is the request, {lists, readings} the server's answer. Without plain lists nothing is shown.
export function showReadings(root, { tables, reading }, { lists, readings }, decimals) {
  const $ = (selector) => root.querySelector(selector);
  $(".attention-readings").hidden = !lists;
  $(".attention-hint").hidden = Boolean(lists);
  if (!lists) return;
  const count = commonLength(tables, lists);
  const isWhole = lists.length === 3 && count > 0; // only then do the lists give the number of keys and queries
  $(".attention-lists").textContent =
    `${lists.join(", ")} ${lists.length > 1 ? "are plain lists" : "is a plain list"} without rows and columns. ` +
    "Code that expects a matrix stops here with a message like “ndims must be 2”. Attention needs to know what a token is:";
  const cards = Object.entries(READINGS).map(([name, { title, text, plain }]) =>
    el(
      "label",
      { className: "attention-reading" },
      el("input", { type: "radio", name: "attention-reading", value: name, checked: name === reading }),
      el("strong", { textContent: title(count) }),
      el("span", { textContent: isWhole ? text(count) : plain }),
      result(readings[name], decimals),
    ),
  );
  const active = /** @type {HTMLInputElement | null} */ (document.activeElement);
  const focused = active?.name === "attention-reading" ? active.value : null;
  $(".attention-reading-grid").replaceChildren(...cards);
  if (focused) $(`[name=attention-reading][value=${focused}]`).focus();
}

function result({ error, weights, output }, decimals) {
  if (error) return el("span", { className: "attention-reading-result is-error", textContent: error });
  const shown = [
    ["weights", weights],
    ["A(Q, K, V)", output],
  ].flatMap(([label, matrix]) => [
    el("em", { textContent: label }),
    el("code", { textContent: matrixText(matrix, decimals) }),
  ]);
  return el("span", { className: "attention-reading-result" }, ...shown);
}
