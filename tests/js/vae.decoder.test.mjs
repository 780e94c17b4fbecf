// Who decodes: the page once it has the network, the server before that and where it cannot come.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { toBase64 } from "../../assets/shared/bytes.js";
import { decoderOf } from "../../assets/vae/tools.js";
import { written } from "./safetensors.mjs";

const floats = (...values) => ["F32", Float32Array.from(values)];
const FILE = written({ "decoder.0.weight": floats(1, 2), "decoder.0.bias": floats(0, 0.5) }); // 1 latent, 2 pixels
const STEPS = [{ do: "linear", name: "decoder.0" }, { do: "relu" }];
const layered = (steps = STEPS) => ({ kind: "layered", weights: "weights", inputs: 1, steps });
const settled = () => new Promise((done) => setTimeout(done, 5));
const list = (pictures) => pictures.map((picture) => [...picture]);

let asked;
const ask = async (name, { codes }) => {
  asked.push([name, codes]);
  return { images: toBase64(codes.flatMap(() => [255, 0])) };
};
const answer = (response) => {
  globalThis.fetch = async () => response();
};

// Every look at the clock is so many milliseconds after the one before.
function slow(milliseconds) {
  let time = 0;
  performance.now = () => {
    time += milliseconds;
    return time;
  };
}

beforeEach(() => {
  asked = [];
  console.warn = () => {};
});

test("the server decodes until the network is there, then the page", async () => {
  let come;
  globalThis.fetch = () =>
    new Promise((done) => {
      come = () => done(new Response(FILE));
    });
  const decoder = await decoderOf(layered(), ask);
  assert.equal(decoder.now([2]), null);
  assert.deepEqual(list(await decoder.many([[2], [3]])), [
    [1, 0],
    [1, 0],
  ]);
  assert.deepEqual(asked, [["decode_many", [[2], [3]]]]);
  come();
  await settled();
  assert.deepEqual([...decoder.now([2])], [2, 4.5]);
  assert.deepEqual(list(await decoder.many([[-1], [1]])), [
    [0, 0],
    [1, 2.5],
  ]);
  assert.equal(asked.length, 1);
});

test("the server decodes for good where the page cannot", async () => {
  const { WebAssembly } = globalThis;
  const { now } = performance;
  const cannot = [
    ["a machine that needs 26 ms for a picture", () => slow(2 * 26), STEPS],
    ["no weights", () => answer(() => new Response("", { status: 404 })), STEPS],
    ["weights that are cut off", () => answer(() => new Response(FILE.slice(0, -1))), STEPS],
    ["a tensor that is missing", () => {}, [{ do: "linear", name: "decoder.7" }]],
    ["a step of a later version", () => {}, [...STEPS, { do: "fly" }]],
    ["an old browser", () => delete globalThis.WebAssembly, STEPS],
  ];
  for (const [why, begin, steps] of cannot) {
    answer(() => new Response(FILE));
    begin();
    const decoder = await decoderOf(layered(steps), ask);
    await settled();
    assert.equal(decoder.now([2]), null, why);
    assert.deepEqual(list(await decoder.many([[2]])), [[1, 0]], why);
    performance.now = now;
  }
  globalThis.WebAssembly = WebAssembly;
  assert.equal(asked.length, cannot.length);
});
