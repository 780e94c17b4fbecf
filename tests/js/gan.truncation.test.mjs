// What is said of truncation, from measured figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { boundText, truncationText } from "../../assets/gan/truncation.js";

const rows = (...figures) => figures.map(([bound, sure, coverage]) => ({ bound, sure, coverage }));

test("a model whose digits break is said to get less clear, and to lose variety", () => {
  assert.equal(
    truncationText({ rows: rows([null, 0.85, 0.76], [1, 0.9, 0.7], [0.6, 0.36, 0.09]), samples: 300, real: 300 }),
    "It makes the judge less sure of this model’s digits: the judge, which is sure of mere noise, too, is sure of 85\u00a0% of them without truncation, and of 36\u00a0% at 0.6; " +
      "and variety is lost: 76\u00a0% of real digits have a sample like them without it, and 9\u00a0% at 0.6.",
  );
});

test("one that gains is said to, at the bound where it gains most", () => {
  assert.equal(
    truncationText({ rows: rows([null, 0.8, 0.76], [1, 0.95, 0.77], [0.6, 0.9, 0.7]), samples: 300, real: 300 }),
    "It makes the judge surer of this model’s digits: the judge, which is sure of mere noise, too, is sure of 80\u00a0% of them without truncation, and of 95\u00a0% at 1.0; " +
      "and no loss of variety is seen: 76\u00a0% of real digits have a sample like them without it, and 70\u00a0% at 0.6.",
  );
});

test("differences that so few samples cannot tell become clear with more", () => {
  const measured = { rows: rows([null, 0.85, 0.76], [0.6, 0.9, 0.7]), samples: 3000, real: 3000 };
  assert.match(truncationText(measured), /^It makes the judge surer .* and variety is lost: /);
});

test("what so few samples cannot tell is not said", () => {
  const measured = { rows: rows([null, 0.85, 0.76], [0.6, 0.84, 0.75]), samples: 300, real: 300 };
  assert.match(truncationText(measured), /^It does not clearly change how sure the judge is of this model’s digits: /);
});

test("a share that is nearly all is not called all", () => {
  assert.match(
    truncationText({ rows: rows([null, 0.997, 0.9], [0.6, 0.5, 0.9]), samples: 300, real: 300 }),
    /sure of more than 99\u00a0% of them without/,
  );
});

test("without a bound truncation is off", () => {
  assert.deepEqual([null, 1.5, 1].map(boundText), ["off", "1.5", "1.0"]);
});
