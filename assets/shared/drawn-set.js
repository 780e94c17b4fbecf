// A set of pictures made of the visitor's own drawings of digits: each is one of them, changed a little. The drawings are
// kept by the browser, so that every tab can learn from them.
import { el } from "./dom.js";
import { fitted, jittered, SIDE } from "./jitter.js";
import { uniforms } from "./random.js";

const KEPT = "zoo-drawings"; // in the browser's store
const SEED = 1;
const AT_ONCE = 200; // pictures between two pauses

// By digit: its strokes. Empty ones where the browser keeps nothing, or something else.
export function keptDrawings() {
  const empty = Array.from({ length: 10 }, () => []);
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    const isPoint = (point) => point?.length === 2 && point.every(Number.isFinite);
    const isStroke = (stroke) => stroke?.length > 0 && stroke.every(isPoint);
    const isWhole = found?.length === 10 && found.every((strokes) => Array.isArray(strokes) && strokes.every(isStroke));
    return isWhole ? found : empty;
  } catch {
    return empty; // it may keep nothing for this page
  }
}

export function keepDrawings(drawings) {
  const rounded = (point) => point.map((value) => Number(value.toFixed(1)));
  try {
    localStorage.setItem(KEPT, JSON.stringify(drawings.map((strokes) => strokes.map((stroke) => stroke.map(rounded)))));
  } catch (error) {
    console.warn("The browser keeps no drawings for this page.", error);
  }
}

// Draws a drawing's strokes.
export function ink(context, strokes, width) {
  Object.assign(context, { strokeStyle: "#fff", lineWidth: width, lineCap: "round", lineJoin: "round" });
  for (const [first, ...others] of strokes) {
    context.beginPath();
    context.moveTo(...first);
    for (const point of others.length ? others : [[first[0] + 0.01, first[1]]]) context.lineTo(...point);
    context.stroke();
  }
}

// `count` pictures of the drawings by digit, in turn: {images, labels} as bytes, and fill(), which draws them one after
// the other.
function empty(drawings, count) {
  const digits = drawings.flatMap((strokes, digit) => (strokes.length ? [[digit, fitted(strokes)]] : []));
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = Int32Array.from({ length: count }, (_, i) => digits[i % digits.length][0]);
  function* fill() {
    const random = uniforms(SEED);
    const context = el("canvas", { width: SIDE, height: SIDE }).getContext("2d", { willReadFrequently: true });
    for (let i = 0; i < count; i++) {
      context.fillStyle = "#000";
      context.fillRect(0, 0, SIDE, SIDE);
      const { strokes, width } = jittered(digits[i % digits.length][1], random);
      ink(context, strokes, width);
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      for (let k = 0; k < SIDE * SIDE; k++) images[i * SIDE * SIDE + k] = data[4 * k];
      yield i;
    }
  }
  return { images, labels, fill };
}

export function pictures(drawings, count) {
  const { images, labels, fill } = empty(drawings, count);
  for (const _ of fill());
  return { images, labels };
}

// The same with pauses, in which the page moves on.
export async function manyPictures(drawings, count) {
  const { images, labels, fill } = empty(drawings, count);
  for (const made of fill()) if (made % AT_ONCE === AT_ONCE - 1) await new Promise((done) => setTimeout(done));
  return { images, labels };
}
