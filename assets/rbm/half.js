// A half of a digit that was drawn: which half it is, and its place in the picture that a machine gets.
const SIDE = 28; // of the picture, in pixels
const [MIDDLE, REACH] = [14, 10]; // a digit of MNIST reaches ten pixels from the middle of its picture
const INK = 100; // from this level on, of 255, a point is ink
const OVER = 0.05; // how far a stroke may cross the middle, as a share of the sheet

// The half of the picture that a pixel lies in: whether pixel `at` of 784 belongs to the half on this side.
export const isIn = (half, at) =>
  ({ upper: at < 392, lower: at >= 392, left: at % SIDE < MIDDLE, right: at % SIDE >= MIDDLE })[half];

// The box of the ink and its centre of mass, all as shares of the sheet; null if there is none.
function inkOf(level, side) {
  const box = { left: side, right: 0, top: side, bottom: 0 };
  let [count, x, y] = [0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (level(column, row) < INK) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row + 1);
      count++;
      x += column + 0.5;
      y += row + 0.5;
    }
  }
  if (!count) return null;
  const { left, right, top, bottom } = box;
  const mass = { x: x / count / side, y: y / count / side };
  return { left: left / side, right: right / side, top: top / side, bottom: bottom / side, ...mass };
}

// Which half of the sheet the ink keeps to, or "" if it is in both.
function sideOf({ left, right, top, bottom }) {
  const [low, high] = [0.5 - OVER, 0.5 + OVER];
  if (bottom <= high) return "upper";
  if (top >= low) return "lower";
  if (right <= high) return "left";
  return left >= low ? "right" : "";
}

// `level(x, y)` is the ink, 0 to 255, of a sheet of `side` by `side` points. Gives {half, pixels}: 784 values in [0, 1]
// in which the middle of the sheet stays the middle, so that the other half has its room, and one half in the other half:
// nothing is known of it. The half is "" for a whole digit; null if nothing is drawn.
export function halfOf(level, side) {
  const ink = inkOf(level, side);
  if (!ink) return null;
  const half = sideOf(ink);
  if (!half) return { half, pixels: null };
  const lies = half === "upper" || half === "lower"; // along the other axis its centre of mass is centred, as MNIST's
  const depth = { upper: 0.5 - ink.top, lower: ink.bottom - 0.5, left: 0.5 - ink.left, right: ink.right - 0.5 }[half];
  const width = lies ? ink.right - ink.left : ink.bottom - ink.top;
  const scale = Math.min(36, (2 * REACH) / width, Math.max(20, REACH / Math.max(depth, 0.01))); // pixels to a sheet
  const [x, y] = lies ? [ink.x, 0.5] : [0.5, ink.y];
  const at = (pixel, middle) => Math.floor(((pixel - MIDDLE) / scale + middle) * side);
  const pixels = new Float32Array(SIDE * SIDE).fill(0.5);
  for (let i = 0; i < pixels.length; i++) {
    if (!isIn(half, i)) continue;
    let sum = 0;
    for (let part = 0; part < 16; part++) {
      const column = at((i % SIDE) + ((part % 4) + 0.5) / 4, x);
      const row = at(Math.floor(i / SIDE) + (Math.floor(part / 4) + 0.5) / 4, y);
      if (Math.min(column, row) >= 0 && Math.max(column, row) < side) sum += level(column, row);
    }
    pixels[i] = sum / 16 / 255;
  }
  return { half, pixels };
}
