// Bytes as base64 text and back.

export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
export const toLevels = (text) => Float32Array.from(fromBase64(text), (level) => level / 255); // grey values, as paint takes them
