// A data set of one's own: drawings that are jittered, and the file that numpy reads (tests/training/test_own_data.py
// reads one).
import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, jittered, SIDE } from "../../assets/shared/jitter.js";
import { uniforms } from "../../assets/shared/random.js";
import { crc32, zip } from "../../assets/shared/zip.js";
import { npy } from "../../assets/vae/npz.js";

// A seven in a corner of the sheet, and a dot.
const SEVEN = [
  [
    [20, 20],
    [120, 20],
    [60, 180],
  ],
];
const extent = (strokes, axis) => {
  const values = strokes.flat().map((point) => point[axis]);
  return [Math.min(...values), Math.max(...values)];
};

test("a drawing fills a box of 20 pixels by its longer side, its ink around the middle", () => {
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => extent(fitted(SEVEN), axis));
  assert.ok(Math.abs(bottom - top - 16.8) < 1e-9 && right - left < bottom - top);
  assert.ok(left < 0 && right > 0 && top < 0 && bottom > 0);
  const half = fitted([...SEVEN, ...SEVEN]);
  assert.deepEqual(half[0], fitted(SEVEN)[0]); // ink that is drawn twice is in the same place
  assert.deepEqual(fitted([[[30, 40]]]), [[[0, 0]]]);
});

test("jittered drawings differ, stay in the picture, and are the same from the same seed", () => {
  const [random, again] = [uniforms(7), uniforms(7)];
  const made = Array.from({ length: 300 }, () => jittered(fitted(SEVEN), random));
  assert.deepEqual(jittered(fitted(SEVEN), again), made[0]);
  assert.equal(new Set(made.map(({ strokes }) => JSON.stringify(strokes))).size, 300);
  for (const axis of [0, 1]) {
    const ends = made.map(({ strokes }) => extent(strokes, axis));
    const [low, high] = [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
    assert.ok(low > -1 && low < 8 && high < SIDE + 1 && high > SIDE - 8, `${low} to ${high}`);
  }
  const widths = made.map(({ width }) => width);
  assert.ok(Math.min(...widths) < 1.8 && Math.max(...widths) > 3 && Math.max(...widths) <= 3.2);
  const tops = made.map(({ strokes }) => strokes[0][0]);
  const mean = tops.map((point) => point[0]).reduce((sum, x) => sum + x, 0) / 300;
  assert.ok(Math.abs(mean - (SIDE / 2 + fitted(SEVEN)[0][0][0])) < 0.5); // as often to one side as to the other
});

test("an array has numpy's header, and a zip the sums of its files", () => {
  const bytes = npy(new Uint8Array([1, 2, 3]), [3]);
  const header = new TextDecoder("latin1").decode(bytes.slice(0, -3));
  assert.equal(header.length % 64, 0);
  assert.ok(header.includes("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }") && header.endsWith("\n"));
  const many = npy(new Uint8Array(1), Array(90).fill(1)); // a header of more than 255 bytes
  assert.equal(many.length - 1, 10 + many[8] + 256 * many[9]);
  assert.equal((many.length - 1) % 64, 0);
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.deepEqual([...zip({ "a.npy": bytes }).slice(0, 4)], [0x50, 0x4b, 3, 4]);
});

test("an array has its own numbers only, and a text its characters, whatever they are", () => {
  const body = (bytes, length) => Array.from(bytes.slice(-length));
  const part = npy(Int32Array.of(7, -2, 300, 9).subarray(1, 3), [2]);
  assert.ok(new TextDecoder("latin1").decode(part).includes("'<i4'"));
  assert.deepEqual(body(part, 9), [10, 254, 255, 255, 255, 44, 1, 0, 0]); // the header's end, -2 and 300
  const text = npy("é😀", []);
  assert.ok(new TextDecoder("latin1").decode(text).includes("{'descr': '<U2', 'fortran_order': False, 'shape': (), }"));
  assert.deepEqual(body(text, 9), [10, 0xe9, 0, 0, 0, 0x00, 0xf6, 0x01, 0]);
});
