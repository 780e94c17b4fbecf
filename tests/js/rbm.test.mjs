// The mathematics of the RBM tab that needs no page: machines of two units by hand, and how fast chains forget.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Chains, KEPT, wordsOf } from "../../assets/rbm/chains.js";
import { layersOfMachine, makeMachine } from "../../assets/rbm/machine.js";
import { autocorrelation, forgetting, integratedTime, meanFreeEnergy } from "../../assets/rbm/mixing.js";
import { normals } from "../../assets/shared/random.js";
import { near } from "./near.mjs";

const floats = (...values) => Float32Array.from(values);
const states = (count) =>
  Array.from({ length: 2 ** count }, (_, bits) => Array.from({ length: count }, (_unused, at) => (bits >> at) & 1));

// Three visible and two hidden units; `weight` by visible unit.
const tensors = {
  "top.visible_bias": floats(0.5, -1, 0.25),
  "top.hidden_bias": floats(-0.5, 0.75),
  "top.weight": floats(1, -2, 0.5, 0.25, -1.5, 3),
};
const small = () => makeMachine(tensors, { kind: "RBM", top: "top" });

test("energy and free energy are those of the sums written out", () => {
  const machine = small();
  for (const v of states(3)) {
    const energies = states(2).map((h) => {
      let energy = 0;
      for (let i = 0; i < 3; i++) {
        energy -= v[i] * tensors["top.visible_bias"][i];
        for (let j = 0; j < 2; j++) energy -= v[i] * h[j] * tensors["top.weight"][2 * i + j];
      }
      for (let j = 0; j < 2; j++) energy -= h[j] * tensors["top.hidden_bias"][j];
      near(machine.energy(v, h), energy, 1e-6);
      return energy;
    });
    near(machine.freeEnergy(v), -Math.log(energies.reduce((sum, energy) => sum + Math.exp(-energy), 0)), 1e-6);
  }
});

test("a long chain visits pictures as often as their free energies say, at its temperature", () => {
  for (const temperature of [1, 2]) {
    const machine = small();
    const chain = machine.state();
    const counts = new Map();
    const steps = 60000;
    for (let step = 0; step < steps; step++) {
      machine.gibbsStep(chain, { temperature, words: wordsOf(5, 0, step) });
      const key = Array.from(chain.visible).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const weight = (v) => states(2).reduce((sum, h) => sum + Math.exp(-machine.energy(v, h) / temperature), 0);
    const total = states(3).reduce((sum, v) => sum + weight(v), 0);
    for (const v of states(3)) near((counts.get(v.join("")) ?? 0) / steps, weight(v) / total, 0.012);
  }
});

test("held and forced units stay, the others move", () => {
  const machine = small();
  const chain = machine.state();
  chain.clamp[1] = 1;
  let at = 0;
  const words = (_level, count) => Uint32Array.from({ length: count }, () => ((7 * at++) % 10) * 0.1 * 2 ** 32);
  const seen = new Set();
  for (let step = 0; step < 40; step++) {
    machine.gibbsStep(chain, { words, forced: new Map([[0, 1]]) });
    assert.equal(chain.visible[1], 1);
    assert.equal(chain.visibleProbs[1], 1);
    assert.equal(chain.hidden[0], 1);
    seen.add(chain.visible.join(""));
  }
  assert.equal(at, 40 * 5); // held and forced units take their words too, so the others' are the same without them
  assert.ok(seen.size > 1);
});

test("a run in which a hand had its part says so, from its start if something is held or forced", () => {
  const begun = (forced = new Map()) =>
    new Chains(small(), { start: "hidden", seed: 3, count: 2, temperature: 1, forced });
  const free = begun();
  free.step(5);
  assert.equal(free.touched, false);
  assert.equal(begun(new Map([[1, 0]])).touched, true);
  const [, chain] = free.list;
  free.hold(chain, new Map([[2, 1]]));
  assert.equal(free.touched, true);
  free.restart(); // what is held stays held, in its chain alone
  assert.equal(free.touched, true);
  assert.deepEqual(
    free.list.map(({ clamp }) => Array.from(clamp)),
    [
      [-1, -1, -1],
      [-1, -1, 1],
    ],
  );
  assert.equal(free.list[1].visible[2], 1);
  free.hold(free.list[1], new Map([[2, -1]]));
  free.restart();
  assert.equal(free.touched, false);
});

test("of a long run the newest free energies are kept", () => {
  const run = new Chains(small(), { start: "hidden", seed: 3, count: 1, temperature: 1, forced: new Map() });
  const [chain] = run.list;
  for (let step = 1; step <= 2 * KEPT; step++) run.record(chain, step); // with that of the start they are one too many
  assert.equal(chain.trace.length, KEPT);
  assert.deepEqual([chain.trace[0], chain.trace.at(-1), chain.freeEnergy], [KEPT + 1, 2 * KEPT, 2 * KEPT]);
});

test("a weights file that lacks a tensor, or has one of another shape, is named", () => {
  const without = { ...tensors };
  delete without["top.hidden_bias"];
  assert.throws(() => makeMachine(without, { kind: "RBM", top: "top" }), /no 'top.hidden_bias'/);
  assert.throws(
    () => makeMachine({ ...tensors, "top.weight": floats(1, 2) }, { kind: "RBM", top: "top" }),
    /no 'top.weight' that fits/,
  );
});

test("a tool's layer goes up by recognition's weights, down by its own", () => {
  const deep = {
    "low.visible_bias": floats(0.1, 0.2),
    "low.hidden_bias": floats(9, 9, 9),
    "low.weight": floats(1, 2, 3, 4, 5, 6),
    "up.weight": floats(-1, 0, 1, 2, 0, -2),
    "up.bias": floats(0.5, 0, -0.5),
    ...tensors,
  };
  const [low, top] = layersOfMachine(
    makeMachine(deep, { kind: "DBN", top: "top", lower: ["low"], recognition: ["up"] }),
  );
  const all = (values, expected) => expected.forEach((value, i) => near(values[i], value, 1e-6));
  const share = (logit) => 1 / (1 + Math.exp(-logit));
  all(low.hiddenProbs([1, 0.5]), [0.5, 0, -0.5].map(share));
  all(low.visibleProbs([1, 0, 1]), [4.1, 10.2].map(share));
  all(low.column(1), [2, 5]);
  all(low.column(1, low.upWeight), [0, 0]);
  // the top's column, through the layer below
  all(top.filter(0), [1 * 1 + 2 * 0.5 + 3 * -1.5, 4 * 1 + 5 * 0.5 + 6 * -1.5]);
  all(top.hiddenProbs([1, 0, 1]), [-0.5 + 1 - 1.5, 0.75 - 2 + 3].map(share));
});

// x' = 0.9 x + noise has the autocorrelation 0.9 ** lag and the integrated time 1.9 / 0.1 = 19.
function known(length) {
  const noise = normals(3, 4 * length);
  return Array.from({ length: 4 }, (_, chain) => {
    const trace = [0];
    for (let i = 1; i < length; i++) trace.push(0.9 * trace[i - 1] + noise[length * chain + i]);
    return trace;
  });
}

test("autocorrelation and integrated time are those of a known process", () => {
  const rho = autocorrelation(known(20000), 300);
  assert.equal(rho[0], 1);
  near(rho[5], 0.9 ** 5, 0.05);
  const { steps, sure } = integratedTime(rho);
  assert.ok(sure);
  near(steps, 19, 3);
});

test("chains that stay in places of their own have not forgotten", () => {
  const [one, two] = known(400);
  const apart = [one, two.map((value) => value + 50)];
  assert.ok(autocorrelation(apart, 100)[20] > 0.9); // by then one of them alone is at 0.12
  assert.equal(integratedTime(autocorrelation(apart, 100)).sure, false);
});

test("what is said of forgetting fits what was run", () => {
  const of = (traces) => forgetting(traces.map((trace) => ({ trace })));
  assert.match(of([[1, 2, 3]]).text, /at least 75 steps/);
  assert.match(of([new Array(200).fill(4)]).text, /everything is held/);
  assert.match(of(known(4000)).text, /After about (1[5-9]|2[0-3]) steps/);
  assert.match(of(known(120)).text, /still remembers/);
  // The way from the start is left out: the first fifth, and of a long run all but the newest that are half of those
  // kept.
  for (const [length, way] of [
    [2500, 500],
    [KEPT, KEPT / 2],
  ]) {
    const settled = known(length);
    const from = settled.map((trace) => trace.map((value, at) => (at < way ? 1000 - at : value)));
    assert.deepEqual(of(from), of(settled));
    from.forEach((trace) => {
      trace[way] += 1000;
    });
    assert.notDeepEqual(of(from), of(settled));
  }
});

test("the mean free energy is that of the pictures, at their grey levels", () => {
  const wide = {
    "top.visible_bias": new Float32Array(784).fill(0.01),
    "top.hidden_bias": floats(0.5),
    "top.weight": new Float32Array(784).fill(-0.01),
  };
  const machine = makeMachine(wide, { kind: "RBM", top: "top" });
  const bytes = new Uint8Array(2 * 784).fill(255, 784); // a black and a white picture
  const [black, white] = [0, 784].map((on) => -0.01 * on - Math.log1p(Math.exp(0.5 - 0.01 * on)));
  near(meanFreeEnergy(machine, bytes), (black + white) / 2, 1e-4);
});
