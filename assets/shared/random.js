// Random numbers from a seed: the same seed gives the same numbers on any machine.

// Uniform draws from (0, 1) for a seed, by mulberry32.
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

// Standard normal draws for a seed, by Box-Muller.
export function normals(seed, count) {
  const uniform = uniforms(seed);
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// ---- Threefry
const PARITY = 0x1bd11bda;
const rotate = (word, by) => (word << by) | (word >>> (32 - by));

// The subkeys added to the four words at the start and after every four rounds.
function schedule(key) {
  const keys = [...key, PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3]];
  return Int32Array.from({ length: 24 }, (_, at) => keys[((at >> 2) + (at & 3)) % 5] + ((at & 3) === 3 ? at >> 2 : 0));
}

// Random words by place instead of by order: Threefry-4x32 with 20 rounds (Salmon et al., "Parallel random numbers: as
// easy as 1, 2, 3", SC 2011), as zoo/models/threefry.py has it. Fills the Uint32Array `out`, four words for each
// counter; the first of the four numbers of `counter` counts them on.
export function threefry(key, counter, out) {
  const add = schedule(key);
  const [first, second, third, fourth] = counter;
  for (let at = 0; at < out.length; at += 4) {
    let a = (first + (at >> 2) + add[0]) | 0;
    let b = (second + add[1]) | 0;
    let c = (third + add[2]) | 0;
    let d = (fourth + add[3]) | 0;
    for (let next = 4; ; next += 8) {
      // two groups of four rounds; the last time one
      a = (a + b) | 0;
      b = rotate(b, 10) ^ a;
      c = (c + d) | 0;
      d = rotate(d, 26) ^ c;
      a = (a + d) | 0;
      d = rotate(d, 11) ^ a;
      c = (c + b) | 0;
      b = rotate(b, 21) ^ c;
      a = (a + b) | 0;
      b = rotate(b, 13) ^ a;
      c = (c + d) | 0;
      d = rotate(d, 27) ^ c;
      a = (a + d) | 0;
      d = rotate(d, 23) ^ a;
      c = (c + b) | 0;
      b = rotate(b, 5) ^ c;
      a = (a + add[next]) | 0;
      b = (b + add[next + 1]) | 0;
      c = (c + add[next + 2]) | 0;
      d = (d + add[next + 3]) | 0;
      if (next === 20) break;
      a = (a + b) | 0;
      b = rotate(b, 6) ^ a;
      c = (c + d) | 0;
      d = rotate(d, 20) ^ c;
      a = (a + d) | 0;
      d = rotate(d, 17) ^ a;
      c = (c + b) | 0;
      b = rotate(b, 11) ^ c;
      a = (a + b) | 0;
      b = rotate(b, 25) ^ a;
      c = (c + d) | 0;
      d = rotate(d, 10) ^ c;
      a = (a + d) | 0;
      d = rotate(d, 18) ^ a;
      c = (c + b) | 0;
      b = rotate(b, 20) ^ c;
      a = (a + add[next + 4]) | 0;
      b = (b + add[next + 5]) | 0;
      c = (c + add[next + 6]) | 0;
      d = (d + add[next + 7]) | 0;
    }
    out[at] = a;
    out[at + 1] = b;
    out[at + 2] = c;
    out[at + 3] = d;
  }
  return out;
}
