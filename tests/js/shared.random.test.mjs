// Random numbers: of a seed, and by place (Threefry, against the known answers that its authors publish).
import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, threefry, uniforms } from "../../assets/shared/random.js";
import { near } from "./near.mjs";

const words = (text) => text.split(" ").map((word) => Number.parseInt(word, 16));
const KNOWN = [
  // Random123, tests/kat_vectors, threefry4x32 of 20 rounds: counter, key, answer
  ["00000000 00000000 00000000 00000000", "00000000 00000000 00000000 00000000", "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff ffffffff ffffffff", "2a881696 57012287 f6c7446e a16a6732"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0 082efa98 ec4e6c89", "59cd1dbb b8879579 86b5d00c ac8b6d84"],
];

for (const [counter, key, answer] of KNOWN) {
  test(`Threefry of counter ${counter}`, () => {
    assert.deepEqual(Array.from(threefry(words(key), words(counter), new Uint32Array(4))), words(answer));
  });
}

test("a longer answer is that of the next counters, one after the other", () => {
  const long = threefry([1, 2, 3, 4], [0xfffffffe, 6, 7, 8], new Uint32Array(16));
  for (let block = 0; block < 4; block++) {
    const one = threefry([1, 2, 3, 4], [(0xfffffffe + block) % 2 ** 32, 6, 7, 8], new Uint32Array(4));
    assert.deepEqual(long.slice(4 * block, 4 * block + 4), one);
  }
});

// ---- random numbers of a seed
test("the same seed gives the same numbers, as mulberry32 has them", () => {
  const draw = (seed, count) => Array.from({ length: count }, uniforms(seed));
  const words = (seed) => draw(seed, 3).map((value) => Math.round(value * 4294967296 - 0.5));
  assert.deepEqual(words(0), [1144304738, 1416247, 958946056]);
  assert.deepEqual(words(1), [2693262067, 11749833, 2265367787]);
  assert.deepEqual(words(2 ** 32 + 1), words(1));
});

test("normal numbers are Box and Muller's of two uniform ones each", () => {
  const uniform = uniforms(5);
  for (const value of normals(5, 4)) {
    const [first, second] = [uniform(), uniform()];
    near(value, Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second), 1e-12);
  }
  const many = normals(3, 20000);
  near(many.reduce((sum, value) => sum + value, 0) / many.length, 0, 0.03);
  near(many.reduce((sum, value) => sum + value * value, 0) / many.length, 1, 0.05);
});
