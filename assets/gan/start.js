// The GAN page's register of tools and what all its modules share: numbers as they come from the server, pictures, words.
import { fromBase64, toBase64 } from "../shared/bytes.js";
import { el, makeButton } from "../shared/dom.js";

// hooks of a tool: model() when another model came, pins() when the pinned samples changed, state() when seed,
// truncation or digit did
zoo.toolbox(ours, { prefix: "gan", always: ["pins", "state"], live: [] });
export const LARGEST_SEED = 4294967295;
export const MOST = 100; // samples in one grid
export const CHUNK = 20; // samples in one request: pictures appear as they come

export const bytes = fromBase64; // base64 text -> Uint8Array
export const text = toBase64;

// Base64 of little-endian float32 -> Float32Array, and back.
export const floats = (text) => {
  const bytes = fromBase64(text);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
};
export const floatsText = (values) => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return toBase64(new Uint8Array(view.buffer));
};

// An array of typed arrays of `length` numbers each, from one that holds them all.
export const pieces = (values, length) => Array.from({ length: Math.floor(values.length / length) }, (_, i) => values.slice(i * length, (i + 1) * length));
// The pictures of an answer {images, size}: a Uint8Array of size*size levels 0..255 each, bright ink on black.
export const pictures = ({ images, size }) => pieces(fromBase64(images), size * size);
// Many latents, an array of Float32Arrays, as the text that `generate` takes.
export const latentsText = (many) => floatsText(many.flatMap((one) => Array.from(one)));

// Levels 0..255 as an ImageData; `side` is its width and height.
export const imageData = (bytes, side) => {
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = bytes[i];
    image.data[4 * i + 3] = 255;
  }
  return image;
};
// One picture onto a canvas, which becomes as many pixels wide and high as the picture is.
export const paint = (canvas, bytes, size = Math.sqrt(bytes.length)) => {
  if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
  canvas.getContext("2d").putImageData(imageData(bytes, size), 0, 0);
};

// The whole number in a field; where it holds none from `low` to `high`, null, and the field is marked.
export const readWhole = (input, low, high) => {
  const value = Number(input.value);
  const valid = input.value.trim() !== "" && Number.isInteger(value) && value >= low && value <= high;
  input.setAttribute("aria-invalid", !valid);
  return valid ? value : null;
};
export const readSeed = (input) => readWhole(input, 0, LARGEST_SEED);
export const SEED_RULE = `The seed is a whole number from 0 to ${LARGEST_SEED}.`;
export const anySeed = () => Math.floor(Math.random() * 1e6); // short enough to say aloud

// A tool's own seed: {parts, read}, the labelled field and the button for another seed, and the seed or null.
export const seedField = (label, another, changed, className = "") => {
  const input = el("input", { type: "number", className: "gan-seed", min: 0, max: LARGEST_SEED, step: 1, value: 1 });
  input.addEventListener("input", changed);
  const button = makeButton(another, () => {
    input.value = anySeed();
    changed();
  }, className);
  return { parts: [el("label", { className: "zoo-field" }, label, input), button], read: () => readSeed(input) };
};

export const aDigit = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
export const digitText = (digit) => (digit === null || digit === undefined ? "all digits" : `digit ${digit}`);
