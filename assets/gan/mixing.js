// Paths over a plane on which samples lie: what each sample weighs at a place, the latents there, and the frames of a
// path.
import { percent } from "../shared/words.js";
import { lengthOf } from "./latents.js";

const RADIUS = 0.36; // of the ring on which samples lie at first, in a plane from 0 to 1
const AT = 1e-9; // squared distance below which a place is that of a sample
const SPACING = 0.025; // between two frames
export const MOST_FRAMES = 97; // of a path, of at most 120 that the server draws at once
const SHORTEST = 0.03; // what is shorter is a press, not a path

// Where `count` samples lie at first: evenly on a ring, two of them left and right.
export const ring = (count) =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - (count === 2 ? Math.PI : Math.PI / 2);
    return { x: 0.5 + RADIUS * Math.cos(angle), y: 0.5 + RADIUS * Math.sin(angle) };
  });

export const inside = ({ x, y }) => ({ x: Math.max(0, Math.min(1, x)), y: Math.max(0, Math.min(1, y)) });

// How much the samples at `places` weigh at one place: by inverse squared distance (Shepard 1968), together 1. At a
// sample it alone has weight; where several lie there, in equal parts.
export function weightsAt({ x, y }, places) {
  const squares = places.map((place) => (place.x - x) ** 2 + (place.y - y) ** 2);
  const there = squares.map((square) => (square < AT ? 1 : 0));
  const parts = there.includes(1) ? there : squares.map((square) => 1 / square);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / whole);
}

// Several latents mixed by weights that sum to 1. Their sum is shorter than any of them, so it is brought to the mean
// of their lengths, about the square root of how many numbers there are, as slerp does between two. A sum of 0 stays 0.
export function mixture(weights, many) {
  const sum = Float64Array.from(many[0], (_, at) =>
    many.reduce((part, latents, k) => part + weights[k] * latents[at], 0),
  );
  const [length, wanted] = [lengthOf(sum), many.reduce((part, latents, k) => part + weights[k] * lengthOf(latents), 0)];
  const scale = length > 1e-6 ? wanted / length : 1;
  return Float32Array.from(sum, (value) => value * scale);
}

// What a place shows of samples {latents, label} that lie at `places`. A digit cannot be asked for in part: it is that
// of the sample that weighs most.
export function mixedAt(place, places, samples) {
  const weights = weightsAt(place, places);
  const most = weights.indexOf(Math.max(...weights));
  const latents =
    weights[most] === 1
      ? samples[most].latents
      : mixture(
          weights,
          samples.map((sample) => sample.latents),
        );
  return { latents, label: samples[most].label, weights };
}

// ---- paths
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
export const pathLength = (path) => path.slice(1).reduce((sum, place, i) => sum + distance(path[i], place), 0);
export const isPath = (path) => pathLength(path) >= SHORTEST;

// `count` places evenly along a path, both ends among them.
export function evenly(path, count) {
  const step = pathLength(path) / (count - 1);
  const found = [path[0]];
  let before = 0;
  path.slice(1).forEach((end, i) => {
    const [start, long] = [path[i], distance(path[i], end)];
    while (found.length < count - 1 && found.length * step <= before + long) {
      const share = (found.length * step - before) / long;
      found.push({ x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y) });
    }
    before += long;
  });
  return [...found.slice(0, count - 1), path.at(-1)];
}

// The frames of a path {latents, label, weights, place}: more for a longer one.
export function wayAlong(path, places, samples) {
  const count = Math.max(2, Math.min(MOST_FRAMES, Math.round(pathLength(path) / SPACING) + 1));
  return evenly(path, count).map((place) => ({ ...mixedAt(place, places, samples), place }));
}

// ---- words
export function weightsText(weights) {
  const order = weights.map((weight, k) => ({ weight, name: `sample ${k + 1}` })).sort((a, b) => b.weight - a.weight);
  const [first, second] = order;
  if (first.weight > 0.995) return `Here it is ${first.name}.`;
  const name = first.name.replace("s", "S");
  return `${name} counts most (${percent(first.weight)}), then ${second.name} (${percent(second.weight)}).`;
}

// Why there is no path; empty if there may be one.
export const pathProblem = (count) =>
  count === 0
    ? "Choose at least two samples: they are laid out on a plane, and you draw a path over it."
    : count === 1
      ? "A path through one sample would show the same digit everywhere. Choose another one, too."
      : "";
