// Several heads without a page: the examples, another size, the arithmetic behind a number, and the link.
import * as m from "../shared/formulas.js";
import { number } from "./format.js";
import * as sums from "./sums.js";

export const MOST = { tokens: 6, numbers: 8, heads: 4, width: 4 };
export const MATRICES = { query: "W_Q", key: "W_K", value: "W_V", output: "W_O" };
const DECIMALS = 4;
export const show = (x) => number(x, DECIMALS);

// The sizes of a state {tokens: rows of text, heads: [{query, key, value, output}], words, causal, positions}.
export const sizes = ({ tokens, heads }) => ({
  tokens: tokens.length,
  numbers: tokens[0].length,
  heads: heads.length,
  width: heads[0].query[0].length,
});

const fitted = (rows, height, width) =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => rows?.[i]?.[j] ?? "0"));

// A state of another size: what is there stays, what is new is 0.
export function resized(state, change) {
  const { tokens, numbers, heads, width } = { ...sizes(state), ...change };
  const made = Array.from({ length: heads }, (_, at) => {
    const { query, key, value, output } = state.heads[at] ?? {};
    const [into, out] = [(rows) => fitted(rows, numbers, width), fitted(output, width, numbers)];
    return { query: into(query), key: into(key), value: into(value), output: out };
  });
  return { ...state, tokens: fitted(state.tokens, tokens, numbers), heads: made };
}

export const wordOf = (state, at) => state.words[at] ?? `token ${at + 1}`;

// ---- lines
// The formulas of the three steps.
export function formulas() {
  const of = (letter, tone = "") => m.sub(m.id(letter, tone), m.id("h"));
  const weight = (letter, tone) => m.sup(m.sub(m.id("W"), m.id(letter)), m.id("h"), tone);
  const made = (letter, tone) => m.row(of(letter, tone), m.op("="), m.id("X"), weight(letter, tone));
  const scores = m.frac(m.row(of("Q", "q"), m.sup(of("K", "k"), m.op("⊤"))), m.sqrt(m.sub(m.id("d"), m.id("k"))));
  const mixed = m.row(of("O"), m.op("="), m.name("softmax"), m.op("("), scores, m.op(")"), of("V", "v"));
  const each = (at) => m.sub(m.id("O"), m.num(at));
  const all = m.row(m.op("["), each("1"), m.op(","), each("2"), m.op(","), m.op("…"), m.op("]"));
  const joined = m.row(m.id("Y"), m.op("="), all, m.sub(m.id("W"), m.id("O")));
  return [[made("Q", "q"), made("K", "k"), made("V", "v")], [mixed], [joined]];
}

const text = (cell) => (typeof cell === "number" ? show(cell) : cell.trim().replace(/^\+/, "").replaceAll("-", "−"));
// "q₁₂ = 1·0.5 + 0·2 = 0.5": row i of `left` times column j of `right`, whose numbers are typed or computed.
export function product([letter, tone], [left, leftTone], [right, rightTone], result, i, j) {
  const pairs = left[i].map((cell, d) => [m.factor(text(cell), leftTone), m.factor(text(right[d][j]), rightTone)]);
  return [
    m.row(sums.entry(letter, i, j, tone), m.op("=")),
    ...sums.products(pairs, true, 1),
    m.row(m.op(isRound(result[i][j]) ? "=" : "≈"), m.num(show(result[i][j]), "result")),
  ];
}
const isRound = (x) => Math.abs(x - Number(x.toFixed(DECIMALS))) <= 1e-12 * Math.max(1, Math.abs(x));

// The context for the lines of sums.js: one head as the calculator sees it.
export function headContext({ query, key, value, scores, scaled, masked, weights, output }) {
  const typed = (rows) => rows.map((row) => row.map(String));
  const steps = { scores, scaled, masked, weights, output, empty: [], mask: null, scale: true, temperature: 1 };
  return sums.context({ q: typed(query), k: typed(key), v: typed(value) }, steps, DECIMALS);
}

// "head 1 gives 0.5, head 2 −0.2": what each adds to a number of the result.
export const shares = ({ heads }, i, j) =>
  heads.map(({ share }, at) => `head ${at + 1} ${at ? "" : "gives "}${show(share[i][j])}`).join(", ");

// ---- the link: numbers with commas, rows with _, heads with *
const rowsText = (rows) => rows.map((row) => row.map((cell) => cell.trim().replaceAll("−", "-")).join(",")).join("_");
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const LONGEST = 8000;

// A link's rows of numbers as text; null if they are none, or not so many.
/** @param {string | undefined} said @param {number[]} height least and most @param {number[]} width */
export function rowsOf(said, height, width) {
  if (typeof said !== "string" || said.length > LONGEST) return null;
  const rows = said.split("_").map((row) => row.split(","));
  const isTable = rows.every((row) => row.length === rows[0].length && row.every((cell) => NUMBER.test(cell)));
  const fits = (count, /** @type {number[]} */ [least, most]) => count >= least && count <= most;
  return isTable && fits(rows.length, height) && fits(rows[0].length, width) ? rows : null;
}

export function linkOf({ tokens, heads, words, causal, positions }) {
  const matrices = Object.keys(MATRICES).map((name) => [name, heads.map((head) => rowsText(head[name])).join("*")]);
  return {
    tokens: rowsText(tokens),
    ...Object.fromEntries(matrices),
    ...(words.length ? { words: words.join(",") } : {}),
    ...(causal ? { causal: "1" } : {}),
    ...(positions === "none" ? {} : { positions }),
  };
}

// The state that a link's parameters describe; null if they describe none.
export function stateOf(given) {
  const tokens = rowsOf(given.tokens, [1, MOST.tokens], [1, MOST.numbers]);
  if (!tokens) return null;
  const numbers = [tokens[0].length, tokens[0].length];
  const blocks = Object.fromEntries(Object.keys(MATRICES).map((name) => [name, (given[name] ?? "").split("*")]));
  const wide = rowsOf(blocks.query[0], numbers, [1, MOST.width])?.[0].length ?? 0;
  const heads = blocks.query.map((_, at) =>
    Object.fromEntries(
      Object.keys(MATRICES).map((name) => {
        const size = name === "output" ? [[wide, wide], numbers] : [numbers, [wide, wide]];
        return [name, rowsOf(blocks[name][at], size[0], size[1])];
      }),
    ),
  );
  const isWhole = heads.every((head) => Object.values(head).every(Boolean));
  const isEqual = Object.values(blocks).every(({ length }) => length === heads.length);
  if (!isWhole || !isEqual || heads.length > MOST.heads) return null;
  const words = (given.words ?? "").slice(0, 200).split(",").filter(Boolean).slice(0, tokens.length);
  const positions = ["added", "rotary"].includes(given.positions) ? given.positions : "none";
  return { tokens, heads, words, causal: given.causal === "1", positions };
}

// ---- examples
const matrix = (...rows) => rows.map((row) => row.split(" "));
const who = {
  query: matrix("0 0", "2 0", "0 0", "0 0"),
  key: matrix("2 0", "0 0", "0 0", "0 0"),
  value: matrix("1 0", "0 0", "0 0", "0 1"),
  output: matrix("1 0 0 0", "0 0 0 0.5"),
};
const how = {
  query: matrix("0 0", "2 0", "0 0", "0 0"),
  key: matrix("0 0", "0 0", "2 0", "0 0"),
  value: matrix("0 0", "0 0", "1 0", "0 1"),
  output: matrix("0 0 1 0", "0 0 0 0.5"),
};
const beside = (left, right) => left.map((row, at) => [...row, ...right[at]]);
const both = {
  query: beside(who.query, how.query),
  key: beside(who.key, how.key),
  value: beside(who.value, how.value),
  output: [...who.output, ...how.output],
};
const where = {
  query: matrix("2 0", "0 2", "0 0", "0 0"),
  key: matrix("0 2", "2 0", "0 0", "0 0"),
  value: matrix("1 0", "0 1", "0 0", "0 0"),
  output: matrix("1 0 0 0", "0 1 0 0"),
};
const sentence = {
  words: ["dog", "barks", "loudly"],
  tokens: matrix("1 0 0 0.5", "0 1 0 1", "0 0 1 -1"),
  causal: false,
  positions: "none",
};
const twice = { words: ["dog", "bites", "dog"], tokens: matrix("1 0 0 0", "0 1 0 0", "1 0 0 0"), causal: false };
export const PRESETS = [
  {
    name: "Two heads",
    about:
      "“barks” asks two questions at once. Head 1 asks who barks, and looks at the dog. Head 2 asks how, and looks at " +
      "“loudly”. Its result has both.",
    state: { ...sentence, heads: [who, how] },
  },
  {
    name: "The same as one head",
    about:
      "The same numbers in one head that is twice as wide. It has one set of weights, so “barks” must share them: half " +
      "for the dog, half for “loudly”, and gets half of each.",
    state: { ...sentence, heads: [both] },
  },
  {
    name: "Without order",
    about:
      "Both dogs are the same numbers, so both get the same result: attention does not see which of them stands first. " +
      "Add positions below the tokens, and they differ.",
    state: { ...twice, heads: [where, how], positions: "none" },
  },
  {
    name: "With order",
    about:
      "The same with positions: each token’s row gets the numbers of its place added, so the first dog and the last one " +
      "are no longer alike.",
    state: { ...twice, heads: [where, how], positions: "added" },
  },
];
