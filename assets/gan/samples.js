// Samples as the server sends them, a chunk at a time.
import { fromBase64 } from "../shared/bytes.js";

export const MOST = 100; // samples in one grid
export const CHUNK = 20; // samples in one request: pictures appear as they come

// Splits one typed array into an array of typed arrays of `length` numbers each.
export const pieces = (values, length) =>
  Array.from({ length: Math.floor(values.length / length) }, (_, i) => values.slice(i * length, (i + 1) * length));

// The pictures of an answer {images, size}: a Uint8Array of size*size levels 0..255 each, bright ink on black.
export const pictures = ({ images, size }) => pieces(fromBase64(images), size * size);

// The requests [first, count] of a wish, in order. A brief wish, while a slider is dragged, is the sample shown large
// and the first chunk.
export function chunks({ count, brief, index }) {
  const starts = Array.from({ length: Math.ceil(count / CHUNK) }, (_, i) => i * CHUNK);
  const all = starts.map((first) => [first, Math.min(CHUNK, count - first)]);
  if (!brief) return all;
  return index < all[0][1] ? [all[0]] : [[index, 1], all[0]];
}

// The number of samples per row: a square grid, or one column per digit if a row holds all digits.
export const columnsOf = (count, everyDigit) => (everyDigit && count >= 10 ? 10 : Math.ceil(Math.sqrt(count)));
