// What the GAN tab says without a page: moments of a training, samples, judge and critic.
import assert from "node:assert/strict";
import { test } from "node:test";
import { darkText, frameOf, ranges, spells, spellText, warningAt } from "../../assets/gan/epochs.js";
import {
  chance,
  convincing,
  isRecord,
  judgement,
  noiseText,
  points,
  probabilityText,
  readNumber,
  sampleText,
  showsSeed,
  stillText,
} from "../../assets/gan/words.js";
import { epochText, keptEarlier, nearest, rowAt } from "../../assets/shared/moments.js";

// ---- epochs
test("places of a training have names", () => {
  assert.deepEqual([0, 0.1, 1, 0.30000000000000004].map(epochText), [
    "before training",
    "epoch 0.1",
    "epoch 1",
    "epoch 0.3",
  ]);
});

test("the nearest place is found, the last one for what lies beyond", () => {
  const places = [0, 0.1, 0.5, 1, 2, 3];
  assert.deepEqual(
    [0, 0.04, 0.06, 1.4, 2.6, Infinity].map((epoch) => nearest(places, epoch)),
    [0, 0, 1, 3, 5, 5],
  );
});

test("at a place counts what had been measured by then", () => {
  const rows = [{ epoch: 0.1 }, { epoch: 0.2 }, { epoch: 0.30000000000000004 }];
  assert.equal(rowAt(rows, 0.3), rows[2]);
  assert.equal(rowAt(rows, 0.25), rows[1]);
  assert.equal(rowAt(rows, 0), undefined);
});

test("a warning is of its epoch until the next one begins", () => {
  const collapse = [{ epoch: 3, warning: "few digits" }];
  assert.deepEqual(
    [2.9, 3, 3.5, 4].map((place) => Boolean(warningAt(collapse, place))),
    [false, true, true, false],
  );
});

test("epochs in a row are one spell, with what was said last", () => {
  const collapse = [1, 2, 4].map((epoch) => ({ epoch, warning: `after ${epoch}` }));
  assert.deepEqual(spells(collapse), [
    { first: 1, last: 2, warning: "after 2" },
    { first: 4, last: 4, warning: "after 4" },
  ]);
  assert.deepEqual(spells(collapse).map(spellText), ["1–2", "4"]);
  assert.equal(ranges([1, 2, 3, 4, 7]), "1–4, 7");
  assert.equal(ranges([]), "");
});

test("weights are an earlier epoch's only where both are known", () => {
  assert.equal(keptEarlier({ kept_epoch: 2, train_epochs: 3 }), true);
  for (const model of [{ kept_epoch: 3, train_epochs: 3 }, { kept_epoch: null, train_epochs: 3 }, { kept_epoch: 2 }])
    assert.equal(keptEarlier(model), false);
});

// ---- sentences
test("a sample's name has what it was made with", () => {
  assert.equal(sampleText({ seed: 1, index: 7, label: null, truncation: null }), "Sample 7 of seed 1");
  assert.equal(
    sampleText({ seed: 1, index: 7, label: 8, truncation: 0.6 }),
    "Sample 7 of seed 1, asked for an 8, truncation 0.60",
  );
});

test("digits that stay are named by what differs", () => {
  const before = { seed: 1, truncation: null, digit: 3 };
  assert.equal(
    stillText({ ...before, seed: 2 }, before),
    "These are still the digits of seed 1; the server did not give those of seed 2.",
  );
  assert.equal(
    stillText({ ...before, truncation: 1 }, before),
    "These are still the digits of seed 1, without truncation; the server did not give the others.",
  );
  assert.match(stillText({ ...before, digit: null }, before), /of seed 1, digit 3;/);
  assert.equal(
    stillText({ ...before, digit: 5 }, { ...before, digit: null, truncation: 0.5 }),
    "These are still the digits of seed 1, truncation 0.50, all digits; the server did not give the others.",
  );
  assert.match(stillText(before, { ...before, digit: undefined }), /of seed 1, all digits;/);
  assert.equal(stillText(before, undefined), "The server did not give the digits.");
});

test("near 0 and 1 no chance is called certain", () => {
  assert.deepEqual([0.999, 0.001, 0.5].map(chance), ["more than 99\u00a0%", "less than 1\u00a0%", "50\u00a0%"]);
  assert.deepEqual([0.999, 0.001, 0.5].map(probabilityText), ["more than 0.99", "less than 0.01", "0.50"]);
});

test("the critic's verdict is a rank among other digits", () => {
  assert.match(
    convincing({ generated: 0.64, real: 0.2 }),
    /more convincing than 64\u00a0% of the generated digits and 20\u00a0% of the real ones\.$/,
  );
  assert.match(
    convincing({ generated: 0.004, real: 0 }),
    /finds it less convincing than nearly all other digits, generated or real\.$/,
  );
});

test("the judge's word is held against what was asked for", () => {
  const eight = { digit: 8, confidence: 0.9 };
  assert.match(judgement(eight, null), /sees an 8 \(90\u00a0% sure\)\.$/);
  assert.match(judgement(eight, 8), /, as was asked for\.$/);
  assert.match(judgement(eight, 0), /; a 0 was asked for\.$/);
});

test("only the digits 0 to 9 are a number to write, and at most 20", () => {
  assert.deepEqual(readNumber(" 0123 "), { digits: [0, 1, 2, 3] });
  assert.equal(readNumber("9".repeat(20)).digits.length, 20);
  for (const typed of ["12a", "-5", "1 6", "１６", "1.5"]) assert.match(readNumber(typed).error, /Use only the digits/);
  assert.match(readNumber(" ").error, /Write a number/);
  assert.match(readNumber("4".repeat(40)).error, /At most 20 digits can be written at once; these are 40\./);
});

test("whether two models share their noise is said", () => {
  const model = (name, more = {}) => ({ name, latent_dim: 100, timeline: {}, ...more });
  const record = (name) => model(name, { drawable: false });
  assert.equal(noiseText(model("a"), model("a")), "");
  assert.match(noiseText(model("a"), model("b")), /made from the same random numbers as the one in the same place/);
  assert.match(
    noiseText(model("a"), model("b", { latent_dim: 20 })),
    /one draws from 100 random numbers, the other from 20 numbers/,
  );
  assert.match(noiseText(model("a"), model("b", { classes: 10 })), /one is also told which digit/);
  assert.match(noiseText(model("a"), record("b")), /^One of them cannot draw here, so both show/);
  assert.match(noiseText(record("a"), record("b")), /^Neither can draw here/);
  assert.match(noiseText(record("a"), model("b", { latent_dim: 20 })), /from different noise/);
  const kept = model("b", { drawable: false, sheets: { seeds: [1, 2, 3] } });
  assert.match(noiseText(model("a"), kept, 2), /^Each picture on the left/);
  assert.match(noiseText(model("a"), kept, 4), /^One of them .* Its samples were kept for the seeds 1, 2, 3\.$/);
  assert.deepEqual(
    [showsSeed(kept, 3), showsSeed(kept, 4), showsSeed(record("a"), 1), showsSeed(model("a"), 4)],
    [true, false, false, true],
  );
  assert.deepEqual([model("a"), record("a"), {}].map(isRecord), [false, true, false]);
});

test("a picture of sheets has a frame for each seed after each place", () => {
  const grid = { seeds: [1, 2, 3], places: [1, 4, 8] };
  const frames = grid.places.flatMap((_, place) => grid.seeds.map((_, seed) => frameOf(grid, place, seed)));
  assert.deepEqual(frames, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("pictures that are nearly black are said to be so, and why before training", () => {
  assert.match(darkText(0, 0), /^Nothing is missing here: an untrained .* 0 stands for black in this model/);
  assert.match(darkText(32, 0.1), /^Nothing is missing here: at this moment .* hardly anything but black\.$/);
  assert.deepEqual([darkText(33, 0), darkText(255, 3)], ["", ""]);
});

test("what a training showed is told point by point, figures in brackets whole", () => {
  const text = "The change: black is 0; two updates. Against the base: better (6.1; the base: 105.7), coverage.";
  assert.deepEqual(points(text), [
    "The change: black is 0",
    "two updates.",
    "Against the base: better (6.1; the base: 105.7), coverage.",
  ]);
  assert.deepEqual(points(undefined), []);
});
