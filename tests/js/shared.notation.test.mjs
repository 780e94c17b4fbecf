// Formulas from a line of text: their LaTeX, which is built from the same expressions that are drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formula, parts } from "../../assets/shared/notation.js";

for (const [text, tex] of [
  ["Σ_i(x_i−y_i)^2", "\\sum_{i} ( x_{i} - y_{i} )^{2}"],
  ["−E_{q(z|x)}[log p(x|z)]", "- E_{q ( z | x )} [ \\operatorname{log} \\, p ( x | z ) ]"],
  ["4 KL(q(z|x)‖p(z))", "4 \\, \\operatorname{KL} ( q ( z | x ) \\| p ( z ) )"],
  ["{1}/{K} Σ_k {p(x,z)}/{q(z|x)}", "\\frac{1}{K} \\sum_{k} \\frac{p ( x , z )}{q ( z | x )}"],
  ["x_i log y_i", "x_{i} \\, \\operatorname{log} \\, y_{i}"],
  ["σ(x / T)", "\\sigma ( x / T )"],
  ["*v*·*h* = 0.5", "\\mathbf{v} \\cdot \\mathbf{h} = 0.5"],
  ["⟨v_i h_j⟩_{data}", "\\langle v_{i} h_{j} \\rangle_{\\operatorname{data}}"],
])
  test(text, () => assert.equal(formula(text).tex, tex));

test("a long formula breaks before its signs, outside of brackets, and not behind a sign that stands in front", () => {
  const made = parts("F(*v*) = − *a*·*v* − Σ_j log(1 + exp(b_j))").map(({ tex }) => tex);
  assert.deepEqual(made, [
    "F ( \\mathbf{v} )",
    "= - \\mathbf{a} \\cdot \\mathbf{v}",
    "- \\sum_{j} \\, \\operatorname{log} ( 1 + \\operatorname{exp} ( b_{j} ) )",
  ]);
});
