// What the RBM tab's modules make of requests from a test in Python, which compares it with PyTorch: see
// test_rbm_machine.py.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Chains } from "../../assets/rbm/chains.js";
import { makeMachine } from "../../assets/rbm/machine.js";
import { parseSafetensors } from "../../assets/shared/safetensors.js";

function machineOf(weights, description) {
  const file = readFileSync(weights);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
  return makeMachine(parseSafetensors(bytes), description);
}

// Words one after the other, as they were handed in.
function listed(words) {
  let at = 0;
  return (_level, count) => {
    at += count;
    return words.slice(at - count, at);
  };
}

const answersOf = (machine) => ({
  steps({ visible, words, settings: { steps, temperature, clamp, forced } }) {
    const chain = machine.state();
    chain.visible.set(visible);
    for (const [unit, value] of clamp) chain.clamp[unit] = value;
    const settings = { temperature, forced: new Map(forced), words: listed(words) };
    return Array.from({ length: steps }, () => {
      const energy = machine.gibbsStep(chain, settings);
      return { energy, visible: Array.from(chain.visible), hidden: Array.from(chain.hidden) };
    });
  },

  energies: ({ visible, hidden }) => [machine.energy(visible, hidden), machine.freeEnergy(visible)],

  ways({ pixels, words }) {
    const units = machine.upward(pixels, listed(words));
    const { pixels: seen, sample } = machine.downward(units, units, listed(words));
    return [units, seen, sample].map((values) => Array.from(values));
  },

  filter: ({ level, unit }) => Array.from(machine.filter(level, unit)),

  // Of each chain what it shows at the start and after each step.
  chains({ settings, clamp, steps }) {
    const chains = new Chains(machine, { ...settings, forced: new Map(settings.forced) });
    for (const chain of chains.list) chains.hold(chain, new Map(clamp));
    chains.restart();
    const shown = chains.list.map(() => []);
    for (let step = 0; step <= steps; step++) {
      if (step) chains.step();
      for (const [index, chain] of chains.list.entries()) {
        const { pixels, sample } = chains.look(chain);
        const [bits, on] = [sample, chain.hidden].map((units) => Array.from(units));
        shown[index].push({ energy: chain.freeEnergy, pixels: Array.from(pixels), sample: bits, hidden: on });
      }
    }
    return shown;
  },
});

// A request on each line, and its answer.
for await (const line of createInterface({ input: process.stdin })) {
  const { weights, description, ask, ...given } = JSON.parse(line);
  console.log(JSON.stringify(answersOf(machineOf(weights, description))[ask](given)));
}
