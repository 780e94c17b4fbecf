// The VAE tab's ways between codes, and the files of weights and points that it reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSafetensors } from "../../assets/shared/safetensors.js";
import { between } from "../../assets/vae/morph.js";
import { written } from "./safetensors.mjs";

test("a way between two codes of a code book changes place by place, half of them at half the way", () => {
  const [a, b] = [1, 4].map((first) => Array.from({ length: 49 }, (_, at) => first + (at % 3)));
  const halves = between("places", a, b, 0.5);
  assert.equal(halves.filter((entry, at) => entry === b[at]).length, 25);
  assert.ok(halves.every((entry, at) => entry === a[at] || entry === b[at]));
});

test("along the sphere the angle grows evenly, and the length with it", () => {
  for (const share of [0, 0.25, 0.5, 1]) {
    const [x, y, z] = between("sphere", [3, 0, 0], [0, 2, 0], share);
    const length = 3 - share;
    assert.ok(Math.abs(x - length * Math.cos((share * Math.PI) / 2)) < 1e-9 && z === 0);
    assert.ok(Math.abs(y - length * Math.sin((share * Math.PI) / 2)) < 1e-9);
  }
});

test("half precision and bytes are read exactly, every value there is", () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, at) => at);
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const read = parseSafetensors(written({ codes: ["F16", bits], labels: ["U8", bytes] }));
  const exact = new Float16Array(bits.buffer);
  assert.equal(read.codes.length, 65536);
  exact.forEach((value, at) => assert.ok(Object.is(read.codes[at], Number(value)), `bits ${at}`));
  assert.deepEqual(read.labels, bytes);
});
