// Random numbers of a training, by place instead of by order: the same seed is the same run. No DOM.
import { threefry } from "../random.js";

// What random words are for, beside the purposes in chains.js.
export const USE = { training: 3, weights: 4, order: 5, measure: 6, dream: 7 };

export const words = (seed, step, draw, use, count) =>
  threefry([seed, 0, 0, 0], [0, draw, step, use], new Uint32Array(4 * Math.ceil(count / 4)));

// 16 random bits for each of `count` units: this draw of a step.
export const halves = (seed, step, draw, count, use = USE.training) =>
  new Uint16Array(words(seed, step, draw, use, Math.ceil(count / 2)).buffer, 0, count);

// Numbers in (0, 1).
export function uniforms(seed, step, draw, count, use = USE.training) {
  const drawn = words(seed, step, draw, use, count);
  const found = new Float64Array(count);
  for (let at = 0; at < count; at++) found[at] = (drawn[at] + 0.5) / 4294967296;
  return found;
}

// Standard normal numbers, by Box-Muller.
export function normals(seed, step, draw, count, use = USE.training) {
  const uniform = uniforms(seed, step, draw, count + (count & 1), use);
  const found = new Float32Array(count);
  for (let at = 0; at < count; at += 2) {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniform[at])), 2 * Math.PI * uniform[at + 1]];
    found[at] = radius * Math.cos(angle);
    if (at + 1 < count) found[at + 1] = radius * Math.sin(angle);
  }
  return found;
}
