// The chains that the page shows: where they start, their steps, the seeds that make a run come out the same again.
import { uniforms } from "../shared/random.js";
import { draw, probabilities } from "./machine.js";

export const KEPT = 4000; // free energies kept of each chain

// Independent streams from one seed: of each chain, and of the way down to the pixels at a step.
const stream = (seed, chain, use = 0) => uniforms((Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(chain + 1, 0x85ebca6b) ^ Math.imul(use, 0xc2b2ae35)) >>> 0);

const KINDS = /^(hidden|pixels|chains|drawing|(?:unit|example|test)-\d+)$/;
export const isStart = (text) => typeof text === "string" && KINDS.test(text);
const numberOf = (start) => Number(start.split("-")[1]);

// `start` says where a run begins: hidden, pixels, chains, unit-3, or with `pixels` (784 numbers in [0, 1]) from an image.
export class Chains {
  constructor(machine, { start, seed, count, temperature, forced, pixels = null }) {
    Object.assign(this, { machine, start, seed, count, temperature, forced, pixels });
    this.clamps = [];
    this.restart();
  }

  // Back to the start; what is held stays held.
  restart() {
    this.steps = 0;
    this.list = Array.from({ length: this.count }, (_, index) => this.begin(index));
    // Whether a hand had its part in the run, by what is held or forced from its start too: then its seed does not tell it.
    this.touched = this.forced.size > 0 || this.held() > 0;
  }

  begin(index) {
    const { machine } = this;
    const uniform = stream(this.seed, index);
    const chain = { ...machine.state(), index, uniform, trace: [], seen: null };
    if (this.clamps[index]) chain.clamp = this.clamps[index];
    this.clamps[index] = chain.clamp;
    const half = (length) => new Float32Array(length).fill(0.5);
    if (this.start === "hidden" || this.start.startsWith("unit")) {
      if (this.start === "hidden") draw(half(machine.hidden), uniform, chain.hidden);
      else chain.hidden[numberOf(this.start)] = 1;
      chain.hiddenProbs.set(chain.hidden);
      this.machine.drawVisible(chain, this.settings(chain));
    } else {
      const kept = this.start === "chains" && machine.chains.count;
      const units = kept ? machine.chains.of((this.seed + index) % machine.chains.count)
        : machine.upward(this.pixels ?? half(machine.visible), uniform);
      this.place(chain, units);
    }
    this.record(chain);
    return chain;
  }

  // Set the top machine's visible units; what is held stays.
  place(chain, units) {
    for (let i = 0; i < units.length; i++) chain.visible[i] = chain.clamp[i] >= 0 ? chain.clamp[i] : units[i];
    chain.visibleProbs.set(chain.visible);
    this.changed(chain);
    this.hiddenOf(chain);
  }

  // The hidden units' probabilities for what is seen now, without a draw: more likely on than off is shown as on.
  hiddenOf(chain) {
    probabilities(this.machine.hiddenLogits(chain.visible, chain.hiddenProbs), this.temperature);
    for (let j = 0; j < chain.hidden.length; j++) chain.hidden[j] = chain.hiddenProbs[j] > 0.5 ? 1 : 0;
    for (const [unit, value] of this.forced) chain.hidden[unit] = value;
  }

  changed(chain) {
    chain.known = false;
    chain.seen = null;
  }

  settings(chain) {
    return { temperature: this.temperature, uniform: chain.uniform, forced: this.forced };
  }

  record(chain, energy = this.machine.freeEnergy(chain.visible)) {
    chain.freeEnergy = energy;
    chain.trace.push(energy);
    if (chain.trace.length > 2 * KEPT) chain.trace.splice(0, chain.trace.length - KEPT);
    chain.seen = null;
  }

  step(count = 1) {
    for (let i = 0; i < count; i++) {
      for (const chain of this.list) this.record(chain, this.machine.gibbsStep(chain, this.settings(chain)));
      this.steps++;
    }
  }

  // What a chain shows: the pixels' probabilities and draw, and the layers between. The way down of a deep network
  // has draws of its own for each step, so that looking does not change the run.
  look(chain) {
    if (!chain.seen) {
      const uniform = this.machine.lower.length ? stream(this.seed, chain.index, this.steps + 1) : null;
      chain.seen = this.machine.downward(chain.visible, chain.visibleProbs, uniform);
    }
    return chain.seen;
  }

  // Pixels set by hand, of an RBM: a Map pixel -> 0 or 1; the machine may change them again.
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

  touch(chain) {
    this.touched = true;
    this.changed(chain);
    chain.freeEnergy = this.machine.freeEnergy(chain.visible);
  }

  held() { return this.list.reduce((sum, { clamp }) => sum + clamp.reduce((count, value) => count + (value >= 0), 0), 0); }
}
