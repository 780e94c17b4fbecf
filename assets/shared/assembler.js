// Assembles small WebAssembly modules in SIMD: instructions, and the bytes of a module with one function. No DOM.

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
export const list = (items) => [...unsigned(items.length), ...items.flat()];
export const section = (id, body) => [id, ...unsigned(body.length), ...body];
export const text = (letters) => list(Array.from(letters, (letter) => letter.charCodeAt(0)));
export const times = (count, make) => Array.from({ length: count }, (_, i) => make(i)).flat();

// ---- instructions; what they need lies on a stack
const [I32, V128, NOTHING] = [0x7f, 0x7b, 0x40];
export const simd = (code) => [0xfd, ...unsigned(code)];
export const get = (local) => [0x20, ...unsigned(local)];
export const set = (local, ...value) => [...value.flat(), 0x21, ...unsigned(local)];
export const number = (value) => [0x41, ...signed(value)];
export const sum = (a, b) => [...a, ...b, 0x6a];
export const times32 = (a, b) => [...a, ...b, 0x6c];
export const raise = (local, by) => set(local, sum(get(local), by));
export const four = (address, offset) => [...address, ...simd(0x00), 2, ...unsigned(offset)]; // loads 4 numbers
export const spread = (address) => [...address, ...simd(0x09), 2, 0]; // loads one number, four times
export const store = (address, offset, value) => [...address, ...value, ...simd(0x0b), 2, ...unsigned(offset)];
export const plus = (a, b) => [...a, ...b, ...simd(0xe4)];
export const product = (a, b) => [...a, ...b, ...simd(0xe6)];
export const zeros = [...simd(0x0c), ...Array(16).fill(0)];
// Repeats `body` while local `a` is below local `b`.
export const below = (a, b, body) => [
  ...[0x02, NOTHING, 0x03, NOTHING, ...get(a), ...get(b), 0x49, 0x45, 0x0d, 1],
  ...[...body.flat(), 0x0c, 0, 0x0b, 0x0b],
];
export const and = (a, b) => [...a, ...b, 0x71];
export const whole = (address, offset) => [...address, 0x28, 2, ...unsigned(offset)]; // loads a number of 32 bits

// A module with one function, exported as `name`, of so many parameters, all I32; locals of I32 and then of V128 follow
// them. It imports page.memory.
export function assembled(name, parameters, integers, vectors, body) {
  const code = [
    ...list([
      [...unsigned(integers), I32],
      [...unsigned(vectors), V128],
    ]),
    ...body.flat(),
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, list([[0x60, ...list(Array(parameters).fill([I32])), 0]])), // the type of the function
    ...section(2, list([[...text("page"), ...text("memory"), 0x02, 0x00, 1]])), // an import
    ...section(3, list([[0]])), // the function has type 0
    ...section(7, list([[...text(name), 0x00, 0]])), // an export
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}
