// Sparse rows times a matrix in WebAssembly, beside the same in JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../assets/shared/random.js";
import { addRows } from "../../assets/shared/train/kernel.js";
import { add, Sparse } from "../../assets/shared/train/sparse.js";

const uniform = uniforms(3);
const drawn = (count) => Float32Array.from({ length: count }, () => uniform() - 0.5);

// Rows of 50 units of which a third are on, the second row empty.
const rows = () => new Sparse(6, 50).fill(6, (row) => (row !== 1 && uniform() < 0.3 ? uniform() : 0));

test("it adds what JavaScript adds, in rows of whole registers, of some, and of a memory that grows", () => {
  for (const across of [4, 32, 36, 100, 784, 4000]) {
    const [made, weight, before] = [rows(), drawn(50 * across), drawn(6 * across)];
    const [found, wanted] = [before.slice(), before.slice()];
    assert.ok(addRows(made, weight, across, found));
    for (let row = 0; row < 6; row++)
      add(wanted, row * across, weight, made.items, made.values, made.starts[row], made.starts[row + 1], across);
    assert.ok(
      found.every((value, at) => Math.abs(value - wanted[at]) < 1e-5),
      `${across}`,
    );
    assert.deepEqual(found.subarray(across, 2 * across), before.subarray(across, 2 * across));
  }
});

test("rows that do not fill a register are left to JavaScript, with the same sums", () => {
  const [made, weight, out] = [rows(), drawn(50 * 9), new Float32Array(54)];
  assert.equal(addRows(made, weight, 9, out), false);
  made.addTo(weight, 9, out);
  const sum = (row, column) =>
    made.items
      .subarray(made.starts[row], made.starts[row + 1])
      .reduce((total, item, at) => total + made.values[made.starts[row] + at] * weight[9 * item + column], 0);
  assert.ok(Math.abs(out[9 * 3 + 4] - sum(3, 4)) < 1e-5);
});
