// A variational autoencoder with one hidden layer on either side that learns: the step of zoo.models.vae with
// torch.optim.Adam, from the same random numbers. No DOM.
import { sigmoid, softplus } from "../../shared/maths.js";
import { Adam } from "../../shared/train/adam.js";
import { backwards, forwards, slopesOf, sums } from "../../shared/train/dense.js";
import { halves, normals, USE, uniforms } from "../../shared/train/draws.js";
import { readImages, Sparse, transposed } from "../../shared/train/sparse.js";

// Each activation, and its slope as a function of its value.
export const ACTIVATIONS = {
  relu: { of: (x) => (x > 0 ? x : 0), slope: (y) => (y > 0 ? 1 : 0) },
  tanh: { of: Math.tanh, slope: (y) => 1 - y * y },
  softplus: { of: softplus, slope: (y) => 1 - Math.exp(-y) },
  sigmoid: { of: sigmoid, slope: (y) => y * (1 - y) },
};

const LARGE = 1e300;

// A layer as torch.nn.Linear begins it.
function layer(from, to, seed, number) {
  const bound = 1 / Math.sqrt(from);
  const drawn = (count, which) =>
    Float32Array.from(uniforms(seed, number, which, count, USE.weights), (value) => bound * (2 * value - 1));
  return { from, to, weight: drawn(from * to, 0), bias: drawn(to, 1) };
}

export class Learner {
  constructor({ visible = 784, hidden, latents, activation, seed }) {
    this.visible = visible;
    this.hidden = hidden;
    this.latents = latents;
    this.activation = ACTIVATIONS[activation];
    this.seed = seed;
    this.steps = 0; // that it has taken
    const sizes = [visible, hidden, 2 * latents, latents, hidden, visible];
    this.layers = [0, 1, 3, 4].map((at, number) => layer(sizes[at], sizes[at + 1], seed, number));
    this.adam = new Adam(this.parameters);
    this.room = null;
  }

  // Weight and bias of each layer, from the pixels to the pixels.
  get parameters() {
    return this.layers.flatMap(({ weight, bias }) => [weight, bias]);
  }

  // ---- state
  state() {
    return { parameters: structuredClone(this.parameters), adam: this.adam.state(), steps: this.steps };
  }

  restore({ parameters, adam, steps }) {
    this.parameters.forEach((values, which) => values.set(parameters[which]));
    this.adam.restore(adam);
    this.steps = steps;
  }

  // Memory for batches of this size, made once.
  roomFor(count) {
    if (this.room?.rows >= count) return this.room;
    const { visible, hidden, latents } = this;
    const table = (width) => new Float32Array(count * width);
    this.room = {
      rows: count,
      data: new Sparse(count, visible),
      columns: new Sparse(visible, count),
      ...this.tables(count),
      noise: table(latents),
      back: { up: table(hidden), stats: table(2 * latents), codes: table(latents), down: table(hidden) },
      slopes: this.parameters.map(({ length }) => new Float32Array(length)),
    };
    return this.room;
  }

  // ---- a step
  // One update on the images at these places, bytes of `visible` each: `binary` pixels are drawn from their greys. Gives
  // the two terms of the loss before it, in nats per image.
  step(images, places, { binary, beta, rate }) {
    const count = places.length;
    const room = this.roomFor(count);
    const bits = binary ? halves(this.seed, this.steps, 0, count * this.visible) : null;
    readImages(images, places, bits, room.data);
    room.noise.set(normals(this.seed, this.steps, 1, count * this.latents, USE.training));
    this.encode(room, count);
    this.decode(room, count);
    const terms = { kl: this.kl(room, count), reconstruction: this.compare(room, count) };
    this.learn(room, count, beta);
    this.adam.step(room.slopes, rate);
    this.steps++;
    return terms;
  }

  // Of each row mean and log-variance, and a code: mean + sd * noise.
  encode({ data, up, stats, noise, codes }, count) {
    const { latents, layers } = this;
    data.times(layers[0].weight, layers[0].bias, up);
    this.activate(up, count);
    forwards(up, layers[1], stats, count);
    for (let row = 0, at = 0; row < count; row++)
      for (let i = 0, mean = 2 * row * latents; i < latents; i++, at++, mean++)
        codes[at] = stats[mean] + noise[at] * Math.exp(0.5 * stats[mean + latents]);
  }

  // The logits of the pixels from the codes.
  decode({ codes, down, logits }, count) {
    forwards(codes, this.layers[2], down, count);
    this.activate(down, count);
    forwards(down, this.layers[3], logits, count);
  }

  activate(values, count) {
    const { of } = this.activation;
    for (let i = 0; i < count * this.hidden; i++) values[i] = of(values[i]);
  }

  // KL(q(z|x) || N(0, I)), the mean over rows.
  kl({ stats }, count) {
    const { latents } = this;
    let sum = 0;
    for (let row = 0; row < count; row++)
      for (let i = 0, at = 2 * row * latents; i < latents; i++, at++)
        sum += stats[at] ** 2 + Math.exp(stats[at + latents]) - 1 - stats[at + latents];
    return (0.5 * sum) / count;
  }

  // −log p(x|z), the mean over rows. Leaves its slope, σ(logit) − x, in the place of each logit.
  compare({ data: { starts, items, values }, logits }, count) {
    const { visible } = this;
    let sum = 0;
    for (let row = 0, first = 0; row < count; row++, first += visible) {
      for (let at = starts[row]; at < starts[row + 1]; at++) sum -= values[at] * logits[first + items[at]];
      let factors = 1; // whose logarithms are wanted; each is at most 2, so one logarithm does for many
      for (let i = first; i < first + visible; i++) {
        const logit = logits[i];
        const odds = Math.exp(-Math.abs(logit));
        factors *= 1 + odds;
        if (logit > 0) sum += logit;
        logits[i] = (logit > 0 ? 1 : odds) / (1 + odds);
        if (factors > LARGE) {
          sum += Math.log(factors);
          factors = 1;
        }
      }
      sum += Math.log(factors);
      for (let at = starts[row]; at < starts[row + 1]; at++) logits[first + items[at]] -= values[at];
    }
    return sum / count;
  }

  // The slopes of reconstruction + beta * KL, the mean over rows, from the last layer to the first.
  learn(room, count, beta) {
    const { latents, layers, visible } = this;
    const { back, slopes, logits, stats, noise } = room;
    for (let i = 0; i < count * visible; i++) logits[i] /= count;
    slopesOf(room.down, logits, layers[3], slopes[6], slopes[7], count);
    backwards(logits, layers[3], back.down, count);
    this.unactivate(back.down, room.down, count);
    slopesOf(room.codes, back.down, layers[2], slopes[4], slopes[5], count);
    backwards(back.down, layers[2], back.codes, count);
    for (let row = 0, at = 0; row < count; row++)
      for (let i = 0, mean = 2 * row * latents; i < latents; i++, at++, mean++) {
        const [slope, logVar] = [back.codes[at], stats[mean + latents]];
        back.stats[mean] = slope + (beta * stats[mean]) / count;
        const widening = slope * noise[at] * Math.exp(0.5 * logVar) + (beta * (Math.exp(logVar) - 1)) / count;
        back.stats[mean + latents] = 0.5 * widening;
      }
    slopesOf(room.up, back.stats, layers[1], slopes[2], slopes[3], count);
    backwards(back.stats, layers[1], back.up, count);
    this.unactivate(back.up, room.up, count);
    this.firstSlopes(room, count);
  }

  unactivate(back, values, count) {
    const { slope } = this.activation;
    for (let i = 0; i < count * this.hidden; i++) back[i] *= slope(values[i]);
  }

  // Those of the first layer, whose inputs are mostly 0.
  firstSlopes({ data, columns, back, slopes }, count) {
    const { hidden, visible } = this;
    transposed([data], visible, columns);
    columns.addTo(back.up, hidden, slopes[0].fill(0));
    sums(back.up, slopes[1], count);
  }

  // ---- what it has learned
  // Of rows of images: `stats`, mean and log-variance of each row, and both terms of the loss, the mean over rows in
  // nats, with this noise in the codes.
  judge(rows, noise) {
    const { count } = rows;
    const room = { ...this.tables(count), data: rows, noise };
    this.encode(room, count);
    this.decode(room, count);
    return { stats: room.stats, kl: this.kl(room, count), reconstruction: this.compare(room, count) };
  }

  // Pixel probabilities of `count` codes.
  pictures(codes, count) {
    const room = { ...this.tables(count), codes };
    this.decode(room, count);
    return room.logits.map(sigmoid);
  }

  tables(count) {
    const { visible, hidden, latents } = this;
    const table = (width) => new Float32Array(count * width);
    return {
      ...{ up: table(hidden), stats: table(2 * latents), codes: table(latents), down: table(hidden) },
      logits: table(visible),
    };
  }
}
