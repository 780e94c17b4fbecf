// Products of matrices in WebAssembly, beside the same in JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../assets/shared/random.js";
import { backwards, forwards, slopesOf } from "../../assets/shared/train/dense.js";
import { addRows } from "../../assets/shared/train/kernel.js";
import { isWorth } from "../../assets/shared/train/product.js";
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

test("dense layers by the multiplier are those of JavaScript, forwards and backwards, whatever the sizes", () => {
  for (const [count, from, to] of [
    [100, 40, 24],
    [13, 61, 29],
    [33, 10, 784],
  ]) {
    assert.ok(isWorth(count, from, to));
    const layer = { from, to, weight: drawn(from * to), bias: drawn(to) };
    const [inputs, slopes] = [drawn(count * from), drawn(count * to)];
    const at = (row, unit) => inputs[row * from + unit];
    const sum = (length, term) => Array.from({ length }, (_, k) => term(k)).reduce((all, each) => all + each, 0);
    const near = (values, wanted) =>
      assert.ok(values.every((value, place) => Math.abs(value - wanted(place)) < 1e-4, `${count} ${from} ${to}`));
    const out = new Float32Array(count * to);
    forwards(inputs, layer, out, count);
    near(out, (place) => {
      const [row, i] = [Math.floor(place / to), place % to];
      return layer.bias[i] + sum(from, (k) => at(row, k) * layer.weight[k * to + i]);
    });
    const [weight, bias] = [new Float32Array(from * to), new Float32Array(to)];
    slopesOf(inputs, slopes, layer, weight, bias, count);
    near(weight, (place) => sum(count, (row) => at(row, Math.floor(place / to)) * slopes[row * to + (place % to)]));
    near(bias, (i) => sum(count, (row) => slopes[row * to + i]));
    const back = new Float32Array(count * from);
    backwards(slopes, layer, back, count);
    near(back, (place) => {
      const [row, unit] = [Math.floor(place / from), place % from];
      return sum(to, (i) => slopes[row * to + i] * layer.weight[unit * to + i]);
    });
  }
});
