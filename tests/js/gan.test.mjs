// What the GAN tab computes and says without a page: latents, samples, epochs, losses, scales, sentences.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  epochText,
  frameOf,
  keptEarlier,
  nearest,
  ranges,
  rowAt,
  spells,
  spellText,
  warningAt,
} from "../../assets/gan/epochs.js";
import {
  average,
  between,
  latentsText,
  lengthOf,
  meanOf,
  sumOf,
  way,
  wayPoints,
  wayQuery,
  wayRecord,
  wayText,
} from "../../assets/gan/latents.js";
import { loader, store } from "../../assets/gan/load.js";
import { equilibrium, generatorLosses, late, readGame, slopeText, turnText } from "../../assets/gan/losses.js";
import { chunks, columnsOf, pictures, pieces } from "../../assets/gan/samples.js";
import { commonSpan, lossSpan, pointsOf, span, ticks, tickText } from "../../assets/gan/scale.js";
import {
  chance,
  convincing,
  isRecord,
  judgement,
  noiseText,
  probabilityText,
  readNumber,
  sampleText,
  showsSeed,
  stillText,
} from "../../assets/gan/words.js";
import { fromFloats, toBase64, toFloats } from "../../assets/shared/bytes.js";

const near = (value, expected, within = 1e-6) =>
  assert.ok(Math.abs(value - expected) <= within, `${value} is not within ${within} of ${expected}`);
const allNear = (values, expected, within) => {
  assert.equal(values.length, expected.length);
  expected.forEach((each, i) => near(values[i], each, within));
};

// ---- latents
test("the mean of latents is taken number by number", () => {
  allNear(
    meanOf([
      [1, 2],
      [3, 6],
      [5, 1],
    ]),
    [3, 3],
  );
  assert.equal(average([1, 2, 6]), 3);
});

test("a − b + c has the direction of the sum and the length that is asked for", () => {
  const { latents, length, typical } = sumOf([3, 1], [1, 1], [1, 4], 10);
  assert.equal(length, 5); // of (3, 4)
  assert.equal(typical, 10);
  allNear(latents, [6, 8]);
  assert.equal(lengthOf(latents), 10);
  assert.ok(latents instanceof Float32Array);
});

test("a sum that is nothing has no direction", () => {
  assert.equal(sumOf([1, 2], [2, 4], [1, 2], 10), null);
});

test("half-way on the sphere the length stays, where a straight line would be shorter", () => {
  const middle = between([2, 0], [0, 2], 0.5);
  allNear(middle, [Math.SQRT2, Math.SQRT2]);
  assert.ok(middle instanceof Float32Array);
  assert.deepEqual([...between([2, 0], [0, 2], 1)], [0, 2]);
});

test("a way leads through its points, and the digit changes half-way", () => {
  const points = [
    [1, 0],
    [0, 1],
    [-1, 0],
  ].map((latents, i) => ({ latents: Float32Array.from(latents), label: [3, 8, 8][i] }));
  const frames = way(points, 4);
  assert.equal(frames.length, 9);
  for (const i of [0, 1, 2]) assert.deepEqual([...frames[4 * i].latents], [...points[i].latents]);
  assert.deepEqual(
    frames.map(({ label }) => label),
    [3, 3, 8, 8, 8, 8, 8, 8, 8],
  );
  allNear(frames[2].latents, [Math.SQRT1_2, Math.SQRT1_2]);
});

test("a way in a link is read as it was written", () => {
  const samples = [
    { seed: 3, index: 12, label: 2, truncation: 0.8 },
    { seed: 4294967295, index: 0, label: null, truncation: null },
    { seed: 5, index: 99, label: null, truncation: 1.25 },
  ];
  const text = wayText(samples);
  assert.equal(text, "3_12_2_0.8-4294967295_0-5_99__1.25");
  assert.deepEqual(
    wayPoints(text),
    samples.map(({ seed, index, label, truncation }) => ({ seed, first: index, count: 1, digit: label, truncation })),
  );
});

test("a way that cannot be read is refused", () => {
  const nine = Array(9).fill("1_2").join("-");
  assert.equal(wayPoints(nine).length, 9);
  for (const text of [
    "",
    "nonsense",
    "3_1",
    "3_1-99999999999_2",
    "3_1-4294967296_2",
    "3_1-4_2__0",
    "3_1-4_100",
    "3_1--4_2",
    "3_1-4_2_10",
    `${nine}-1_2`,
  ]) {
    assert.equal(wayPoints(text), null, text);
  }
});

test("latents go to the server as float32, one after the other", () => {
  allNear(toFloats(latentsText([Float32Array.of(0.1, -2), Float32Array.of(3, 4)])), [0.1, -2, 3, 4]);
});

// ---- samples
test("an answer is cut into its pictures", () => {
  const images = toBase64(Uint8Array.from({ length: 8 }, (_, i) => 31 * i));
  assert.deepEqual(
    pictures({ images, size: 2 }).map((each) => [...each]),
    [
      [0, 31, 62, 93],
      [124, 155, 186, 217],
    ],
  );
  assert.deepEqual(pieces([1, 2, 3, 4, 5], 2), [
    [1, 2],
    [3, 4],
  ]);
});

test("a grid is asked for in chunks, a dragged slider's large sample first", () => {
  assert.deepEqual(chunks({ count: 64 }), [
    [0, 20],
    [20, 20],
    [40, 20],
    [60, 4],
  ]);
  assert.deepEqual(chunks({ count: 7, brief: true, index: 3 }), [[0, 7]]);
  assert.deepEqual(chunks({ count: 64, brief: true, index: 19 }), [[0, 20]]);
  assert.deepEqual(chunks({ count: 64, brief: true, index: 20 }), [
    [20, 1],
    [0, 20],
  ]);
});

test("a grid is a square, or has a column for each digit", () => {
  assert.deepEqual(
    [1, 7, 25, 26, 100].map((count) => columnsOf(count, false)),
    [1, 3, 5, 6, 10],
  );
  assert.deepEqual(
    [9, 10, 25].map((count) => columnsOf(count, true)),
    [3, 10, 10],
  );
});

// A viewer whose server answers with `count` samples of one pixel and two latents, and the requests it got.
function viewerOf() {
  const asked = [];
  const answer = ({ first, count }) => ({
    size: 1,
    labels: null,
    images: toBase64(Array.from({ length: count }, (_, i) => first + i)),
    latents: fromFloats(Array.from({ length: 2 * count }, (_, i) => first + i / 2)),
  });
  const viewer = {
    model: { name: "gan", revision: "r1" },
    seed: 1,
    truncation: null,
    digit: null,
    broken: false,
    async ask(name, request) {
      asked.push([name, request]);
      return viewer.broken ? null : answer(request);
    },
  };
  return { viewer, asked };
}

test("samples are asked for once, as long as nothing that they depend on is another", async () => {
  const { viewer, asked } = viewerOf();
  const samples = store(viewer);
  const { pictures: images, codes } = await samples({ first: 3, count: 2 });
  assert.deepEqual(
    [images.map((each) => [...each]), codes.map((each) => [...each])],
    [
      [[3], [4]],
      [
        [3, 3.5],
        [4, 4.5],
      ],
    ],
  );
  await samples({ seed: 1, first: 3, count: 2, truncation: null, digit: null });
  assert.deepEqual(asked, [["samples", { seed: 1, first: 3, count: 2, truncation: null, digit: null }]]);
  for (const other of [{ seed: 2 }, { truncation: 1 }, { digit: 7 }, { first: 4 }, { count: 1 }])
    await samples({ first: 3, count: 2, ...other });
  assert.equal(asked.length, 6);
  await samples({ first: 3, count: 2 }, "dcgan");
  assert.equal(asked.at(-1)[1].model, "dcgan");
  viewer.model = { name: "gan", revision: "r2" };
  await samples({ first: 3, count: 2 });
  assert.equal(asked.length, 8);
  samples.forget();
  await samples({ first: 3, count: 2 });
  assert.equal(asked.length, 9);
});

test("samples that did not come are asked for again, and old ones make room", async () => {
  const { viewer, asked } = viewerOf();
  const samples = store(viewer);
  viewer.broken = true;
  assert.equal(await samples({ first: 0, count: 1 }), null);
  viewer.broken = false;
  assert.ok(await samples({ first: 0, count: 1 }));
  for (let seed = 2; seed <= 122; seed++) await samples({ seed, first: 0, count: 1 });
  const before = asked.length;
  await samples({ seed: 122, first: 0, count: 1 });
  assert.equal(asked.length, before);
  await samples({ seed: 1, first: 0, count: 1 }); // the oldest went
  assert.equal(asked.length, before + 1);
});

test("a wish is shown chunk by chunk, and one that no longer counts ends without a word", async () => {
  const { viewer } = viewerOf();
  const told = [];
  let wanted = null;
  const load = loader(store(viewer), {
    current: (wish) => wish === wanted,
    show: ({ seed, index, image }) => {
      told.push(`${seed}/${index}=${image[0]}`);
      if (seed === 8) wanted = null;
    },
    step: (count) => told.push(`${count} there`),
    done: (_wish, failed) => told.push(failed ? "failed" : "done"),
  });
  const run = (wish) => {
    wanted = { truncation: null, digit: null, index: 0, ...wish };
    return load(wanted);
  };
  await run({ seed: 7, count: 2 });
  assert.deepEqual(told.splice(0), ["7/0=0", "7/1=1", "2 there", "done"]);
  await run({ seed: 8, count: 21 });
  assert.deepEqual(told.splice(0).slice(-1), ["20 there"]); // the second chunk was never asked for
  viewer.broken = true;
  await run({ seed: 9, count: 1 });
  assert.deepEqual(told.splice(0), ["failed"]);
});

// ---- epochs
test("places of a training have names", () => {
  assert.deepEqual([0, 0.1, 1, 0.30000000000000004].map(epochText), [
    "before training",
    "epoch 0.1",
    "epoch 1",
    "epoch 0.3",
  ]);
});

test("the nearest place is found, the last one for what lies beyond", () => {
  const places = [0, 0.1, 0.5, 1, 2, 3];
  assert.deepEqual(
    [0, 0.04, 0.06, 1.4, 2.6, Infinity].map((epoch) => nearest(places, epoch)),
    [0, 0, 1, 3, 5, 5],
  );
});

test("at a place counts what had been measured by then", () => {
  const rows = [{ epoch: 0.1 }, { epoch: 0.2 }, { epoch: 0.30000000000000004 }];
  assert.equal(rowAt(rows, 0.3), rows[2]);
  assert.equal(rowAt(rows, 0.25), rows[1]);
  assert.equal(rowAt(rows, 0), undefined);
});

test("a warning is of its epoch until the next one begins", () => {
  const collapse = [{ epoch: 3, warning: "few digits" }];
  assert.deepEqual(
    [2.9, 3, 3.5, 4].map((place) => Boolean(warningAt(collapse, place))),
    [false, true, true, false],
  );
});

test("epochs in a row are one spell, with what was said last", () => {
  const collapse = [1, 2, 4].map((epoch) => ({ epoch, warning: `after ${epoch}` }));
  assert.deepEqual(spells(collapse), [
    { first: 1, last: 2, warning: "after 2" },
    { first: 4, last: 4, warning: "after 4" },
  ]);
  assert.deepEqual(spells(collapse).map(spellText), ["1–2", "4"]);
  assert.equal(ranges([1, 2, 3, 4, 7]), "1–4, 7");
  assert.equal(ranges([]), "");
});

test("weights are an earlier epoch's only where both are known", () => {
  assert.equal(keptEarlier({ kept_epoch: 2, train_epochs: 3 }), true);
  for (const model of [{ kept_epoch: 3, train_epochs: 3 }, { kept_epoch: null, train_epochs: 3 }, { kept_epoch: 2 }])
    assert.equal(keptEarlier(model), false);
});

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
  assert.deepEqual([-0.5, 0.1 + 0.2, 20000].map(tickText), ["−0.5", "0.3", "20,000"]);
});

test("a single peak runs out of the chart, a named level never does", () => {
  const values = [...Array.from({ length: 100 }, (_, i) => i / 100), 50];
  const [low, high] = span(values);
  assert.ok(low < 0 && high > 1 && high < 3, `${low} to ${high}`);
  assert.ok(span(values, [9])[1] > 9 && span(values, [-9])[0] < -9);
  assert.deepEqual(span([NaN, undefined]), [0, 1]);
  const [least, most] = span([2, 2, 2]);
  assert.ok(least < 2 && most > 2); // a flat line is no division by 0
});

test("two games share a scale only where they play for one loss", () => {
  const run = (objective, critic, generator) => ({ objective, trace: [{ epoch: 1, critic, generator }] });
  const [low, high] = commonSpan([run("logistic", 0.5, 2), run("logistic", 1, 6)]);
  assert.ok(low <= 0);
  near(high, lossSpan(run("logistic", 1, 6).trace)[1]);
  assert.equal(commonSpan([run("logistic", 1, 2), run("hinge", 1, 2)]), undefined);
  assert.equal(commonSpan([run("logistic", 1, 2), { objective: "logistic" }]), undefined);
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

// ---- sentences
test("a sample's name has what it was made with", () => {
  assert.equal(sampleText({ seed: 1, index: 7, label: null, truncation: null }), "Sample 7 of seed 1");
  assert.equal(
    sampleText({ seed: 1, index: 7, label: 8, truncation: 0.6 }),
    "Sample 7 of seed 1, asked for an 8, truncation 0.60",
  );
});

test("digits that stay are named by what differs", () => {
  const before = { seed: 1, truncation: null, digit: 3 };
  assert.equal(
    stillText({ ...before, seed: 2 }, before),
    "These are still the digits of seed 1; the server did not give those of seed 2.",
  );
  assert.equal(
    stillText({ ...before, truncation: 1 }, before),
    "These are still the digits of seed 1, without truncation; the server did not give the others.",
  );
  assert.match(stillText({ ...before, digit: null }, before), /of seed 1, digit 3;/);
  assert.equal(stillText(before, undefined), "The server did not give the digits.");
});

test("near 0 and 1 no chance is called certain", () => {
  assert.deepEqual([0.999, 0.001, 0.5].map(chance), ["more than 99\u00a0%", "less than 1\u00a0%", "50\u00a0%"]);
  assert.deepEqual([0.999, 0.001, 0.5].map(probabilityText), ["more than 0.99", "less than 0.01", "0.50"]);
});

test("the critic's verdict is a rank among other digits", () => {
  assert.match(
    convincing({ generated: 0.64, real: 0.2 }),
    /more convincing than 64\u00a0% of the generated digits and 20\u00a0% of the real ones\.$/,
  );
  assert.match(
    convincing({ generated: 0.004, real: 0 }),
    /finds it less convincing than nearly all other digits, generated or real\.$/,
  );
});

test("the judge's word is held against what was asked for", () => {
  const eight = { digit: 8, confidence: 0.9 };
  assert.match(judgement(eight, null), /sees an 8 \(90\u00a0% sure\)\.$/);
  assert.match(judgement(eight, 8), /, as was asked for\.$/);
  assert.match(judgement(eight, 0), /; a 0 was asked for\.$/);
});

test("only the digits 0 to 9 are a number to write, and at most 20", () => {
  assert.deepEqual(readNumber(" 0123 "), { digits: [0, 1, 2, 3] });
  assert.equal(readNumber("9".repeat(20)).digits.length, 20);
  for (const typed of ["12a", "-5", "1 6", "１６", "1.5"]) assert.match(readNumber(typed).error, /Use only the digits/);
  assert.match(readNumber(" ").error, /Write a number/);
  assert.match(readNumber("4".repeat(40)).error, /At most 20 digits can be written at once; these are 40\./);
});

test("whether two models share their noise is said", () => {
  const model = (name, more = {}) => ({ name, latent_dim: 100, timeline: {}, ...more });
  const record = (name) => model(name, { drawable: false });
  assert.equal(noiseText(model("a"), model("a")), "");
  assert.match(noiseText(model("a"), model("b")), /made from the same random numbers as the one in the same place/);
  assert.match(
    noiseText(model("a"), model("b", { latent_dim: 20 })),
    /one draws from 100 random numbers, the other from 20 numbers/,
  );
  assert.match(noiseText(model("a"), model("b", { classes: 10 })), /one is also told which digit/);
  assert.match(noiseText(model("a"), record("b")), /^One of them cannot draw here, so both show/);
  assert.match(noiseText(record("a"), record("b")), /^Neither can draw here/);
  assert.match(noiseText(record("a"), model("b", { latent_dim: 20 })), /from different noise/);
  const kept = model("b", { drawable: false, sheets: { seeds: [1, 2, 3] } });
  assert.match(noiseText(model("a"), kept, 2), /^Each picture on the left/);
  assert.match(noiseText(model("a"), kept, 4), /^One of them .* Its samples were kept for the seeds 1, 2, 3\.$/);
  assert.deepEqual(
    [showsSeed(kept, 3), showsSeed(kept, 4), showsSeed(record("a"), 1), showsSeed(model("a"), 4)],
    [true, false, false, true],
  );
  assert.deepEqual([model("a"), record("a"), {}].map(isRecord), [false, true, false]);
});

test("a way is saved with its samples, and its link asks for the same ones", () => {
  const model = { name: "dcgan-32", revision: "0123456789abcdef", latent_dim: 2 };
  const points = [
    { seed: 3, index: 1, label: null, truncation: null, latents: Float32Array.of(1, 0.5) },
    { seed: 4, index: 2, label: 7, truncation: 0.7, latents: Float32Array.of(0, -1) },
  ];
  const query = wayQuery(model, points);
  assert.equal(query.get("revision"), "01234567");
  const asked = wayPoints(query.get("walk"));
  assert.deepEqual(
    asked.map(({ seed, first, digit, truncation }) => [seed, first, digit, truncation]),
    points.map(({ seed, index, label, truncation }) => [seed, index, label, truncation]),
  );
  const { samples } = wayRecord(model, points);
  assert.deepEqual(samples[1], { seed: 4, index: 2, digit: 7, truncation: 0.7, latents: [0, -1] });
});

test("a picture of sheets has a frame for each seed after each place", () => {
  const grid = { seeds: [1, 2, 3], places: [1, 4, 8] };
  const frames = grid.places.flatMap((_, place) => grid.seeds.map((_, seed) => frameOf(grid, place, seed)));
  assert.deepEqual(frames, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
