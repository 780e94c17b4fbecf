// Numbers moved by hand: what a drag, a key, a nudge or a typed number makes of latents, and the changes as a link has
// them.
import { short } from "../shared/maths.js";
import { figure } from "../shared/words.js";

export const REACH = 6; // a number moved by hand lies between -REACH and REACH
export const STEP = 0.1;
export const LARGE_STEP = 1;
const NUDGE = 0.25; // the share of fresh noise in a nudge
const DECIMALS = 2; // of a moved number, so that a link holds it exactly
const MOST_CHANGES = 100; // in a link

// ---- values
export const limited = (value) => Number(Math.max(-REACH, Math.min(REACH, value)).toFixed(DECIMALS)) + 0; // never -0

// Latents with other values at some places; `moves` are pairs [index, value].
export function withMoves(latents, moves) {
  const made = Float32Array.from(latents);
  for (const [at, value] of moves) made[at] = value;
  return made;
}

// All numbers with a little fresh `noise` from N(0, I), brought back to the length that they had, as slerp keeps it.
export function nudged(latents, noise) {
  const length = Math.hypot(...latents);
  const sum = Array.from(latents, (value, at) => value + NUDGE * noise[at]);
  const scale = length ? length / Math.hypot(...sum) : 1;
  return Float32Array.from(sum, (value) => limited(value * scale));
}

// A typed number as {value, note}: kept between the limits, which the note says; or {error} if it is none.
export function readTyped(text) {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  if (!text.trim() || Number.isNaN(value)) return { error: `Type a number from ${figure(-REACH, 0)} to ${REACH}.` };
  const note =
    Math.abs(value) > REACH
      ? `The numbers go from ${figure(-REACH, 0)} to ${REACH}, so this one is now ${figure(limited(value), 0)}.`
      : "";
  return { value: limited(value), note };
}

// ---- dragging
// What the pointer is at: the bar, and the value at its height, in a box {left, top, width, height} with `count` bars
// and an axis from -high to high. Outside the box the nearest bar, and values up to the limits.
export function placeOf(x, y, box, count, high) {
  const at = Math.max(0, Math.min(count - 1, Math.floor(((x - box.left) / box.width) * count)));
  return { at, value: limited(high * (1 - (2 * (y - box.top)) / box.height)) };
}

// The moves of a stroke from one place {at, value} to another: all bars on the way, however quick the pointer was. The
// bar where it begins has been moved before.
export function stroke(from, to) {
  const bars = Math.abs(to.at - from.at);
  if (!bars) return [[to.at, to.value]];
  const side = Math.sign(to.at - from.at);
  return Array.from({ length: bars }, (_, i) => {
    const share = (i + 1) / bars;
    return [from.at + side * (i + 1), limited(from.value + share * (to.value - from.value))];
  });
}

// ---- samples and links
// A moved sample keeps the one it came from as `start`.
export const startOf = (sample) => sample.start ?? sample;

// Pairs [index, value] of the numbers that were moved; none for a sample as it was drawn.
export function movesOf(sample) {
  const { latents } = startOf(sample);
  return Array.from(sample.latents, (value, at) => [at, short(value)]).filter(
    ([at]) => sample.latents[at] !== latents[at],
  );
}

// A sample with other latents and their picture; as it was drawn, if these are the latents it was drawn with.
export function movedSample(sample, { latents, image, size }) {
  const start = startOf(sample);
  if (sameNumbers(start.latents, latents)) return start;
  return { ...start, latents, image, size, moved: true, start };
}

export const sameNumbers = (a, b) => a.length === b.length && a.every((value, at) => value === b[at]);

// Whether two samples are the same: equal recipes, and equal numbers if one of them was moved.
export const sameSample = (a, b) =>
  ["seed", "index", "truncation", "label"].every((name) => a[name] === b[name]) &&
  ((!a.moved && !b.moved) || sameNumbers(a.latents, b.latents));

// "12:0.5,40:-1.2"; empty if nothing was moved, or more than a link may hold.
export const movesText = (moves) =>
  moves.length > MOST_CHANGES ? "" : moves.map(([at, value]) => `${at}:${Number(value.toFixed(DECIMALS))}`).join(",");
