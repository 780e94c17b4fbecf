// The names on the VAE tab's map and what the map says of itself; codes decoded on the server; points fetched once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64 } from "../../assets/shared/bytes.js";
import { noteOf } from "../../assets/vae/map-note.js";
import { middles, Names } from "../../assets/vae/names.js";
import { pointsOf } from "../../assets/vae/plane.js";
import { byInformation, twoDecimals } from "../../assets/vae/sliders.js";
import { decoderOf } from "../../assets/vae/tools.js";
import { written } from "./safetensors.mjs";

const SPOTS = { x: [1, 9, 5, 0, 2], y: [10, 30, 20, 7, 8], labels: [3, 3, 3, 0, 0] };

test("a name stands in the middle of its digit's points, a digit without points has none", () => {
  const found = middles(SPOTS);
  assert.equal(found.length, 10);
  assert.deepEqual([found[3], found[0], found[1]], [[5, 20], [2, 8], null]);
});

// ---- what the decoder draws at the names
function named(t, answer) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const viewer = {
    quietly: async (name, request) => {
      asked.push([name, request]);
      return answer;
    },
  };
  let changed = 0;
  const names = new Names(viewer, () => {
    changed += 1;
  });
  names.place(SPOTS);
  return { names, asked, changes: () => changed, wait: async (time) => void t.mock.timers.tick(time) };
}
const at = (x, y) => [x, y, 4];

test("the judge is asked once the code rests, with the codes at the names, and its answer counts", async (t) => {
  const { names, asked, changes, wait } = named(t, { digits: [0, 8], judged: true });
  names.ask(() => [0, 0, 0]);
  await wait(200);
  names.ask(at); // another code: what was to be asked is not any more
  await wait(299);
  assert.equal(asked.length, 0);
  await wait(1);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(asked, [
    [
      "judge_codes",
      {
        codes: [
          [2, 8, 4],
          [5, 20, 4],
        ],
      },
    ],
  ]);
  assert.deepEqual([names.strange, changes()], [[3], 1]);
  names.ask(at);
  await wait(1000);
  assert.equal(asked.length, 1); // the same codes are not asked for again
  names.place(SPOTS);
  assert.deepEqual(names.strange, []);
});

test("without a judge no name is strange, and without points nothing is asked", async (t) => {
  const { names, asked, changes, wait } = named(t, { digits: [null, null], judged: false });
  names.ask(at);
  await wait(300);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual([names.strange, changes()], [[], 1]);
  names.place(null);
  names.ask(at);
  await wait(1000);
  assert.equal(asked.length, 1);
});

// ---- what the map says of itself
const model = { latents: [1, 2, 3], plane: { explained: [0.31, 0.128] }, prior: true };

test("the map says what its points are, and what it leaves out", () => {
  const note = (more) => noteOf({ model, chosen: "plane", ground: "points", count: 2000, strange: [], ...more });
  assert.equal(
    note({}),
    "Each of the 2,000 points is a test digit, placed by the encoder, which was never told which digit it is. " +
      "This plane holds 44 % of the variance between codes; the rest stays as the sliders have it.",
  );
  assert.ok(note({ chosen: "pair" }).endsWith("digit it is. The other latents stay as the sliders have them."));
  assert.ok(note({ model: { ...model, latents: [1, 2] } }).endsWith("which digit it is."));
  assert.match(note({ strange: [1, 4, 7] }), / A grey name \(now 1, 4 and 7\) says/);
  assert.match(note({ strange: [5] }), /\(now 5\)/);
  const grid = note({ ground: "grid", strange: [5] });
  assert.equal(
    grid,
    "Every tile is what the decoder draws there. Between any two neighbouring tiles lies the same share of the prior. " +
      "This plane holds 44 % of the variance between codes; the rest stays as the sliders have it.",
  );
  assert.match(
    note({ ground: "grid", model: { ...model, prior: false } }),
    /share of a normal fitted to the test codes\./,
  );
});

// ---- codes and points
test("the server decodes as many codes as it takes at once, and each picture belongs to its code", async () => {
  const asked = [];
  const decoder = await decoderOf({ kind: "server" }, async (name, { codes }) => {
    asked.push([name, codes.length]);
    return { images: toBase64(codes.flatMap(([value]) => [value, value + 1])) };
  });
  assert.equal(decoder.now([1]), null);
  const found = await decoder.many(Array.from({ length: 410 }, (_, i) => [i % 200]));
  assert.deepEqual(asked, [
    ["decode_many", 400],
    ["decode_many", 10],
  ]);
  assert.equal(found.length, 410);
  const levels = (picture) => Array.from(picture, (value) => Math.round(255 * value));
  assert.deepEqual(
    [3, 399, 400, 409].map((i) => levels(found[i])),
    [
      [3, 4],
      [199, 200],
      [0, 1],
      [9, 10],
    ],
  );
});

test("where the server does not decode there is no picture", async () => {
  const decoder = await decoderOf({ kind: "server" }, async () => null);
  assert.equal(await decoder.many([[1]]), null);
});

test("points are fetched once, and again after a failure", async (t) => {
  let answers = 0;
  t.mock.method(globalThis, "fetch", async () => {
    answers += 1;
    if (answers === 1) return new Response("", { status: 503 });
    return new Response(written({ codes: ["F32", Float32Array.of(1, 2, 3, 4)], labels: ["U8", Uint8Array.of(5, 6)] }));
  });
  assert.equal(await pointsOf({ points: null }), null);
  await assert.rejects(pointsOf({ points: { url: "/a" } }), /the test points could not be fetched \(503\)/);
  const found = await pointsOf({ points: { url: "/a" } });
  assert.deepEqual([[...found.codes], [...found.labels], found.width], [[1, 2, 3, 4], [5, 6], 2]);
  assert.equal(await pointsOf({ points: { url: "/a" } }), found);
  assert.equal(answers, 2);
});

test("the latents that tell most come first, without another order in the model", () => {
  const latents = [
    { index: 0, information: 1 },
    { index: 1, information: 3 },
    { index: 2, information: 2 },
  ];
  assert.deepEqual(
    byInformation({ latents }).map(({ index }) => index),
    [1, 2, 0],
  );
  assert.equal(latents[0].index, 0);
  assert.deepEqual([-0.001, -0.01, 2.345].map(twoDecimals), ["0.00", "-0.01", "2.35"]);
});
