// The matrix product in WebAssembly, against the same sums written out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { canMultiply, HIGH, Multiplier } from "../../assets/shared/multiplier.js";
import { near } from "./near.mjs";

const a = (row, k) => Math.sin(7 * row + k);
const b = (k, column) => Math.cos(3 * k - column);

// The product of rows x depth and depth x columns numbers: {at(row, column), wide, after}, with what follows the rows.
function multiplied(multiplier, rows, depth, columns) {
  const from = multiplier.take((rows + HIGH) * depth);
  const panels = multiplier.panels(depth, columns, b);
  const to = multiplier.take((rows + HIGH) * panels.wide);
  const after = multiplier.take(1);
  multiplier.numbers[after] = 42;
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < depth; k++) multiplier.numbers[from + row * depth + k] = a(row, k);
  multiplier.multiply(from, panels, to, rows);
  const at = (row, column) => multiplier.numbers[to + row * panels.wide + column];
  return { at, wide: panels.wide, after: multiplier.numbers[after] };
}

test("every size gives the sums, and columns beyond the matrix are 0", () => {
  assert.ok(canMultiply());
  const multiplier = new Multiplier(); // one memory for all, which grows
  for (const [rows, depth, columns] of [
    [1, 1, 1],
    [4, 3, 8],
    [5, 130, 17],
    [3, 40, 900],
  ]) {
    const { at, wide, after } = multiplied(multiplier, rows, depth, columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < wide; column++) {
        let sum = 0;
        for (let k = 0; k < depth && column < columns; k++) sum += a(row, k) * b(k, column);
        near(at(row, column), sum, 1e-5);
      }
    assert.equal(after, 42); // nothing was written beyond
  }
});

test("what lies in the memory stays when it grows", () => {
  const multiplier = new Multiplier();
  const first = multiplier.take(3);
  multiplier.numbers.set([1, 2, 3], first);
  const second = multiplier.take(1 << 20);
  assert.deepEqual([...multiplier.numbers.subarray(first, first + 3)], [1, 2, 3]);
  assert.ok(second >= 3 && multiplier.numbers.length >= second + (1 << 20));
});
