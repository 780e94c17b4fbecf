// Paths over a plane of samples: weights, mixtures, frames, sentences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf } from "../../assets/gan/latents.js";
import {
  evenly,
  inside,
  isPath,
  MOST_FRAMES,
  mixedAt,
  mixture,
  pathLength,
  pathProblem,
  ring,
  wayAlong,
  weightsAt,
  weightsText,
} from "../../assets/gan/mixing.js";
import { normals } from "../../assets/shared/random.js";

const samples = [1, 2, 3, 4].map((seed) => ({ latents: Float32Array.from(normals(seed, 100)), label: seed }));
const places = ring(4);
const apart = (a, b) => Math.hypot(...a.map((value, at) => value - b[at]));

test("samples begin on a ring inside the plane, all in different places", () => {
  assert.deepEqual(ring(1), [{ x: 0.5, y: 0.5 - 0.36 }]);
  const [left, right] = ring(2);
  assert.ok(left.x < 0.2 && right.x > 0.8 && Math.abs(left.y - right.y) < 1e-9);
  for (const count of [3, 9]) {
    const laid = ring(count);
    assert.ok(laid.every(({ x, y }) => x > 0.1 && x < 0.9 && y > 0.1 && y < 0.9));
    for (const a of laid) assert.equal(laid.filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < 0.1).length, 1);
  }
});

test("a place outside the plane is brought to its edge", () => {
  assert.deepEqual(inside({ x: -3, y: 0.4 }), { x: 0, y: 0.4 });
  assert.deepEqual(inside({ x: 0.2, y: 9 }), { x: 0.2, y: 1 });
});

test("weights sum to 1, are alone at a sample, equal in the middle, and larger nearby", () => {
  const near = (a, b) => a.forEach((value, at) => assert.ok(Math.abs(value - b[at]) < 1e-9, `${a} is not ${b}`));
  assert.deepEqual(weightsAt(places[2], places), [0, 0, 1, 0]);
  near(weightsAt({ x: 0.5, y: 0.5 }, places), [0.25, 0.25, 0.25, 0.25]);
  const weights = weightsAt({ x: 0.5, y: 0.2 }, places);
  near([weights.reduce((sum, value) => sum + value)], [1]);
  assert.equal(weights.indexOf(Math.max(...weights)), 0);
  near(
    weightsAt({ x: 0, y: 0 }, [
      { x: 1, y: 0 },
      { x: 0, y: 2 },
    ]),
    [0.8, 0.2],
  );
  assert.deepEqual(
    weightsAt({ x: 0.5, y: 0.5 }, [
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ]),
    [0.5, 0.5],
  );
});

test("at a sample its own numbers come out, exactly", () => {
  samples.forEach((sample, at) => {
    const { latents, label } = mixedAt(places[at], places, samples);
    assert.deepEqual(latents, sample.latents);
    assert.equal(label, sample.label);
  });
});

test("everywhere the length is a typical one, where the plain mean would be far too short", () => {
  const lengths = samples.map(({ latents }) => lengthOf(latents));
  const [low, high] = [Math.min(...lengths), Math.max(...lengths)];
  for (let x = 0; x <= 1; x += 0.1)
    for (let y = 0; y <= 1; y += 0.1) {
      const length = lengthOf(mixedAt({ x, y }, places, samples).latents);
      assert.ok(length > low - 1e-3 && length < high + 1e-3, `${length} at ${x}, ${y}`);
    }
  const mean = samples[0].latents.map((_, at) => samples.reduce((sum, { latents }) => sum + latents[at] / 4, 0));
  assert.ok(lengthOf(mean) < 0.7 * low);
});

test("the mixture is continuous: a small step changes little, at samples, too", () => {
  for (const place of [...places, { x: 0.5, y: 0.5 }, { x: 0.31, y: 0.7 }])
    for (const step of [1e-3, 1e-4]) {
      const here = mixedAt(place, places, samples).latents;
      const there = mixedAt({ x: place.x + step, y: place.y }, places, samples).latents;
      assert.ok(apart(here, there) < 100 * step, `${apart(here, there)} for ${step}`);
    }
});

test("a mixture of opposite numbers, which has no direction, is 0 and not nonsense", () => {
  assert.deepEqual(
    Array.from(
      mixture(
        [0.5, 0.5],
        [
          [1, -2],
          [-1, 2],
        ],
      ),
    ),
    [0, 0],
  );
});

test("a path has evenly spaced frames with both ends, more for a longer one, and not too many", () => {
  const path = [
    { x: 0, y: 0 },
    { x: 0.3, y: 0 },
    { x: 0.3, y: 0 },
    { x: 0.3, y: 0.6 },
  ];
  assert.ok(Math.abs(pathLength(path) - 0.9) < 1e-9);
  const found = evenly(path, 4);
  for (const [at, place] of [
    { x: 0, y: 0 },
    { x: 0.3, y: 0 },
    { x: 0.3, y: 0.3 },
    { x: 0.3, y: 0.6 },
  ].entries())
    assert.ok(Math.hypot(found[at].x - place.x, found[at].y - place.y) < 1e-9);
  const count = (way) => wayAlong(way, places, samples).length;
  assert.equal(count(path), 37);
  assert.equal(
    count([
      { x: 0, y: 0 },
      { x: 0.01, y: 0 },
    ]),
    2,
  );
  const scrawl = Array.from({ length: 500 }, (_, i) => ({ x: i % 2, y: 0.5 }));
  assert.equal(count(scrawl), MOST_FRAMES);
  const ends = wayAlong([places[0], places[2]], places, samples);
  assert.deepEqual([ends[0].latents, ends.at(-1).latents], [samples[0].latents, samples[2].latents]);
});

test("a press is no path, and neither is there one through a single sample", () => {
  assert.ok(
    !isPath([{ x: 0.5, y: 0.5 }]) &&
      !isPath([
        { x: 0.5, y: 0.5 },
        { x: 0.51, y: 0.5 },
      ]),
  );
  assert.ok(
    isPath([
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 0.6 },
    ]),
  );
  assert.match(pathProblem(0), /at least two/);
  assert.match(pathProblem(1), /through one sample would show the same digit everywhere/);
  assert.equal(pathProblem(2), "");
});

test("what is said of a place names the samples that weigh most", () => {
  assert.equal(weightsText([0, 1]), "Here it is sample 2.");
  assert.equal(weightsText([0.2, 0.1, 0.7]), "Sample 3 counts most (70\u00a0%), then sample 1 (20\u00a0%).");
});
