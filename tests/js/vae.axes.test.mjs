// The axes of the VAE tab's map: where a code stands along them, and where that is on the map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { normalShare } from "../../assets/shared/maths.js";
import { along, ofLatent, ofPlane, scale, widen } from "../../assets/vae/axes.js";
import { near } from "./near.mjs";

// Codes of two numbers around (1, 2) that spread along (0.6, 0.8), and less across it.
const model = {
  latents: [
    { index: 0, mean: 0.5, sd: 3, low: -4, high: 5 },
    { index: 1, mean: -1, sd: 2, low: -6, high: 7 },
  ],
  plane: {
    centre: [1, 2],
    directions: [
      [0.6, 0.8],
      [-0.8, 0.6],
    ],
    sd: [2, 0.5],
  },
  prior: "normal",
};

test("the axis of a latent is that number of the code, with its range and its prior", () => {
  const axis = ofLatent(model, 1);
  assert.equal(along(axis, [7, -3]), -3);
  assert.deepEqual([axis.name, axis.mean, axis.sd, axis.low, axis.high], ["z1", -1, 2, -6, 7]);
});

test("a main direction has its 0 where the codes have their middle", () => {
  const axis = ofPlane(model, 0);
  near(along(axis, [1, 2]), 0);
  near(along(axis, [1.6, 2.8]), 1); // a step of length 1 along it
  near(along(axis, [0.2, 2.6]), 0); // across it nothing changes
  near(along(ofPlane(model, 1), [0.2, 2.6]), 1);
  assert.deepEqual([axis.name, axis.low, axis.high], ["direction 1", -6.4, 6.4]);
});

test("along a main direction the prior spreads as it does there, else as the codes do", () => {
  const axis = ofPlane(model, 0);
  near(axis.mean, along(axis, [0.5, -1])); // the prior's middle, seen from the codes' middle: -2.7
  near(axis.mean, -2.7);
  near(axis.sd, Math.sqrt((0.6 * 3) ** 2 + (0.8 * 2) ** 2));
  const without = ofPlane({ ...model, prior: null }, 1);
  assert.deepEqual([without.mean, without.sd], [0, 0.5]);
});

test("the map's places are even over the range, or even in probability", () => {
  const axis = ofLatent(model, 0);
  const [even, spread] = [scale(axis, false), scale(axis, true)];
  near(even.place(-4), 0);
  near(even.place(5), 1);
  near(even.place(0.5), 0.5);
  near(spread.place(0.5), 0.5);
  near(spread.place(3.5), normalShare(1)); // one standard deviation above the mean
  for (const place of [0.01, 0.3, 0.9]) for (const way of [even, spread]) near(way.place(way.value(place)), place);
  assert.ok(Number.isFinite(spread.value(0)) && Number.isFinite(spread.value(1)));
});

test("all but a few of the points are on the map, and a latent's own range is always", () => {
  const axis = ofLatent(model, 1);
  const points = Array.from({ length: 1001 }, (_, at) => (at - 500) / 50); // -10 to 10
  const wide = widen(axis, [...points, 900]);
  near(wide.low, -9.96 - 0.04 * 19.92, 0.05);
  near(wide.high, 9.98 + 0.04 * 19.92, 0.05);
  const alone = widen(axis, [0, 0, 0]);
  assert.deepEqual([alone.low, alone.high], [-4, 2]); // mean -1, sd 2, and a margin of 1 where the points do not spread
});
