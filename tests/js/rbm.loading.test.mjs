// A saved machine is read back; what is none is refused in a sentence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { filesOf } from "../../assets/rbm/train/checkpoint.js";
import { fromZip } from "../../assets/rbm/train/loading.js";
import { DEFAULTS } from "../../assets/rbm/train/settings.js";
import { entriesOf } from "../../assets/shared/unzip.js";
import { zip } from "../../assets/shared/zip.js";

const settings = {
  ...DEFAULTS,
  hidden: 9,
  rate: 0.5,
  persistent: true,
  binary: false,
  momentum: 0.5,
  decay: 0.25,
  seed: 4,
};
const floats = (count) => Float32Array.from({ length: count }, (_, at) => Math.sin(at));
const taken = (more = {}) => ({
  settings,
  tensors: {
    weight: floats(784 * 9),
    visibleBias: floats(784),
    hiddenBias: floats(9),
    chains: Uint8Array.from({ length: 78400 }, (_, at) => at % 2),
  },
  often: floats(9).map(Math.abs),
  epoch: 3,
  curve: [{ epoch: 0, train: -1, held: -2, error: 3 }],
  error: 3,
  measured: 10,
  digits: 60,
  kind: "mnist",
  ...more,
});
const files = () => filesOf(taken());
const loaded = (content) => fromZip(new Blob([zip(content)]));
const renamed = (change) => {
  const content = files();
  change(content);
  return loaded(content);
};
const text = (content) => new TextEncoder().encode(content);

test("what was saved comes back: weights, chains, use of units, settings", async () => {
  const found = await loaded(files());
  assert.deepEqual(found.tensors, taken().tensors);
  assert.deepEqual(found.settings, settings);
  assert.equal(found.epoch, 3);
  assert.deepEqual(
    [...found.often].map((value) => value.toFixed(4)),
    [...taken().often].map((value) => value.toFixed(4)),
  );
});

test("what it learned from comes back; data that the page does not know is none of its kinds", async () => {
  const kindOf = async (data) => {
    const training = text(JSON.stringify({ recipe: { data } }));
    return (await renamed((content) => Object.assign(content, { "my-rbm/training.json": training }))).kind;
  };
  assert.equal((await loaded(filesOf(taken({ kind: "fashion" })))).kind, "fashion");
  const found = await Promise.all(["binary_mnist", "labelled_drawn", "binary_runes@0123", undefined, 7].map(kindOf));
  assert.deepEqual(found, ["mnist", "drawn", null, "mnist", null]);
});

test("without the files beside the weights it is shown all the same", async () => {
  const found = await renamed((content) => {
    for (const name of ["training.json", "units.json"]) delete content[`my-rbm/${name}`];
  });
  assert.deepEqual([found.epoch, found.often, found.settings.rate], [0, null, DEFAULTS.rate]);
});

test("what is no checkpoint is refused, each with its reason", async () => {
  const refused = (promise, why) => assert.rejects(promise, { message: why });
  const put = (name, content) => renamed((all) => Object.assign(all, { [`my-rbm/${name}`]: text(content) }));
  await refused(fromZip(new Blob(["hello"])), /no zip/);
  await refused(fromZip({ size: 2e9 }), /more than 20 MB/);
  await refused(loaded({ "a.txt": text("a") }), /there is no config\.json/);
  await refused(put("config.json", "{"), /config\.json cannot be read/);
  await refused(put("config.json", '{"model": "VAE"}'), /of class VAE/);
  await refused(put("config.json", '{"model": "RBM", "hidden_dim": 1e9, "image_size": 28}'), /a size that/);
  await refused(
    put("config.json", '{"model": "RBM", "hidden_dim": 10, "image_size": 28}'),
    /no 'machine\.weight' that fits/,
  );
  const broken = taken();
  broken.tensors.hiddenBias[2] = NaN;
  await refused(loaded(filesOf(broken)), /no 'machine\.hidden_bias' that fits/);
  const whole = zip(files());
  await refused(fromZip(new Blob([whole.subarray(5000)])), /cut short|damaged|no zip/);
});

// The record of a packed file beside the stored ones that this page writes.
function packed(name, content, claimed = content.length) {
  const body = deflateRawSync(content);
  const bytes = Buffer.from(zip({ [name]: new Uint8Array(body) }));
  const central = bytes.lastIndexOf(Buffer.from("PK\x01\x02"));
  bytes.writeUInt16LE(8, central + 10);
  bytes.writeUInt32LE(claimed, central + 24);
  return new Uint8Array(bytes);
}

test("packed files are unpacked, and none becomes larger than it says", async () => {
  const content = text("abc".repeat(1000));
  const { "a/b.txt": entry } = entriesOf(packed("a/b.txt", content));
  assert.deepEqual(await entry.read(), content);
  for (const claimed of [100, 4000]) await assert.rejects(entriesOf(packed("b", content, claimed)).b.read());
});
