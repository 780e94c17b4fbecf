// The codes that the VAE tab draws in the page, and the way from one to another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { normals } from "../../assets/shared/random.js";
import { homeOf, posteriorCode, priorCode } from "../../assets/vae/distributions.js";
import { Glide } from "../../assets/vae/glide.js";

const LATENTS = [
  { index: 0, mean: 1, sd: 2 },
  { index: 1, mean: -3, sd: 0.5 },
];

test("a code of a seed is the mean and the spread of each latent times its own noise", () => {
  const [a, b] = normals(7, 2);
  assert.deepEqual(priorCode({ latents: LATENTS, config: {} }, 7), [1 + 2 * a, -3 + 0.5 * b]);
  assert.notDeepEqual(priorCode({ latents: LATENTS, config: {} }, 8), priorCode({ latents: LATENTS, config: {} }, 7));
});

test("units that the encoder rectifies are never negative", () => {
  const drawn = priorCode({ latents: LATENTS, config: { code_activation: "relu" } }, 7);
  assert.equal(drawn[1], 0);
  assert.ok(drawn.every((value) => value >= 0));
});

test("a draw for a digit keeps to its mean where the encoder is sure", () => {
  const [a] = normals(3, 2);
  assert.deepEqual(posteriorCode({ code: [0.5, 2], sd: [1, 0] }, 3), [0.5 + a, 2]);
});

test("the code begins at the average, that of a code book at its first entry", () => {
  assert.deepEqual(homeOf({ latents: LATENTS }), [1, -3]);
  assert.deepEqual(homeOf({ codebook: { rows: 2, columns: 2 }, latents: [] }), [0, 0, 0, 0]);
});

// ---- gliding, with frames that come when the test says so
function stage(t) {
  const frames = [];
  t.mock.method(performance, "now", () => 0);
  globalThis.requestAnimationFrame = (frame) => frames.push(frame);
  t.after(() => delete globalThis.requestAnimationFrame);
  const seen = [];
  return { glide: new Glide((values) => seen.push(values)), seen, frame: (now) => frames.shift()?.(now) };
}

test("a code glides there and ends exactly at its goal", (t) => {
  const { glide, seen, frame } = stage(t);
  glide.start([0, 0], [8, 16], 200);
  for (const now of [0, 100, 200, 300]) frame(now);
  assert.deepEqual(seen, [
    [0, 0],
    [7, 14],
    [8, 16],
  ]); // half of the time: 7/8 of the way
  assert.equal(glide.goal, null);
});

test("a hand on a slider ends the way at its goal, another code where it is", (t) => {
  const { glide, seen, frame } = stage(t);
  glide.start([0], [8], 200);
  frame(0);
  glide.arrive();
  frame(100);
  assert.deepEqual(seen, [[0], [8]]);
  glide.start([8], [0], 200);
  glide.stop();
  frame(200);
  assert.deepEqual(seen, [[0], [8]]);
});
