// The latents of a seed as zoo/models/noise.py draws them, but for rounding.

import { normalShare } from "../shared/maths.js";
import { randn } from "../shared/randn.js";
import { pieces } from "./samples.js";

const MOST = 100; // latents per seed, of which always all are drawn
// A draw from N(0, 1) as one from the normal truncated to ±bound, by its quantile.
export function truncated(draw, bound) {
  const edge = normalShare(bound);
  const wanted = 1 - edge + normalShare(draw) * (2 * edge - 1);
  let [low, high] = [-bound, bound];
  for (let step = 0; step < 45; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// Samples `first` to `first + count - 1` of a seed: an array of their latents.
export function latentsOf({ seed, first, count, truncation }, length) {
  const all = randn(seed, MOST * length).subarray(first * length, (first + count) * length);
  return pieces(truncation === null ? all : all.map((draw) => truncated(draw, truncation)), length);
}
