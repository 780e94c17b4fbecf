// Arrays as an .npz file, which numpy reads: a zip of .npy files, stored as they are. No DOM.
import { joined } from "../shared/zip.js";

const TYPES = { Uint8Array: "|u1", Int32Array: "<i4" };
const text = (words) => new TextEncoder().encode(words);

// One array with its shape as an .npy file; a string becomes an array of one text.
export function npy(values, shape) {
  const isText = typeof values === "string";
  const characters = isText ? [...values].map((character) => character.codePointAt(0)) : [];
  const kind = isText ? `<U${characters.length}` : TYPES[values.constructor.name];
  const { buffer, byteOffset, byteLength } = isText ? Uint32Array.from(characters) : values;
  const sizes = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const header = `{'descr': '${kind}', 'fortran_order': False, 'shape': ${sizes}, }`;
  const padding = " ".repeat(63 - ((10 + header.length) % 64)); // the numbers begin at a multiple of 64
  const length = header.length + padding.length + 1;
  return joined([
    new Uint8Array([0x93]),
    text("NUMPY"),
    new Uint8Array([1, 0, length & 255, length >> 8]),
    text(`${header}${padding}\n`),
    new Uint8Array(buffer, byteOffset, byteLength),
  ]);
}
