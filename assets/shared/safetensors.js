// Reading safetensors files.

// The number that 16 bits stand for in half precision.
function ofHalf(half) {
  const [sign, power, rest] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
  if (power === 31) return rest ? NaN : sign * Infinity;
  return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : rest * 2 ** -24);
}

// Converts half-precision numbers, given as 16 bits, to float32, which is exact. There are 65,536 of them, and millions
// in a file.
let halves = null;
function fromHalves(bits) {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, half) => ofHalf(half));
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) numbers[i] = halves[bits[i]];
  return numbers;
}

const READERS = {
  F32: (bytes) => new Float32Array(bytes),
  F16: (bytes) => fromHalves(new Uint16Array(bytes)),
  U8: (bytes) => new Uint8Array(bytes),
};

// A safetensors file: 8 bytes of header length, a JSON header, then the tensors; supported types only.
export function parseSafetensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const tensors = {};
  for (const [name, { dtype, data_offsets: [start, end] = [] }] of Object.entries(header)) {
    if (8 + length + end > buffer.byteLength) throw new Error("its weights file is cut short");
    if (READERS[dtype]) tensors[name] = READERS[dtype](buffer.slice(8 + length + start, 8 + length + end));
  }
  return tensors;
}

// Numbers as half-precision ones, as 16 bits each: rounded to 11 binary digits.
export const toHalves = (values) =>
  Uint16Array.from(values, (value) => {
    const [sign, size] = [value < 0 ? 0x8000 : 0, Math.abs(value)];
    const power = Math.max(-14, Math.floor(Math.log2(size)));
    if (!(power < 16)) return sign | 0x7c00; // too large
    return sign + 1024 * (power + 14) + Math.round(size * 2 ** (10 - power)); // a carry makes the next power
  });

const TYPES = { Float32Array: "F32", Uint16Array: "F16", Uint8Array: "U8" };

// Tensors by name, each [values, shape], as the bytes of a safetensors file. Those of 16 bits are half-precision numbers.
export function writeSafetensors(tensors) {
  const header = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const [name, [values, shape]] of Object.entries(tensors)) {
    header[name] = { dtype: TYPES[values.constructor.name], shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = 8 * Math.ceil(text.length / 8); // the numbers begin at a multiple of 8
  const whole = new Uint8Array(8 + length + end).fill(32, 8, 8 + length); // spaces after the header
  new DataView(whole.buffer).setBigUint64(0, BigInt(length), true);
  whole.set(text, 8);
  let at = 8 + length;
  for (const [values] of Object.values(tensors)) {
    whole.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return whole;
}
