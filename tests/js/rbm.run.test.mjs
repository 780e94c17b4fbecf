// The state of the RBM tab that needs no page: a run and what a hand does to it, the way through a deep network, and
// how much its units are used.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Climb } from "../../assets/rbm/climb.js";
import { makeMachine } from "../../assets/rbm/machine.js";
import { byValue, lengths, rearranged, sizeAt, strongest } from "../../assets/rbm/order.js";
import { Run } from "../../assets/rbm/run.js";
import { LADDER } from "../../assets/rbm/tempering.js";
import { drift } from "../../assets/rbm/untied.js";
import { arranged, norms, usageText } from "../../assets/rbm/usage.js";

const floats = (...values) => Float32Array.from(values);
const machine = (hidden) =>
  makeMachine(
    {
      "top.visible_bias": new Float32Array(4),
      "top.hidden_bias": new Float32Array(hidden),
      "top.weight": Float32Array.from({ length: 4 * hidden }, (_, i) => Math.sin(i)),
    },
    { kind: "RBM", top: "top" },
  );
const begun = (hidden = 3) => {
  const run = new Run();
  run.take(machine(hidden));
  run.begin();
  return run;
};

test("what is held stays held when a run begins anew, and not when it has other chains", () => {
  const run = begun();
  run.hold(2, 1);
  run.begin();
  assert.deepEqual([...run.held(0)], [[2, 1]]);
  assert.equal(run.chains.list[0].visible[2], 1);
  run.count = 2;
  run.begin();
  assert.equal(run.held(0).size, 0);
  assert.equal(run.began, 3);
});

test("a temperature begins a run that has not moved anew, and marks one that has", () => {
  const run = begun();
  assert.equal(run.heat(2), false);
  run.begin();
  run.chains.step(1);
  assert.ok(!run.chains.touched);
  assert.equal(run.heat(0.5), true);
  assert.ok(run.chains.touched);
  assert.equal(run.chains.temperature, 0.5);
});

test("replicas begin where a chain is, hold what it holds, and begin anew after a hand", () => {
  const run = begun();
  run.temper(true);
  assert.ok(run.chains.tempered && !run.chains.touched);
  run.hold(2, 1);
  run.begin();
  run.chains.step(30);
  const [chain] = run.chains.list;
  const { warmer } = chain;
  assert.equal(warmer.length, LADDER.length - 1);
  for (const { visible } of [chain, ...warmer]) assert.equal(visible[2], 1);
  run.chains.ink(chain, new Map([[0, 1]]));
  assert.equal(chain.warmer, null);
  run.chains.step(1);
  assert.ok(chain.warmer && chain.warmer !== warmer);
});

test("tempering that is switched on or off on the way is part of no seed's run", () => {
  const [plain, changed] = [begun(), begun()];
  changed.temper(true);
  changed.temper(false);
  for (const run of [plain, changed]) run.chains.step(9);
  assert.deepEqual(changed.chains.list[0].visible, plain.chains.list[0].visible);
  assert.ok(!changed.chains.touched);
  changed.temper(true);
  assert.ok(changed.chains.touched);
  changed.begin();
  assert.ok(changed.chains.tempered && !changed.chains.touched);
});

test("a forced unit is on in every chain until it is let go", () => {
  const run = begun();
  run.force(1, 1);
  run.chains.step(3);
  assert.ok(run.chains.list.every(({ hidden }) => hidden[1] === 1));
  assert.ok(run.hasForced());
  run.unforce();
  assert.ok(!run.hasForced());
});

test("a machine that draws noise from random units has a better start, unless a visitor chose another", () => {
  const noisy = () => Object.assign(machine(3), { better: "usage", usage: floats(0.1, 0.2, 0.3) });
  const run = begun();
  run.take(noisy());
  assert.equal(run.start, "usage");
  run.take(machine(3));
  assert.equal(run.start, "hidden");
  run.begin("pixels", null);
  run.take(noisy());
  assert.equal(run.start, "pixels");
});

test("what was forced or held in one machine is free in the next", () => {
  const run = begun();
  run.force(1, 1);
  run.hold(2, 1);
  run.take(machine(3));
  run.begin();
  assert.equal(run.forced.size, 0);
  assert.equal(run.held(0).size, 0);
  assert.ok(!run.hasForced());
  assert.ok(!run.chains.touched);
});

test("a unit that a visitor chose to start from stays for the next machine if that has it", () => {
  const run = begun(3);
  run.begin("unit-2", null);
  run.take(machine(5));
  assert.equal(run.start, "unit-2");
  run.take(machine(2));
  assert.equal(run.start, "hidden");
});

test("the film has the last 60 frames, of all chains", () => {
  const run = begun();
  for (let frame = 0; frame < 70; frame++) {
    run.chains.step(1);
    run.record();
  }
  assert.equal(run.film.length, 60);
  const last = run.chains.list.map((chain) => Array.from(run.chains.look(chain).pixels, (p) => Math.round(255 * p)));
  assert.deepEqual(
    run.film.at(-1).map((bytes) => [...bytes]),
    last,
  );
});

// Layers that copy what they see, so that every state is known.
const copying = { hiddenProbs: (below) => below, visibleProbs: (above) => above };

test("a digit comes back as it was through layers that copy", () => {
  const climb = new Climb([copying, copying, copying], floats(1, 0, 1), 5);
  climb.rise();
  assert.deepEqual(climb.states, Array(3).fill(floats(1, 0, 1)));
  climb.dream(4);
  assert.equal(climb.steps, 4);
  assert.deepEqual(climb.descend(), floats(1, 0, 1));
});

test("Gibbs steps move the two uppermost layers only, and going down the others", () => {
  const off = { hiddenProbs: (below) => below, visibleProbs: (above) => above.map(() => 0) };
  const climb = new Climb([copying, copying, off], floats(1, 1), 5);
  climb.rise();
  climb.dream(1);
  assert.deepEqual(climb.states, [floats(1, 1), floats(0, 0), floats(0, 0)]);
  assert.deepEqual(climb.descend(), floats(0, 0));
  assert.deepEqual(climb.states[0], floats(0, 0));
});

test("how far untied weights are apart", () => {
  const layer = { weight: floats(1, 2, 3, 4), upWeight: floats(1, 4, 3, 8), visible: 2, hidden: 2 };
  assert.deepEqual(drift(layer), { differences: floats(0, 3), size: 2.5, mean: 1.5 });
});

test("norms of each unit's weights, and the orders", () => {
  const found = norms({ weight: floats(3, 0, 1, 4, 0, 0), visible: 2, hidden: 3 });
  assert.deepEqual(found, floats(5, 0, 1));
  assert.deepEqual(arranged("norm", found, null), [0, 2, 1]);
  assert.deepEqual(arranged("frequency", found, [0.1, 0.5, 0.1]), [1, 0, 2]);
  assert.deepEqual(arranged("index", found, null), [0, 1, 2]);
});

test("what is said of dead units and of those that are always on", () => {
  assert.match(usageText(null), /not measured/);
  assert.match(usageText([0.5, 0.5]), /50 % of the 2 units.*None is dead.*None is always on \(more than 99 %\)\.$/);
  assert.match(usageText([0.001, 1, 0.995]), /1 is dead.*2 are always on.*background\.$/);
});

test("the strongest pattern of a matrix is found, and sorting by it puts its parts together", () => {
  const [down, across] = [
    [3, -1, 2],
    [1, -2, 0.5, -0.25],
  ];
  const rest = [0.1, 0, -0.1, 0, 0, 0.1, 0, -0.1, -0.1, 0, 0.1, 0]; // beside it
  const weight = Float32Array.from(rest, (value, at) => value + down[Math.floor(at / 4)] * across[at % 4]);
  const { rows, columns, share } = strongest(weight, 3, 4);
  const [squares, all] = [14 * 5.3125, weight.reduce((sum, value) => sum + value * value, 0)];
  assert.ok(Math.abs(share - squares / all) < 0.02 && share < 1);
  const sign = Math.sign(rows[0]);
  const near = (found, wanted) => {
    const size = Math.hypot(...wanted);
    wanted.forEach((value, at) => {
      assert.ok(Math.abs(sign * found[at] - value / size) < 0.05);
    });
  };
  near(rows, down);
  near(columns, across);
  const order = { rows: byValue(rows), columns: byValue(columns) };
  const made = rearranged(weight, order);
  assert.equal(made[0], weight[order.rows[0] * 4 + order.columns[0]]);
  assert.equal(made[2 * 4 + 1], weight[order.rows[2] * 4 + order.columns[1]]);
  assert.ok(made[0] > made[1] && made[1] > made[2] && made[2] > made[3], "from support to suppression");
});

test("lengths of rows and columns, and the size below which a share of the weights lies", () => {
  const weight = Float32Array.of(3, 4, 0, 0, -12, 5);
  assert.deepEqual([...lengths(weight, 2, 3).rows], [5, 13]);
  assert.deepEqual([...lengths(weight, 2, 3).columns], [3, Math.sqrt(160), 5]);
  assert.equal(sizeAt(weight, 0.5), 4);
  assert.equal(sizeAt(weight, 1), 12);
  assert.deepEqual(byValue([2, 5, 5, -1]), [1, 2, 0, 3]);
});
