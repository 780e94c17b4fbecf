// What libraries would make of the page's trainings: images a second of an RBM of 784 x 100 by CD-1 and a VAE of 784-128-2
// by Adam, in batches of 100, under node on one thread. No test, and no part of the page:
//   npm install --prefix /tmp/candidates @jax-js/jax@0.1.25 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
//   node tests/js/candidates.bench.mjs /tmp/candidates jax|wasm|cpu IMAGES
// IMAGES is MNIST's train-images-idx3-ubyte, unpacked.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const [folder, which, images] = process.argv.slice(2);
const [BATCH, PIXELS, HIDDEN, WIDE, FIRST] = [100, 784, 100, 128, 10];
const STEPS = { jax: 100, wasm: 100, cpu: 10 }[which];
const SIZES = [
  [PIXELS, WIDE],
  [WIDE, 4],
  [2, WIDE],
  [WIDE, PIXELS],
];
const greys = Float32Array.from(readFileSync(images).subarray(16, 16 + 10_000 * PIXELS), (level) => level / 255);
const batch = (step) => greys.slice((step % 100) * BATCH * PIXELS, ((step % 100) + 1) * BATCH * PIXELS);
const need = createRequire(`${folder}/package.json`);
const fetched = async (name) => {
  const found = await import(need.resolve(name));
  return found.default ?? found;
};

async function timed(what, step) {
  for (let at = 0; at < FIRST; at++) await step(at);
  const began = performance.now();
  for (let at = 0; at < STEPS; at++) await step(at);
  console.log(`${which} ${what}: ${Math.round((1000 * STEPS * BATCH) / (performance.now() - began))} images/s`);
}

async function byTensorFlow() {
  const tf = await fetched("@tensorflow/tfjs");
  if (which === "wasm") {
    const wasm = await fetched("@tensorflow/tfjs-backend-wasm");
    wasm.setThreadsCount(1);
    wasm.setWasmPaths(`${dirname(need.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  }
  await tf.setBackend(which);
  const noise = (shape, sd) => tf.variable(tf.randomNormal(shape, 0, sd));
  const zeros = (size) => tf.variable(tf.zeros([size]));
  const drawn = (probs) => tf.less(tf.randomUniform(probs.shape), probs).cast("float32");
  const digits = (step) => drawn(tf.tensor(batch(step), [BATCH, PIXELS]));
  const [weight, visible, hidden] = [noise([PIXELS, HIDDEN], 0.01), zeros(PIXELS), zeros(HIDDEN)];
  const up = (units) => tf.sigmoid(tf.add(tf.matMul(units, weight), hidden));
  const move = (values, by) => values.assign(tf.add(values, tf.mul(0.1 / BATCH, by)));
  await timed("RBM", (step) => {
    tf.tidy(() => {
      const data = digits(step);
      const on = up(data);
      const model = drawn(tf.sigmoid(tf.add(tf.matMul(drawn(on), weight, false, true), visible)));
      const then = up(model);
      move(weight, tf.sub(tf.matMul(data, on, true), tf.matMul(model, then, true)));
      move(visible, tf.sum(tf.sub(data, model), 0));
      move(hidden, tf.sum(tf.sub(on, then), 0));
    });
    hidden.dataSync();
  });
  const layers = SIZES.map(([from, to]) => [noise([from, to], 1 / Math.sqrt(from)), zeros(to)]);
  const through = (values, at) => tf.add(tf.matMul(values, layers[at][0]), layers[at][1]);
  const adam = tf.train.adam(0.002);
  await timed("VAE", (step) => {
    tf.tidy(() =>
      adam.minimize(() => {
        const data = digits(step);
        const [mean, logVar] = tf.split(through(tf.relu(through(data, 0)), 1), 2, 1);
        const code = tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVar)), tf.randomNormal([BATCH, 2])));
        const logits = through(tf.relu(through(code, 2)), 3);
        const pixels = tf.sum(tf.sub(tf.softplus(logits), tf.mul(data, logits)));
        const kl = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVar)), tf.add(1, logVar))));
        return tf.div(tf.add(pixels, kl), BATCH);
      }),
    );
    layers[0][1].dataSync();
  });
}

// Every use of an array but the last takes a `ref` of it.
async function byJax() {
  const { numpy: np, init, defaultDevice, random, grad, jit, nn } = await fetched("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  let seed = 0;
  const even = (shape, reach) =>
    np.array(Float32Array.from({ length: shape[0] * shape[1] }, () => (2 * Math.random() - 1) * reach)).reshape(shape);
  const drawn = (key, probs, shape) => np.less(random.uniform(key, shape), probs).astype(np.float32);
  const keys = (key, count) => np.split(random.split(key, count), count).map((each) => each.reshape([2]));
  const digits = (step) => np.array(batch(step)).reshape([BATCH, PIXELS]);
  const rbm = jit(([weight, visible, hidden], greys, key) => {
    const [one, two, three] = keys(key, 3);
    const up = (units) => nn.sigmoid(np.matmul(units, weight.ref).add(hidden.ref));
    const data = drawn(one, greys, [BATCH, PIXELS]);
    const on = up(data.ref);
    const down = np.matmul(drawn(two, on.ref, [BATCH, HIDDEN]), np.transpose(weight.ref)).add(visible.ref);
    const model = drawn(three, nn.sigmoid(down), [BATCH, PIXELS]);
    const then = up(model.ref);
    const pairs = np.matmul(np.transpose(data.ref), on.ref).sub(np.matmul(np.transpose(model.ref), then.ref));
    const moved = (values, by) => values.add(by.mul(0.1 / BATCH));
    return [moved(weight, pairs), moved(visible, data.sub(model).sum(0)), moved(hidden, on.sub(then).sum(0))];
  });
  let machine = [even([PIXELS, HIDDEN], 0.01), np.zeros([PIXELS]), np.zeros([HIDDEN])];
  await timed("RBM", async (step) => {
    machine = rbm(machine, digits(step), random.key(seed++));
    await machine[2].ref.data();
  });
  const loss = ([w1, b1, w2, b2, w3, b3, w4, b4], data, noise) => {
    const stats = np.matmul(nn.relu(np.matmul(data.ref, w1).add(b1)), w2).add(b2);
    const [mean, logVar] = np.split(stats, 2, 1);
    const code = mean.ref.add(np.exp(logVar.ref.mul(0.5)).mul(noise));
    const logits = np.matmul(nn.relu(np.matmul(code, w3).add(b3)), w4).add(b4);
    const pixels = np
      .logaddexp(logits.ref, np.zeros([BATCH, PIXELS]))
      .sub(data.mul(logits))
      .sum();
    const kl = np.square(mean).add(np.exp(logVar.ref)).sub(logVar).sub(1).sum().mul(0.5);
    return pixels.add(kl).div(BATCH);
  };
  const vae = jit((values, means, squares, greys, key, size, scale) => {
    const [one, two] = keys(key, 2);
    const data = drawn(one, greys, [BATCH, PIXELS]);
    const slopes = grad(loss)(
      values.map((each) => each.ref),
      data,
      random.normal(two, [BATCH, 2]),
    );
    const mean = means.map((each, at) => each.mul(0.9).add(slopes[at].ref.mul(0.1)));
    const square = squares.map((each, at) => each.mul(0.999).add(np.square(slopes[at]).mul(0.001)));
    const moved = values.map((each, at) =>
      each.sub(mean[at].ref.mul(size.ref).div(np.sqrt(square[at].ref).mul(scale.ref).add(1e-8))),
    );
    size.dispose();
    scale.dispose();
    return [moved, mean, square];
  });
  const zeros = () => SIZES.flatMap(([from, to]) => [np.zeros([from, to]), np.zeros([to])]);
  let state = [
    SIZES.flatMap(([from, to]) => [even([from, to], 1 / Math.sqrt(from)), np.zeros([to])]),
    zeros(),
    zeros(),
  ];
  let count = 0;
  await timed("VAE", async (step) => {
    count++;
    const [size, scale] = [0.002 / (1 - 0.9 ** count), 1 / Math.sqrt(1 - 0.999 ** count)].map((each) => np.array(each));
    state = vae(...state, digits(step), random.key(seed++), size, scale);
    await state[0][1].ref.data();
  });
}

await (which === "jax" ? byJax() : byTensorFlow());
