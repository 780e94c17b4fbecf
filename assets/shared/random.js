// Random numbers from a seed: the same seed, the same numbers, on any machine.

// Uniform draws from (0, 1) by a seed: mulberry32. The same seed, the same draws, on any machine.
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

// Standard normal draws from a seed: Box-Muller. The same seed, the same digit.
export function normals(seed, count) {
  const uniform = uniforms(seed);
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}
