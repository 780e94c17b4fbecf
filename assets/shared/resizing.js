// Pictures enlarged bilinearly, as in zoo/images.py.

// Interpolation of one row of pixels, as a matrix of large rows and small columns.
const enlargement = (small, large) =>
  Array.from({ length: large }, (_, at) => {
    const place = Math.max(0, ((at + 0.5) * small) / large - 0.5);
    const [first, share] = [Math.floor(place), place % 1];
    const row = Array(small).fill(0);
    row[first] += 1 - share;
    row[Math.min(first + 1, small - 1)] += share;
    return row;
  });

// X with A X = B, by Gauss and Jordan without exchanges of rows: A is positive definite. Both are changed.
function solved(a, b) {
  a.forEach((row, at) => {
    const pivot = row[at];
    for (const part of [row, b[at]]) for (let i = 0; i < part.length; i++) part[i] /= pivot;
    a.forEach((other, index) => {
      const factor = other[at];
      if (index === at || !factor) return;
      for (let i = 0; i < other.length; i++) other[i] -= factor * row[i];
      for (let i = 0; i < b[at].length; i++) b[index][i] -= factor * b[at][i];
    });
  });
  return b;
}

const product = (a, b) => a.map((row) => b[0].map((_, column) => row.reduce((sum, x, i) => sum + x * b[i][column], 0)));
const turned = (a) => Array.from(a[0], (_, column) => Array.from(a, (row) => row[column]));

// The matrix N for which N X N is nearest to a picture X of large x large pixels, of those that are enlarged from
// small x small pixels: least squares along both sides.
export function nearestOnGrid(small, large) {
  const enlarged = enlargement(small, large);
  const back = turned(enlarged);
  return product(enlarged, solved(product(back, enlarged), back));
}
