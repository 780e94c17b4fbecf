// Grey pictures as PNG (W3C, Portable Network Graphics). No DOM.
import { crc32, joined } from "./zip.js";

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

// A picture of bytes, row by row, black to white.
export async function greyPng(levels, width, height) {
  const rows = new Uint8Array((width + 1) * height); // each begins with its filter: none
  for (let row = 0; row < height; row++)
    rows.set(levels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const packed = new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")));
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head[8] = 8; // bits of a level, of which there is one for each pixel
  const content = new Uint8Array(await packed.arrayBuffer());
  return joined([SIGNATURE, chunk("IHDR", head), chunk("IDAT", content), chunk("IEND", new Uint8Array(0))]);
}

function chunk(name, content) {
  const whole = new Uint8Array(12 + content.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, content.length);
  whole.set(new TextEncoder().encode(name), 4);
  whole.set(content, 8);
  view.setUint32(8 + content.length, crc32(whole.subarray(4, 8 + content.length)));
  return whole;
}

// Width and height of a PNG; null for other bytes.
export function sizeOf(bytes) {
  if (bytes.length < 24 || SIGNATURE.some((byte, at) => bytes[at] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}
