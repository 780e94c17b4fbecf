// What the attention calculator says of pasted texts, and how it names rows, weights and what is out of view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellSpace, labelSpace, named, share, shareNumber } from "../../assets/attention/format.js";
import { inView } from "../../assets/attention/grid.js";
import { maskProblem } from "../../assets/attention/masks.js";
import { isSingle, pastedText } from "../../assets/attention/pasted.js";

test("a weight is a percentage with one decimal; what is small is told from what is nothing", () => {
  assert.deepEqual([0, 0.00001, 0.0004, 0.0005, 0.3412, 1].map(shareNumber), [
    "0",
    "< 0.1",
    "< 0.1",
    "0.1",
    "34.1",
    "100",
  ]);
  assert.equal(share(0.5), "50\u00a0%");
});

test("a row has its word beside its name", () => {
  assert.equal(named("q", 1, ["the", "cat"]), "q₂ cat");
  assert.equal(named("q", 2, ["the", "cat"]), "q₃");
  assert.equal(named("k", 0), "k₁");
  assert.equal(
    labelSpace(2, (index) => named("q", index)),
    34,
  );
  assert.ok(labelSpace(2, () => "q₁ because") > 80);
});

test("a field is as wide as the longest number needs, within limits", () => {
  assert.equal(cellSpace([["1"], ["-2"]], false), 62);
  assert.ok(cellSpace([["1"], ["-0.323"]], true) > 14 + 6 * 9);
  assert.equal(cellSpace([["0.3333333333333333"]], false), 110);
});

test("what a grid does not show is counted", () => {
  assert.equal(inView("columns", 0, 640, 64, 10), "");
  assert.equal(inView("columns", 0, 576, 64, 12), "columns 1 to 9 of 12");
  assert.equal(inView("columns", 192, 576, 64, 12), "columns 4 to 12 of 12");
  assert.equal(inView("rows", 20, 400, 40, 64), "rows 2 to 10 of 64");
});

// ---- pasting
test("a pasted mask must fit", () => {
  const rows = [
    [true, false],
    [true, true],
  ];
  assert.equal(maskProblem(rows, 2, 2), "");
  assert.equal(maskProblem(rows, 2, 3), "The mask is 2 × 2, but these Q and K need 2 × 3.");
  assert.equal(maskProblem([true, false, true], 2, 3), "");
  assert.match(maskProblem([true], 2, 3), /a list of 1, but these Q and K need 2 × 3 or a list of 3/);
});

test("what was pasted is named with its size and with what has to be said", () => {
  const Q = { cells: [["1", "2"]], list: false };
  assert.equal(pastedText({ tables: { Q }, mask: null, note: "" }), "Pasted Q (1 × 2).");
  const K = { cells: [["1", "2"]], list: true };
  const answer = { tables: { Q, K }, mask: [true, false], note: "Left out: “d_k = 2”." };
  assert.equal(pastedText(answer), "Pasted Q (1 × 2), K (a list of 2), a mask. Left out: “d_k = 2”.");
});

test("one number goes into one cell, but for a matrix that has only one", () => {
  const one = { cells: [["0.5"]] };
  const many = { cells: [["1", "2"]] };
  assert.ok(isSingle({ tables: { Q: one }, mask: null }, "Q", many));
  assert.ok(!isSingle({ tables: { Q: one }, mask: null }, "Q", one));
  assert.ok(!isSingle({ tables: { Q: many }, mask: null }, "Q", many));
  assert.ok(!isSingle({ tables: { Q: one, K: one }, mask: null }, "Q", many));
});
