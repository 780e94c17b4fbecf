// The critic's scores as heights: how they are coloured, and the lines of equal height. No DOM.

const LEAST = 0.2; // the size of a difference that is shown in full at least

// Heights from -1 (the most generated place in sight) to 1 (the most real one) of scores. Where 0 divides the two kinds
// that is the middle, and scores are taken as logits; elsewhere only differences mean something, and the middle is between
// both means.
export function heights(scores, { real, fake }, hasZero) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = hasZero ? 0 : (mean(real) + mean(fake)) / 2;
  const found = hasZero ? scores.map((score) => Math.tanh(score / 2)) : scores.map((score) => score - middle);
  let most = hasZero ? LEAST : 1e-6;
  for (const height of found) most = Math.max(most, Math.abs(height));
  return found.map((height) => height / most);
}

// The line where heights (side x side, row by row) are at a level: pieces [x, y, x, y] in cells from the top left, by
// marching squares.
export function contour(values, side, level) {
  const pieces = [];
  const cut = (a, b) => (level - a) / (b - a);
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0; x < side - 1; x++) {
      const at = y * side + x;
      const [a, b, c, d] = [values[at], values[at + 1], values[at + side + 1], values[at + side]]; // clockwise
      const ends = [];
      if (a < level !== b < level) ends.push([x + cut(a, b), y]);
      if (b < level !== c < level) ends.push([x + 1, y + cut(b, c)]);
      if (d < level !== c < level) ends.push([x + cut(d, c), y + 1]);
      if (a < level !== d < level) ends.push([x, y + cut(a, d)]);
      for (let end = 0; end + 1 < ends.length; end += 2) pieces.push([...ends[end], ...ends[end + 1]]);
    }
  }
  return pieces;
}
