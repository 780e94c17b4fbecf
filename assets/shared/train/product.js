// Products of matrices by the page's multiplier in WebAssembly, for training. No DOM.
import { canMultiply, HIGH, Multiplier, WIDE } from "../multiplier.js";

const SMALLEST = 8; // numbers on each side of a product that is worth the way into its memory
const FEWEST = 20_000; // terms of such a product
const multiplier = canMultiply() ? new Multiplier() : null;
const room = { at: 0, size: 0 };

// Where `count` numbers may be put, for one product.
function roomFor(count) {
  if (room.size < count) Object.assign(room, { at: multiplier.take(2 * count), size: 2 * count });
  return room.at;
}

export const isWorth = (rows, depth, columns) =>
  Boolean(multiplier) && Math.min(rows, depth, columns) >= SMALLEST && rows * depth * columns >= FEWEST;

// out = A B, with A of rows x depth and B of depth x columns, both row by row; `turned` names the one of them, "a" or
// "b", that is given column by column.
export function multiply(a, b, out, { rows, depth, columns, turned = "" }) {
  const high = HIGH * Math.ceil(rows / HIGH);
  const wide = WIDE * Math.ceil(columns / WIDE);
  const first = roomFor((high + 1) * depth + depth * wide + high * wide);
  const [second, third] = [first + (high + 1) * depth, first + (high + 1) * depth + depth * wide];
  const { numbers } = multiplier;
  if (turned === "a") turn(a, rows, depth, numbers, first);
  else numbers.set(a.subarray(0, rows * depth), first);
  if (turned === "b") panelsTurned(b, depth, columns, numbers, second);
  else panels(b, depth, columns, numbers, second);
  multiplier.multiply(first, { start: second, depth, wide }, third, rows);
  if (wide === columns) return out.set(numbers.subarray(third, third + rows * columns));
  for (let row = 0; row < rows; row++)
    out.set(numbers.subarray(third + row * wide, third + row * wide + columns), row * columns);
}

// Columns of `rows` numbers become rows of `depth`.
function turn(values, rows, depth, into, first) {
  for (let k = 0, from = 0; k < depth; k++)
    for (let row = 0, at = first + k; row < rows; row++, at += depth) into[at] = values[from++];
}

// A matrix as the multiplier has it: panels of WIDE columns, the last one filled up with zeros.
function panels(values, depth, columns, into, first) {
  const whole = columns - (columns % WIDE);
  for (let k = 0, from = 0; k < depth; k++, from += columns - whole) {
    let at = first + WIDE * k;
    for (let column = 0; column < whole; column += WIDE, at += WIDE * depth)
      for (let i = 0; i < WIDE; i++) into[at + i] = values[from++];
    if (whole < columns) for (let i = 0; i < WIDE; i++) into[at + i] = whole + i < columns ? values[from + i] : 0;
  }
}

// The same of a matrix that is given column by column.
function panelsTurned(values, depth, columns, into, first) {
  for (let column = 0; column < columns; column++) {
    const at = first + depth * (column - (column % WIDE)) + (column % WIDE);
    for (let k = 0, from = column * depth; k < depth; k++) into[at + WIDE * k] = values[from++];
  }
  const rest = (WIDE - (columns % WIDE)) % WIDE;
  const last = first + depth * (columns - (columns % WIDE));
  for (let k = 0; rest && k < depth; k++) into.fill(0, last + WIDE * k + WIDE - rest, last + WIDE * (k + 1));
}
