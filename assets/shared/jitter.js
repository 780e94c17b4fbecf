// Drawings of digits, changed a little at random, so that ten of them become a set of thousands. No DOM.
//
// A drawing is a list of strokes, each a list of points [x, y] on a sheet of 280 by 280.
export const SIDE = 28; // of a picture, in pixels
const BOX = 20; // pixels that the ink fits into, as MNIST's does
const TURN = 0.2; // radians; this and the others are the most to either side
const SLANT = 0.2; // share of the height
const SCALE = 0.12;
const SHIFT = 1.5; // pixels
const BEND = 0.6; // pixels by which a stroke is bent
const PEN = [1.6, 3.2]; // width of the line in pixels

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// A drawing in pixels from the middle of the picture: its longer side fills the box.
export function fitted(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const longest = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1);
  const scale = (BOX - PEN[1]) / longest;
  const [x, y] = [mean(middles(strokes).map(([x]) => x)), mean(middles(strokes).map(([, y]) => y))];
  return strokes.map((stroke) => stroke.map((point) => [(point[0] - x) * scale, (point[1] - y) * scale]));
}

// The middle of each piece of line as often as it is long, so that their mean is where the ink is.
function middles(strokes) {
  const pieces = strokes.flatMap((stroke) => {
    if (stroke.length === 1) return [stroke[0]];
    return stroke.slice(1).flatMap((to, i) => {
      const from = stroke[i];
      const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / 4));
      return Array.from({ length: count }, () => [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
    });
  });
  return pieces;
}

// A fitted drawing turned, slanted, scaled, shifted and bent by `random`, draws from (0, 1): its strokes in pixels of
// the picture, and the width of the pen.
export function jittered(strokes, random) {
  const within = (most) => (2 * random() - 1) * most;
  const [turn, slant, scale] = [within(TURN), within(SLANT), 1 + within(SCALE)];
  const [right, down] = [SIDE / 2 + within(SHIFT), SIDE / 2 + within(SHIFT)];
  const [cosine, sine] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const width = PEN[0] + random() * (PEN[1] - PEN[0]);
  const bent = strokes.map((stroke) => {
    const [size, way, phase, pace] = [within(BEND), 2 * Math.PI * random(), 2 * Math.PI * random(), 1 + random()];
    return stroke.map(([x, y], i) => {
      const off = size * Math.sin(phase + (pace * Math.PI * i) / Math.max(1, stroke.length - 1));
      const [across, along] = [x + slant * y + off * Math.cos(way), y + off * Math.sin(way)];
      return [right + cosine * across - sine * along, down + sine * across + cosine * along];
    });
  });
  return { strokes: bent, width };
}
