// The mathematics of latents, and ways through them in links and files.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  average,
  between,
  latentsText,
  lengthOf,
  meanOf,
  sumOf,
  way,
  wayPoints,
  wayQuery,
  wayRecord,
  wayText,
} from "../../assets/gan/latents.js";
import { toFloats } from "../../assets/shared/bytes.js";
import { allNear } from "./near.mjs";

test("the mean of latents is taken number by number", () => {
  allNear(
    meanOf([
      [1, 2],
      [3, 6],
      [5, 1],
    ]),
    [3, 3],
  );
  assert.equal(average([1, 2, 6]), 3);
});

test("a − b + c has the direction of the sum and the length that is asked for", () => {
  const { latents, length, typical } = sumOf([3, 1], [1, 1], [1, 4], 10);
  assert.equal(length, 5); // of (3, 4)
  assert.equal(typical, 10);
  allNear(latents, [6, 8]);
  assert.equal(lengthOf(latents), 10);
  assert.ok(latents instanceof Float32Array);
});

test("a sum that is nothing has no direction", () => {
  assert.equal(sumOf([1, 2], [2, 4], [1, 2], 10), null);
});

test("half-way on the sphere the length stays, where a straight line would be shorter", () => {
  const middle = between([2, 0], [0, 2], 0.5);
  allNear(middle, [Math.SQRT2, Math.SQRT2]);
  assert.ok(middle instanceof Float32Array);
  assert.deepEqual([...between([2, 0], [0, 2], 1)], [0, 2]);
});

test("a way leads through its points, and the digit changes half-way", () => {
  const points = [
    [1, 0],
    [0, 1],
    [-1, 0],
  ].map((latents, i) => ({ latents: Float32Array.from(latents), label: [3, 8, 8][i] }));
  const frames = way(points, 4);
  assert.equal(frames.length, 9);
  for (const i of [0, 1, 2]) assert.deepEqual([...frames[4 * i].latents], [...points[i].latents]);
  assert.deepEqual(
    frames.map(({ label }) => label),
    [3, 3, 8, 8, 8, 8, 8, 8, 8],
  );
  allNear(frames[2].latents, [Math.SQRT1_2, Math.SQRT1_2]);
});

test("a way in a link is read as it was written", () => {
  const samples = [
    { seed: 3, index: 12, label: 2, truncation: 0.8 },
    { seed: 4294967295, index: 0, label: null, truncation: null },
    { seed: 5, index: 99, label: null, truncation: 1.25 },
  ];
  const text = wayText(samples);
  assert.equal(text, "3_12_2_0.8-4294967295_0-5_99__1.25");
  assert.deepEqual(
    wayPoints(text),
    samples.map(({ seed, index, label, truncation }) => ({ seed, first: index, count: 1, digit: label, truncation })),
  );
});

test("a way that cannot be read is refused", () => {
  const nine = Array(9).fill("1_2").join("-");
  assert.equal(wayPoints(nine).length, 9);
  for (const text of [
    "",
    "nonsense",
    "3_1",
    "3_1-99999999999_2",
    "3_1-4294967296_2",
    "3_1-4_2__0",
    "3_1-4_100",
    "3_1--4_2",
    "3_1-4_2_10",
    `${nine}-1_2`,
  ]) {
    assert.equal(wayPoints(text), null, text);
  }
});

test("latents go to the server as float32, one after the other", () => {
  allNear(toFloats(latentsText([Float32Array.of(0.1, -2), Float32Array.of(3, 4)])), [0.1, -2, 3, 4]);
});

test("a way is saved with its samples, and its link asks for the same ones", () => {
  const model = { name: "dcgan-32", revision: "0123456789abcdef", latent_dim: 2 };
  const points = [
    { seed: 3, index: 1, label: null, truncation: null, latents: Float32Array.of(1, 0.5) },
    { seed: 4, index: 2, label: 7, truncation: 0.7, latents: Float32Array.of(0, -1) },
  ];
  const query = wayQuery(model, points);
  assert.equal(query.get("revision"), "01234567");
  const asked = wayPoints(query.get("walk"));
  assert.deepEqual(
    asked.map(({ seed, first, digit, truncation }) => [seed, first, digit, truncation]),
    points.map(({ seed, index, label, truncation }) => [seed, index, label, truncation]),
  );
  const { samples } = wayRecord(model, points);
  assert.deepEqual(samples[1], { seed: 4, index: 2, digit: 7, truncation: 0.7, latents: [0, -1] });
});
