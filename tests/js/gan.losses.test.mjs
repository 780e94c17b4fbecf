// What a game's losses mean, and the scales on which they are drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { equilibrium, generatorLosses, late, readGame, slopeText, turnText } from "../../assets/gan/losses.js";
import { commonSpan, lossSpan, pointsOf, span, ticks, tickText } from "../../assets/gan/scale.js";
import { allNear, near } from "./near.mjs";

// ---- losses
test("slopes of the generator's losses are their derivatives", () => {
  const step = 1e-6;
  const byScore = (score) => generatorLosses(1 / (1 + Math.exp(-score)));
  for (const d of [0.05, 0.5, 0.9]) {
    const score = Math.log(d / (1 - d));
    for (const name of ["saturating", "other"]) {
      const { slope, passed } = generatorLosses(d)[name];
      near(slope, (generatorLosses(d + step)[name].value - generatorLosses(d - step)[name].value) / (2 * step), 1e-4);
      near(passed, (byScore(score + step)[name].value - byScore(score - step)[name].value) / (2 * step), 1e-4);
    }
  }
  near(generatorLosses(0.25).saturating.value, Math.log(0.75));
  near(generatorLosses(0.25).other.value, Math.log(4));
});

test("what the slopes mean is said of all that the critic may say", () => {
  assert.match(slopeText(0.05), /sees through this picture\. .* passes back 0\.05, the second 0\.95: 19\.0 times/);
  assert.match(slopeText(0.2), /doubts this picture/);
  assert.match(slopeText(0.5), /both losses pass back the same/);
  assert.match(slopeText(0.51), /fools the critic/);
});

test("play has its balance where a critic that must guess would pay", () => {
  const guess = generatorLosses(0.5);
  allNear(
    equilibrium("logistic").map(({ y }) => y),
    [2 * guess.other.value, guess.other.value],
  );
  assert.deepEqual(
    ["logistic", "hinge", "wasserstein"].map((objective) => equilibrium(objective).map(({ text }) => text)),
    [
      ["critic that can only guess: log 4", "generator then: log 2"],
      ["critic that can only guess: 2"],
      ["no distance left: 0"],
    ],
  );
  assert.deepEqual(
    equilibrium("hinge").map(({ y }) => y),
    [2],
  ); // max(0, 1 - 0) + max(0, 1 + 0)
  assert.deepEqual(
    equilibrium("wasserstein").map(({ y }) => y),
    [0],
  );
  assert.deepEqual(["constructor", "__proto__", "no", undefined].flatMap(equilibrium), []);
});

test("the end of a run is its last tenth, without what was not recorded", () => {
  const trace = Array.from({ length: 40 }, (_, i) => ({ critic: i }));
  assert.equal(late(trace, "critic"), 37.5);
  assert.equal(late(trace.slice(0, 3), "critic"), 2);
  assert.equal(late([...trace.slice(0, 38), {}, { critic: 1 }], "critic"), (36 + 37 + 1) / 3);
  assert.ok(Number.isNaN(late(trace, "generator")));
});

const game = (row, more = {}) =>
  readGame({ trace: [{ epoch: 20, ...row }], objective: "logistic", train_epochs: 20, ...more });

test("a game that was won is said to be, and which epoch is kept", () => {
  const won = { critic: 0.01, generator: 9, real_accuracy: 1, generated_accuracy: 1 };
  for (const [kept, said] of [
    [5, "with the weights of epoch 5 of 20."],
    [20, "far ahead."],
    [null, "far ahead."],
  ]) {
    const text = game(won, { kept_epoch: kept });
    assert.match(text, /it has won/);
    assert.ok(text.endsWith(said), text);
  }
});

test("what a run's losses mean depends on the loss that was played", () => {
  const row = (critic, right) => ({ critic, generator: 1, real_accuracy: right, generated_accuracy: right });
  assert.match(game(row(1.4, 0.5)), /near the balance.* hardly better than tossing a coin/);
  assert.match(game(row(1, 0.8)), /about 80\u00a0% of the real images.*stayed below the balance/);
  assert.match(game(row(1.6, 0.7)), /above the balance/);
  assert.match(game(row(1.5, 0.7), { objective: "hinge" }), /pays less/);
  assert.match(game(row(2, 0.7), { objective: "hinge" }), /pays no less/);
  assert.match(
    game({ critic: -3.25, generator: 1 }, { objective: "wasserstein" }),
    /loss was −3\.25 .*still 3\.25 apart/,
  );
  assert.match(game({ critic: 0.1, generator: 1 }, { objective: "wasserstein" }), /no longer tell the two kinds apart/);
  assert.doesNotMatch(
    game({ critic: 0.1, generator: 1 }, { objective: "constructor" }),
    /critic was right|balance|undefined/,
  );
});

test("who moves how often is said in words", () => {
  assert.match(
    turnText(undefined, "GAN"),
    /^In GAN the critic takes one step and then the generator one step, again and again\. If the critic/,
  );
  assert.match(
    turnText({ generator_updates: 2, critic_updates: 7, critic_rate: 3 }, "X"),
    /takes 7 steps and then the generator two steps.*3 times as large/,
  );
});

// ---- scales
test("ticks are round numbers within the span", () => {
  assert.deepEqual(ticks(0, 8, 8), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  allNear(ticks(-0.13, 0.52, 3), [0, 0.5]);
  assert.deepEqual(ticks(0, 20000, 4), [0, 5000, 10000, 15000, 20000]);
  allNear(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual([-0.5, 0.1 + 0.2, 1000, -20000].map(tickText), ["−0.5", "0.3", "1,000", "−20,000"]);
});

test("a tick at an end of the span is there, whatever rounding does to it", () => {
  assert.ok(0.6 / 0.2 < 3 && -0.3 / 0.1 > -3 && (0.8 - 0.2) / 3 > 0.2);
  allNear(ticks(0, 0.6, 3), [0, 0.2, 0.4, 0.6]);
  allNear(ticks(-0.3, 0, 3), [-0.3, -0.2, -0.1, 0]);
  allNear(ticks(0.2, 0.8, 3), [0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(ticks(0.1, 0.4, 1), []); // none is round
});

test("a single peak runs out of the chart, a named level never does", () => {
  const values = [...Array.from({ length: 100 }, (_, i) => i / 100), 50];
  const [low, high] = span(values);
  assert.ok(low < 0 && high > 1 && high < 3, `${low} to ${high}`);
  assert.ok(span(values, [9])[1] > 9 && span(values, [-9])[0] < -9);
  assert.deepEqual(span([NaN, undefined]), [0, 1]);
  allNear(span([2, 2, 2]), [1.9, 2.1]);
  allNear(span([0, 0]), [-0.001, 0.001]);
});

test("a span ends as far again beyond the middle 96 % as these reach, or where the values end", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i);
  const beside = 0.06 * (98 + 96 - 0); // the room at each end
  allNear(span([...hundred, 5000]), [0 - beside, 98 + 96 + beside]);
  allNear(span([-5000, ...hundred]), [1 - 96 - beside, 99 + beside]);
  allNear(span(hundred), [-0.06 * 99, 1.06 * 99]);
});

test("a chart of losses shows both players and the dashed levels", () => {
  const trace = [{ critic: 1, generator: -5 }, { critic: 3 }];
  allNear(lossSpan(trace), [-5.48, 3.48]);
  allNear(lossSpan(trace, [{ y: 5 }]), [-5.6, 5.6]);
});

test("two games share a scale only where they play for one loss", () => {
  const run = (objective, critic, generator) => ({ objective, trace: [{ epoch: 1, critic, generator }] });
  const [low, high] = commonSpan([run("logistic", 0.5, 2), run("logistic", 1, 6)]);
  assert.ok(low <= 0);
  near(high, lossSpan(run("logistic", 1, 6).trace)[1]);
  assert.equal(commonSpan([run("logistic", 1, 2), run("hinge", 1, 2)]), undefined);
  assert.equal(commonSpan([run("logistic", 1, 2), { objective: "logistic" }]), undefined);
  assert.equal(commonSpan([{ objective: "logistic" }, run("logistic", 1, 2)]), undefined);
  assert.equal(commonSpan([run("logistic", 1, 2), { objective: "logistic", trace: [] }]), undefined);
});

test("a line has the points that were recorded", () => {
  assert.deepEqual(
    pointsOf([{ epoch: 1, critic: 2 }, { epoch: 2 }, { epoch: 3, critic: null }, { epoch: 4, critic: 0 }], "critic"),
    [
      [1, 2],
      [4, 0],
    ],
  );
});
