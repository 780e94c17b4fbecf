// The limits of what the RBM tab says and does: where a run starts, what is held, how it forgets, what is dead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Chains, isStart } from "../../assets/rbm/chains.js";
import { besidePictures, heldText, titleOf, underPlot } from "../../assets/rbm/energy.js";
import { clampOf, halfOf, isIn } from "../../assets/rbm/half.js";
import { makeMachine } from "../../assets/rbm/machine.js";
import { autocorrelation, forgetting, integratedTime } from "../../assets/rbm/mixing.js";
import { byValue, rearranged, sizeAt, strongest } from "../../assets/rbm/order.js";
import { Run } from "../../assets/rbm/run.js";
import { arranged, norm, percent, usage, usageText } from "../../assets/rbm/usage.js";
import { plain } from "../../assets/shared/plot.js";
import { near } from "./near.mjs";

const floats = (...values) => Float32Array.from(values);

// A machine of 784 pixels and three hidden units whose weights decide everything: unit 0 wants every pixel on, unit 1
// none, unit 2 the first ten only.
function sure(more = {}) {
  const weight = Float32Array.from({ length: 784 * 3 }, (_, at) => {
    const [pixel, unit] = [Math.floor(at / 3), at % 3];
    return unit === 0 || (unit === 2 && pixel < 10) ? 200 : -200;
  });
  const tensors = {
    "top.visible_bias": new Float32Array(784),
    "top.hidden_bias": new Float32Array(3),
    "top.weight": weight,
  };
  return makeMachine({ ...tensors, ...more }, { kind: "RBM", top: "top" });
}
const chainsOf = (more, machine = sure()) =>
  new Chains(machine, { start: "hidden", seed: 3, count: 1, temperature: 1, forced: new Map(), pixels: null, ...more });
const sum = (values) => values.reduce((all, value) => all + value, 0);

test("a start is one of these words, or a unit, an example or a test digit by number", () => {
  assert.ok(["hidden", "usage", "pixels", "chains", "drawing", "unit-0", "example-3", "test-123"].every(isStart));
  assert.ok(!["", "unit", "unit-x", "hidden-1", "test--1", "example-3 ", null, 3].some(isStart));
});

test("a run that starts from a unit shows what this unit alone draws", () => {
  assert.deepEqual(
    [0, 1, 2].map((unit) => sum(chainsOf({ start: `unit-${unit}` }).list[0].visible)),
    [784, 0, 10],
  );
  assert.deepEqual(Array.from(chainsOf({ start: "unit-2" }).list[0].hidden), [0, 0, 1]);
});

test("a run that starts as units are used turns on those that are always on, and none that are never on", () => {
  const machine = Object.assign(sure(), { usage: Float32Array.of(1, 0, 1) });
  assert.deepEqual(Array.from(chainsOf({ start: "usage" }, machine).list[0].hidden), [1, 0, 1]);
  machine.usage = Float32Array.of(0, 0.5, 0);
  const drawn = chainsOf({ start: "usage", count: 40 }, machine).list.map(({ hidden }) => Array.from(hidden));
  assert.ok(drawn.every(([one, , three]) => one === 0 && three === 0));
  assert.ok(drawn.some(([, two]) => two === 0) && drawn.some(([, two]) => two === 1));
});

test("a run that starts from a digit shows it, from random pixels about half of them, and each chain its own", () => {
  const pixels = Float32Array.from({ length: 784 }, (_, at) => Number(at < 100));
  assert.equal(sum(chainsOf({ start: "drawing", pixels }).list[0].visible), 100);
  const [one, other] = chainsOf({ start: "pixels", count: 2 }).list;
  assert.ok(Math.abs(sum(one.visible) - 392) < 90); // six standard deviations
  assert.notDeepEqual(one.visible, other.visible);
  assert.deepEqual(chainsOf({ start: "pixels", count: 2 }).list[1].visible, other.visible); // of the same seed
  assert.notDeepEqual(chainsOf({ start: "pixels", seed: 4 }).list[0].visible, one.visible);
});

test("the chains that training kept follow each other from the seed on", () => {
  const machine = sure({
    "top.chains": Float32Array.from({ length: 3 * 784 }, (_, at) => Number(at % 784 <= Math.floor(at / 784))),
  });
  assert.equal(machine.chains.count, 3);
  assert.deepEqual(
    chainsOf({ start: "chains", seed: 4, count: 4 }, machine).list.map(({ visible }) => sum(visible)),
    [2, 3, 1, 2],
  );
});

test("an image is put into a chain but for what is held, and its energy and its hidden units follow", () => {
  const run = chainsOf({ start: "unit-1" });
  const [chain] = run.list;
  run.hold(
    chain,
    new Map([
      [0, 0],
      [500, 1],
    ]),
  );
  const before = run.look(chain);
  run.put(chain, new Float32Array(784).fill(1));
  assert.deepEqual(
    [chain.visible[0], sum(chain.visible), chain.visibleProbs[0], chain.visibleProbs[3]],
    [0, 783, 0, 1],
  );
  assert.deepEqual([Array.from(chain.hidden), run.touched], [[1, 0, 0], true]);
  near(chain.freeEnergy, -783 * 200 - 2 * Math.log(1), 200);
  assert.notEqual(run.look(chain), before);
  assert.equal(run.look(chain), run.look(chain));
});

test("the step after a hand goes on from what the hand left there", () => {
  const first = (length) => new Map(Array.from({ length }, (_, at) => [at, 1]));
  for (const hand of [
    (run, chain) => run.put(chain, new Float32Array(784).fill(1)),
    (run, chain) => run.ink(chain, first(784)),
    (run, chain) => run.hold(chain, first(400)),
  ]) {
    const run = chainsOf({ start: "unit-1" }, sure({ "top.hidden_bias": floats(-9, 9, -9) }));
    run.step();
    assert.equal(sum(run.list[0].visible), 0);
    hand(run, run.list[0]);
    run.step();
    assert.equal(sum(run.list[0].visible), 784);
  }
});

test("an image that is put in shows its hidden units at the run's temperature, forced ones as forced", () => {
  const weak = makeMachine(
    {
      "top.visible_bias": new Float32Array(784),
      "top.hidden_bias": floats(1, -1),
      "top.weight": new Float32Array(2 * 784),
    },
    { kind: "RBM", top: "top" },
  );
  const run = chainsOf({ temperature: 2, forced: new Map([[1, 1]]) }, weak);
  run.put(run.list[0], new Float32Array(784));
  near(run.list[0].hiddenProbs[0], 1 / (1 + Math.exp(-0.5)));
  assert.deepEqual(Array.from(run.list[0].hidden), [1, 1]);
});

test("a grey image that is put in is drawn with other numbers than the same one at the start, the same each time", () => {
  const pixels = new Float32Array(784).fill(0.5);
  const run = chainsOf({ start: "drawing", pixels });
  const [chain] = run.list;
  const drawn = () => {
    run.put(chain, pixels);
    return Array.from(chain.visible);
  };
  const begun = Array.from(chain.visible);
  const put = drawn();
  assert.notDeepEqual(put, begun);
  assert.deepEqual(drawn(), put);
});

test("ink does not reach what is held; a hold of half a digit is for its upper half, white from more than half grey on", () => {
  const run = chainsOf({ start: "unit-1", count: 2 });
  const [chain] = run.list;
  run.hold(chain, new Map([[7, 0]]));
  run.ink(
    chain,
    new Map([
      [7, 1],
      [8, 1],
    ]),
  );
  assert.deepEqual([chain.visible[7], chain.visible[8], chain.visibleProbs[8], chain.clamp[8]], [0, 1, 1, -1]);
  const pixels = Float32Array.from({ length: 784 }, (_, at) => (at === 391 || at === 392 ? 0.51 : 0.5));
  run.holdHalf({ half: "upper", pixels });
  assert.deepEqual(
    run.list.map(({ clamp }) => [clamp[0], clamp[390], clamp[391], clamp[392]]),
    [
      [0, 0, 1, -1],
      [0, 0, 1, -1],
    ],
  );
  assert.deepEqual([run.held(), run.list[1].visible[391]], [784, 1]);
  run.letGo();
  assert.equal(run.held(), 0);
});

test("a step counts one, each chain's energy is noted, and a forced unit decides the picture", () => {
  const run = chainsOf({
    count: 2,
    forced: new Map([
      [0, 0],
      [1, 0],
      [2, 1],
    ]),
  });
  run.step(3);
  assert.deepEqual(
    [run.steps, run.list.map(({ trace }) => trace.length), run.list.map(({ visible }) => sum(visible))],
    [3, [4, 4], [10, 10]],
  );
  assert.equal(run.list[1].freeEnergy, run.list[1].trace[3]);
  run.restart();
  assert.deepEqual([run.steps, run.list[0].trace.length, run.touched], [0, 1, true]);
});

test("a unit that is forced is so at once, and null and undefined let it go", () => {
  const run = new Run();
  run.take(sure());
  run.begin("unit-1", null);
  run.force(0, 5);
  run.force(2, 0);
  assert.deepEqual(
    [[...run.forced], run.chains.list.map(({ hidden }) => hidden[0]), run.count],
    [
      [
        [0, 1],
        [2, 0],
      ],
      [1, 1, 1, 1],
      4,
    ],
  );
  run.force(0, undefined);
  run.force(2, null);
  assert.deepEqual([run.forced.size, run.hasForced(), run.isDeep], [0, false, false]);
  run.force(1, 1);
  run.hold(3, 1);
  run.letAllGo();
  assert.deepEqual([run.forced.size, run.held(0).size], [0, 0]);
  run.hold(3, 0);
  run.hold(3, null);
  assert.equal(run.held(2).size, 0);
  assert.equal(run.heat(2), true); // a hand was in it: it goes on
  assert.equal(new Run().heat(2), true); // there is none yet
});

test("a new machine's own start is taken unless the visitor chose one that it has", () => {
  const kept = () => sure({ "top.chains": new Float32Array(784) });
  const run = new Run();
  run.take(kept());
  assert.equal(run.start, "chains");
  run.take(sure());
  assert.equal(run.start, "hidden");
  run.begin("pixels", null);
  run.take(kept());
  assert.equal(run.start, "pixels");
  run.begin("unit-2", null);
  run.take(sure());
  assert.equal(run.start, "unit-2"); // the last of three
  run.begin("chains", null);
  run.take(sure());
  assert.equal(run.start, "hidden");
});

// ---- how a run forgets
test("seventy-four steps are too few to say anything, and what never changes is said to be held", () => {
  const of = (length, value = (at) => Math.sin(at)) =>
    forgetting([{ trace: Array.from({ length }, (_, at) => value(at)) }]);
  assert.equal(of(73).text, "Run at least 75 steps to see how fast the chain forgets.");
  assert.notEqual(of(74).rho, null); // with that of the start
  assert.equal(forgetting([]).rho, null);
  assert.equal(of(100, () => 3).rho, null);
  assert.equal(of(100).rho.length, 41); // of 80 that are left, half as lags
  assert.equal(of(4000).rho.length, 301);
});

test("autocorrelation is around the common mean, over chains cut to the shortest's last steps", () => {
  const rho = autocorrelation([[1, -1, 1, -1, 1, -1]], 2);
  near(rho[1], -5 / 6);
  near(rho[2], 4 / 6);
  assert.equal(autocorrelation([[1, 2, 3]], 9).length, 3);
  assert.deepEqual(
    autocorrelation(
      [
        [50, 50, 1, -1, 1, -1, 1, -1],
        [1, -1, 1, -1, 1, -1],
      ],
      2,
    ),
    rho,
  );
});

test("the integrated time is twice the sum of the correlations plus one, up to five times itself, and at least one", () => {
  assert.deepEqual(integratedTime([1, 0, 0, 0, 0, 0]), { steps: 1, sure: true });
  assert.deepEqual(integratedTime([1, 0, 0, 0, 0]), { steps: 1, sure: false });
  const { steps, sure: closed } = integratedTime([1, 0.5, 0.25, ...Array(30).fill(0)]);
  assert.deepEqual([steps, closed], [2.5, true]);
  assert.equal(integratedTime([1, -0.4, ...Array(9).fill(0)]).steps, 1);
});

// ---- words
const RBM = { lower: [] };
const DBN = { lower: ["lower.0"] };
test("numbers are plain: two decimals, thousands apart, a real minus sign", () => {
  assert.deepEqual([1234.567, -0.25, -1234, 0].map(plain), ["1,234.57", "−0.25", "−1,234", "0"]);
});

test("one pixel, one unit and one forced unit are one", () => {
  assert.match(heldText(RBM, 1, 0), /^By hand: 1 pixel held, all/);
  assert.match(heldText(RBM, 0, 1), /^By hand: 1 hidden unit forced\. /);
  assert.match(heldText(RBM, 2, 3), /^By hand: 2 pixels held, all chains together; 3 hidden units forced\. /);
  assert.equal(titleOf(RBM), "Free energy, in nats");
  assert.match(besidePictures(DBN), /the units of the top layer/);
  assert.match(underPlot(RBM, 12.34), /Dashed: the mean of 20 test digits, 12\.3\. A chain/);
  assert.equal(underPlot(RBM, null), "F(v), one line per chain: the lower, the more probable the picture.");
});

test("a share is in whole percent, below one with a decimal; a unit below 1 % is dead, above 99 % always on", () => {
  assert.deepEqual([0, 0.0049, 0.0099, 0.01, 0.5, 1].map(percent), ["0 %", "0.5 %", "1.0 %", "1 %", "50 %", "100 %"]);
  assert.deepEqual(usage([0.0099, 0.01, 0.99, 0.9901]), { mean: 0.5, dead: 1, always: 1 });
  assert.match(usageText([0.001, 0.002, 0.5]), /2 are dead.*None is always on \(more than 99 %\)\.$/);
  assert.match(
    usageText([1, 0.5]),
    /None is dead.*1 is always on \(more than 99 %\)\. Such a unit only shifts the background\.$/,
  );
  near(norm([3, -4]), 5);
  assert.deepEqual(arranged("frequency", [1, 2, 3], null), [0, 1, 2]);
});

test("a matrix of one pattern is all that pattern; the size of a share of weights is found from the smallest up", () => {
  const found = strongest(floats(2, 4, -1, -2), 2, 2);
  near(found.share, 1);
  near(Math.abs(found.rows[0] / found.rows[1]), 2);
  near(found.columns[1] / found.columns[0], 2);
  assert.equal(strongest(new Float32Array(4), 2, 2).share, 0);
  assert.deepEqual(
    [0, 0.25, 0.74, 0.75].map((share) => sizeAt(floats(-4, 1, 3, 2), share)),
    [1, 2, 3, 4],
  );
  assert.deepEqual(
    Array.from(rearranged(floats(1, 2, 3, 4, 5, 6), { rows: [1, 0], columns: [2, 0, 1] })),
    [6, 4, 5, 3, 1, 2],
  );
  assert.deepEqual(byValue([1, 3, 3]), [1, 2, 0]);
});

test("half of a digit stays where it was drawn, the other half grey; a whole one and an empty sheet are told apart", () => {
  const side = 280;
  const ring = (x, y) => (column, row) => (Math.abs(Math.hypot(column - x, row - y) - 45) < 11 ? 255 : 0);
  const halves = { upper: ring(170, 85), lower: ring(140, 195), left: ring(85, 140), right: ring(195, 140) };
  for (const [half, level] of Object.entries(halves)) {
    const found = halfOf(level, side);
    assert.equal(found.half, half);
    assert.ok(found.pixels.every((value, at) => isIn(half, at) || value === 0.5));
    assert.ok(found.pixels.some((value, at) => isIn(half, at) && value > 0.9));
  }
  const { pixels } = halfOf(halves.upper, side);
  const ink = Array.from(pixels, (value, at) => (isIn("upper", at) ? value : 0));
  const rows = Array.from({ length: 28 }, (_, row) => Math.max(...ink.slice(28 * row, 28 * row + 28)) > 0.5);
  assert.deepEqual([rows.indexOf(true), rows.lastIndexOf(true)], [4, 13]); // from MNIST's edge to the middle
  const across = ink.reduce((sum, value, at) => sum + value * ((at % 28) + 0.5), 0);
  near(across / ink.reduce((sum, value) => sum + value), 14, 0.3); // its mass is centred along the other axis
  const grey = halfOf((...at) => halves.upper(...at) / 2, side).pixels; // a pixel is the mean of what it covers
  assert.ok(Math.abs(Math.max(...grey.filter((_, at) => isIn("upper", at))) - 0.5) < 0.01);
  assert.deepEqual(halfOf(ring(140, 140), side), { half: "", pixels: null });
  assert.equal(
    halfOf(() => 0, side),
    null,
  );
  const box = (left, right, top, bottom) => (x, y) => (x >= left && x < right && y >= top && y < bottom ? 255 : 0);
  const ones = [129, 121, 105].map((left) => box(left, left + 22, 60, 220)); // upright, from the middle to the left
  for (const whole of [...ones, box(60, 220, 129, 151), box(127, 153, 120, 154)])
    assert.equal(halfOf(whole, side).half, "");
  assert.equal(halfOf(ones[0], side, "left").half, "left"); // as a link says
});

test("a half of a digit keeps its shape: as wide as MNIST's, its inner edge as far from the middle as it was drawn", () => {
  // A bar of 200 by 40 points of 280, from 10 to 50 points beyond the middle: 20 by 4 pixels, where a pixel is 10 points.
  const bars = {
    upper: { x: [60, 260], y: [90, 130], columns: [4, 24], rows: [9, 13] },
    lower: { x: [20, 220], y: [150, 190], columns: [4, 24], rows: [15, 19] },
    left: { x: [90, 130], y: [20, 220], columns: [9, 13], rows: [4, 24] },
    right: { x: [150, 190], y: [60, 260], columns: [15, 19], rows: [4, 24] },
  };
  const within = (at, [from, to]) => at >= from && at < to;
  for (const [half, bar] of Object.entries(bars)) {
    const found = halfOf((x, y) => (within(x, bar.x) && within(y, bar.y) ? 255 : 0), 280);
    assert.equal(found.half, half);
    for (let at = 0; at < 784; at++) {
      const [column, row] = [at % 28, Math.floor(at / 28)];
      const mine = { upper: row < 14, lower: row >= 14, left: column < 14, right: column >= 14 }[half];
      const wanted = mine ? Number(within(column, bar.columns) && within(row, bar.rows)) : 0.5;
      assert.equal(found.pixels[at], wanted, `${half}, column ${column}, row ${row}`);
      assert.equal(isIn(half, at), mine);
    }
    const clamps = clampOf(found);
    assert.deepEqual(
      [clamps.filter((value) => value === 1).length, clamps.filter((value) => value === -1).length],
      [80, 392],
    );
  }
});

test("a half that is held from the start is part of the run, and what is let go of it is not", () => {
  const run = new Run();
  run.take(sure());
  const half = { half: "left", pixels: Float32Array.from({ length: 784 }, (_, at) => (at % 3 ? 0.5 : 1)) };
  run.begin("drawing", half.pixels, half);
  const clamps = clampOf(half);
  const isHeld = () => run.chains.list.every(({ clamp }) => clamp.every((value, at) => value === clamps[at]));
  assert.ok(isHeld() && !run.chains.touched && run.held(3).size === 392);
  run.chains.step(2);
  run.count = 9;
  run.begin(); // also with other chains
  assert.ok(isHeld() && !run.chains.touched && run.held(8).size === 392);
  run.chains.letGo();
  run.begin();
  assert.ok(run.chains.touched && run.chains.held() === 0);
  run.letAllGo();
  run.begin("hidden", null);
  assert.deepEqual([run.half, run.chains.touched, run.chains.held()], [null, false, 0]);
});
