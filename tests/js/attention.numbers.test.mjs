// The limits of what the attention calculator writes down: when a number, a sum, a field or a rule turns into another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellSpace, equals, labelSpace, number } from "../../assets/attention/format.js";
import { inView } from "../../assets/attention/grid.js";
import { habit } from "../../assets/attention/habits.js";
import { isEditable, maskProblem, toggleKeep } from "../../assets/attention/masks.js";
import { randomHeads, realHeads } from "../../assets/attention/sources.js";
import * as sums from "../../assets/attention/sums.js";
import { labelsOf, sizeText } from "../../assets/attention/tables.js";
import * as m from "../../assets/shared/formulas.js";
import { near } from "./near.mjs";

// ---- numbers
test("a number is a power of ten from a million on, and where its decimals would show nothing of it", () => {
  assert.deepEqual(
    [999999, 1e6, -1e6, 0.0001, 0.000051, 0.000049].map((x) => number(x, 4)),
    ["999999", "1.00e+6", "−1.00e+6", "0.0001", "0.0001", "4.90e−5"],
  );
  assert.deepEqual([number(0.006, 2), number(0.004, 2), number(undefined, 2)], ["0.01", "4.00e−3", "−∞"]);
  assert.deepEqual(
    [0, 999999, 1e6, 0.1 + 0.2, 0.30001].map((x) => equals(x, 4)),
    ["=", "=", "≈", "=", "≈"],
  );
});

test("names of three signs have the usual space, longer ones what they take, up to a limit", () => {
  assert.deepEqual([labelSpace(2, () => "q₁₀", 38), labelSpace(2, () => "abcd", 38)], [38, 46]);
  assert.deepEqual([labelSpace(1, () => "a".repeat(13)), labelSpace(1, () => "a".repeat(14))], [118, 120]);
  assert.equal(
    labelSpace(3, (at) => "abcdef".slice(0, 2 * at)),
    46,
  ); // the last of them is the longest
});

test("a field has room for its longest number, more on a phone, and never more than its share", () => {
  assert.equal(
    cellSpace(
      [
        ["1", "-2.345"],
        ["12345", "1"],
      ],
      false,
    ),
    14 + 8.2 * 6,
  );
  assert.equal(cellSpace([["123456"]], true), 14 + 9.6 * 6);
  assert.deepEqual(
    [cellSpace([["12345"]], false), cellSpace([["12345"]], true), cellSpace([["1".repeat(11)]], true)],
    [62, 62, 110],
  );
});

test("the first of what is in view shows half of itself, the last three quarters; all of them need no words", () => {
  assert.equal(inView("columns", 0, 624, 64, 10), "");
  assert.equal(inView("columns", 0, 623, 64, 10), "columns 1 to 9 of 10");
  assert.equal(inView("rows", 19, 100, 40, 64), "rows 1 to 3 of 64");
  assert.equal(inView("rows", 20, 100, 40, 64), "rows 2 to 3 of 64");
  assert.equal(inView("rows", 0, 20, 40, 64), "rows 1 to 1 of 64"); // never none
  assert.equal(inView("columns", 5000, 100, 40, 64), "columns 64 to 64 of 64");
});

// ---- sums
const ones = (count) => Array.from({ length: count }, () => "1");
function wide(width, keys) {
  const [q, k] = [[ones(width)], Array.from({ length: keys }, () => ones(width))];
  const steps = { scores: [Array(keys).fill(width)], scaled: [Array(keys).fill(width)], scale: false };
  return sums.context({ q, k, v: k }, steps, 4);
}
const termsOf = (line) => m.tex(line).split("\\cdot 1").length - 1;

test("a sum of sixteen products is written whole, of seventeen the first five and the last", () => {
  assert.equal(termsOf(sums.score(wide(16, 2), 0, 0)), 16);
  const line = sums.score(wide(17, 2), 0, 0);
  assert.deepEqual([termsOf(line), m.tex(line).includes("1 + \\cdots + 1")], [6, true]);
  assert.equal(termsOf(sums.score(wide(17, 2), 0, 0, true)), 17);
});

test("where more than sixteen lines are written, sums of more than six products are shortened", () => {
  assert.equal(termsOf(sums.score(wide(7, 16), 0, 0)), 7);
  assert.equal(termsOf(sums.score(wide(7, 17), 0, 0)), 6);
  assert.equal(termsOf(sums.score(wide(6, 17), 0, 0)), 6);
});

test("scores that are not scaled stay as they are, and one dimension has no root to write out", () => {
  assert.equal(m.tex(sums.scale(wide(2, 1), 0, 0)), "s'_{1 1} = s_{1 1} = 2");
  const one = wide(1, 1);
  one.steps.scale = true;
  assert.equal(m.tex(sums.scale(one, 0, 0)), "s'_{1 1} = \\frac{s_{1 1}}{\\sqrt{d_{k}}} = \\frac{1}{\\sqrt{1}} = 1");
});

const softmaxOf = (masked, temperature = 1) =>
  sums.context(
    { q: [["1"]], k: masked.map(() => ["1"]), v: masked.map(() => ["1"]) },
    { masked: [masked], temperature, weights: [masked.map(() => 0.25)], empty: [] },
    4,
  );

test("a power of e up to twenty is written as it is, a larger or smaller one less the row's largest", () => {
  const shift = (...given) => sums.exponentials(softmaxOf(...given), 0).shift;
  assert.deepEqual([shift([20, -20]), shift([20.1, 3]), shift([-20.1, 3]), shift([30, 3], 2)], [0, 20.1, 3, 0]);
  assert.equal(shift([-30, null, -40]), -30);
  const { values, total } = sums.exponentials(softmaxOf([30, null, 28]), 0);
  assert.deepEqual(values, [1, 0, Math.exp(-2)]);
  near(total, 1 + Math.exp(-2));
  assert.deepEqual(sums.exponentials(softmaxOf([null, null]), 0), { shift: 0, values: [0, 0], total: 0 });
  assert.equal(m.tex(sums.power(softmaxOf([-30, -40]), 0, 1)), "e^{-40 - ( -30 )} \\approx 4.54 \\cdot 10^{-5}");
});

test("a weight is its power over their sum; the sum of sixteen powers is written whole", () => {
  assert.equal(m.tex(sums.weight(softmaxOf([0, Math.log(3)]), 0, 1)), "a_{1 2} = \\frac{3}{4} = 0.25");
  const count = (length) => m.tex(sums.total(softmaxOf(Array(length).fill(0)), 0)).split("+").length;
  assert.deepEqual([count(16), count(17)], [16, 7]); // five, the dots and the last
});

test("of the output's sum every value has its weight, negative ones in brackets", () => {
  const steps = { weights: [[0.25, 0.75]], output: [[-2, 1]] };
  const c = sums.context(
    {
      q: [["1"]],
      k: [["1"], ["1"]],
      v: [
        ["1", "1"],
        ["-3", "1"],
      ],
    },
    steps,
    2,
  );
  assert.equal(m.tex(sums.output(c, 0, 0)), "o_{1 1} = 0.25 \\cdot 1 + 0.75 \\cdot ( -3 ) = -2");
  assert.equal(m.tex(sums.mask(softmaxOf([1.5]), 0, 0)), "m_{1 1} = s'_{1 1} = 1.5 \\text{visible}");
});

test("indices to nine stand side by side", () => {
  const rows = Array.from({ length: 10 }, () => ["1"]);
  const c = sums.context({ q: rows, k: rows, v: rows }, { scores: rows.map(() => Array(10).fill(1)) }, 4);
  const start = (i, j) => m.tex(sums.score(c, i, j)).split(" =")[0];
  assert.deepEqual([start(8, 8), start(8, 9), start(9, 0)], ["s_{9 9}", "s_{9 , 10}", "s_{10 , 1}"]);
});

test("a cell of nine signs is shown as typed, a longer one as the number it is", () => {
  const { text } = wide(1, 1);
  assert.deepEqual(["1.2345678", "1.23456789", " 7 ", "+2", "-1e3"].map(text), [
    "1.2345678",
    "1.2346",
    "7",
    "2",
    "−1e3",
  ]);
});

// ---- what a head does
const look = (tokens, rule) => tokens.map((_, i) => tokens.map((_each, j) => rule(i, j)));
const letters = (count) => Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));

test("a rule is named from 40 % of the attention on, with the share that it has", () => {
  const to = (share) =>
    habit(
      letters(6),
      look(letters(6), (i, j) => (j === i ? share : (1 - share) / 5)),
    );
  assert.deepEqual([to(0.402), to(0.398)], ["itself, 40\u00a0%", "no simple rule"]);
});

test("rules with many positions are named from 60 % on, and only if no other is", () => {
  const tokens = letters(14).map((letter, at) => (at % 2 ? "." : letter));
  // the last four share so much evenly, and the rest goes to the others
  const to = (share) =>
    habit(
      tokens,
      look(tokens, (i, j) => (j > i - 4 && j <= i ? share / 4 : 0)),
    );
  assert.deepEqual([to(0.61), to(0.59)], ["the last four, 61\u00a0%", "no simple rule"]);
});

test("a rule counts only where its position says something", () => {
  const first = (from) =>
    habit(
      letters(8),
      look(letters(8), (i, j) => Number(i >= from && j === 0)),
    );
  assert.match(first(3), /^the very first, 100/); // of the first three tokens it means nothing
  const text = [..."ab cdefgh"];
  const start = (i) => (i < 3 ? 0 : 3);
  assert.match(
    habit(
      text,
      look(text, (i, j) => (i - start(i) > 2 ? Number(j === start(i)) : j === 1 ? 0.2 : 0)),
    ),
    /^its word’s beginning, 100/,
  );
});

test("a token counts as alike by its text, and pieces of words belong to the word that they go on", () => {
  const tokens = ["a", "b", "a", "c", "b", "a"];
  const same = (i, j) =>
    i !== j && tokens[i] === tokens[j] ? 1 / (tokens.filter((each) => each === tokens[i]).length - 1) : 0;
  assert.match(habit(tokens, look(tokens, same)), /^the same one, 100/);
  const pieces = [" where", "fore", "'s", "art", ","];
  assert.match(
    habit(
      pieces,
      look(pieces, (i, j) => (i > 2 ? Number(j === 0) : 0.3)),
    ),
    /^(its word’s beginning|the very first), /,
  );
});

// ---- masks and tables
test("only padding and custom masks are pressed, and one key more or less does not fit", () => {
  assert.deepEqual(["none", "causal", "padding", "custom"].map(isEditable), [false, false, true, true]);
  assert.ok(!toggleKeep("padding", [true], 0, 1));
  assert.match(
    maskProblem([true, true, true], 3, 2),
    /^The mask is a list of 3, but these Q and K need 3 × 2 or a list of 2\.$/,
  );
  assert.match(maskProblem([[true, true]], 2, 2), /^The mask is 1 × 2, but these Q and K need 2 × 2\.$/);
});

test("a table says its size, and keys have the words of V where K has none", () => {
  assert.deepEqual(
    [sizeText({ cells: [["1", "2"]], list: false }), sizeText({ cells: [["1", "2"]], list: true })],
    ["1 × 2", "a list of 2"],
  );
  const named = (labels) => ({ cells: [["1"]], labels });
  assert.deepEqual(labelsOf({ Q: named(["a"]), K: named([]), V: named(["b"]) }), { q: ["a"], k: ["b"] });
  assert.deepEqual(labelsOf({ Q: named(undefined), K: named(["c"]), V: named(["b"]) }), { q: [], k: ["c"] });
  assert.deepEqual(labelsOf({ Q: {}, K: {}, V: {} }), { q: [], k: [] });
});

// ---- what is said of a sentence's tokens
test("one token is one, and more are counted and named", () => {
  const { count, about } = randomHeads(() => null);
  assert.deepEqual([count({ tokens: ["a"] }), count({ tokens: ["a", "b"] })], ["1 token: a", "2 tokens: a · b"]);
  assert.equal(about(1), "Head 2 of the sentence, its numbers rounded to three decimals");
});

test("what a model reads is said: its tokens, where it begins, what was replaced and left out, twelve at most", () => {
  const { count } = realHeads(null, null, null);
  const read = { replaced: [], dropped: [] };
  assert.equal(
    count({ tokens: ["a", "b"], unit: "character", side: "decoder", read }),
    "2 tokens, each a single character: ␣ is a space, ⏎ the end of a line; one stands before every text.",
  );
  assert.equal(
    count({ tokens: ["a"], unit: "subword", side: "encoder", read: { replaced: ["é", "“"], dropped: [] } }),
    "1 token, each a word, a piece of one, or a mark: ␣ is a space, ⏎ the end of a line. Read as plain letters and signs: é “.",
  );
  const dropped = (many) =>
    count({ tokens: [], unit: "character", side: "encoder", read: { replaced: [], dropped: letters(many) } });
  assert.ok(dropped(12).endsWith("know them: a b c d e f g h i j k l."));
  assert.ok(dropped(13).endsWith("know them: a b c d e f g h i j k l …."));
});
