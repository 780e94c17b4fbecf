// The chains that the page shows: their start, their steps, and the seeds that make a run reproducible.
import { threefry } from "../shared/random.js";
import { clampOf } from "./half.js";
import { draw, probabilities } from "./machine.js";
import { temperedStep } from "./tempering.js";

export const KEPT = 4000; // free energies kept of each chain

// Purposes of random words, as in zoo/models/threefry.py: a chain and the way up to it, or the way down from it; an image
// that was put into a chain by hand; or swaps between its replicas.
const [CHAIN, DOWN, HAND, SWAP] = [0, 1, 2, 3];

// The random words of a step of a chain, or of a replica of it, as a function of layer and count; valid until the next
// call.
let scratch = new Uint32Array(0);
export const wordsOf =
  (seed, chain, step, use = CHAIN, replica = 0) =>
  (layer, count) => {
    const room = 4 * Math.ceil(count / 4);
    if (scratch.length < room) scratch = new Uint32Array(room);
    return threefry([seed, chain, replica, 0], [0, layer, step, use], scratch.subarray(0, room));
  };

const KINDS = /^(hidden|usage|pixels|chains|drawing|(?:unit|example|test)-\d+)$/;
export const isStart = (text) => typeof text === "string" && KINDS.test(text);
const numberOf = (start) => Number(start.split("-")[1]);

// `start` says where a run begins: hidden, usage, pixels, chains, unit-3, or with `pixels` (784 numbers in [0, 1]) from an
// image, of which one `half` may be held in an RBM, as {half, pixels}. For usage, `machine.usage` says how often each hidden unit (of the top layer) is on over the test digits.
export class Chains {
  constructor(machine, { start, seed, count, temperature, forced, tempered = false, pixels = null, half = null }) {
    this.machine = machine;
    this.start = start;
    this.seed = seed;
    this.count = count;
    this.temperature = temperature;
    this.forced = forced;
    this.tempered = tempered; // whether warmer replicas run beside each chain
    this.pixels = pixels;
    this.half = half;
    this.given = half && !machine.lower.length ? clampOf(half) : null;
    this.clamps = [];
    this.restart();
  }

  // Back to the start; held units stay held.
  restart() {
    this.steps = 0;
    this.list = Array.from({ length: this.count }, (_, index) => this.begin(index));
    // Whether the visitor changed the run, also by what is held or forced from its start, but for the half that belongs
    // to it; then the seed does not reproduce it.
    const isGiven = (value, at) => value === (this.given?.[at] ?? -1);
    this.touched = this.forced.size > 0 || !this.clamps.every((clamp) => clamp.every(isGiven));
  }

  begin(index) {
    const { machine } = this;
    const chain = { ...machine.state(), index, trace: [], seen: null, warmer: null };
    const words = wordsOf(this.seed, index, 0);
    if (this.clamps[index]) chain.clamp = this.clamps[index];
    else if (this.given) chain.clamp.set(this.given);
    this.clamps[index] = chain.clamp;
    const half = (length) => new Float32Array(length).fill(0.5);
    if (this.start.startsWith("unit")) chain.hidden[numberOf(this.start)] = 1;
    if (this.start === "hidden" || this.start === "usage" || this.start.startsWith("unit")) {
      const often = { hidden: half(machine.hidden), usage: machine.usage }[this.start];
      if (often) draw(often, words, machine.top.level + 1, chain.hidden);
      chain.hiddenProbs.set(chain.hidden);
      this.machine.drawVisible(chain, this.settings(chain));
    } else {
      const kept = this.start === "chains" && machine.chains.count;
      const units = kept
        ? machine.chains.of((this.seed + index) % machine.chains.count)
        : machine.upward(this.pixels ?? half(machine.visible), words);
      this.place(chain, units);
    }
    this.record(chain);
    return chain;
  }

  // Put an image of 784 values in [0, 1] into a chain; a deep network takes it up by its recognition weights.
  put(chain, pixels) {
    this.place(chain, this.machine.upward(pixels, wordsOf(this.seed, chain.index, this.steps, HAND)));
    this.touch(chain);
  }

  // Set the top machine's visible units; held units stay.
  place(chain, units) {
    for (let i = 0; i < units.length; i++) chain.visible[i] = chain.clamp[i] >= 0 ? chain.clamp[i] : units[i];
    chain.visibleProbs.set(chain.visible);
    this.changed(chain);
    this.hiddenOf(chain);
  }

  // The hidden units' probabilities for the current visible units, without a draw; above one half is shown as on.
  hiddenOf(chain) {
    probabilities(this.machine.hiddenLogits(chain.visible, chain.hiddenProbs), this.temperature);
    for (let j = 0; j < chain.hidden.length; j++) chain.hidden[j] = chain.hiddenProbs[j] > 0.5 ? 1 : 0;
    for (const [unit, value] of this.forced) chain.hidden[unit] = value;
  }

  // By hand: its replicas begin anew where it is now.
  changed(chain) {
    chain.warmer = null;
    chain.known = false;
    chain.seen = null;
  }

  settings(chain) {
    return { temperature: this.temperature, words: wordsOf(this.seed, chain.index, this.steps), forced: this.forced };
  }

  record(chain, energy = this.machine.freeEnergy(chain.visible)) {
    chain.freeEnergy = energy;
    chain.trace.push(energy);
    if (chain.trace.length > 2 * KEPT) chain.trace.splice(0, chain.trace.length - KEPT);
    chain.seen = null;
  }

  step(count = 1) {
    for (let i = 0; i < count; i++) {
      this.steps++;
      for (const chain of this.list) this.record(chain, this.stepOf(chain));
    }
  }

  stepOf(chain) {
    const { machine, seed, steps, temperature, forced } = this;
    if (!this.tempered) return machine.gibbsStep(chain, this.settings(chain));
    return temperedStep(machine, chain, {
      ...{ temperature, forced, step: steps, swaps: wordsOf(seed, chain.index, steps, SWAP) },
      words: (replica) => wordsOf(seed, chain.index, steps, CHAIN, replica),
    });
  }

  // What a chain shows: the pixels' probabilities and draw, and the layers between. The way down of a deep network has
  // separate random numbers for each step, so looking does not change the run.
  look(chain) {
    if (!chain.seen) {
      chain.seen = this.machine.downward(
        chain.visible,
        chain.visibleProbs,
        wordsOf(this.seed, chain.index, this.steps, DOWN),
      );
    }
    return chain.seen;
  }

  // Set pixels of an RBM by hand: a Map pixel -> 0 or 1; the machine may change them again.
  ink(chain, pixels) {
    for (const [at, value] of pixels) {
      if (chain.clamp[at] < 0) chain.visible[at] = chain.visibleProbs[at] = value;
    }
    this.touch(chain);
  }

  // Hold visible units: a Map unit -> 0, 1, or -1 to let it go.
  hold(chain, units) {
    for (const [at, value] of units) {
      chain.clamp[at] = value;
      if (value >= 0) chain.visible[at] = chain.visibleProbs[at] = value;
    }
    this.touch(chain);
  }

  // Hold a half of an image, {half, pixels}, in every chain; the other half is left to the machine.
  holdHalf(drawn) {
    const units = new Map(clampOf(drawn).entries());
    for (const chain of this.list) this.hold(chain, units);
  }

  letGo() {
    for (const chain of this.list) this.hold(chain, new Map(Array.from(chain.clamp, (_, at) => [at, -1])));
  }

  touch(chain) {
    this.touched = true;
    this.changed(chain);
    chain.freeEnergy = this.machine.freeEnergy(chain.visible);
  }

  held() {
    return this.list.reduce((sum, { clamp }) => sum + clamp.reduce((count, value) => count + (value >= 0), 0), 0);
  }
}
