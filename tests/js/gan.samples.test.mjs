// How samples are asked for, cut into pictures, kept, and asked for again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loader, store } from "../../assets/gan/load.js";
import { chunks, columnsOf, pictures, pieces } from "../../assets/gan/samples.js";
import { fromFloats, toBase64 } from "../../assets/shared/bytes.js";

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
