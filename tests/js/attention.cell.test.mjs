// The cell of an LSTM without a page: its equations, the arithmetic of a unit, and another size.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  columns,
  equations,
  GATES,
  gateLine,
  memoryLine,
  outputLine,
  PRESETS,
  resized,
} from "../../assets/attention/cell-sums.js";
import { cellWidth, gateLines, heardText, knownText } from "../../assets/attention/readers.js";
import * as m from "../../assets/shared/formulas.js";

const two = PRESETS.at(-1).cell;
const done = {
  sums: { forget: [1.25, 0], input: [0, 0], output: [0, 0], candidate: [0, 0] },
  gates: { forget: [0.77730000001, 0.5], input: [0.25, 0.5], output: [0.5, 0.5], candidate: [-0.5, 0] },
  cell: [-0.125, 0],
  hidden: [-0.0622, 0],
};

test("the equations are those of the books", () => {
  const tex = equations().map((each) => each.tex);
  assert.equal(tex.length, 6);
  assert.match(tex[0], /^f = \\sigma \( W_\{f\} x \+ U_\{f\} h \+ b_\{f\} \)$/);
  assert.match(tex[2], /^g = \\operatorname\{tanh\} \(/);
  assert.equal(tex[4], "c^{\\prime} = f \\cdot c + i \\cdot g");
  assert.equal(tex[5], "h^{\\prime} = o \\cdot \\operatorname{tanh} ( c^{\\prime} )");
});

test("a gate's line has each weight with what it is multiplied by, and the bias", () => {
  const tex = m.tex(gateLine(two, done, "forget", 0));
  assert.match(tex, /0\.5 \\cdot 1 \+ 1 \\cdot \( -0\.5 \) \+ \( -0\.3 \) \\cdot 0\.2 \+ 0\.2 \\cdot \( -0\.4 \) \+ 1/);
  assert.match(tex, /^f_\{1\} = .*= \\sigma \( 1\.25 \) \\approx 0\.7773$/);
  assert.match(m.tex(gateLine(two, done, "candidate", 1)), /^g_\{2\} = \\operatorname\{tanh\}/);
});

test("memory and output are of the same unit", () => {
  assert.equal(m.tex(memoryLine(two, done, 0)), "c^{\\prime}_{1} = 0.7773 \\cdot 0.6 + 0.25 \\cdot ( -0.5 ) = -0.125");
  assert.match(m.tex(outputLine(done, 0)), /^h\^\{\\prime\}_\{1\} = 0\.5 \\cdot .*\( -0\.125 \) = -0\.0622$/);
});

test("another size keeps what is there, at its place", () => {
  const larger = resized(two, 3, 1);
  assert.deepEqual([larger.inputs, larger.hidden, larger.cell], [["1"], ["0.2", "-0.4", "0"], ["0.6", "-1", "0"]]);
  assert.deepEqual(larger.gates.forget, [
    ["0.5", "-0.3", "0.2", "0", "1"],
    ["-1", "0.6", "0.1", "0", "1"],
    ["0", "0", "0", "0", "0"],
  ]);
  assert.deepEqual(columns(larger), ["x₁", "h₁", "h₂", "h₃", "bias"]);
  assert.deepEqual(resized(two, 2, 2), two);
});

test("every example has all numbers of its size", () => {
  for (const { cell, name } of PRESETS)
    for (const gate of Object.keys(GATES)) {
      assert.equal(cell.gates[gate].length, cell.hidden.length, name);
      for (const row of cell.gates[gate]) assert.equal(row.length, columns(cell).length, name);
    }
});

test("the gates at a word are plugged into the equations of memory and output", () => {
  const gates = {
    forget: [0.9, 0.5],
    input: [0.1, 0.25],
    output: [0.2, 0.5],
    candidate: [1, -0.4],
    cell: [0.1, -0.05],
  };
  const [memory, output] = gateLines({ gates, unit: 4 }, 1).map(m.tex);
  assert.equal(memory, "c^{\\prime}_{5} = 0.5 \\cdot 0.1 + 0.25 \\cdot ( -0.4 ) = -0.05");
  assert.match(output, /^h\^\{\\prime\}_\{5\} = 0\.5 \\cdot .*\( -0\.05 \) \\approx -0\.0250$/);
  assert.match(m.tex(gateLines({ gates, unit: 0 }, 0)[0]), /0\.9 \\cdot 0 \+/); // the memory begins empty
});

test("it is said if the words are hardly known", () => {
  assert.equal(knownText({ words: ["o", "what", "▢"], known: 2 }), "");
  assert.match(knownText({ words: ["der", "hund"], known: 0 }), /know none of these words/);
  assert.match(knownText({ words: ["der", "hund", "an"], known: 1 }), /know only 1 of these words/);
});

test("it is said in which play the words stand, and whether it was learned from", () => {
  assert.equal(heardText(null), "");
  assert.match(heardText({ title: "Macbeth", learned: "no" }), /^ They stand in Macbeth, which they have not read/);
});

test("a cell of the readers is as wide as the longest word asks", () => {
  assert.equal(cellWidth(["o", "thou"]), 62);
  assert.ok(cellWidth(["o", "discontented"]) > 100 && cellWidth(["honorificabilitudinitatibus"]) === 132);
});
