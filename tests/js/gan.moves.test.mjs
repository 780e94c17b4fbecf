// Numbers moved by hand: limits, strokes, nudges, what is typed, and what a link has of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Mover } from "../../assets/gan/move.js";
import {
  limited,
  movedSample,
  movesOf,
  movesText,
  nudged,
  placeOf,
  REACH,
  readTyped,
  sameSample,
  startOf,
  stroke,
  withMoves,
} from "../../assets/gan/moves.js";
import { sampleText } from "../../assets/gan/words.js";
import { fromFloats } from "../../assets/shared/bytes.js";
import { normals } from "../../assets/shared/random.js";

const drawn = () => ({
  seed: 1,
  index: 12,
  label: null,
  truncation: null,
  latents: Float32Array.of(0.123456, -1, 2),
  image: Uint8Array.of(1),
  size: 1,
});
const moved = (sample, ...moves) =>
  movedSample(sample, { latents: withMoves(sample.latents, moves), image: Uint8Array.of(2), size: 1 });

test("a number moved by hand has two places and stays within its limits", () => {
  assert.deepEqual([0.126, -0.004, 7, -1e9].map(limited), [0.13, 0, REACH, -REACH]);
});

test("moving some numbers leaves the others and the latents they came from as they were", () => {
  const { latents } = drawn();
  assert.deepEqual(Array.from(withMoves(latents, [[1, 0.5]])), [latents[0], 0.5, 2]);
  assert.equal(latents[1], -1);
});

test("the pointer is at a bar and a value, also outside the box", () => {
  const box = { left: 10, top: 100, width: 300, height: 80 };
  assert.deepEqual(placeOf(10, 100, box, 100, 4), { at: 0, value: 4 });
  assert.deepEqual(placeOf(161, 140, box, 100, 4), { at: 50, value: 0 });
  assert.deepEqual(placeOf(999, 170, box, 100, 4), { at: 99, value: -3 });
  assert.deepEqual(placeOf(-5, -500, box, 100, 4), { at: 0, value: REACH });
});

test("a quick stroke moves every bar on its way, to either side", () => {
  assert.deepEqual(stroke({ at: 3, value: 0 }, { at: 3, value: 1 }), [[3, 1]]);
  assert.deepEqual(stroke({ at: 3, value: 0 }, { at: 7, value: 2 }), [
    [4, 0.5],
    [5, 1],
    [6, 1.5],
    [7, 2],
  ]);
  assert.deepEqual(stroke({ at: 5, value: 1 }, { at: 3, value: 0 }), [
    [4, 0.5],
    [3, 0],
  ]);
});

test("a nudge changes all numbers a little and keeps the length; repeated nudges wander away", () => {
  let latents = Float32Array.from(normals(5, 100));
  const first = latents;
  const [length, cosine] = [
    (z) => Math.hypot(...z),
    (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0) / Math.hypot(...a) / Math.hypot(...b),
  ];
  const before = length(latents);
  latents = nudged(latents, normals(6, 100));
  assert.ok(cosine(first, latents) > 0.95 && cosine(first, latents) < 0.99, `${cosine(first, latents)}`);
  for (let i = 0; i < 30; i++) latents = nudged(latents, normals(7 + i, 100));
  assert.ok(Math.abs(length(latents) - before) < 0.1, `${length(latents)} is not ${before}`);
  assert.ok(cosine(first, latents) < 0.7);
  assert.ok(nudged(new Float32Array(4), [1, 1, 1, 1]).every((value) => value === 0.25)); // no length to keep
});

test("a typed number is kept within the limits, which is said, and nonsense is refused", () => {
  assert.deepEqual(readTyped(" -0.5 "), { value: -0.5, note: "" });
  assert.deepEqual(readTyped("−1,25"), { value: -1.25, note: "" });
  for (const [text, value, is] of [
    ["100", 6, "6"],
    ["-6.01", -6, "−6"],
    ["1e999", 6, "6"],
  ])
    assert.deepEqual(readTyped(text), { value, note: `The numbers go from −6 to 6, so this one is now ${is}.` });
  for (const text of ["", " ", "a", "1 2"]) assert.deepEqual(readTyped(text), { error: "Type a number from −6 to 6." });
});

test("a moved sample keeps where it came from, says that it was moved, and comes back", () => {
  const sample = drawn();
  const once = moved(sample, [0, 1.5]);
  const twice = moved(once, [2, -1.25]);
  assert.equal(sampleText(twice), "Sample 12 of seed 1, moved");
  assert.equal(startOf(twice), sample);
  assert.deepEqual(movesOf(twice), [
    [0, 1.5],
    [2, -1.25],
  ]);
  assert.deepEqual(movesOf(sample), []);
  const back = movedSample(twice, { latents: Float32Array.from(sample.latents), image: Uint8Array.of(3), size: 1 });
  assert.equal(back, sample);
});

test("samples are the same if their recipes are and, once moved, their numbers", () => {
  const sample = drawn();
  assert.ok(sameSample(sample, drawn()));
  assert.ok(!sameSample(sample, { ...drawn(), index: 3 }));
  assert.ok(!sameSample(sample, moved(sample, [0, 1.5])));
  assert.ok(sameSample(moved(sample, [0, 1.5]), moved(drawn(), [0, 1.5])));
  assert.ok(!sameSample(moved(sample, [0, 1.5]), moved(sample, [0, 1.4])));
});

test("a link has the moves with two places, and none if they are too many", () => {
  assert.equal(
    movesText([
      [12, 0.5],
      [40, -1.2],
      [99, 0.129],
    ]),
    "12:0.5,40:-1.2,99:0.13",
  );
  assert.equal(movesText([]), "");
  assert.equal(movesText(Array.from({ length: 101 }, (_, at) => [at, 1])), "");
});

// ---- the server's part
const mover = (ask) => {
  const state = { sample: drawn(), rests: [], failed: 0 };
  const viewer = { model: { classes: 0 }, ask };
  state.mover = new Mover(viewer, {
    sample: () => state.sample,
    show: (sample, rests) => {
      state.sample = sample;
      state.rests.push(rests);
    },
    failed: () => {
      state.failed += 1;
    },
  });
  return state;
};
const answer = () => ({ images: "/w==", size: 1 });

test("while one request is under way only the newest move waits, and judge and critic are asked at rest", async () => {
  const asked = [];
  let free;
  const state = mover(async (_, { latents }) => {
    asked.push(latents);
    if (asked.length === 1)
      await new Promise((done) => {
        free = done;
      });
    return answer();
  });
  const [first, second, third] = [1, 2, 3].map((value) => withMoves(state.sample.latents, [[0, value]]));
  for (const latents of [first, second, third]) state.mover.drag(latents);
  free();
  await new Promise((done) => setTimeout(done, 400));
  assert.deepEqual(
    asked,
    [first, third].map((latents) => fromFloats(latents)),
  );
  assert.equal(state.sample.latents, third);
  assert.deepEqual(state.rests, [false, false, true]);
});

test("a move of a sample that is no longer shown is dropped, one that fails is told", async () => {
  let free;
  const late = mover(
    () =>
      new Promise((done) => {
        free = done;
      }),
  );
  late.mover.drag(withMoves(late.sample.latents, [[0, 1]]));
  const other = drawn();
  late.sample = other;
  free(answer());
  await new Promise((done) => setTimeout(done, 300));
  assert.deepEqual([late.sample, late.failed], [other, 0]);
  const broken = mover(async () => null);
  assert.equal(await broken.mover.to(withMoves(broken.sample.latents, [[0, 1]])), false);
  broken.mover.drag(withMoves(broken.sample.latents, [[0, 1]]));
  await new Promise((done) => setTimeout(done, 50));
  assert.ok(broken.failed > 0 && !broken.sample.moved);
});
