// The bytes of a WebAssembly module with one function, product(a, b, c, rows, depth, panels, stride): a matrix product in
// SIMD. C = A B, with A of rows x depth numbers, B cut into panels of WIDE columns, each a depth x WIDE matrix, and
// rows of C `stride` bytes apart. All are float32, at byte addresses of the imported memory; rows are a multiple of HIGH.
//
// A panel and HIGH rows at a time: their HIGH x WIDE sums stay in registers (Goto & van de Geijn 2008).

import {
  assembled,
  below,
  four,
  get,
  number,
  plus,
  product,
  raise,
  set,
  spread,
  store,
  sum,
  times,
  times32,
  zeros,
} from "./assembler.js";

export const [HIGH, WIDE] = [4, 8];
const HALVES = WIDE / 4; // a register holds 4 numbers
const PAGE = 65536;

// ---- the function: its parameters, then its locals
const [A, B, C, ROWS, DEPTH, PANELS, STRIDE] = Array(7).keys();
const [row, rowsEnd, end, out, weight, panel] = Array.from({ length: 6 }, (_, i) => 7 + i); // 0 at first
const from = (r) => 13 + r; // HIGH addresses in A
const INTEGERS = 6 + HIGH;
const total = (r, half) => 7 + INTEGERS + r * HALVES + half;
const weights = (half) => 7 + INTEGERS + HIGH * HALVES + half;
const value = weights(HALVES);
const VECTORS = HIGH * HALVES + HALVES + 1;

// One more term of all sums.
const term = [
  times(HALVES, (half) => set(weights(half), four(get(weight), 16 * half))),
  times(HIGH, (r) => [
    ...set(value, spread(get(from(r)))),
    ...times(HALVES, (half) => set(total(r, half), plus(get(total(r, half)), product(get(value), get(weights(half)))))),
    ...raise(from(r), number(4)),
  ]),
  raise(weight, number(4 * WIDE)),
];
// HIGH rows of one panel.
const block = [
  times(HIGH, (r) => set(from(r), r ? sum(get(from(r - 1)), get(DEPTH)) : get(row))),
  times(HIGH * HALVES, (i) => set(total(0, i), zeros)),
  set(weight, get(B)),
  set(end, sum(get(row), get(DEPTH))),
  below(from(0), end, term),
  times(HIGH, (r) => [
    ...times(HALVES, (half) => store(get(out), 16 * half, get(total(r, half)))),
    ...raise(out, get(STRIDE)),
  ]),
  set(row, get(from(HIGH - 1))), // where the next rows begin
];
const body = [
  set(DEPTH, times32(get(DEPTH), number(4))), // in bytes
  set(rowsEnd, sum(get(A), times32(get(ROWS), get(DEPTH)))),
  below(panel, PANELS, [
    set(row, get(A)),
    set(out, get(C)),
    below(row, rowsEnd, block),
    raise(B, times32(get(DEPTH), number(WIDE))),
    raise(C, number(4 * WIDE)),
    raise(panel, number(1)),
  ]),
].flat();

const BYTES = assembled("product", 7, INTEGERS, VECTORS, body);

// Whether this browser has what it takes: all have since 2023.
export const canMultiply = () => typeof WebAssembly === "object" && WebAssembly.validate(BYTES);

// The function, and the memory for its matrices.
export class Multiplier {
  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(BYTES), { page: { memory: this.memory } });
    this.product = /** @type {Function} */ (exports.product);
    this.taken = 0;
    this.numbers = new Float32Array(this.memory.buffer);
  }

  // Where `count` numbers may be put in `numbers`, which may be another array afterwards. The product reads some numbers
  // past the last row.
  take(count) {
    const at = this.taken;
    this.taken += 4 * Math.ceil(count / 4);
    const missing = 4 * this.taken - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    this.numbers = new Float32Array(this.memory.buffer);
    return at;
  }

  // Puts a matrix of depth x columns, whose number is `weight(k, column)`, in panels; columns are filled up with zeros.
  panels(depth, columns, weight) {
    const wide = WIDE * Math.ceil(columns / WIDE);
    const start = this.take(depth * wide);
    for (let column = 0; column < columns; column++) {
      const first = start + depth * (column - (column % WIDE)) + (column % WIDE);
      for (let k = 0; k < depth; k++) this.numbers[first + WIDE * k] = weight(k, column);
    }
    return { start, depth, wide };
  }

  // C = A times such a matrix; `a` and `c` are places in `numbers`, and a row of C has `wide` numbers.
  multiply(a, { start, depth, wide }, c, rows) {
    const high = HIGH * Math.ceil(rows / HIGH);
    this.product(4 * a, 4 * start, 4 * c, high, depth, wide / WIDE, 4 * wide);
  }
}
