// Mathematics for several tabs: activations, the normal distribution, paths between latents.

export const sigmoid = (x) => 1 / (1 + Math.exp(-x));
export const softplus = (x) => (x > 20 ? x : Math.log1p(Math.exp(x))); // as in torch: linear above a threshold
export const ACTIVATIONS = { relu: (x) => (x > 0 ? x : 0), softplus, tanh: Math.tanh, sigmoid };

// The share of a standard normal below x, to 1e-15, by the series of Marsaglia (2004, Journal of Statistical Software 11).
export function normalShare(x) {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [0, x];
  for (let n = 3; sum + term !== sum; n += 2) {
    sum += term;
    term *= (x * x) / n;
  }
  return Math.max(0, 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI));
}

// Its inverse, by bisection: the x below which this share lies.
export function normalQuantile(share) {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// The latents at a `share` of the way from a to b along the great circle, as zoo.models.noise.slerp: the direction
// turns evenly (Shoemake 1985), the length goes evenly from one to the other. Straight where no angle leads anywhere:
// between those of one direction, through 0 between opposite ones, and from or to 0. Exact at both ends, whatever
// rounding does between them.
const PARALLEL = 1e-6; // sine of the angle below which a straight line is used
export function slerp(a, b, share) {
  if (share <= 0 || share >= 1) return Array.from(share <= 0 ? a : b);
  const [long, wide] = [a, b].map((point) => Math.hypot(...point));
  if (!long || !wide) return Array.from(a, (value, at) => value + share * (b[at] - value));
  const [from, to] = [Array.from(a, (value) => value / long), Array.from(b, (value) => value / wide)];
  const angle = Math.acos(
    Math.min(
      1,
      Math.max(
        -1,
        from.reduce((sum, value, at) => sum + value * to[at], 0),
      ),
    ),
  );
  const sine = Math.sin(angle);
  const [mine, yours] =
    sine < PARALLEL ? [1 - share, share] : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  const length = long + share * (wide - long);
  return from.map((value, at) => length * (mine * value + yours * to[at]));
}

// The shortest digits that give the same float32, so that links and files are short and exact.
export const short = (value) => {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === Math.fround(value)) return text;
  }
  return Number(value.toPrecision(9));
};
