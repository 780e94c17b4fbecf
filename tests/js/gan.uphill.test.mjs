// Where a picture would have to change to look more real, and a step in that direction.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changedUphill, reachOf } from "../../assets/gan/train/uphill.js";
import { near } from "./near.mjs";

test("a pixel counts by its slope and its room, and the map of them is smooth", () => {
  const slopes = new Float32Array(784);
  const image = new Uint8Array(784).fill(51); // a fifth of white
  const middle = 14 * 28 + 14;
  slopes[middle] = 0.5; // room of 0.8 up, of a range of 2
  const up = reachOf(slopes, image);
  const sum = (values) => values.reduce((all, value) => all + value, 0);
  near(sum(up), 0.8, 1e-5); // smoothing keeps it
  assert.equal(up.indexOf(Math.max(...up)), middle);
  near(up[middle + 1] / up[middle], Math.exp(-0.5), 1e-5);
  near(up[middle - 2 * 28] / up[middle], Math.exp(-2), 1e-5);
  assert.equal(up[middle + 4], 0);
  slopes[middle] = -0.5; // room of 0.2 down
  near(sum(reachOf(slopes, image)), -0.2, 1e-5);
  const edge = new Float32Array(784);
  edge[0] = 0.5;
  const corner = reachOf(edge, image);
  near(sum(corner.filter((_, at) => at % 28 > 3 || at >= 4 * 28)), 0);
  assert.ok(corner[0] > corner[1] && corner[1] > corner[29]);
});

test("every pixel goes a tenth its own way, and stays a pixel", () => {
  const image = Uint8Array.of(0, 100, 250, 10);
  const { changed, step } = changedUphill(image, Float32Array.of(3, -1, 0.1, -2), (pixels) => pixels[0]);
  assert.deepEqual([[...changed], step], [[26, 75, 255, 0], 0.1]);
});

test("the step is halved until the score rises, six times at most", () => {
  const image = Uint8Array.of(100, 100);
  const slopes = Float32Array.of(1, 0);
  const tried = [];
  const least = (most) => (pixels) => {
    tried.push(pixels[0]);
    return pixels[0] > 100 && pixels[0] <= most ? 1 : 0;
  };
  assert.equal(changedUphill(image, slopes, least(107)).step, 0.025);
  assert.deepEqual(tried.splice(0), [100, 126, 113, 106]);
  const { changed, step } = changedUphill(image, slopes, least(0));
  assert.deepEqual(tried, [100, 126, 113, 106, 103, 102, 101, 100]);
  assert.deepEqual([[...changed], step], [[100, 100], 0.1 / 64]);
});
