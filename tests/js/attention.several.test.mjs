// Several heads and positions without a page: sizes, the arithmetic of a number, links, and the waves.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as p from "../../assets/attention/positions-sums.js";
import * as s from "../../assets/attention/several-sums.js";
import * as m from "../../assets/shared/formulas.js";

test("every example has all numbers of its size, and its link brings it back", () => {
  for (const { name, state } of s.PRESETS) {
    const { numbers, width } = s.sizes(state);
    for (const head of state.heads) {
      assert.deepEqual([head.query, head.key, head.value].map((rows) => [rows.length, rows[0].length]), [
        [numbers, width], [numbers, width], [numbers, width],
      ], name); // biome-ignore format: a row for each
      assert.deepEqual([head.output.length, head.output[0].length], [width, numbers], name);
    }
    assert.deepEqual(s.stateOf(s.linkOf(state)), state, name);
  }
});

test("another size keeps what is there, and what is new is 0", () => {
  const start = s.PRESETS[0].state;
  const larger = s.resized(start, { tokens: 4, heads: 3, numbers: 5, width: 1 });
  assert.deepEqual(s.sizes(larger), { tokens: 4, numbers: 5, heads: 3, width: 1 });
  assert.deepEqual(larger.tokens.slice(1, 2), [["0", "1", "0", "1", "0"]]);
  assert.deepEqual(larger.heads[0].query, [["0"], ["2"], ["0"], ["0"], ["0"]]);
  assert.deepEqual(larger.heads[2].output, [["0", "0", "0", "0", "0"]]);
  assert.equal(s.wordOf(larger, 3), "token 4");
});

test("a number of a product has each pair behind it", () => {
  const line = s.product(["q", "q"], [[["1", "-0.5"]], ""], [[["2"], ["3"]], "q"], [[0.5]], 0, 0);
  assert.equal(m.tex(line), "q_{1 1} = 1 \\cdot 2 + ( -0.5 ) \\cdot 3 = 0.5");
});

test("a link that holds no heads is refused whole", () => {
  const good = s.linkOf(s.PRESETS[0].state);
  for (const change of [
    { tokens: "1,2_3" }, { tokens: "1,x" }, { query: "" }, { key: good.key.split("*")[0] }, { output: "1*1" },
    { tokens: "1,2,3,4,5,6,7,8,9" }, { query: Array(5).fill(good.query.split("*")[0]).join("*") },
    { value: "1e,0_0,0_0,0_0,1*1,0_0,0_0,0_0,1" },
  ]) // biome-ignore format: a line for each kind
    assert.equal(s.stateOf({ ...good, ...change }), null, JSON.stringify(change));
  assert.equal(s.stateOf({ ...good, positions: "far", causal: "yes" }).positions, "none");
});

test("waves are those of the paper, and their products depend on the distance", () => {
  assert.deepEqual(p.waves(3, 4)[0], [0, 1, 0, 1]);
  const second = [0.909297, -0.416147, 0.019999, 0.9998];
  p.waves(3, 4)[2].forEach((x, column) => {
    assert.ok(Math.abs(x - second[column]) < 1e-6);
  });
  assert.ok(Math.abs(p.alike(3, 7, 16) - p.alike(40, 44, 16)) < 1e-9);
  assert.match(
    m.tex(p.waveLine(2, 2, 4)),
    /\\frac\{2\}\{10000\^\{\\frac\{2\}\{4\}\}\} \) = .*\( 0\.02 \) \\approx 0\.0200$/,
  );
});

test("a turned pair is written with cosine and sine of its angle", () => {
  const lines = p.turnLines("q", "q", ["1", "-0.5"], [0.5403, 0.8415], 0, 1).map(m.tex);
  assert.match(lines[0], /^q'_\{1\} = 1 \\cdot .*cos.*\( 1 \) - \( -0\.5 \) \\cdot .*sin/);
  assert.match(lines[1], /^q'_\{2\} = 1 \\cdot .*sin.*\+ \( -0\.5 \) \\cdot .*cos/);
});

test("what a link says of positions is taken if it can be read", () => {
  const state = { count: 16, width: 8, query: ["1", "0.5"], key: ["-1", "2"], m: 4, n: 0 };
  assert.deepEqual(p.stateOf(p.linkOf(state)), state);
  const wrong = p.stateOf({ count: "1000", size: "-2", q: "1,x", k: "1,2,3,4,5", m: "100", n: "1.5" });
  assert.ok(Object.values(wrong).every((value) => value === null));
});
