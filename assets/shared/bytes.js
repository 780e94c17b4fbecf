// Bytes as base64 text and back.

export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
// Bytes as base64 text -> grey values in [0, 1], for `paint`.
export const toLevels = (text) => Float32Array.from(fromBase64(text), (level) => level / 255);

// Little-endian float32 as base64 text -> Float32Array, and back.
export const toFloats = (text) => {
  const view = new DataView(fromBase64(text).buffer);
  return Float32Array.from({ length: Math.floor(view.byteLength / 4) }, (_, i) => view.getFloat32(4 * i, true));
};
export const fromFloats = (values) => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return toBase64(new Uint8Array(view.buffer));
};

// A GIF with what it is of, as a comment before its end.
export function commented(gif, about) {
  const text = new TextEncoder().encode(JSON.stringify(about));
  const blocks = [];
  for (let from = 0; from < text.length; from += 255) {
    const part = text.subarray(from, from + 255);
    blocks.push(Uint8Array.of(part.length), part);
  }
  return new Blob([gif.subarray(0, -1), Uint8Array.of(0x21, 0xfe), ...blocks, Uint8Array.of(0, 0x3b)], {
    type: "image/gif",
  });
}
