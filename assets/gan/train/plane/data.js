// Points of the plane, from -1 to 1 each way, that a generator is to imitate. No DOM.
import { normals, uniforms } from "../../../shared/train/draws.js";

export const POINTS = 10_000; // to learn from
const USE_DATA = 8; // purpose of the random numbers
const [RING, GRID] = [0.7, 0.7]; // how far out the outermost clusters are
const SPREAD = { ring: 0.035, grid: 0.025, moons: 0.04, drawn: 0.03 }; // standard deviation around a centre

const ring = Array.from({ length: 8 }, (_, at) => [
  RING * Math.cos((at * Math.PI) / 4),
  RING * Math.sin((at * Math.PI) / 4),
]);
const grid = Array.from({ length: 25 }, (_, at) => [
  (GRID * ((at % 5) - 2)) / 2,
  (GRID * (Math.floor(at / 5) - 2)) / 2,
]);

// The centres of clusters, [x, y] each; null where there are none.
export const CLUSTERS = { ring, grid, moons: null, drawn: null };

// Two half circles, each around an end of the other.
function moon(share, isUpper) {
  const angle = Math.PI * share;
  const [x, y] = [0.5 * Math.cos(angle), 0.5 * Math.sin(angle)];
  return isUpper ? [x - 0.25, y - 0.12] : [0.25 - x, 0.12 - y];
}

// `count` points (count, 2) of a kind; those that are drawn by hand lie around the `dots` of the drawing, [x, y] each.
export function points(kind, dots, count, seed) {
  const chosen = uniforms(seed, 0, 0, 2 * count, USE_DATA);
  const off = normals(seed, 0, 1, 2 * count, USE_DATA);
  const middle = centre(kind, dots);
  const found = new Float32Array(2 * count);
  for (let at = 0; at < count; at++) {
    const [x, y] = middle(chosen[2 * at], chosen[2 * at + 1]);
    found[2 * at] = x + SPREAD[kind] * off[2 * at];
    found[2 * at + 1] = y + SPREAD[kind] * off[2 * at + 1];
  }
  return found;
}

// A function of two numbers in (0, 1) that gives a point in the middle of the data.
function centre(kind, dots) {
  if (kind === "moons") return (share, which) => moon(share, which < 0.5);
  const places = CLUSTERS[kind] ?? dots;
  return (share) => places[Math.floor(share * places.length)];
}

// ---- a drawing as text: dots "x.y" with places from 0 to 100, joined by -
export const MOST_DOTS = 400;
const FULL = 100;

export const written = (dots) =>
  dots.map((dot) => dot.map((value) => Math.round((FULL * (value + 1)) / 2)).join(".")).join("-");

export const read = (text) =>
  text
    .split("-")
    .slice(0, MOST_DOTS)
    .map((dot) => dot.split(".").map((value) => (2 * Number(value)) / FULL - 1))
    .filter((dot) => dot.length === 2 && dot.every((value) => Number.isFinite(value) && Math.abs(value) <= 1));
