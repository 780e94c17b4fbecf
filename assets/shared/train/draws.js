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
export const uniforms = (seed, step, draw, count, use = USE.training) =>
  Float64Array.from(words(seed, step, draw, use, count).subarray(0, count), (word) => (word + 0.5) / 4294967296);

// Standard normal numbers, by Box-Muller.
export function normals(seed, step, draw, count, use = USE.training) {
  const uniform = uniforms(seed, step, draw, count + (count & 1), use);
  return Float32Array.from({ length: count }, (_, at) => {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniform[at & ~1])), 2 * Math.PI * uniform[at | 1]];
    return radius * (at & 1 ? Math.sin(angle) : Math.cos(angle));
  });
}
