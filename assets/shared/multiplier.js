// The bytes of a WebAssembly module with one function, product(a, b, c, rows, depth, panels, stride): a matrix product in
// SIMD. C = A B, with A of rows x depth numbers, B cut into panels of WIDE columns, each a depth x WIDE matrix, and
// rows of C `stride` bytes apart. All are float32, at byte addresses of the imported memory; rows are a multiple of HIGH.
//
// A panel and HIGH rows at a time: their HIGH x WIDE sums stay in registers (Goto & van de Geijn 2008).

export const [HIGH, WIDE] = [4, 8];
const HALVES = WIDE / 4; // a register holds 4 numbers
const PAGE = 65536;

// ---- how the binary format writes numbers, lists and sections (WebAssembly core specification, chapter 5)
function unsigned(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}
function signed(value) {
  const bytes = [];
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value & 127];
}
const list = (items) => [...unsigned(items.length), ...items.flat()];
const section = (id, body) => [id, ...unsigned(body.length), ...body];
const text = (letters) => list(Array.from(letters, (letter) => letter.charCodeAt(0)));
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i)).flat();

// ---- instructions; what they need lies on a stack
const [I32, V128, NOTHING] = [0x7f, 0x7b, 0x40];
const simd = (code) => [0xfd, ...unsigned(code)];
const get = (local) => [0x20, ...unsigned(local)];
const set = (local, ...value) => [...value.flat(), 0x21, ...unsigned(local)];
const number = (value) => [0x41, ...signed(value)];
const sum = (a, b) => [...a, ...b, 0x6a];
const times32 = (a, b) => [...a, ...b, 0x6c];
const raise = (local, by) => set(local, sum(get(local), by));
const four = (address, offset) => [...address, ...simd(0x00), 2, ...unsigned(offset)]; // loads 4 numbers
const spread = (address) => [...address, ...simd(0x09), 2, 0]; // loads one number, four times
const store = (address, offset, value) => [...address, ...value, ...simd(0x0b), 2, ...unsigned(offset)];
const plus = (a, b) => [...a, ...b, ...simd(0xe4)];
const product = (a, b) => [...a, ...b, ...simd(0xe6)];
const zeros = [...simd(0x0c), ...Array(16).fill(0)];
// Repeats `body` while local `a` is below local `b`.
const below = (a, b, body) => [
  ...[0x02, NOTHING, 0x03, NOTHING, ...get(a), ...get(b), 0x49, 0x45, 0x0d, 1],
  ...[...body.flat(), 0x0c, 0, 0x0b, 0x0b],
];

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

const code = [
  ...list([
    [INTEGERS, I32],
    [VECTORS, V128],
  ]),
  ...body,
  0x0b,
];
const BYTES = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
  ...section(1, list([[0x60, ...list(Array(7).fill([I32])), 0]])), // the type of the function
  ...section(2, list([[...text("page"), ...text("memory"), 0x02, 0x00, 1]])), // an import
  ...section(3, list([[0]])), // the function has type 0
  ...section(7, list([[...text("product"), 0x00, 0]])), // an export
  ...section(10, list([[...unsigned(code.length), ...code]])),
]);

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
