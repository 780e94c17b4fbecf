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
