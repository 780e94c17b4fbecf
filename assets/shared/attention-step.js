// Self-attention over the places of a picture, as a step of a network: zoo.models.dcgan.SelfAttention.
import { weightOf } from "./spectral.js";

// The greatest of each 2 x 2 places, of `width` numbers from `first` on in rows that lie `wide` apart.
function pooled({ numbers, products }, example, shape, { wide }, first, width) {
  const [rows, columns] = [shape.height >> 1, shape.width >> 1];
  const found = new Float32Array(rows * columns * width);
  for (let place = 0; place < rows * columns; place++)
    for (let i = 0; i < width; i++) {
      const [x, y] = [2 * (place % columns), 2 * Math.floor(place / columns)];
      const at = products + ((example * shape.height + y) * shape.width + x) * wide + first + i;
      const [below, next] = [shape.width * wide, wide];
      found[place * width + i] = Math.max(
        numbers[at],
        numbers[at + next],
        numbers[at + below],
        numbers[at + below + next],
      );
    }
  return found;
}

// The mean of `values` (n, width), weighted by the softmax of query . keys, into numbers from `to` on.
function attend(numbers, from, keys, inner, values, to, width) {
  const count = keys.length / inner;
  const scores = new Float64Array(count);
  let highest = -Infinity;
  for (let key = 0; key < count; key++) {
    for (let i = 0; i < inner; i++) scores[key] += numbers[from + i] * keys[key * inner + i];
    highest = Math.max(highest, scores[key]);
  }
  let sum = 0;
  for (let key = 0; key < count; key++) {
    scores[key] = Math.exp(scores[key] - highest);
    sum += scores[key];
  }
  numbers.fill(0, to, to + width);
  for (let key = 0; key < count; key++)
    for (let i = 0; i < width; i++) numbers[to + i] += (scores[key] / sum) * values[key * width + i];
}

export function attention(net, { name }) {
  const { at, shape } = net;
  const { channels } = shape;
  const places = shape.height * shape.width;
  const parts = ["query", "key", "value"].map((part) => weightOf(net, `${name}.${part}`)); // (outputs, channels) each
  const [inner, , width] = parts.map((part) => part.length / channels);
  const all = Float32Array.from(parts.flatMap((part) => Array.from(part)));
  const [into, out] = [all.length / channels, weightOf(net, `${name}.out`)];
  const panels = net.panels(places, channels, into, (k, column) => all[column * channels + k]);
  const back = net.panels(places, width, channels, (k, column) => out[column * width + k]);
  const [gain] = net.tensor(`${name}.gain`);
  net.hold("gathered", places, width);
  return (count) => {
    net.multiply(at, panels, count * places);
    const { numbers, products, gathered } = net;
    for (let example = 0; example < count; example++) {
      const keys = pooled(net, example, shape, panels, inner, inner);
      const values = pooled(net, example, shape, panels, 2 * inner, width);
      for (let row = example * places; row < (example + 1) * places; row++)
        attend(numbers, products + row * panels.wide, keys, inner, values, gathered + row * width, width);
    }
    net.multiply(gathered, back, count * places);
    for (let row = 0; row < count * places; row++)
      for (let i = 0; i < channels; i++)
        numbers[at + row * channels + i] += gain * numbers[products + row * back.wide + i];
  };
}
