// Two players that learn against each other: each turn is a step of torch.optim.Adam on the loss of one of them, from the
// same weights, points and random numbers. No DOM.
import { Adam } from "../../shared/train/adam.js";
import { Network } from "./network.js";
import { OBJECTIVES } from "./objectives.js";

const SMALLEST = 1e-12; // length of a slope that has a direction
const whole = (_rows) => /** @type {Float32Array | null} */ (null); // nothing is dropped

export class Players {
  // Descriptions of two networks, see Network; the critic has one output. `small` is that of Adam.
  /** @param {any} description */
  constructor({ generator, critic, seed, small }) {
    this.seed = seed;
    this.steps = 0; // turns that were taken
    this.generator = new Network({ ...generator, seed, draw: 0 });
    this.critic = new Network({ ...critic, seed, draw: 100 });
    this.memories = [this.generator, this.critic].map(({ parameters }) => new Adam(parameters, small));
    this.width = critic.sizes[0];
    this.both = new Float32Array(0); // real points, and generated ones after them
  }

  get networks() {
    return { generator: this.generator, critic: this.critic };
  }

  // ---- state
  state() {
    const parameters = Object.values(this.networks).map((network) => network.parameters);
    return structuredClone({ steps: this.steps, parameters, memories: this.memories.map((each) => each.state()) });
  }

  restore({ steps, parameters, memories }) {
    this.steps = steps;
    Object.values(this.networks).forEach((network, which) => {
      network.seen = null;
      network.parameters.forEach((values, at) => values.set(parameters[which][at]));
      this.memories[which].restore(memories[which]);
    });
  }

  // ---- turns
  // The critic's turn on points (count, width), as many of `noise`, and for a penalty between the two kinds a share of
  // the way for each pair. `drop(rows)` draws the critic's mask for so many, see Network. Gives its loss, without the
  // penalty, and the penalty.
  criticTurn(real, noise, mix, { objective, penalty, rate, momentum, drop = whole }) {
    const count = real.length / this.width;
    if (this.both.length !== 2 * real.length) this.both = new Float32Array(2 * real.length);
    const { both } = this;
    both.set(real);
    both.set(this.made(noise, count), real.length);
    const fake = both.subarray(real.length);
    const loss = this.lossOf(both, count, objective, drop);
    const cost = penalty ? this.punish({ real, fake, both, mix }, count, { objective, penalty, drop }) : 0;
    this.move("critic", rate, momentum);
    return { loss, penalty: cost };
  }

  // What the generator makes of this noise; it need not go through it twice.
  made(noise, count) {
    const { generator } = this;
    return generator.seen === noise ? generator.outputs(count) : generator.forwards(noise, count);
  }

  // The critic's mean loss, whose slopes are left in it.
  lossOf(both, count, objective, drop) {
    const scores = this.critic.forwards(both, 2 * count, drop(2 * count));
    const slopes = new Float32Array(2 * count);
    const { critic } = OBJECTIVES[objective];
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const [loss, real, fake] = critic(scores[row], scores[count + row]);
      sum += loss;
      slopes[row] = real / count;
      slopes[count + row] = fake / count;
    }
    this.critic.backwards(slopes, 2 * count);
    return sum / count;
  }

  // Adds the slopes of the penalty, whose mean is given: half the square of the slope on points, or the square of how far
  // it is from 1 between the two kinds.
  punish({ real, fake, both, mix }, count, { objective, penalty: strength, drop }) {
    const place = OBJECTIVES[objective].penalty;
    const points = place === "between" ? between(real, fake, mix, this.width) : place === "both" ? both : real;
    const rows = points.length / this.width;
    const mask = drop(rows);
    const directions = this.critic.steepness(points, rows, mask).slice();
    let sum = 0;
    for (let row = 0, first = 0; row < rows; row++, first += this.width) {
      let square = 0;
      for (let i = first; i < first + this.width; i++) square += directions[i] ** 2;
      const length = Math.sqrt(square);
      const isBetween = place === "between";
      sum += isBetween ? (length - 1) ** 2 : square / 2;
      const factor = isBetween ? (2 * (length - 1)) / Math.max(length, SMALLEST) : 1;
      for (let i = first; i < first + this.width; i++) directions[i] *= (strength * factor) / count;
    }
    this.critic.addSlopesAlong(points, directions, rows, mask);
    return (strength * sum) / count;
  }

  // The generator's turn on as many points of `noise` as there are real ones. Gives its loss.
  generatorTurn(real, noise, { objective, rate, momentum, drop = whole }) {
    const count = noise.length / this.generator.sizes[0];
    const fake = this.made(noise, count);
    const [loss, pulls] = this.pulls(real, fake, count, objective, drop);
    this.generator.backwards(pulls, count);
    this.move("generator", rate, momentum);
    return { loss };
  }

  // The generator's mean loss, and its slopes by the points that it made.
  /** @returns {[number, Float32Array]} */
  pulls(real, fake, count, objective, drop = whole) {
    const { generator } = OBJECTIVES[objective];
    const paired = objective === "relativistic" ? this.critic.forwards(real, count).slice() : new Float32Array(count);
    const scores = this.critic.forwards(fake, count, drop(count));
    const slopes = new Float32Array(count);
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const [loss, slope] = generator(paired[row], scores[row]);
      sum += loss;
      slopes[row] = slope / count;
    }
    return [sum / count, this.critic.backwards(slopes, count, false)];
  }

  move(who, rate, momentum) {
    const memory = this.memories[who === "critic" ? 1 : 0];
    memory.first = momentum;
    memory.step(this[who].slopes, rate);
    this[who].seen = null;
    this.steps++;
  }
}

// The points at a share of the way from the real to the generated ones.
function between(real, fake, mix, width) {
  return real.map((value, i) => value + mix[Math.floor(i / width)] * (fake[i] - value));
}
