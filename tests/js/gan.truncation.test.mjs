// What is said of truncation, from measured figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { boundText, truncationText } from "../../assets/gan/truncation.js";

const rows = (...figures) =>
  figures.map(([bound, sure, coverage, no_digit = 0]) => ({ bound, sure, coverage, no_digit }));
const said = (samples, ...figures) => truncationText({ rows: rows(...figures), samples, real: samples });

test("every truncation of the table is compared with none, not only the last", () => {
  assert.equal(
    said(300, [null, 0.93, 0.89], [1.5, 0.93, 0.88], [1, 0.79, 0.86], [0.6, 0.1, 0.04, 0.89]),
    "Without it, the judge is sure of 93\u00a0% of this model’s pictures; it is sure of clearly fewer at 1.0 (79\u00a0%) and 0.6 (10\u00a0%). " +
      "89\u00a0% of real digits have a sample like them; clearly fewer at 0.6 (4\u00a0%). " +
      "The generator draws hardly any digits at 0.6 (89\u00a0% without one), by another judge, which can say that it sees none.",
  );
});

test("more at one and fewer at another are both said", () => {
  assert.equal(
    said(300, [null, 0.8, 0.76], [1.5, 0.95, 0.9], [1, 0.78, 0.6], [0.6, 0.36, 0.09]),
    "Without it, the judge is sure of 80\u00a0% of this model’s pictures; it is sure of clearly more at 1.5 (95\u00a0%), clearly fewer at 0.6 (36\u00a0%). " +
      "76\u00a0% of real digits have a sample like them; clearly more at 1.5 (90\u00a0%), clearly fewer at 1.0 (60\u00a0%) and 0.6 (9\u00a0%).",
  );
});

test("differences that so few samples cannot tell become clear with more", () => {
  const figures = [
    [null, 0.85, 0.76],
    [0.6, 0.88, 0.71],
  ];
  assert.equal(
    said(300, ...figures),
    "Without it, the judge is sure of 85\u00a0% of this model’s pictures, and no truncation in the table changes that clearly. " +
      "76\u00a0% of real digits have a sample like them, and no truncation in the table changes that clearly.",
  );
  assert.match(
    said(3000, ...figures),
    /sure of clearly more at 0\.6 \(88\u00a0%\)\. .*; clearly fewer at 0\.6 \(71\u00a0%\)\.$/,
  );
});

test("pictures without a digit are told of from one half on, and none where that was not measured", () => {
  assert.doesNotMatch(said(300, [null, 0.9, 0.9], [0.6, 0.9, 0.9, 0.5]), /hardly any/);
  assert.match(
    said(300, [null, 0.9, 0.9, 0.999], [0.6, 0.9, 0.9, 0.6]),
    /digits at off \(more than 99\u00a0% without one\) and 0\.6 \(60\u00a0% without one\),/,
  );
  const unasked = rows([null, 0.9, 0.9], [0.6, 0.9, 0.9]).map((row) => ({ ...row, no_digit: null }));
  const text = truncationText({ rows: unasked, samples: 300, real: 300 });
  assert.match(text, /^Without it, the judge, which is sure of mere noise, too, is sure of 90\u00a0% /);
  assert.doesNotMatch(text, /hardly any/);
});

test("a share that is nearly all is not called all", () => {
  assert.match(said(300, [null, 0.997, 0.9], [0.6, 0.5, 0.9]), /sure of more than 99\u00a0% of this/);
});

test("without a bound truncation is off", () => {
  assert.deepEqual([null, 1.5, 1].map(boundText), ["off", "1.5", "1.0"]);
});
