// Positions without a page: the waves of Vaswani et al. 2017, 3.5, and the arithmetic of both kinds.
import * as m from "../shared/formulas.js";
import * as format from "./format.js";
import { rowsOf } from "./several-sums.js";

const BASE = 10_000;
const DECIMALS = 4;
export const show = (x) => format.number(x, DECIMALS);
const equals = (x) => m.op(format.equals(x, DECIMALS));

// The angle behind a number: the position over 10000 to the power of 2i / width, where columns 2i and 2i + 1 are a pair.
export const angle = (position, column, width) => position / BASE ** ((column - (column % 2)) / width);
export const wave = (position, column, width) => Math[column % 2 ? "cos" : "sin"](angle(position, column, width));
export const waves = (count, width) =>
  Array.from({ length: count }, (_, position) => Array.from({ length: width }, (_, j) => wave(position, j, width)));
// The product of two positions' rows.
export const alike = (one, other, width) =>
  Array.from({ length: width }, (_, j) => wave(one, j, width) * wave(other, j, width)).reduce((sum, x) => sum + x, 0);

// After how many positions a column's wave is back where it began.
export const period = (column, width) => 2 * Math.PI * BASE ** ((column - (column % 2)) / width);

export function formulas() {
  const line = (index, name) => {
    const power = m.sup(m.num(String(BASE)), m.frac(m.row(m.num("2"), m.id("i")), m.id("d")));
    return m.row(
      m.sub(m.id("p"), m.row(m.id("t"), m.op(","), index)),
      m.op("="),
      m.name(name),
      m.parens(m.frac(m.id("t"), power)),
    );
  };
  const even = m.row(m.num("2"), m.id("i"));
  return [line(even, "sin"), line(m.row(even, m.op("+"), m.num("1")), "cos")];
}

// "p₃,₄ = sin(3 / 10000^(4/8)) = sin(0.03) ≈ 0.03".
export function waveLine(position, column, width) {
  const name = column % 2 ? "cos" : "sin";
  const [inside, value] = [angle(position, column, width), wave(position, column, width)];
  const exponent = m.frac(m.num(String(column - (column % 2))), m.num(String(width)));
  const power = m.sup(m.num(String(BASE)), exponent);
  return [
    m.row(m.sub(m.id("p"), m.row(m.num(String(position)), m.op(","), m.num(String(column)))), m.op("=")),
    m.row(m.name(name), m.parens(m.frac(m.num(String(position)), power)), equals(inside)),
    m.row(m.name(name), m.parens(m.num(show(inside))), equals(value), m.num(show(value), "result")),
  ];
}

const typed = (text) => m.factor(format.typographic(text.trim().replace(/^\+/, "")));
// The two lines of a turned pair: "q′₁ = q₁·cos(2) − q₂·sin(2) = …". `row`: typed numbers, `turned`: what came of them.
export function turnLines(letter, tone, row, turned, pair, turnedBy) {
  const [one, two] = [typed(row[2 * pair]), typed(row[2 * pair + 1])];
  const of = (name) => m.row(m.name(name), m.parens(m.num(show(turnedBy))));
  const line = (place, first, sign, second) => {
    const value = turned[2 * pair + place];
    const [left, right] = [m.row(one, m.op("·"), of(first)), m.row(m.op(sign), two, m.op("·"), of(second))];
    return [
      m.row(m.primed(m.id(letter, tone), m.num(String(2 * pair + place + 1))), m.op("=")),
      m.row(left, right, equals(value)),
      m.num(show(value), "result"),
    ];
  };
  return [line(0, "cos", "−", "sin"), line(1, "sin", "+", "cos")];
}

// "q′·k′ = … + … = score".
export function scoreLine({ turned, score }) {
  const terms = turned.query.map((x, at) => m.row(m.factor(show(x)), m.op("·"), m.factor(show(turned.key[at]))));
  return [
    m.row(m.sup(m.id("q", "q"), m.op("′")), m.op("·"), m.sup(m.id("k", "k"), m.op("′")), m.op("=")),
    ...terms.map((term, at) => (at ? m.row(m.op("+"), term) : term)),
    m.row(equals(score), m.num(show(score), "result")),
  ];
}

// ---- the link
export const LIMITS = { count: [2, 64], width: [2, 64], place: [0, 99] };
/** @param {string | undefined} text @param {number[]} limits */
const whole = (text, [least, most]) => {
  const value = /^\d{1,3}$/.test(text ?? "") ? Number(text) : -1;
  return value >= least && value <= most ? value : null;
};
const row = (text) => rowsOf(text, [1, 1], [1, 4])?.[0] ?? null;

// What a link's parameters say of the waves and of the turned pair; what they do not say is null.
export const stateOf = (given) => ({
  count: whole(given.count, LIMITS.count),
  width: whole(given.size, LIMITS.width),
  query: row(given.q),
  key: row(given.k),
  m: whole(given.m, LIMITS.place),
  n: whole(given.n, LIMITS.place),
});
export const linkOf = ({ count, width, query, key, m: first, n }) => ({
  count: String(count),
  size: String(width),
  q: query.join(","),
  k: key.join(","),
  m: String(first),
  n: String(n),
});
