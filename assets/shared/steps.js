// The steps of a network that runs in the page, by name. Each is called once, while the network `net` is built, and
// returns what it does with the rows of `count` examples (see layered.js). Tensors have torch's names and order.
import { attention } from "./attention-step.js";
import { ACTIVATIONS } from "./maths.js";
import { nearestOnGrid } from "./resizing.js";
import { weightOf } from "./spectral.js";

const EPSILON = 1e-5; // of batch normalisation, as in torch
const places = ({ height, width }) => height * width;

// ---- products
// Puts the products of a layer in their place, with the layer's bias.
function settle(net, to, rows, { wide }, columns, bias) {
  const { numbers, products } = net;
  for (let row = 0; row < rows; row++) {
    const [source, target] = [products + row * wide, to + row * columns];
    for (let column = 0; column < columns; column++)
      numbers[target + column] = numbers[source + column] + (bias ? bias[column] : 0);
  }
}

// weight (outputs, inputs)
function linear(net, { name }) {
  const weight = net.tensor(`${name}.weight`);
  const bias = net.tensors[`${name}.bias`];
  const depth = net.shape.channels;
  const columns = weight.length / depth;
  const panels = net.panels(1, depth, columns, (k, column) => weight[column * depth + k]);
  const { from, to } = net.moved({ height: 1, width: 1, channels: columns });
  return (count) => {
    net.multiply(from, panels, count);
    settle(net, to, count, panels, columns, bias);
  };
}

// For each place the numbers under a kernel, one row after the other; 0 beyond the edges.
function gather({ numbers, gathered }, from, { height, width, channels }, { kernel, padding }, count) {
  const [rows, columns, long] = [height, width]
    .map((side) => side + 2 * padding - kernel + 1)
    .concat(kernel * channels);
  let to = gathered;
  for (let picture = 0; picture < count; picture++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let row = y - padding; row < y - padding + kernel; row++, to += long) {
          const [first, last] = [Math.max(x - padding, 0), Math.min(x - padding + kernel, width)];
          const inside = row >= 0 && row < height;
          if (!inside || last - first < kernel) numbers.fill(0, to, to + long);
          if (!inside) continue;
          const line = from + (picture * height + row) * width * channels;
          numbers.copyWithin(to + (first - x + padding) * channels, line + first * channels, line + last * channels);
        }
}

// weight (outputs, inputs, kernel, kernel)
function conv(net, { name, kernel, padding }) {
  const { shape } = net;
  const { height, width, channels } = shape;
  const [area, depth] = [kernel ** 2, kernel ** 2 * channels];
  const weight = weightOf(net, name);
  const bias = net.tensors[`${name}.bias`];
  const columns = weight.length / depth;
  const grown = 2 * padding - kernel + 1;
  const after = { height: height + grown, width: width + grown, channels: columns };
  const panels = net.panels(places(after), depth, columns, (k, column) => {
    const [place, channel] = [Math.floor(k / channels), k % channels];
    return weight[column * depth + channel * area + place];
  });
  net.hold("gathered", places(after), depth);
  const { from, to } = net.moved(after);
  return (count) => {
    gather(net, from, shape, { kernel, padding }, count);
    net.multiply(net.gathered, panels, count * places(after));
    settle(net, to, count * places(after), panels, columns, bias);
  };
}

// weight (inputs, outputs, kernel, kernel): each place is spread over a square of kernel x kernel places, `stride` apart
// from the next one's; where squares overlap they add up.
function transposed(net, { name, kernel, stride, padding }) {
  const { shape } = net;
  const { height, width, channels } = shape;
  const area = kernel ** 2;
  const weight = weightOf(net, name, channels);
  const bias = net.tensors[`${name}.bias`];
  const outputs = weight.length / (channels * area);
  const panels = net.panels(places(shape), channels, area * outputs, (k, column) => {
    const [place, output] = [Math.floor(column / outputs), column % outputs];
    return weight[(k * outputs + output) * area + place];
  });
  const grown = (side) => (side - 1) * stride - 2 * padding + kernel;
  const after = { height: grown(height), width: grown(width), channels: outputs };
  const { from, to } = net.moved(after);
  return (count) => {
    net.multiply(from, panels, count * places(shape));
    overlap(net, to, { shape, after, wide: panels.wide, kernel, stride, padding, bias }, count);
  };
}

function overlap({ numbers, products }, to, { shape, after, wide, kernel, stride, padding, bias }, count) {
  const { channels } = after;
  const end = to + count * places(after) * channels;
  if (bias) for (let at = to; at < end; at++) numbers[at] = bias[(at - to) % channels];
  else numbers.fill(0, to, end);
  let from = products;
  for (let picture = 0; picture < count; picture++)
    for (let y = 0; y < shape.height; y++)
      for (let x = 0; x < shape.width; x++, from += wide)
        for (let place = 0; place < kernel ** 2; place++) {
          const row = y * stride - padding + Math.floor(place / kernel);
          const column = x * stride - padding + (place % kernel);
          if (row < 0 || row >= after.height || column < 0 || column >= after.width) continue;
          const target = to + ((picture * after.height + row) * after.width + column) * channels;
          const source = from + place * channels;
          for (let i = 0; i < channels; i++) numbers[target + i] += numbers[source + i];
        }
}

// ---- number by number, in place
const inPlace = (net, change) => {
  const { at } = net;
  const size = places(net.shape) * net.shape.channels;
  return (count) => {
    const { numbers } = net;
    for (let i = at; i < at + count * size; i++) numbers[i] = change(numbers[i]);
  };
};
const relu = (net) => {
  const { at } = net;
  const size = places(net.shape) * net.shape.channels;
  return (count) => {
    const { numbers } = net;
    for (let i = at; i < at + count * size; i++) if (numbers[i] < 0) numbers[i] = 0; // without a call: there are many
  };
};
const activations = Object.entries(ACTIVATIONS).map(([name, change]) => [name, (net) => inPlace(net, change)]);

// For each channel a factor and a term: `ofExample(i)` gives both for example i.
function scaled(net, ofExample) {
  const { at, shape } = net;
  const size = places(shape) * shape.channels;
  return (count, labels) => {
    const { numbers } = net;
    for (let example = 0; example < count; example++) {
      const [factors, terms, first] = ofExample(labels?.[example]);
      const end = first + shape.channels;
      for (let place = 0, i = at + example * size; place < places(shape); place++)
        for (let channel = first; channel < end; channel++, i++)
          numbers[i] = numbers[i] * factors[channel] + terms[channel];
    }
  };
}

// Batch normalisation with the averages of training.
function norm(net, { name }) {
  const [mean, variance] = ["mean", "var"].map((each) => net.tensor(`${name}.running_${each}`));
  const { [`${name}.weight`]: gain, [`${name}.bias`]: bias } = net.tensors;
  const factors = variance.map((value, i) => (gain?.[i] ?? 1) / Math.sqrt(value + EPSILON));
  const terms = factors.map((factor, i) => (bias?.[i] ?? 0) - mean[i] * factor);
  return scaled(net, () => [factors, terms, 0]);
}

// A gain and a bias for each class.
function ofClass(net, { name }) {
  const [gain, bias] = ["gain", "bias"].map((each) => net.tensor(`${name}.${each}.weight`));
  const { channels } = net.shape;
  return scaled(net, (label) => [gain, bias, label * channels]);
}

// From a generator's numbers, in which `black` is black and 1 is white, to intensities.
const levels = (net, { black }) => inPlace(net, (x) => Math.min(1, Math.max(0, (x - black) / (1 - black))));

// ---- other arrangements
// Copies number `source(i)` of an example to its place i.
function arranged(net, shape, source) {
  const { from, to } = net.moved(shape);
  const order = Int32Array.from({ length: places(shape) * shape.channels }, (_, i) => source(i));
  return (count) => {
    const { numbers } = net;
    for (let example = 0; example < count; example++)
      for (let i = 0; i < order.length; i++)
        numbers[to + example * order.length + i] = numbers[from + example * order.length + order[i]];
  };
}

// One long row becomes a picture: its numbers are in torch's order.
function unflatten(net, { channels, height, width }) {
  const area = height * width;
  return arranged(net, { height, width, channels }, (i) => (i % channels) * area + Math.floor(i / channels));
}

// Blocks of factor x factor pixels out of as many channels each (Shi et al. 2016).
function shuffle(net, { factor }) {
  const { height, width, channels: before } = net.shape;
  const channels = before / factor ** 2;
  const after = { height: height * factor, width: width * factor, channels };
  return arranged(net, after, (i) => {
    const [channel, place] = [i % channels, Math.floor(i / channels)];
    const [x, y] = [place % after.width, Math.floor(place / after.width)];
    const old = Math.floor(y / factor) * width + Math.floor(x / factor);
    return old * before + channel * factor ** 2 + (y % factor) * factor + (x % factor);
  });
}

// The vectors (codes, length) of a code book, for the numbers of its entries.
function lookUp(net, { name, size, height, width }) {
  const vectors = net.tensor(name);
  const channels = vectors.length / size;
  const { from, to } = net.moved({ height, width, channels });
  return (count) => {
    const { numbers } = net;
    for (let i = 0; i < count * height * width; i++) {
      const first = numbers[from + i] * channels;
      numbers.set(vectors.subarray(first, first + channels), to + i * channels);
    }
  };
}

// x + inner(x)
function residual(net, { inner }) {
  const [from, kept, size] = [net.at, net.place(net.shape), places(net.shape) * net.shape.channels];
  const runs = net.build(inner);
  const to = net.at;
  return (count, labels) => {
    net.numbers.copyWithin(kept, from, from + count * size);
    for (const run of runs) run(count, labels);
    const { numbers } = net;
    for (let i = 0; i < count * size; i++) numbers[to + i] += numbers[kept + i];
  };
}

// Pictures X become the nearest enlargements N X N of `side` x `side` pixels; N is symmetric, so that is twice the
// transpose of a product.
function grid(net, { side }) {
  const { at } = net;
  const large = net.shape.width;
  const nearest = nearestOnGrid(side, large);
  const panels = net.panels(large, large, large, (k, column) => nearest[k][column]);
  net.hold("gathered", large, large);
  const turn = (to, count) => {
    const { numbers, products } = net;
    for (let row = 0; row < count * large; row++)
      for (let column = 0; column < large; column++)
        numbers[to + (row - (row % large) + column) * large + (row % large)] =
          numbers[products + row * panels.wide + column];
  };
  return (count) => {
    net.multiply(at, panels, count * large);
    turn(net.gathered, count);
    net.multiply(net.gathered, panels, count * large);
    turn(at, count);
  };
}

export const STEPS = {
  ...{ ...Object.fromEntries(activations), relu },
  ...{ linear, conv, transposed, norm, class: ofClass, levels, unflatten, shuffle, look_up: lookUp, residual },
  ...{ attention, grid },
};
