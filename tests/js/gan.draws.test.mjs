// Draws of a seed in the page, and how they are truncated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { latentsOf, truncated } from "../../assets/gan/draws.js";
import { near } from "./near.mjs";

test("a truncated draw has the same rank among the truncated ones as among all", () => {
  near(truncated(0, 1), 0, 1e-4);
  // three quarters of all draws are below 0.6745; of those from -1 to 1 three quarters are below 0.4418
  for (const [draw, wanted] of [
    [0.67449, 0.4418],
    [1.28155, 0.74901],
  ]) {
    near(truncated(draw, 1), wanted, 1e-3);
    near(truncated(-draw, 1), -wanted, 1e-3);
  }
  near(truncated(1.5, 5), 1.5, 1e-3); // hardly anything is cut off there
  for (const bound of [0.1, 1, 3]) for (const draw of [-5, 5]) assert.ok(Math.abs(truncated(draw, bound)) <= bound);
});

test("samples of a seed are the same wherever the asking begins, and truncation keeps their order", () => {
  const asked = { seed: 4, first: 0, count: 6, truncation: null };
  const all = latentsOf(asked, 3);
  assert.deepEqual([all.length, all[0].length], [6, 3]);
  assert.deepEqual(latentsOf({ ...asked, first: 2, count: 2 }, 3), all.slice(2, 4));
  const [plain, cut] = [all, latentsOf({ ...asked, truncation: 0.5 }, 3)].map((codes) =>
    codes.flatMap((code) => [...code]),
  );
  const order = (values) => values.map((_, at) => at).sort((a, b) => values[a] - values[b]);
  assert.deepEqual(order(cut), order(plain));
  assert.ok(cut.every((value) => Math.abs(value) < 0.5) && plain.some((value) => Math.abs(value) > 0.5));
});
