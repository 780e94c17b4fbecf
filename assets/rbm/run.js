// The run that the page shows: what it was begun with, its chains, what a hand did to them, and the film of its last
// frames.
import { Chains, KEPT } from "./chains.js";

const FRAMES = 60; // that the film has at most
const heldOf = (clamp) => [...clamp.entries()].filter(([, value]) => value >= 0);

export class Run {
  constructor() {
    this.machine = null;
    this.chains = null;
    this.began = 0; // how many runs began
    this.start = "hidden";
    this.natural = "hidden"; // the default start, which shows what the machine dreams
    this.pixels = null; // of the digit that it starts from
    this.half = null; // of that digit if it is held from the start, as `halfOf` says
    this.seed = 1;
    this.count = 4;
    this.temperature = 1;
    this.tempered = false; // whether warmer replicas help the chains to jump
    this.forced = new Map(); // hidden unit -> 0 or 1
    this.film = []; // of each of the last frames the pictures of all chains, as bytes
  }

  get isDeep() {
    return this.machine.lower.length > 0;
  }

  // Another machine: where its first run starts. A start that the visitor chose counts more than the machine's own.
  take(machine) {
    const wasChosen = this.start !== this.natural;
    const stays = this.start.startsWith("unit")
      ? Number(this.start.slice(5)) < machine.hidden
      : this.start !== "chains" && (this.start !== "usage" || machine.usage !== null);
    this.machine = machine;
    this.forced.clear();
    this.natural = machine.chains.count ? "chains" : (machine.better ?? "hidden");
    if (!wasChosen || !stays) this.start = this.natural;
  }

  // Begin anew; what is held stays held.
  begin(start = this.start, pixels = this.pixels, half = this.half) {
    Object.assign(this, { start, pixels, half });
    this.began++;
    const before = this.chains;
    const isAlike = before?.machine === this.machine && before.count === this.count && before.half === half;
    this.chains = new Chains(this.machine, this);
    if (isAlike) {
      this.chains.clamps.forEach((clamp, i) => clamp.set(before.clamps[i]));
      this.chains.restart();
    }
    this.film = [];
  }

  // Whether the run goes on at this temperature. One that has not moved begins anew: its first picture was drawn at the
  // previous temperature.
  heat(temperature) {
    this.temperature = temperature;
    if (!this.chains) return true;
    this.chains.temperature = temperature;
    if (!this.chains.steps && !this.chains.touched) return false;
    this.chains.touched = true;
    return true;
  }

  // With warmer replicas beside the chains, or without; a run that has moved goes on where it is.
  temper(tempered) {
    this.tempered = tempered;
    if (!this.chains) return;
    this.chains.tempered = tempered;
    for (const chain of this.chains.list) chain.warmer = null;
    if (this.chains.steps) this.chains.touched = true;
  }

  // ---- hidden units
  // The top layer's unit on (1), off (0) or its own again (null), in every chain.
  force(unit, value) {
    if (value === null || value === undefined) this.forced.delete(unit);
    else {
      this.forced.set(unit, value ? 1 : 0);
      for (const chain of this.chains.list) chain.hidden[unit] = value ? 1 : 0;
    }
    this.chains.touched = true;
  }

  // Of a deep network: a unit of the layer under the top one, in every chain.
  hold(unit, value) {
    for (const chain of this.chains.list) this.chains.hold(chain, new Map([[unit, value ?? -1]]));
  }

  held(index) {
    return new Map(heldOf(this.chains.list[index].clamp));
  }

  hasForced() {
    return this.forced.size > 0 || (this.isDeep && this.chains.held() > 0);
  }

  unforce() {
    this.forced.clear();
    if (this.isDeep) this.chains.letGo();
  }

  // A start that the visitor chooses begins free.
  letAllGo() {
    this.forced.clear();
    this.half = null;
    this.chains?.letGo();
  }

  // ---- what is seen
  record() {
    const { chains } = this;
    this.film.push(chains.list.map((chain) => Uint8Array.from(chains.look(chain).pixels, (p) => Math.round(255 * p))));
    if (this.film.length > FRAMES) this.film.shift();
  }

  describe(chain) {
    const { pixels, sample, layers } = this.chains.look(chain);
    const { hidden, hiddenProbs, freeEnergy, clamp } = chain;
    const trace = chain.trace.slice(-KEPT);
    return { visible: pixels, sample, layers, hidden, hiddenProbs, freeEnergy, trace, held: heldOf(clamp) };
  }
}
