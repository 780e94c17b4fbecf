// The arithmetic behind each number, written out: every function returns the parts of one line, see shared/formulas.js.
import * as m from "../shared/formulas.js";
import * as format from "./format.js";

const LONGEST = 16; // terms of a sum, and lines, before sums are shortened to FEW terms
const FEW = 6;

// The context of the lines: the typed numbers `q`, `k`, `v` (text), the `steps`, the shown `decimals`.
export function context(typed, steps, decimals) {
  const show = (x) => format.number(x, decimals);
  const short = (cell) => format.typographic(cell.replace(/^\+/, "").toLowerCase()); // 1E5 as 1e5
  const text = (cell) => (cell.trim().length <= 9 ? short(cell.trim()) : show(Number(cell.replaceAll("−", "-"))));
  return {
    ...typed,
    text,
    steps,
    decimals,
    show,
    width: typed.k[0].length,
    equals: (x) => m.op(format.equals(x, decimals)),
  };
}

const index = (...at) =>
  m.row(
    ...at.map((i, place) =>
      place && Math.max(...at) > 8 ? m.row(m.op(","), m.num(String(i + 1))) : m.num(String(i + 1)),
    ),
  );
export const entry = (letter, i, j, tone) => m.sub(m.id(letter, tone), index(i, j));
const primed = (letter, i, j) => m.primed(m.id(letter), index(i, j));
const bold = (letter, i, tone) => m.sub(m.id(letter, tone), index(i));

// "a·b + c·d + …", each term a part; all terms, or the first ones and the last.
export function products(pairs, everything, lines) {
  const cut = !everything && pairs.length > (lines > LONGEST ? FEW : LONGEST);
  const kept = cut ? [...pairs.slice(0, FEW - 1), null, pairs[pairs.length - 1]] : pairs;
  return kept.map((pair, at) => {
    const term = pair ? m.row(pair[0], m.op("·"), pair[1]) : m.op("⋯");
    return at ? m.row(m.op("+"), term) : term;
  });
}

export function score(c, i, j, everything = false) {
  const pairs = c.q[i].map((cell, d) => [m.factor(c.text(cell), "q"), m.factor(c.text(c.k[j][d]), "k")]);
  const result = c.steps.scores[i][j];
  return [
    m.row(entry("s", i, j), m.op("=")),
    m.row(bold("q", i, "q"), m.op("·"), bold("k", j, "k"), m.op("=")),
    ...products(pairs, everything, c.k.length),
    m.row(c.equals(result), m.num(c.show(result), "result")),
  ];
}

export function scale(c, i, j) {
  const [before, after] = [c.steps.scores[i][j], c.steps.scaled[i][j]];
  const left = m.row(primed("s", i, j), m.op("="));
  if (!c.steps.scale) return [left, m.row(entry("s", i, j), c.equals(after), m.num(c.show(after), "result"))];
  const root = Math.sqrt(c.width);
  const parts = [
    left,
    m.row(
      m.frac(entry("s", i, j), m.sqrt(m.sub(m.id("d"), m.id("k")))),
      c.equals(before),
      m.frac(m.num(c.show(before)), m.sqrt(m.num(String(c.width)))),
    ),
  ];
  if (c.width > 1) parts.push(m.row(c.equals(root), m.frac(m.num(c.show(before)), m.num(c.show(root)))));
  return [...parts, m.row(c.equals(after), m.num(c.show(after), "result"))];
}

export function mask(c, i, j) {
  const after = c.steps.masked[i][j];
  const left = m.row(entry("m", i, j), m.op("="));
  if (after === null) return [left, m.num("−∞", "result"), m.words("hidden")];
  return [left, m.row(primed("s", i, j), c.equals(after), m.num(c.show(after), "result")), m.words("visible")];
}

// e to the power of each masked score over T. Where that would be out of any range, the row's maximum is taken off
// first: it cancels in the fraction.
export function exponentials(c, i) {
  const { temperature, masked } = c.steps;
  const visible = masked[i].filter((x) => x !== null);
  const largest = visible.length ? Math.max(...visible) : 0;
  const shift = visible.some((x) => Math.abs(x / temperature) > 20) ? largest : 0;
  const values = masked[i].map((x) => (x === null ? 0 : Math.exp((x - shift) / temperature)));
  return { shift, values, total: values.reduce((sum, x) => sum + x, 0) };
}

export function power(c, i, j) {
  const { shift, values } = exponentials(c, i);
  const { temperature, masked } = c.steps;
  if (masked[i][j] === null) return [m.row(m.sup(m.id("e"), m.num("−∞")), m.op("="), m.num("0", "result"))];
  const difference =
    shift === 0 ? m.num(c.show(masked[i][j])) : m.row(m.num(c.show(masked[i][j])), m.op("−"), m.factor(c.show(shift)));
  const exponent =
    temperature === 1
      ? difference
      : m.row(shift === 0 ? difference : m.parens(difference), m.op("/"), m.num(c.show(temperature)));
  return [m.row(m.sup(m.id("e"), exponent), c.equals(values[j]), m.num(c.show(values[j]), "result"))];
}

export function total(c, i, everything = false) {
  const sums = exponentials(c, i);
  const seen = sums.values.filter((_, j) => c.steps.masked[i][j] !== null).map((x) => m.num(c.show(x)));
  const cut = !everything && seen.length > LONGEST;
  const kept = cut ? [...seen.slice(0, FEW - 1), m.op("⋯"), seen[seen.length - 1]] : seen;
  const terms = kept.map((term, at) => (at ? m.row(m.op("+"), term) : term));
  return [m.words("sum"), m.op("="), ...terms, m.row(c.equals(sums.total), m.num(c.show(sums.total), "result"))];
}

export function weight(c, i, j) {
  const { values, total: sum } = exponentials(c, i);
  const result = c.steps.weights[i][j];
  const left = m.row(entry("a", i, j, "a"), m.op("="));
  if (c.steps.empty.includes(i)) return [left, m.num("0", "result")];
  return [
    left,
    m.row(m.frac(m.num(c.show(values[j])), m.num(c.show(sum))), c.equals(result), m.num(c.show(result), "result")),
  ];
}

export function output(c, i, column, everything = false) {
  const pairs = c.steps.weights[i].map((x, j) => [m.num(c.show(x), "a"), m.factor(c.text(c.v[j][column]), "v")]);
  const result = c.steps.output[i][column];
  return [
    m.row(entry("o", i, column), m.op("=")),
    ...products(pairs, everything, c.v[0].length),
    m.row(c.equals(result), m.num(c.show(result), "result")),
  ];
}
