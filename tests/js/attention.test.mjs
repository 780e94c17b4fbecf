// What the attention calculator writes down without a page: numbers, sums as LaTeX, and what a head does in a word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { equals, number, subscript } from "../../assets/attention/format.js";
import { habit } from "../../assets/attention/habits.js";
import { fitKeep, toggleKeep } from "../../assets/attention/masks.js";
import { commonLength, matrixText, typedCells } from "../../assets/attention/readings.js";
import * as sums from "../../assets/attention/sums.js";
import * as m from "../../assets/shared/formulas.js";

// ---- numbers
test("a number keeps its decimals, but for zeros that say nothing", () => {
  assert.equal(number(0.57611, 4), "0.5761");
  assert.equal(number(2.5, 4), "2.5");
  assert.equal(number(-0.25, 4), "−0.25");
  assert.equal(number(-0, 4), "0");
  assert.equal(number(1 / 3, 2), "0.33");
  assert.equal(number(0.99999, 4), "1.0000"); // rounded, so not "1"
});

test("very large and very small numbers are powers of ten; a hidden score is minus infinity", () => {
  assert.equal(number(1234567, 4), "1.23e+6");
  assert.equal(number(-0.00001, 4), "−1.00e−5");
  assert.equal(number(null, 4), "−∞");
});

test("what is rounded is not said to be equal", () => {
  assert.equal(equals(2.5, 4), "=");
  assert.equal(equals(1 / 3, 4), "≈");
  assert.equal(equals(2e6, 4), "≈");
  assert.equal(equals(null, 4), "=");
});

test("subscripts count from one", () => assert.equal([0, 8, 9, 63].map(subscript).join(" "), "₁ ₉ ₁₀ ₆₄"));

// ---- formulas
test("an expression has its LaTeX", () => {
  assert.equal(m.frac(m.id("S"), m.sqrt(m.sub(m.id("d"), m.id("k")))).tex, "\\frac{S}{\\sqrt{d_{k}}}");
  assert.equal(m.factor("−0.5").tex, "( -0.5 )");
  assert.equal(m.num("1.00e+30").tex, "1.00 \\cdot 10^{30}");
  assert.equal(m.num("−∞").tex, "-\\infty");
  assert.equal(m.tex([m.name("softmax"), m.op("("), m.id("M"), m.op(")")]), "\\operatorname{softmax} ( M )");
});

// ---- the sums of a computation: q = [1, 2], keys [3, -4] and [0, 1], the second hidden
const computed = ({ temperature = 1, masked = [[-3.5355339059327378, null]], weights = [[1, 0]], empty = [] } = {}) =>
  sums.context(
    {
      q: [["1", "2"]],
      k: [
        ["3", "−4"],
        ["0", "1"],
      ],
      v: [["5"], ["7"]],
    },
    {
      scores: [[-5, 2]],
      scaled: [[-3.5355339059327378, Math.SQRT2]],
      masked,
      weights,
      output: [[5]],
      scale: true,
      mask: [[true, false]],
      temperature,
      empty,
    },
    4,
  );

test("a score is written as the products that it adds up", () => {
  assert.equal(m.tex(sums.score(computed(), 0, 0)), "s_{1 1} = q_{1} \\cdot k_{1} = 1 \\cdot 3 + 2 \\cdot ( -4 ) = -5");
});

test("a score is divided by the root of the width", () => {
  assert.equal(
    m.tex(sums.scale(computed(), 0, 0)),
    "s'_{1 1} = \\frac{s_{1 1}}{\\sqrt{d_{k}}} = \\frac{-5}{\\sqrt{2}} \\approx \\frac{-5}{1.4142} \\approx -3.5355",
  );
});

test("of a hidden key the mask says so, and its power of e is 0", () => {
  assert.match(m.tex(sums.mask(computed(), 0, 1)), /= -\\infty \\text\{hidden\}$/);
  assert.match(m.tex(sums.mask(computed(), 0, 0)), /\\text\{visible\}$/);
  assert.equal(m.tex(sums.power(computed(), 0, 1)), "e^{-\\infty} = 0");
});

test("softmax as written gives the shares: e to the score over T, over their sum", () => {
  const found = sums.exponentials(computed({ temperature: 2, masked: [[2, -2]] }), 0);
  assert.equal(found.shift, 0);
  assert.ok(Math.abs(found.values[0] / found.total - 1 / (1 + Math.exp(-2))) < 1e-12);
  assert.equal(m.tex(sums.power(computed({ temperature: 2, masked: [[2, -2]] }), 0, 0)), "e^{2 / 2} \\approx 2.7183");
});

test("scores too large for a power of e lose the row's largest first, which changes no share", () => {
  const found = sums.exponentials(computed({ masked: [[1000, 999]] }), 0);
  assert.equal(found.shift, 1000);
  assert.deepEqual(found.values, [1, Math.exp(-1)]);
  assert.equal(m.tex(sums.power(computed({ masked: [[1000, 999]] }), 0, 1)), "e^{999 - 1000} \\approx 0.3679");
  const warm = computed({ temperature: 2, masked: [[1000, 996]] }); // it is taken off before the division by T
  assert.deepEqual(sums.exponentials(warm, 0).values, [1, Math.exp(-2)]);
  assert.equal(m.tex(sums.power(warm, 0, 1)), "e^{( 996 - 1000 ) / 2} \\approx 0.1353");
});

test("the sum under the fraction is of the keys that are not hidden, a long one shortened", () => {
  const text = (masked, everything) => m.tex(sums.total(computed({ masked: [masked] }), 0, everything));
  assert.match(text([0, null, Math.log(2)]), /= 1 \+ 2 = 3$/);
  const many = Array.from({ length: 20 }, (_, at) => (at ? 0 : Math.log(3)));
  assert.match(text(many), /= 3 \+ 1 \+ 1 \+ 1 \+ 1 \+ \\cdots \+ 1 = 22$/);
  assert.equal(text(many, true).split("+").length, 20);
});

test("a query that may see no key has the weight 0 and divides nothing", () => {
  assert.equal(
    m.tex(sums.weight(computed({ masked: [[null, null]], weights: [[0, 0]], empty: [0] }), 0, 1)),
    "a_{1 2} = 0",
  );
});

test("the output mixes the values as they were typed", () => {
  assert.equal(m.tex(sums.output(computed(), 0, 0)), "o_{1 1} = 1 \\cdot 5 + 0 \\cdot 7 = 5");
});

test("of a long sum the first terms and the last are written, and all of them where asked", () => {
  const wide = Array.from({ length: 20 }, (_, at) => String(at));
  const c = sums.context({ q: [wide], k: [wide], v: [["1"]] }, { scores: [[2470]], scale: true }, 4);
  assert.match(m.tex(sums.score(c, 0, 0)), /4 \\cdot 4 \+ \\cdots \+ 19 \\cdot 19 = 2470$/);
  assert.match(m.tex(sums.score(c, 0, 0, true)), /9 \\cdot 9 \+ 10 \\cdot 10/);
});

test("indices above nine are told apart by a comma", () => {
  const rows = Array.from({ length: 12 }, () => ["1"]);
  const c = sums.context({ q: rows, k: rows, v: rows }, { scores: rows.map(() => rows.map(() => 1)), scale: true }, 4);
  assert.match(m.tex(sums.score(c, 0, 11)), /^s_\{1 , 12\} =/);
});

test("a long cell is shown as the number it is, with two typographic minus signs", () => {
  assert.equal(computed().text("−1.23456e−10"), "−1.23e−10");
  assert.equal(computed().text("+1E5"), "1e5");
});

// ---- masks
test("a padding mask begins with the last key hidden, unless it is the only one", () => {
  assert.deepEqual(fitKeep("padding", null, [2, 3], null), [true, true, false]);
  assert.deepEqual(fitKeep("padding", null, [2, 1], null), [true]);
});

test("a custom mask begins with what was hidden before", () => {
  assert.deepEqual(
    fitKeep(
      "custom",
      null,
      [2, 2],
      [
        [true, false],
        [true, true],
      ],
    ),
    [
      [true, false],
      [true, true],
    ],
  );
  assert.deepEqual(fitKeep("custom", null, [1, 2], null), [[true, true]]);
});

test("a mask fits other sizes: what is new is visible, what is gone is forgotten", () => {
  assert.deepEqual(fitKeep("padding", [false, true], [1, 3], null), [false, true, true]);
  assert.deepEqual(fitKeep("custom", [[false, true]], [2, 1], null), [[false], [true]]);
  assert.equal(fitKeep("causal", [true], [1, 1], null), null);
});

test("a padding mask hides a key from all, a custom one from its query; other masks have nothing to press", () => {
  const [padding, custom] = [
    [true, true],
    [
      [true, true],
      [true, true],
    ],
  ];
  assert.ok(toggleKeep("padding", padding, 1, 0));
  assert.deepEqual(padding, [false, true]);
  assert.ok(toggleKeep("custom", custom, 1, 0));
  assert.deepEqual(custom, [
    [true, true],
    [false, true],
  ]);
  assert.ok(!toggleKeep("causal", null, 0, 0));
  assert.ok(!toggleKeep("custom", custom, 2, 0)); // the cell of an earlier, larger result
});

// ---- plain lists
const list = (...numbers) => ({ cells: [numbers], list: true });

test("a plain list is one row or one column of cells", () => {
  const tables = { Q: list("1", "2"), K: { cells: [["3"], ["4"]], list: false }, V: list("5", "6") };
  assert.deepEqual(typedCells({ tables, reading: "many_tokens" }), {
    q: [["1"], ["2"]],
    k: [["3"], ["4"]],
    v: [["5"], ["6"]],
  });
  assert.deepEqual(typedCells({ tables, reading: "one_token" }).q, [["1", "2"]]);
});

test("lists of one length have it in common", () => {
  const tables = { Q: list("1", "2"), K: list("1", "2"), V: list("1") };
  assert.equal(commonLength(tables, ["Q", "K"]), 2);
  assert.equal(commonLength(tables, ["Q", "V"]), 0);
});

test("a result is written out as far as there is room", () => {
  assert.equal(matrixText([[0.5, 1]], 4), "[0.5, 1]");
  assert.equal(matrixText([[1], [2]], 4), "[[1],\n [2]]");
  const large = matrixText(
    Array.from({ length: 7 }, () => Array(7).fill(1)),
    4,
  ).split("\n");
  assert.equal(large.length, 7);
  assert.equal(large[0], "[[1, 1, 1, 1, 1, 1, …],");
  assert.equal(large[6], " …]");
});

// ---- what a head does, said in a word
// a stroke ends a line, a comma is no letter
const TEXT = "/o-me o'clock, wherefore art thou,/wherefore art thou romeo";
const places = Array.from(TEXT, (_, at) => at);
function startOfWord(i) {
  if (!/[a-z'-]/.test(TEXT[i])) return i;
  let start = i;
  while (/[a-z'-]/.test(TEXT[start - 1] ?? "/")) start -= 1;
  return start;
}
const orElse = (found, other) => (found.length ? found : other);
const HABITS = {
  // what is said: the places that share the attention of the character at i
  itself: (i) => [i],
  "the one before": (i) => [Math.max(0, i - 1)],
  "two before": (i) => [Math.max(0, i - 2)],
  "the next one": (i) => [Math.min(TEXT.length - 1, i + 1)],
  "the very first": () => [0],
  "its word’s beginning": (i) => [startOfWord(i)],
  "its word so far": (i) => orElse(places.slice(startOfWord(i), i), places.slice(0, i + 1)),
  "the same one": (i) =>
    orElse(
      places.filter((j) => j !== i && TEXT[j] === TEXT[i]),
      [i],
    ),
  "spaces and line ends": (i) => places.filter((j) => j < Math.max(8, i) && " /".includes(TEXT[j])),
  "the last four": (i) => places.slice(Math.max(0, i - 3), i + 1),
  "no simple rule": (i) => places.slice(0, i + 1),
};
const shared = (looked, size) => Array.from({ length: size }, (_, j) => (looked.includes(j) ? 1 / looked.length : 0));

for (const [said, looked] of Object.entries(HABITS)) {
  test(`a head is said to look at: ${said}`, () => {
    const tokens = Array.from(TEXT, (each) => ({ " ": "␣", "/": "⏎" })[each] ?? each);
    const found = habit(
      tokens,
      places.map((i) => shared(looked(i), TEXT.length)),
    );
    assert.equal(said === "no simple rule" ? found : found.slice(0, found.lastIndexOf(",")), said);
  });
}

for (const text of ["wherefore", "wherefore art"]) {
  // in the first word all that a head can see is the word so far
  test(`of a head that looks everywhere alike nothing is said in “${text}”`, () => {
    const weights = Array.from(text, (_, i) => Array.from(text, (_each, j) => (j <= i ? 1 / (i + 1) : 0)));
    assert.equal(habit([...text], weights), "no simple rule");
  });
}
