// Normal numbers as torch.randn draws them for a seed, but for rounding. No DOM.

const [LENGTH, AHEAD] = [624, 397]; // of the Mersenne Twister's state, and to which word it looks
const HALF = 8; // normals are made of this many pairs at a time

// Whole numbers below 2 ** 32 for a seed: the Mersenne Twister (Matsumoto & Nishimura 1998).
function twister(seed) {
  const state = new Uint32Array(LENGTH);
  state[0] = seed;
  for (let i = 1; i < LENGTH; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = LENGTH;
  const renew = () => {
    for (let i = 0; i < LENGTH; i++) {
      const mixed = (state[i] & 0x80000000) | (state[(i + 1) % LENGTH] & 0x7fffffff);
      state[i] = state[(i + AHEAD) % LENGTH] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    at = 0;
  };
  return () => {
    if (at === LENGTH) renew();
    let word = state[at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

// The `count` draws from N(0, 1) that torch.randn gives for a seed: the method of Box and Muller, in blocks of 16 numbers
// of which the first half are lengths. A last block that is not whole is drawn anew and overlaps the one before.
export function randn(seed, count) {
  const next = twister(seed);
  const uniform = () => (next() & 0xffffff) / 0x1000000;
  const values = Float64Array.from({ length: count }, uniform);
  const block = (first) => {
    for (let i = first; i < first + HALF; i++) {
      const [length, angle] = [Math.sqrt(-2 * Math.log(1 - values[i])), 2 * Math.PI * values[i + HALF]];
      values[i] = length * Math.cos(angle);
      values[i + HALF] = length * Math.sin(angle);
    }
  };
  for (let first = 0; first + 2 * HALF <= count; first += 2 * HALF) block(first);
  if (count % (2 * HALF)) {
    for (let i = count - 2 * HALF; i < count; i++) values[i] = uniform();
    block(count - 2 * HALF);
  }
  return Float32Array.from(values);
}
