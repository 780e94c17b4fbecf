// Replica exchange: beside a chain run warmer replicas of it, which move more freely, and swap with it what they hold by
// a rule that leaves each one's distribution as it is. The same steps as in zoo/models/tempering.py.
import { draw } from "./machine.js";

export const LADDER = [1, 1.05, 1.1, 1.15, 1.2]; // temperatures of the replicas, times the chain's

// The chain and its replicas, the coolest first. They begin where the chain is.
function replicasOf(machine, chain) {
  chain.warmer ??= LADDER.slice(1).map(() => {
    const replica = { ...machine.state(), clamp: chain.clamp };
    replica.visible.set(chain.visible);
    return replica;
  });
  return [chain, ...chain.warmer];
}

// By how much log p*(v) of what a replica holds is higher at the temperature `warm` than at `cold`: the sum over its
// visible units' biases, and over hidden units of the change of softplus. Their logarithms are taken of the product.
function gain(machine, replica, cold, warm, forced) {
  const logits = machine.logitsOf(replica);
  let [biases, product] = [0, 1];
  for (let i = 0; i < replica.visible.length; i++) if (replica.visible[i]) biases += machine.top.visibleBias[i];
  for (let j = 0; j < logits.length; j++) {
    if (forced.size && forced.has(j)) {
      biases += logits[j] * forced.get(j);
      continue;
    }
    if (logits[j] > 0) biases += logits[j];
    const size = -Math.abs(logits[j]);
    product *= (1 + Math.exp(size / warm)) / (1 + Math.exp(size / cold));
  }
  return biases * (1 / warm - 1 / cold) + Math.log(product);
}

// Each pair of neighbours swaps what it holds, or not: even pairs at odd steps, odd ones at even steps.
function swap(machine, replicas, { temperature, forced, step, swaps }) {
  const probs = new Float64Array(replicas.length - 1);
  const heat = (at) => temperature * LADDER[at];
  for (let at = (step + 1) % 2; at < probs.length; at += 2) {
    const gained = (replica) => gain(machine, replica, heat(at), heat(at + 1), forced);
    probs[at] = Math.exp(Math.min(0, gained(replicas[at]) - gained(replicas[at + 1])));
  }
  draw(probs, swaps, 0).forEach((isSwapped, at) => {
    if (!isSwapped) return;
    const [cool, warm] = [replicas[at], replicas[at + 1]];
    for (const what of ["visible", "logits"]) [cool[what], warm[what]] = [warm[what], cool[what]];
  });
}

// One step of a chain: swap, then a Gibbs step of each replica. `words(replica)` are the random words of a replica's
// step, `swaps` those of the swaps. Returns the free energy of what the chain then holds, in nats.
export function temperedStep(machine, chain, settings) {
  const replicas = replicasOf(machine, chain);
  swap(machine, replicas, settings);
  const { temperature, forced, words } = settings;
  const own = (at) => ({ temperature: temperature * LADDER[at], forced, words: words(at) });
  chain.warmer.forEach((replica, at) => {
    machine.drawHidden(replica, own(at + 1));
    machine.drawVisible(replica, own(at + 1));
  });
  return machine.gibbsStep(chain, own(0));
}
