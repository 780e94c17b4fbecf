// A plane through the space of codes: the test digits in it, and codes that are moved along it.
import { fetchTensors } from "../shared/fetching.js";
import { along } from "./axes.js";

// The checkpoint's test points, fetched once: {codes, labels, width}; null if there are none.
const fetched = new Map();
export function pointsOf({ points }) {
  if (!points?.url) return Promise.resolve(null);
  if (!fetched.has(points.url)) {
    const reading = fetchTensors(points.url, "test points").then(({ codes, labels }) => {
      if (!codes || !labels?.length) throw new Error("the test points could not be read");
      return { codes, labels, width: codes.length / labels.length };
    });
    fetched.set(points.url, reading);
    reading.catch(() => fetched.delete(points.url)); // the next try may succeed
  }
  return fetched.get(points.url);
}

// Where the test points lie along two axes.
export function project({ codes, labels, width }, x, y) {
  const place = ({ offset, direction }) =>
    Float32Array.from(labels, (_, i) => {
      let sum = -offset;
      for (let k = 0, at = i * width; k < width; k++, at++) sum += direction[k] * codes[at];
      return sum;
    });
  return { x: place(x), y: place(y), labels };
}

/**
 * A code with its place along two axes changed; what does not lie in the plane stays.
 * @param {number[]} code @param {*[]} axes @param {number[]} to
 */
export function moved(code, [x, y], to) {
  const [right, up] = [to[0] - along(x, code), to[1] - along(y, code)];
  return code.map((value, i) => value + right * x.direction[i] + up * y.direction[i]);
}

/**
 * The pictures (28 x 28 levels) of a grid of `side` by `side` of them, row by row, each with the middle of its place, 0 to
 * 1 from the left and from the top; `data` are the pixels of the whole, four bytes each.
 * @param {ArrayLike<number>} data @param {number} side
 */
export function tilesOf(data, side) {
  const width = 28 * side;
  return Array.from({ length: side * side }, (_, tile) => {
    const [column, row] = [tile % side, Math.floor(tile / side)];
    const start = 28 * (row * width + column);
    const levels = Array.from({ length: 784 }, (_, i) => data[4 * (start + Math.floor(i / 28) * width + (i % 28))]);
    return { right: (column + 0.5) / side, down: (row + 0.5) / side, levels };
  });
}
