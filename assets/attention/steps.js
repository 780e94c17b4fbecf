// The steps after Q, K and V, each with a formula, its numbers for the followed query, and a heat map of the matrix.
import * as m from "../shared/formulas.js";
import * as format from "./format.js";
import { makeGrid } from "./grid.js";
import { makeLines } from "./lines.js";
import * as sums from "./sums.js";

export function makeSteps(root, { onPick, onToggle, copy }) {
  const $ = (selector) => root.querySelector(selector);
  const index = (letters) => m.id(letters);
  const entry = (letter, letters) => m.sub(m.id(letter), m.row(...Array.from(letters, index)));
  const transposed = (letter, tone) => m.sup(m.id(letter, tone), m.op("⊤"));
  let c = null; // the context of the sums
  let pick = { i: 0, j: 0 };
  let hovered = null; // {i, j} of the weight under the pointer

  // ---- contents of each step; `each` is the last index of its lines: keys, or dimensions of the output
  const overTemperature = (inside) => (c.steps.temperature === 1 ? inside : m.row(inside, m.op("/"), m.id("T")));
  const STEPS = {
    scores: {
      formula: () => [
        m.row(m.id("S"), m.op("="), m.id("Q", "q"), transposed("K", "k")),
        m.row(
          entry("s", "ij"),
          m.op("="),
          m.sub(m.id("q", "q"), index("i")),
          m.op("·"),
          m.sub(m.id("k", "k"), index("j")),
          m.op("="),
          m.sum(index("d")),
          m.sub(m.id("q", "q"), m.row(index("i"), index("d"))),
          m.op("·"),
          m.sub(m.id("k", "k"), m.row(index("j"), index("d"))),
        ),
      ],
      lines: (i) => each(c.steps.scores[i], (j) => sums.score(c, i, j)),
    },
    scaled: {
      formula: () => [
        m.row(
          m.sup(m.id("S"), m.op("′")),
          m.op("="),
          c.steps.scale
            ? m.row(
                m.frac(m.id("S"), m.sqrt(m.sub(m.id("d"), m.id("k")))),
                m.op("="),
                m.frac(m.id("S"), m.sqrt(m.num(String(c.width)))),
              )
            : m.id("S"),
        ),
      ],
      lines: (i) => each(c.steps.scaled[i], (j) => sums.scale(c, i, j)),
    },
    masked: {
      formula: () => [m.row(m.id("M"), m.op("="), m.name("mask"), m.op("("), m.sup(m.id("S"), m.op("′")), m.op(")"))],
      lines: (i) => (c.steps.mask ? each(c.steps.masked[i], (j) => sums.mask(c, i, j)) : []),
    },
    weights: {
      formula: () => [
        m.row(m.id("A"), m.op("="), m.name("softmax"), m.op("("), overTemperature(m.id("M")), m.op(")")),
        m.row(
          entry("a", "ij"),
          m.op("="),
          m.frac(
            m.sup(m.id("e"), overTemperature(entry("m", "ij"))),
            m.row(m.sum(m.id("l")), m.sup(m.id("e"), overTemperature(entry("m", "il")))),
          ),
        ),
      ],
      lines: (i) =>
        c.steps.empty.includes(i)
          ? []
          : [
              ...each(c.steps.weights[i], (j) => sums.power(c, i, j)),
              sums.total(c, i),
              ...each(c.steps.weights[i], (j) => sums.weight(c, i, j)),
            ],
    },
    output: {
      formula: () => [
        m.row(m.id("O"), m.op("="), m.id("A", "a"), m.id("V", "v")),
        m.row(
          entry("o", "id"),
          m.op("="),
          m.sum(m.id("j")),
          m.sub(m.id("a", "a"), m.row(index("i"), index("j"))),
          m.op("·"),
          m.sub(m.id("v", "v"), m.row(index("j"), index("d"))),
        ),
      ],
      lines: (i) => each(c.steps.output[i], (d) => sums.output(c, i, d)),
    },
  };
  const each = (list, line) => list.map((_, at) => line(at));
  const name = (letter, at) => format.named(letter, at, letter === "k" ? c.labels.k : letter === "v" ? [] : c.labels.q);

  const spoken = (at, labels) => (labels[at] ? `${at + 1} ${labels[at]}` : `${at + 1}`);

  // ---- heat maps
  function heat(key) {
    const matrix = () => c.steps[key];
    return makeGrid($(`[data-step=${key}] .attention-heat`), {
      fill(cell, row, column) {
        const x = matrix()[row]?.[column] ?? null;
        const hidden = c.steps.masked[row]?.[column] === null && (key === "masked" || key === "weights");
        cell.textContent = c.show(x);
        cell.style.setProperty("--p", x === null ? 0 : Math.min(1, Math.abs(x) / (ranges[key] || 1)).toFixed(3));
        cell.classList.toggle("is-negative", x < 0);
        cell.classList.toggle("is-hidden", hidden);
        cell.classList.toggle("is-followed", row === pick.i);
        cell.classList.toggle("is-picked", row === pick.i && column === pick.j && key !== "output");
        const target = key === "output" ? `dimension ${column + 1}` : `key ${spoken(column, c.labels.k)}`;
        cell.setAttribute(
          "aria-label",
          `query ${spoken(row, c.labels.q)}, ${target}: ${hidden ? "hidden, " : ""}${c.show(x)}`,
        );
      },
      onFocus: (row, column) => onPick(row, key === "output" ? pick.j : column),
      onHover: (row, column) => key === "weights" && hover(row === null ? null : { i: row, j: column }),
      onPress: (row, column) => key === "masked" && onToggle(row, column),
      onWidth: () => c && drawHeat(key),
    });
  }
  const ranges = {};
  const heats = Object.fromEntries(Object.keys(STEPS).map((key) => [key, heat(key)]));
  const lines = makeLines($(".attention-lines"), (i, j) => onPick(i, j));

  function drawHeat(key) {
    const matrix = c.steps[key];
    const sizes = matrix
      .flat()
      .filter((x) => x !== null)
      .map(Math.abs);
    const largest = sizes.reduce((most, x) => Math.max(most, x), 0);
    ranges[key] = key === "weights" && matrix[0].length <= 8 ? 1 : largest; // with many keys every share is small
    const longest = 16 + 7.9 * Math.max(5, c.decimals + 3, c.show(-largest).length);
    const rowName = (i) => name(key === "output" ? "o" : "q", i);
    const labelWidth = format.labelSpace(matrix.length, rowName, 38);
    heats[key].resize({
      rows: matrix.length,
      columns: matrix[0].length,
      labelWidth,
      width: heats[key].fitting(matrix[0].length, labelWidth, longest, 140),
      height: matrix.length > 8 ? 34 : 44,
      rowLabel: rowName,
      columnLabel: (j) => (key === "output" ? String(j + 1) : name("k", j)),
    });
    const [low, high] = $(`[data-step=${key}] .attention-legend`).querySelectorAll("span");
    const negative = matrix.some((row) => row.some((x) => x < 0));
    low.textContent = negative ? c.show(-ranges[key]) : "0";
    high.textContent = c.show(ranges[key]);
    $(`[data-step=${key}] .attention-legend`).classList.toggle("is-signed", negative);
  }

  // ---- formulas and sums
  function drawFormula(key) {
    const parts = STEPS[key].formula();
    $(`[data-step=${key}] .attention-formula`).replaceChildren(...parts.map((part) => m.draw(part, "block")));
  }
  function drawSums(key) {
    const written = STEPS[key].lines(pick.i);
    const box = $(`[data-step=${key}] .attention-sums`);
    box.classList.toggle("is-long", written.length > 40);
    box.replaceChildren(...written.map((line) => m.line(line, "attention-line")));
    $(`[data-step=${key}] .attention-sums-title`).textContent = written.length
      ? `Written out for query ${name("q", pick.i)}`
      : "";
  }
  root.addEventListener("click", (event) => {
    const key = event.target.closest("[data-copy-step]")?.dataset.copyStep;
    if (!key || !c) return;
    const rows = [...STEPS[key].formula().map((part) => part.tex), ...STEPS[key].lines(pick.i).map(m.tex)];
    copy(`\\begin{gather*}\n${rows.join(" \\\\\n")}\n\\end{gather*}`, "This step as LaTeX");
  });

  // ---- one weight explained, and the lines
  function drawWhy() {
    const { i, j } = hovered ?? pick;
    const from = [
      ["The query meets the key", sums.score(c, i, j, true)],
      ["scaled", sums.scale(c, i, j)],
    ];
    if (c.steps.mask) from.push(["masked", sums.mask(c, i, j)]);
    if (!c.steps.empty.includes(i))
      from.push(["raised to a power of e", sums.power(c, i, j)], ["added up over the keys", sums.total(c, i, true)]);
    from.push(["its share of the sum", sums.weight(c, i, j)]);
    const items = from.map(([text, line]) => {
      const item = document.createElement("li");
      const label = Object.assign(document.createElement("span"), {
        className: "attention-why-label",
        textContent: text,
      });
      item.append(label, m.line(line, "attention-line"));
      return item;
    });
    $(".attention-why-title").textContent =
      `Where the weight of ${name("q", i)} on ${name("k", j)} comes from: ${c.show(c.steps.weights[i][j])}`;
    $(".attention-why ol").replaceChildren(...items);
    $(".attention-why").classList.toggle("is-hovering", hovered !== null);
  }
  function drawLines() {
    const { i, j } = hovered ?? pick;
    lines({
      weights: c.steps.weights,
      row: i,
      column: j,
      queryLabel: (at) => name("q", at),
      keyLabel: (at) => name("k", at),
      format: c.show,
    });
  }
  function hover(at) {
    if (!c || (at && c.steps.weights[at.i]?.[at.j] === undefined)) return;
    hovered = at;
    drawWhy();
    drawLines();
  }

  function drawNotes() {
    const { steps } = c;
    const hidden = steps.empty.map((i) => name("q", i));
    $(".attention-empty").textContent = hidden.length
      ? `${hidden.join(", ")} may see no key at all. Softmax would divide 0 by 0 there, so the weights and the output are set to 0.`
      : "";
    const { shift } = sums.exponentials(c, pick.i);
    $(".attention-shift").textContent = shift
      ? `These scores are too large or too small to show e to their power, so the row’s largest one, ${c.show(shift)}, is taken off each first. It cancels in the fraction: the weights are the same.`
      : "";
    $(".attention-follow-name").textContent = name("q", pick.i);
    const result = steps.output[pick.i].map(c.show).join(", ");
    $(".attention-result").textContent = `Attention for ${name("q", pick.i)} is [${result}].`;
  }

  // Draws visible cards at once and the others one after the other, unless newer numbers arrive first.
  let turn = 0;
  const inSight = (key) => {
    const { top, bottom } = $(`[data-step=${key}]`).getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  function drawCard(key) {
    drawFormula(key);
    drawSums(key);
    drawHeat(key);
    if (key !== "weights") return;
    drawWhy();
    drawLines();
  }
  function drawCards() {
    const mine = ++turn;
    const keys = Object.keys(STEPS);
    const later = keys.filter((key) => !inSight(key));
    keys.filter((key) => !later.includes(key)).forEach(drawCard);
    const next = () => {
      if (mine !== turn || !later.length) return;
      drawCard(later.shift());
      setTimeout(next);
    };
    setTimeout(next);
  }

  return {
    draw(next, at) {
      c = next;
      hovered = null;
      pick = at;
      drawNotes();
      drawCards();
    },
  };
}
