// One restricted Boltzmann machine that learns: the step of zoo.models.boltzmann with torch.optim.SGD, from the same
// random numbers. No DOM.

import { sigmoid, softplus } from "../../shared/maths.js";
import { halves, normals, USE } from "../../shared/train/draws.js";
import { readImages, Sparse, transposed } from "../../shared/train/sparse.js";

export const CHAINS = 100; // persistent chains, as the recipe `rbm-pcd` has

export class Learner {
  constructor({ visible = 784, hidden, weightSd = 0.1, seed }) {
    this.visible = visible;
    this.hidden = hidden;
    this.seed = seed;
    this.steps = 0; // that it has taken
    this.weight = normals(seed, 0, 0, visible * hidden, USE.weights).map((value) => weightSd * value);
    this.visibleBias = new Float32Array(visible);
    this.hiddenBias = new Float32Array(hidden);
    this.velocity = null; // of the parameters, once there is momentum
    this.chains = null; // bytes, once they persist
    this.turned = new Float32Array(visible * hidden); // weight by hidden unit
    this.room = null;
    this.turn();
  }

  get parameters() {
    return [this.weight, this.visibleBias, this.hiddenBias];
  }

  // ---- state
  // A copy of all that decides how it goes on.
  state() {
    const { weight, visibleBias, hiddenBias, velocity, chains, steps } = this;
    return structuredClone({ weight, visibleBias, hiddenBias, velocity, chains, steps });
  }

  restore(state) {
    Object.assign(this, structuredClone(state));
    this.turn();
  }

  turn() {
    const { weight, turned, visible, hidden } = this;
    for (let i = 0; i < visible; i++) for (let j = 0; j < hidden; j++) turned[j * visible + i] = weight[i * hidden + j];
  }

  // Memory for batches of this size and the chains, made once.
  roomFor(count) {
    const { visible, hidden } = this;
    const rows = Math.max(count, CHAINS);
    if (this.room?.rows >= rows) return this.room;
    this.room = {
      rows,
      data: new Sparse(rows, visible),
      dream: new Sparse(rows, visible),
      drawn: new Sparse(rows, hidden),
      columns: new Sparse(2 * rows, visible),
      below: new Float32Array(rows * visible),
      above: new Float32Array(rows * hidden),
      probs: new Float32Array(2 * rows * hidden),
      slope: new Float32Array(visible * hidden),
      slopes: [new Float32Array(visible), new Float32Array(hidden)],
    };
    this.room.columns.starts = new Int32Array(visible + 1);
    return this.room;
  }

  // ---- a step
  // One update on `count` images, bytes of 784 each at these places of `images`. Settings: `steps` of Gibbs sampling,
  // `persistent`, `binary` (pixels are drawn from the greys), `rate`, `momentum`, `decay` of the weights.
  step(images, places, settings) {
    const { hidden } = this;
    const count = places.length;
    const room = this.roomFor(count);
    let use = 0;
    const draw = (size) => halves(this.seed, this.steps, use++, size);
    readImages(images, places, settings.binary ? draw(count * this.visible) : null, room.data);
    const up = room.data.times(this.weight, this.hiddenBias, room.above);
    for (let i = 0; i < count * hidden; i++) room.probs[i] = sigmoid(up[i]);
    this.dream(count, settings, draw, room);
    const far = room.dream.times(this.weight, this.hiddenBias, room.above);
    for (let i = 0, at = count * hidden; i < room.dream.count * hidden; i++) room.probs[at++] = sigmoid(far[i]);
    this.update(settings, room);
    this.steps++;
  }

  // The negative phase: visible units after `steps` of Gibbs sampling from the data, or from the persistent chains.
  dream(count, { steps, persistent }, draw, room) {
    const { visible, hidden } = this;
    const { dream, drawn, above, below } = room;
    const rows = persistent ? CHAINS : count;
    if (persistent) this.recall(draw, dream);
    for (let step = 0; step < steps; step++) {
      if (step || persistent) dream.times(this.weight, this.hiddenBias, above);
      drawn.draw(rows, above, draw(rows * hidden));
      drawn.times(this.turned, this.visibleBias, below);
      dream.draw(rows, below, draw(rows * visible));
    }
    if (persistent) this.remember(dream);
  }

  recall(draw, dream) {
    const { visible } = this;
    if (!this.chains) {
      const bits = draw(CHAINS * visible);
      this.chains = Uint8Array.from(bits, (half) => half & 1);
    }
    dream.fill(CHAINS, (row, unit) => this.chains[row * visible + unit]);
  }

  remember({ starts, items }) {
    this.chains.fill(0);
    for (let row = 0; row < CHAINS; row++)
      for (let at = starts[row]; at < starts[row + 1]; at++) this.chains[row * this.visible + items[at]] = 1;
  }

  // ⟨v h⟩ of the data minus ⟨v h⟩ of the dream, the mean over examples, then gradient ascent as torch.optim.SGD has it.
  update(settings, { data, dream, columns, probs, slope, slopes }) {
    const { visible, hidden } = this;
    const [forVisible, forHidden] = slopes;
    const across = data.count * hidden;
    for (let i = 0; i < across; i++) probs[i] /= data.count;
    for (let i = across; i < across + dream.count * hidden; i++) probs[i] /= -dream.count;
    transposed([data, dream], visible, columns);
    const { starts, items, values } = columns;
    columns.addTo(probs, hidden, slope.fill(0));
    for (let unit = 0; unit < visible; unit++) {
      forVisible[unit] = 0;
      for (let at = starts[unit]; at < starts[unit + 1]; at++)
        forVisible[unit] += items[at] < data.count ? values[at] / data.count : -values[at] / dream.count;
    }
    forHidden.fill(0);
    for (let row = 0, at = 0; row < data.count + dream.count; row++)
      for (let unit = 0; unit < hidden; unit++, at++) forHidden[unit] += probs[at];
    this.move([slope, forVisible, forHidden], settings);
    this.turn();
  }

  // Weights decay, biases do not (Hinton 2010, section 10).
  move(slopes, { rate, momentum, decay }) {
    if (momentum && !this.velocity) this.velocity = this.parameters.map(({ length }) => new Float32Array(length));
    if (!momentum) this.velocity = null;
    this.parameters.forEach((values, which) => {
      const [slope, velocity] = [slopes[which], this.velocity?.[which]];
      const shrink = which === 0 ? decay : 0;
      if (!velocity) for (let i = 0; i < values.length; i++) values[i] += rate * (slope[i] - shrink * values[i]);
      else
        for (let i = 0; i < values.length; i++) {
          velocity[i] = momentum * velocity[i] + slope[i] - shrink * values[i];
          values[i] += rate * velocity[i];
        }
    });
  }

  // ---- what it has learned
  // F(v) of each row in nats, and how often each hidden unit is on over them.
  judge(rows) {
    const { hidden, visibleBias } = this;
    const up = rows.times(this.weight, this.hiddenBias, new Float32Array(rows.count * hidden));
    const [energies, often] = [new Float32Array(rows.count), new Float32Array(hidden)];
    for (let row = 0, at = 0; row < rows.count; row++) {
      let sum = 0;
      for (let i = rows.starts[row]; i < rows.starts[row + 1]; i++) sum += rows.values[i] * visibleBias[rows.items[i]];
      for (let unit = 0; unit < hidden; unit++, at++) {
        sum += softplus(up[at]);
        often[unit] += sigmoid(up[at]) / rows.count;
      }
      energies[row] = -sum;
    }
    return { energies, often };
  }

  // Pixel probabilities after one pass up and down, without draws, as RBM.reconstruct.
  rebuilt(rows) {
    const up = rows.times(this.weight, this.hiddenBias, new Float32Array(rows.count * this.hidden)).map(sigmoid);
    const above = new Sparse(rows.count, this.hidden).fill(rows.count, (row, unit) => up[row * this.hidden + unit]);
    return above.times(this.turned, this.visibleBias, new Float32Array(rows.count * this.visible)).map(sigmoid);
  }
}
