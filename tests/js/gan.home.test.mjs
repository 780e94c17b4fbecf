// Whether the page or the server draws: the page once its worker can, else the server.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Home } from "../../assets/gan/home.js";

const DECODER = { kind: "layered", weights: "zoo-files/w.safetensors", inputs: 2, steps: [] };
const MODEL = { name: "one", decoder: DECODER, size: 1, latent_dim: 2, classes: 10 };
const REQUEST = { seed: 7, first: 8, count: 3, truncation: null, digit: null };
const settled = () => new Promise((done) => setTimeout(done));

let workers;
class FakeWorker {
  constructor(url) {
    this.url = String(url);
    this.sent = [];
    this.ended = false;
    workers.push(this);
  }
  postMessage(message) {
    this.sent.push(message);
  }
  terminate() {
    this.ended = true;
  }
  answer(more) {
    this.onmessage({ data: { id: this.sent.at(-1).id, ...more } });
  }
}

beforeEach(() => {
  workers = [];
  Object.assign(globalThis, { Worker: FakeWorker, document: { baseURI: "http://zoo.test/sub/" } });
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
});

async function begun(ready = true) {
  const home = new Home();
  home.choose(MODEL);
  home.begin();
  workers[0].answer({ ready });
  await settled();
  return home;
}

test("nothing is drawn here before the weights are there", () => {
  const home = new Home();
  home.choose(MODEL);
  home.begin();
  home.begin(); // a second grid
  assert.equal(workers.length, 1);
  assert.match(workers[0].url, /shared\/layered-worker\.js$/);
  assert.deepEqual(workers[0].sent[0].load, { ...DECODER, weights: "http://zoo.test/sub/zoo-files/w.safetensors" });
  assert.equal(home.ready, false);
});

test("then samples have their latents, labels and pictures", async () => {
  const home = await begun();
  const coming = home.samples(REQUEST);
  await settled();
  const { inputs, labels } = workers[0].sent.at(-1);
  assert.deepEqual(labels, [8, 9, 0]); // of each digit in turn
  workers[0].answer({ levels: Uint8Array.of(1, 2, 255) });
  const drawn = await coming;
  assert.deepEqual([drawn.size, drawn.labels], [1, labels]);
  assert.deepEqual(
    drawn.pictures.map((each) => [...each]),
    [[1], [2], [255]],
  );
  assert.deepEqual(
    drawn.codes.flatMap((each) => [...each]),
    [...inputs],
  );
});

test("a digit that is asked for is every sample's, and a model without classes has no labels", async () => {
  const home = await begun();
  home.samples({ ...REQUEST, digit: 4 });
  await settled();
  assert.deepEqual(workers[0].sent.at(-1).labels, [4, 4, 4]);
  home.model = { ...MODEL, classes: 0 };
  home.samples(REQUEST);
  await settled();
  assert.equal(workers[0].sent.at(-1).labels, null);
});

test("a worker without a network and one that fails leave it to the server", async () => {
  const without = await begun(false);
  assert.ok(workers[0].ended && !without.ready);
  without.begin(); // once more with the next grid
  assert.equal(workers.length, 1);
  workers = [];
  const home = await begun();
  const coming = home.samples(REQUEST);
  workers[0].onerror({});
  assert.equal(await coming, null);
  assert.ok(!home.ready);
  workers = [];
  const other = await begun();
  const drawing = other.samples(REQUEST);
  workers[0].answer({ failed: true });
  assert.equal(await drawing, null);
  assert.ok(workers[0].ended && !other.ready);
});

test("a browser without workers leaves it to the server", async () => {
  globalThis.Worker = class {
    constructor() {
      throw new Error("workers are not allowed");
    }
  };
  const home = new Home();
  home.choose(MODEL);
  await home.begin();
  assert.equal(home.ready, false);
});

test("another model gets a worker of its own, and what was asked of the one before is not drawn", async () => {
  const home = await begun();
  const coming = home.generate([[1, 2]], [0]);
  home.choose({ ...MODEL, name: "two" });
  assert.equal(await coming, null);
  assert.ok(workers[0].ended && !home.ready);
  home.begin();
  workers[0].onerror({}); // too late to matter
  workers[1].answer({ ready: true });
  await settled();
  assert.ok(home.ready);
});

test("no weights are fetched for a model that the server runs, nor for who saves data", () => {
  const home = new Home();
  home.choose({ ...MODEL, decoder: { kind: "server" } });
  home.begin();
  Object.defineProperty(globalThis, "navigator", { value: { connection: { saveData: true } }, configurable: true });
  home.choose(MODEL);
  home.begin();
  assert.equal(workers.length, 0);
});
