// A plane through the space of codes, with axes by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, project, tilesOf } from "../../assets/vae/plane.js";

const x = { direction: [1, 0, 0], offset: 1 };
const y = { direction: [0, 0.6, 0.8], offset: 0 };

test("points lie where their codes are along both axes", () => {
  const found = project({ codes: Float32Array.of(3, 1, 2, 1, 0, -1), labels: [4, 9], width: 3 }, x, y);
  assert.deepEqual([...found.x], [2, 0]);
  assert.ok(Math.abs(found.y[0] - 2.2) < 1e-6 && Math.abs(found.y[1] + 0.8) < 1e-6);
  assert.deepEqual(found.labels, [4, 9]);
});

test("a code that is moved lies where it was moved to, and keeps what is not in the plane", () => {
  const code = moved([3, 1, 2], [x, y], [0.5, -1]);
  assert.ok(Math.abs(code[0] - 1.5) < 1e-12);
  assert.ok(Math.abs(0.6 * code[1] + 0.8 * code[2] + 1) < 1e-12);
  assert.ok(Math.abs(-0.8 * code[1] + 0.6 * code[2] - (-0.8 * 1 + 0.6 * 2)) < 1e-12); // across the plane
});

test("the pictures of a grid come row by row, each with the middle of its place", () => {
  const width = 56;
  const data = new Uint8Array(4 * width * width);
  data[4 * (28 * width + 28)] = 7; // the first pixel of the last of two by two
  const tiles = tilesOf(data, 2);
  assert.deepEqual([tiles.length, tiles[1].right, tiles[1].down], [4, 0.75, 0.25]);
  assert.equal(tiles[3].levels[0], 7);
  assert.equal(tiles[3].levels.length, 784);
});
