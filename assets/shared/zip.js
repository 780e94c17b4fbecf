// Writing zip files, whose files are stored as they are. No DOM.

// Files by name -> the bytes of a zip.
export function zip(files) {
  const entries = Object.entries(files).map(([name, bytes]) => ({
    name: new TextEncoder().encode(name),
    bytes,
    sum: crc32(bytes),
    at: 0,
  }));
  const parts = [];
  let at = 0;
  for (const entry of entries) {
    entry.at = at;
    parts.push(numbers(LOCAL, entry), entry.name, entry.bytes);
    at += 30 + entry.name.length + entry.bytes.length;
  }
  const start = at;
  for (const entry of entries) {
    parts.push(numbers(CENTRAL, entry), entry.name);
    at += 46 + entry.name.length;
  }
  return joined([...parts, numbers(END, { count: entries.length, size: at - start, start })]);
}

// The fields of a zip's records, each [bytes, value]; what is 0 says nothing special: no time, no compression.
const STORED = [
  [2, 20],
  [2, 0],
  [2, 0],
  [2, 0],
  [2, 0x21],
]; // prettier-ignore
const SIZES = (entry) => [
  [4, entry.sum],
  [4, entry.bytes.length],
  [4, entry.bytes.length],
  [2, entry.name.length],
  [2, 0],
]; // prettier-ignore
const LOCAL = (entry) => [[4, 0x04034b50], ...STORED, ...SIZES(entry)];
const CENTRAL = (entry) => [
  [4, 0x02014b50],
  [2, 20],
  ...STORED,
  ...SIZES(entry),
  [2, 0],
  [2, 0],
  [2, 0],
  [4, 0],
  [4, entry.at],
]; // prettier-ignore
const END = ({ count, size, start }) => [
  [4, 0x06054b50],
  [2, 0],
  [2, 0],
  [2, count],
  [2, count],
  [4, size],
  [4, start],
  [2, 0],
]; // prettier-ignore

function numbers(fields, entry) {
  const listed = fields(entry);
  const view = new DataView(new ArrayBuffer(listed.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of listed) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

export function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

// Bytes one after the other.
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
