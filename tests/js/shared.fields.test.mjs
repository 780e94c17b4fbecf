// Numbers in fields, in bytes and in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, fromFloats, toBase64, toFloats, toLevels } from "../../assets/shared/bytes.js";
import { anySeed, readSeed, readWhole } from "../../assets/shared/fields.js";
import { aDigit, figure, listed, percent } from "../../assets/shared/words.js";

const field = (value) => ({
  value,
  marked: null,
  setAttribute(name, is) {
    assert.equal(name, "aria-invalid");
    this.marked = is;
  },
});

test("a whole number is read, and a field that holds none is marked", () => {
  for (const [value, number] of [
    ["1", 1],
    ["0", 0],
    ["4294967295", 4294967295],
    [" 7 ", 7],
  ]) {
    const input = field(value);
    assert.equal(readSeed(input), number);
    assert.equal(input.marked, false);
  }
  for (const value of ["", " ", "-1", "1.5", "4294967296", "18446744073709551616", "x"]) {
    const input = field(value);
    assert.equal(readSeed(input), null, value);
    assert.equal(input.marked, true);
  }
  assert.deepEqual(
    ["0", "1", "100", "101"].map((value) => readWhole(field(value), 1, 100)),
    [null, 1, 100, null],
  );
});

test("a seed of the dice is one that a field takes", () => {
  for (let i = 0; i < 100; i++) {
    const seed = anySeed();
    assert.equal(readSeed(field(String(seed))), seed);
  }
});

test("bytes and floats come back as they went", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  const floats = Float32Array.of(0, -0.1, 3.4e38, Infinity);
  assert.deepEqual(toFloats(fromFloats(floats)), floats);
  assert.equal(fromFloats([1]), "AACAPw=="); // 00 00 80 3f: little-endian
  assert.deepEqual([...toLevels(toBase64([0, 255]))], [0, 1]);
});

test("numbers are written with a true minus and without a negative zero", () => {
  assert.deepEqual(
    [-1.234, -0.001, 0.005, NaN, undefined, Infinity].map((value) => figure(value)),
    ["−1.23", "0.00", "0.01", "–", "–", "–"],
  );
  assert.equal(figure(19, 1), "19.0");
  assert.equal(percent(0.876), "88\u00a0%");
  assert.deepEqual([7, 8].map(aDigit), ["a 7", "an 8"]);
});

test("a list of words has commas, and an “and” before the last", () => {
  assert.deepEqual([[], ["1"], ["1", "2"], ["1", "2", "3"]].map(listed), ["", "1", "1 and 2", "1, 2 and 3"]);
});
