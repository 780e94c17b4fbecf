// The terms of a loss: which there are, what they are worth for the test digits and for one digit, and how they add up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formula } from "../../assets/shared/notation.js";
import { rowsOf, textOf } from "../../assets/vae/terms.js";

const METRICS = {
  elbo: -100,
  elbo_reconstruction: 80,
  elbo_kl: 20,
  nll_iw1000: 95,
  code_cost: 15,
  bce_per_pixel: 0.25,
  squared_error: 30,
};
const TERMS = { reconstruction: 70, kl: 10, elbo: -80, iw: -75, codes: 12, cross_entropy: 60, squared_error: 8 };
const answer = { terms: Object.entries(TERMS).map(([key, value]) => ({ key, value })) };
const metrics = Object.fromEntries(Object.entries(METRICS).map(([name, value]) => [name, { value }]));

const shown = (rows) => rows.map(({ sign, name, test, mine }) => [sign, name, test, mine]);
for (const [what, model, wanted, says] of [
  [
    "a VAE's",
    { loss: "elbo", config: {} },
    [
      ["", "Reconstruction", 80, 70],
      ["+", "KL divergence", 20, 10],
      ["=", "Loss", 100, 80],
    ],
    "− ELBO, which is at least − log p(x)",
  ],
  [
    "a β-VAE's, whose KL costs β times as much",
    { loss: "elbo", config: { beta: 4 } },
    [
      ["", "Reconstruction", 80, 70],
      ["+", "4 × KL divergence", 80, 40],
      ["=", "Loss", 160, 110],
    ],
    "reconstruction + 4 × KL",
  ],
  [
    "one with many guesses, which are bounds and no sum",
    { loss: "importance_weighted", config: { samples: 5 } },
    [
      ["", "One guess", 100, 80],
      ["≥", "The best of many", 95, 75],
      ["≥", "What is wanted", NaN, NaN],
    ],
    "Trained with K = 5;",
  ],
  [
    "a code book's",
    { loss: "codes", codebook: { rows: 7, columns: 6 } },
    [
      ["", "Reconstruction", 80, 70],
      ["+", "Cost of the codes", 15, 12],
      ["=", "Loss", 95, 82],
    ],
    "its 42 entries",
  ],
  [
    "an autoencoder's, which is measured per pixel and shown per digit",
    { loss: "reconstruction", config: { objective: "cross_entropy" }, image_size: 10 },
    [["", "Cross-entropy", 25, 60]],
    "; y is redrawn from x.",
  ],
  [
    "a denoising one's, of squares",
    { loss: "reconstruction", config: { objective: "squared_error" }, noise: true, image_size: 10 },
    [["", "Squared error", 30, 8]],
    "; y is redrawn from a noisy x,",
  ],
  ["an unknown one's", { loss: "new" }, [], ""],
])
  test(`the terms of a loss: ${what}`, () => {
    const rows = rowsOf({ metrics, ...model }, answer);
    assert.deepEqual(shown(rows), wanted);
    assert.ok(
      rows
        .map(({ means }) => means)
        .join(" ")
        .includes(says),
    );
    for (const row of rows) if (row.formula) assert.ok(formula(row.formula).tex.length > 0);
  });

test("the formula of a KL divergence has its β, and that of squares its square", () => {
  const formulas = (model) => rowsOf({ metrics: {}, ...model }, null).map((row) => row.formula);
  assert.equal(formulas({ loss: "elbo", config: {} })[1], "KL(q(z|x)‖p(z))");
  assert.equal(formulas({ loss: "elbo", config: { beta: 4 } })[1], "4 KL(q(z|x)‖p(z))");
  const of = (objective) => formulas({ loss: "reconstruction", config: { objective } })[0];
  assert.equal(of("squared_error"), "Σ_i(x_i−y_i)^2");
  assert.equal(of("cross_entropy"), "−Σ_i(x_i log y_i+(1−x_i)log(1−y_i))");
});

test("what was not measured and a digit that is not there are not known, nor is their sum", () => {
  const rows = rowsOf({ loss: "elbo", config: {}, metrics: { elbo_kl: { value: 20 } } }, null);
  assert.deepEqual(shown(rows), [
    ["", "Reconstruction", NaN, NaN],
    ["+", "KL divergence", 20, NaN],
    ["=", "Loss", NaN, NaN],
  ]);
});

test("a model's own words come before those of its loss, and a loss without words is said to have none", () => {
  assert.match(textOf({ explanation: "vae", loss: "elbo" }), /^Two forces pull/);
  assert.match(textOf({ explanation: "beta-vae", loss: "elbo" }), /another balance/);
  assert.match(textOf({ explanation: "conv-vae", loss: "elbo" }), /only the networks differ/);
  assert.match(
    textOf({ explanation: "conv-vae", loss: "importance_weighted" }),
    /judged by the best.*Its networks are conv/,
  );
  assert.match(textOf({ explanation: "denoising-autoencoder", loss: "reconstruction" }), /shown the digit with noise/);
  assert.match(textOf({ explanation: "beta-vae", loss: "codes" }), /^There is no random code here/);
  assert.match(textOf({ explanation: "vae", loss: "importance_weighted" }), /judged by the best/);
  assert.match(textOf({ explanation: "vae", loss: "reconstruction" }), /only one force/);
  assert.match(textOf({ explanation: "vae", loss: "new" }), /no explanation/);
});
