// A dense network forwards, backwards, and backwards through its own slopes. No DOM.
import { backwards, forwards, slopesOf, sums } from "../../shared/train/dense.js";
import { USE, uniforms } from "../../shared/train/draws.js";

const LEAK = 0.2;

// The hyperbolic tangent to the exactness of float32, three times as quick as by exponentials: a ratio of polynomials, as
// Eigen has it (generic_fast_tanh_float).
const FLAT = 7.905; // from where on it is 1 in float32
function tanh(value) {
  const x = Math.max(-FLAT, Math.min(FLAT, value));
  const y = x * x;
  const above = 4.89352455891786e-3 + y * (6.37261928875436e-4 + y * (1.48572235717979e-5 + y * rest(y)));
  return (
    (x * above) / (4.89352518554385e-3 + y * (2.268434632439e-3 + y * (1.18534705686654e-4 + y * 1.19825839466702e-6)))
  );
}
const rest = (y) =>
  5.12229709037114e-8 + y * (-8.60467152213735e-11 + y * (2.00018790482477e-13 - y * 2.76076847742355e-16));

// Activations of the first `size` numbers, in their place: `of` each; times the first derivative where the activation has
// `values`, which say enough of where they came from; and the second derivative by such a value.
const KINDS = {
  leaky: {
    of: (out, size) => { for (let i = 0; i < size; i++) if (out[i] < 0) out[i] *= LEAK; }, // biome-ignore format: short
    slope: (out, values, size) => { for (let i = 0; i < size; i++) if (!(values[i] > 0)) out[i] *= LEAK; }, // biome-ignore format: short
    second: () => 0,
  },
  relu: {
    of: (out, size) => { for (let i = 0; i < size; i++) if (out[i] < 0) out[i] = 0; }, // biome-ignore format: short
    slope: (out, values, size) => { for (let i = 0; i < size; i++) if (!(values[i] > 0)) out[i] = 0; }, // biome-ignore format: short
    second: () => 0,
  },
  tanh: {
    of: (out, size) => { for (let i = 0; i < size; i++) out[i] = tanh(out[i]); }, // biome-ignore format: short
    slope: (out, values, size) => { for (let i = 0; i < size; i++) out[i] *= 1 - values[i] * values[i]; }, // biome-ignore format: short
    second: (y) => -2 * y * (1 - y * y),
  },
};

export class Network {
  // Layers of these `sizes`, from the inputs to the outputs, with an `activation` between two; `last` is that of the
  // outputs, or "". Begins as torch.nn.Linear does, with draw number `draw` of the seed and those after it.
  constructor({ sizes, activation, last = "", seed, draw }) {
    this.sizes = sizes;
    this.kinds = sizes.slice(1).map((_, at) => KINDS[at < sizes.length - 2 ? activation : last]);
    this.layers = sizes.slice(1).map((to, at) => {
      const from = sizes[at];
      const even = (count, which) =>
        Float32Array.from(uniforms(seed, 0, which, count, USE.weights), (share) => (2 * share - 1) / Math.sqrt(from));
      return { from, to, weight: even(from * to, draw + 2 * at), bias: even(to, draw + 2 * at + 1) };
    });
    this.parameters = this.layers.flatMap(({ weight, bias }) => [weight, bias]);
    this.slopes = this.parameters.map(({ length }) => new Float32Array(length));
    this.more = this.slopes.map((each) => each.slice());
    this.linear = this.layers.map((layer) => ({ ...layer, bias: new Float32Array(layer.to) }));
    this.rows = 0; // for which there is room
    this.mask = null; // of the last pass
    this.seen = null; // the inputs that it was of, while the parameters are the same
    this.values = this.upon = this.turned = /** @type {Float32Array[]} */ ([]);
  }

  // Memory for twice as many rows, made once: in the second half are the changes that belong to the first.
  roomFor(count) {
    if (count <= this.rows) return;
    this.rows = count;
    const make = () => this.sizes.map((size) => new Float32Array(2 * count * size));
    [this.values, this.upon] = [make(), make()];
    this.turned = this.sizes.map((size) => new Float32Array(count * size));
  }

  // The outputs (count, to) of inputs (count, from); valid until the next call. A `mask` has a factor for each number of
  // the last hidden layer: dropout, where its activation bends at 0 only.
  /** @param {Float32Array} inputs @param {number} count @param {Float32Array | null} mask */
  forwards(inputs, count, mask = null) {
    this.roomFor(count);
    this.mask = mask;
    this.seen = inputs;
    const { values, layers, kinds, sizes } = this;
    values[0].set(inputs.subarray(0, count * sizes[0]));
    layers.forEach((layer, at) => {
      const out = values[at + 1];
      forwards(values[at], layer, out, count);
      kinds[at]?.of(out, count * layer.to);
      this.drop(at, out, count * layer.to);
    });
    return this.outputs(count);
  }

  outputs(count) {
    return this.values.at(-1).subarray(0, count * this.sizes.at(-1));
  }

  // The mask on the outputs of layer `at`, or on their slopes.
  drop(at, out, size) {
    const { mask } = this;
    if (mask && at === this.layers.length - 2) for (let i = 0; i < size; i++) out[i] *= mask[i];
  }

  // After `forwards`, from the slopes of its outputs: those of the parameters, if they are `wanted`, into `slopes`, and
  // those of the inputs, which are given.
  backwards(outputs, count, wanted = true) {
    const { values, upon, layers, kinds, slopes, sizes } = this;
    upon.at(-1).set(outputs);
    for (let at = layers.length - 1; at >= 0; at--) {
      const layer = layers[at];
      const [out, value] = [upon[at + 1], values[at + 1]];
      kinds[at]?.slope(out, value, count * layer.to);
      this.drop(at, out, count * layer.to);
      if (wanted) slopesOf(values[at], out, layer, slopes[2 * at], slopes[2 * at + 1], count);
      if (at || !wanted) backwards(out, layer, upon[at], count);
    }
    return upon[0].subarray(0, count * sizes[0]);
  }

  // The slope of the score by each input, (count, from), for a network with one output.
  /** @param {Float32Array} inputs @param {number} count @param {Float32Array | null} mask */
  steepness(inputs, count, mask = null) {
    this.forwards(inputs, count, mask);
    return this.backwards(new Float32Array(count).fill(1), count, false);
  }

  // Adds to `slopes` those of the sum over rows of (direction · slope of the score by the input): the direction is
  // carried forwards through the network beside the values, then both are taken backwards (Pearlmutter 1994). This is how
  // a penalty on that slope reaches the parameters. The outputs have no activation.
  /** @param {Float32Array} inputs @param {Float32Array} directions @param {number} count @param {Float32Array | null} mask */
  addSlopesAlong(inputs, directions, count, mask = null) {
    this.forwards(inputs, count, mask);
    this.carry(directions, count);
    const { values, upon, layers, more, slopes } = this;
    upon
      .at(-1)
      .fill(0, 0, count)
      .fill(1, count, 2 * count);
    for (let at = layers.length - 1; at >= 0; at--) {
      const layer = layers[at];
      const out = upon[at + 1];
      if (at < layers.length - 1) this.through(at, count);
      const [weight, bias] = [more[2 * at], more[2 * at + 1]];
      slopesOf(values[at], out, layer, weight, bias, 2 * count);
      sums(out, bias, count); // a bias does not move the slope by itself
      for (const [to, from] of [[slopes[2 * at], weight], [slopes[2 * at + 1], bias]]) // biome-ignore format: a pair each
        for (let i = 0; i < to.length; i++) to[i] += from[i];
      if (at) backwards(out, layer, upon[at], 2 * count);
    }
  }

  // How the values of each layer change along the directions, into their second halves.
  carry(directions, count) {
    const { values, turned, linear, kinds, sizes } = this;
    values[0].set(directions.subarray(0, count * sizes[0]), count * sizes[0]);
    linear.forEach((layer, at) => {
      const size = count * layer.to;
      const [value, change] = [values[at + 1], values[at + 1].subarray(size)];
      forwards(values[at].subarray(count * layer.from), layer, change, count);
      turned[at + 1].set(change.subarray(0, size)); // before the activation
      kinds[at]?.slope(change, value, size);
      this.drop(at, change, size);
    });
  }

  // Both halves of a layer's slopes, back through its activation.
  through(at, count) {
    const [value, out, before] = [this.values[at + 1], this.upon[at + 1], this.turned[at + 1]];
    const { slope, second } = this.kinds[at];
    const size = count * this.layers[at].to;
    slope(out, value, size);
    for (let i = 0; i < size; i++) out[i] += out[size + i] * second(value[i]) * before[i];
    slope(out.subarray(size), value, size);
    this.drop(at, out, size);
    this.drop(at, out.subarray(size), size);
  }
}
