// The filters of all units on one canvas.
import { put, sheet, word } from "../../shared/train/sheet.js";
import { hues } from "../pictures.js";

const SHADES = 255; // of each colour

// Colours for −SHADES to SHADES, as paintFilter has them.
function shades() {
  const [less, none, more] = hues();
  return Int32Array.from({ length: 2 * SHADES + 1 }, (_, at) => {
    const share = Math.abs(at / SHADES - 1) ** 0.8;
    const full = at < SHADES ? less : more;
    const part = (i) => Math.round(none[i] + (full[i] - none[i]) * share);
    return word(part(0), part(1), part(2));
  });
}

// The weights of each hidden unit, 784 after each other, each picture in its own full colours.
export function paintFilters(canvas, filters) {
  const count = filters.length / 784;
  const across = Math.ceil(Math.sqrt(count));
  const image = sheet(canvas, count, across);
  const words = new Int32Array(image.data.buffer);
  const colors = shades();
  for (let unit = 0; unit < count; unit++) {
    const first = unit * 784;
    let most = 1e-9;
    for (let i = first; i < first + 784; i++) most = Math.max(most, Math.abs(filters[i]));
    put(words, image.width, unit, across, (at) => colors[Math.round((1 + filters[first + at] / most) * SHADES)]);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
