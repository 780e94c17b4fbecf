// How far the game has come, in shares: what the page's sentences and curves are made of. No DOM.

const REACH = 0.1; // of a point: what lies within it is near
const FAIR = 0.25; // of a cluster's fair share of the generated points: with fewer it is not reached

// The share of pairs of one real and one generated point in which the critic scores the real one higher; a draw counts
// half.
export function right(real, fake) {
  let sum = 0;
  for (const score of real) for (const other of fake) sum += score > other ? 1 : score === other ? 0.5 : 0;
  return sum / (real.length * fake.length);
}

// The share of the points that have one of the others near.
export function near(points, others, reach = REACH) {
  let found = 0;
  for (let at = 0; at < points.length; at += 2) {
    for (let other = 0; other < others.length; other += 2) {
      const [x, y] = [points[at] - others[other], points[at + 1] - others[other + 1]];
      if (x * x + y * y > reach * reach) continue;
      found++;
      break;
    }
  }
  return (2 * found) / points.length;
}

// How many of the clusters get at least a part of their share of the generated points; null where there are none.
export function reached(clusters, fake) {
  if (!clusters) return null;
  const fair = (FAIR * fake.length) / 2 / clusters.length;
  return clusters.filter(([x, y]) => {
    let count = 0;
    for (let at = 0; at < fake.length; at += 2) if (Math.hypot(fake[at] - x, fake[at + 1] - y) < REACH) count++;
    return count >= fair;
  }).length;
}
