// Mathematics that several tabs share.
import assert from "node:assert/strict";
import { test } from "node:test";
import { normalQuantile, normalShare, short, sigmoid, slerp, softplus } from "../../assets/shared/maths.js";
import { allNear, near } from "./near.mjs";

test("half-way on the sphere: the direction of the middle, and the middle length", () => {
  allNear(slerp([3, 0], [0, 1], 0.5), [Math.SQRT2, Math.SQRT2]); // (1, 1)/sqrt 2 times 2
  allNear(slerp([3, 0], [0, 1], 1 / 3), [(7 / 3) * Math.cos(Math.PI / 6), (7 / 3) * Math.sin(Math.PI / 6)]);
});

test("a way begins and ends exactly at its ends", () => {
  const [a, b] = [
    [0.1, 0.2, 0.7],
    [-0.3, 0.6, 0.1],
  ];
  assert.deepEqual(slerp(a, b, 0), a);
  assert.deepEqual(slerp(a, b, 1), b);
});

test("where no angle leads anywhere the way is straight", () => {
  allNear(slerp([1, 1], [2, 2], 0.5), [1.5, 1.5]); // one direction
  allNear(slerp([1, 1], [-2, -2], 0.25), [0.625, 0.625]); // opposite ones: through 0
  allNear(slerp([1, 1], [-2, -2], 0.5), [0, 0]);
  allNear(slerp([0, 0], [2, 0], 0.5), [1, 0]); // 0 has no direction
});

test("a share of the normal distribution and its quantile undo each other", () => {
  near(normalShare(0), 0.5);
  near(normalShare(1.959964), 0.975);
  near(normalShare(-1.959964), 0.025);
  for (const share of [0.001, 0.3, 0.5, 0.9]) near(normalShare(normalQuantile(share)), share);
});

test("a number for a link has as few digits as give the same float32 back", () => {
  assert.equal(short(Math.fround(0.1)), 0.1);
  assert.equal(short(2.5), 2.5);
  const third = Math.fround(1 / 3);
  assert.equal(Math.fround(short(third)), third);
  assert.ok(String(short(third)).length < String(third).length);
});

test("softplus is the logarithm of 1 + e^x, and its slope the sigmoid", () => {
  near(softplus(0), Math.LN2);
  assert.equal(softplus(1000), 1000);
  near((softplus(0.3 + 1e-6) - softplus(0.3 - 1e-6)) / 2e-6, sigmoid(0.3), 1e-8);
});
