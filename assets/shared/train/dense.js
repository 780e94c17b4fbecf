// Dense layers forwards and backwards. A layer has `from` inputs and `to` outputs, its `weight` by input, and `bias`. No
// DOM.
import { isWorth, multiply } from "./product.js";
import { add } from "./sparse.js";

let items = new Int32Array(0);
let values = new Float32Array(0);

// Notes those of `count` numbers, `step` apart, that are not 0; says how many they are.
function note(numbers, from, step, count) {
  if (items.length < count) {
    items = new Int32Array(count);
    values = new Float32Array(count);
  }
  let found = 0;
  for (let i = 0, at = from; i < count; i++, at += step) {
    if (!numbers[at]) continue;
    items[found] = i;
    values[found++] = numbers[at];
  }
  return found;
}

// Rows through a layer, into the rows of `out`.
export function forwards(inputs, { from, to, weight, bias }, out, count) {
  if (isWorth(count, from, to)) {
    multiply(inputs, weight, out, { rows: count, depth: from, columns: to });
    for (let row = 0, at = 0; row < count; row++) for (let i = 0; i < to; i++, at++) out[at] += bias[i];
    return;
  }
  for (let row = 0; row < count; row++) {
    out.set(bias, row * to);
    const found = note(inputs, row * from, 1, from);
    add(out, row * to, weight, items, values, 0, found, to);
  }
}

// The slopes of a layer's weight and bias, from its inputs and the slopes of its outputs.
export function slopesOf(inputs, outputs, { from, to }, weight, bias, count) {
  sums(outputs, bias, count);
  if (isWorth(from, count, to))
    return multiply(inputs, outputs, weight, { rows: from, depth: count, columns: to, turned: "a" });
  weight.fill(0);
  for (let unit = 0; unit < from; unit++) {
    const found = note(inputs, unit, from, count);
    add(weight, unit * to, outputs, items, values, 0, found, to);
  }
}

// The sum of all rows.
export function sums(rows, out, count) {
  out.fill(0);
  for (let row = 0, at = 0; row < count; row++) for (let i = 0; i < out.length; i++, at++) out[i] += rows[at];
}

// The slopes of a layer's inputs from those of its outputs: four inputs at a time, whose sums do not wait for each other.
export function backwards(outputs, { from, to, weight }, out, count) {
  if (isWorth(count, to, from))
    return multiply(outputs, weight, out, { rows: count, depth: to, columns: from, turned: "b" });
  for (let row = 0; row < count; row++) {
    const first = row * to;
    let unit = 0;
    for (; unit + 3 < from; unit += 4) {
      const at = unit * to;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let i = 0; i < to; i++) {
        const slope = outputs[first + i];
        a += slope * weight[at + i];
        b += slope * weight[at + to + i];
        c += slope * weight[at + 2 * to + i];
        d += slope * weight[at + 3 * to + i];
      }
      const place = row * from + unit;
      out[place] = a;
      out[place + 1] = b;
      out[place + 2] = c;
      out[place + 3] = d;
    }
    for (; unit < from; unit++) {
      let sum = 0;
      for (let i = 0; i < to; i++) sum += outputs[first + i] * weight[unit * to + i];
      out[row * from + unit] = sum;
    }
  }
}
