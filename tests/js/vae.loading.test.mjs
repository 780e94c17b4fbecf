// A saved VAE is read back; what is none is refused in a sentence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zip } from "../../assets/shared/zip.js";
import { filesOf } from "../../assets/vae/train/checkpoint.js";
import { fromZip } from "../../assets/vae/train/loading.js";
import { answerHere, describe } from "../../assets/vae/train/own.js";
import { DEFAULTS } from "../../assets/vae/train/settings.js";
import { means } from "../../assets/vae/train/training.js";

const settings = {
  ...DEFAULTS,
  hidden: 9,
  latents: 3,
  activation: "tanh",
  beta: 2,
  rate: 0.01,
  seed: 4,
  binary: false,
};
const floats = (count) => Float32Array.from({ length: count }, (_, at) => Math.sin(at));
const sizes = [784 * 9, 9, 9 * 6, 6, 3 * 9, 9, 9 * 784, 784];
const taken = () => ({
  ...{ settings, parameters: sizes.map(floats), stats: floats(5 * 6), labels: Uint8Array.of(3, 1, 4, 1, 5) },
  ...{ kl: 1, reconstruction: 2, error: 3, measured: 5, digits: 60, epoch: 3, kind: "mnist" },
  curve: [{ epoch: 0, train: 1, held: 2, kl: 1, reconstruction: 1 }],
});
const loaded = (content) => fromZip(new Blob([zip(content)]));
const changed = (change) => {
  const content = filesOf(taken());
  change(content);
  return loaded(content);
};
const config = (more) =>
  changed((content) => {
    const before = JSON.parse(new TextDecoder().decode(content["my-vae/config.json"]));
    content["my-vae/config.json"] = new TextEncoder().encode(JSON.stringify({ ...before, ...more }));
  });

test("what was saved comes back: weights, points, sliders, settings; and it draws what it drew", async () => {
  const found = await loaded(filesOf(taken()));
  assert.deepEqual(found.parameters, taken().parameters);
  assert.deepEqual(found.settings, settings);
  assert.deepEqual([found.epoch, found.labels], [3, taken().labels]);
  const wanted = means(taken().stats, 3);
  assert.ok(found.codes.every((value, at) => Math.abs(value - wanted[at]) < 1e-3));
  const [before, after] = [taken(), { ...found, loaded: true }].map((kept, id) => describe({ ...kept, id }));
  assert.deepEqual(after.latents, before.latents);
  assert.match(after.lead, /^You loaded this model/);
  const seen = Buffer.from(new Uint8Array(784).fill(90)).toString("base64");
  const [first, second] = await Promise.all(
    [taken(), found].map((own, id) => answerHere({ own: { ...own, id } }, "encode", {}, async () => ({ seen }))),
  );
  assert.deepEqual(second.code, first.code);
});

test("without the files beside the weights it has plain sliders and no points", async () => {
  const found = await changed((content) => {
    for (const name of ["training.json", "latents.json", "points.safetensors"]) delete content[`my-vae/${name}`];
  });
  assert.deepEqual([found.epoch, found.labels.length, found.settings.rate], [0, 0, DEFAULTS.rate]);
  const { points, latents } = describe({ ...found, id: 9 });
  assert.deepEqual([points, latents[2].low, latents[2].high], [null, -3, 3]);
});

test("what this page cannot run is refused, each with its reason", async () => {
  const refused = (promise, why) => assert.rejects(promise, { message: why });
  await refused(fromZip(new Blob(["hello"])), /no zip/);
  await refused(fromZip({ size: 2e9 }), /more than 20 MB/);
  await refused(fromZip(new Blob([zip(filesOf(taken())).subarray(0, 9000)])), /no zip|cut short/);
  await refused(config({ model: "RBM" }), /of class RBM, not a VAE/);
  await refused(config({ hidden: [200, 200] }), /one hidden layer each/);
  await refused(config({ latent_dim: 1e9 }), /a size that/);
  await refused(config({ activation: "constructor" }), /activation/);
  await refused(config({ hidden: [10] }), /no 'encoder\.0\.weight' that fits/);
  await refused(
    changed((content) => {
      content["my-vae/model.safetensors"] = new Uint8Array(20).fill(7);
    }),
    /model\.safetensors cannot be read/,
  );
});
