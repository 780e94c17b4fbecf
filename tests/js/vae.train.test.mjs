// The training of a VAE without a page: what it learns, keeps and says, and its settings.
import assert from "node:assert/strict";
import { test } from "node:test";
import { uniforms } from "../../assets/shared/random.js";
import { parseSafetensors, toHalves, writeSafetensors } from "../../assets/shared/safetensors.js";
import { gap } from "../../assets/shared/train/moment.js";
import { moment } from "../../assets/vae/train/moment.js";
import { toldOf } from "../../assets/vae/train/runaway.js";
import { book, command, DEFAULTS, PRESETS } from "../../assets/vae/train/settings.js";
import { grid, TILES, VAETraining } from "../../assets/vae/train/training.js";

// Squares at two places.
function digits(count, seed) {
  const uniform = uniforms(seed);
  const images = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    const corner = uniform() < 0.5 ? 200 : 420;
    for (let y = 0; y < 9; y++) images.fill(255, image * 784 + corner + 28 * y, image * 784 + corner + 28 * y + 9);
  }
  return images;
}

function begun(settings = {}) {
  const [said, waiting] = [[], []];
  const training = new VAETraining({
    post: (message) => said.push(structuredClone(message)),
    later: (call) => waiting.push(call),
    now: () => 0,
  });
  const all = { ...DEFAULTS, hidden: 16, batch: 20, digits: 100, epochs: 8, rate: 0.01, ...settings };
  training.receive({ act: "begin", settings: all, train: digits(100, 1), held: digits(30, 2) });
  const go = (act, more = {}) => {
    training.receive({ act, ...more });
    while (waiting.length) waiting.shift()();
    return said.at(-1);
  };
  return { training, go };
}

test("it learns: a digit costs less, and the two kinds of squares lie apart on the map", () => {
  const { go, training } = begun();
  const { curve, codes, playing, epoch } = go("play");
  assert.deepEqual([playing, epoch], [false, 8]);
  assert.ok(curve.at(-1).held < 0.4 * curve[0].held, `${curve.at(-1).held} from ${curve[0].held}`);
  const isUp = (row) => training.held[row * 784 + 200] > 0;
  const middle = (wanted) => {
    const mine = Array.from({ length: 30 }, (_, row) => row).filter((row) => isUp(row) === wanted);
    return [0, 1].map((at) => mine.reduce((sum, row) => sum + codes[2 * row + at], 0) / mine.length);
  };
  const [up, down] = [middle(true), middle(false)];
  assert.ok(Math.hypot(up[0] - down[0], up[1] - down[1]) > 0.5);
});

test("the same seed is the same run; back at an epoch it goes on exactly, with Adam's memory", () => {
  const short = { epochs: 4 };
  const first = begun(short).go("play");
  const { go } = begun(short);
  assert.deepEqual(go("play").codes, first.codes);
  go("rewind", { epoch: 2 });
  assert.deepEqual(go("play").codes, first.codes);
  assert.notDeepEqual(begun({ ...short, seed: 2 }).go("play").codes, first.codes);
});

test("what flows for one digit fits together: z = μ + σ ε, and the terms are those of that digit", () => {
  const { go } = begun({ latents: 3 });
  const { flow } = go("epoch");
  assert.deepEqual(
    [flow.mean, flow.sd, flow.noise].map(({ length }) => length),
    [3, 3, 3],
  ); // prettier-ignore
  flow.code.forEach((z, at) => assert.ok(Math.abs(z - flow.mean[at] - flow.sd[at] * flow.noise[at]) < 1e-6));
  const kl = flow.mean.reduce(
    (sum, mean, at) => sum + 0.5 * (mean ** 2 + flow.sd[at] ** 2 - 1) - Math.log(flow.sd[at]),
    0,
  );
  const cost = (x, p) => -(x * Math.log(p) + (1 - x) * Math.log(1 - p));
  const pixels = flow.x.reduce((sum, x, at) => sum + cost(x, Math.min(flow.picture[at], 1 - 1e-7)), 0);
  assert.ok(
    Math.abs(flow.kl - kl) < 1e-4 && Math.abs(flow.reconstruction - pixels) < 0.05,
    `${flow.kl} ${kl}, ${flow.reconstruction} ${pixels}`,
  );
  const other = go("watch", { digit: 0, draw: 1 }).flow;
  assert.deepEqual(other.mean, flow.mean);
  assert.notDeepEqual(other.noise, flow.noise);
  assert.notDeepEqual(go("watch", { digit: 1, draw: 1 }).flow.x, flow.x);
});

test("a rate of 1000 runs away and is told", () => {
  const { go } = begun({ rate: 1000 });
  const frame = go("play");
  assert.match(moment(frame), /^A (weight|bias) of the .* layer, number \d+, (reached|is no longer)/);
  assert.match(toldOf({ which: 5, at: 3, value: NaN }), /^A bias of the decoder’s first layer, number 3, is no longer/);
});

test("tiles are places of the plane from corner to corner, and draws where there are more latents", () => {
  const places = grid(2, (share) => share);
  const half = 0.5 / TILES;
  assert.deepEqual(
    [...places.slice(0, 2)].map((value) => value.toFixed(3)),
    [half.toFixed(3), (1 - half).toFixed(3)],
  );
  assert.deepEqual(
    [...places.slice(-2)].map((value) => value.toFixed(3)),
    [(1 - half).toFixed(3), half.toFixed(3)],
  );
  assert.equal(grid(5, null).length, 5 * TILES * TILES);
});

const point = (more) => ({ epoch: 2, train: 150, held: 151, kl: 6, reconstruction: 145, ...more });
const known = (more = {}) => ({
  settings: DEFAULTS,
  steps: 9,
  place: 2,
  curve: [point({ epoch: 0, train: 540, held: 540 }), point()],
  broken: null,
  ...more,
});

test("what it says follows from the numbers", () => {
  assert.match(moment(known({ steps: 0 })), /knows nothing/);
  assert.match(moment(known()), /costs 151\.0 nats: 145\.0 for its pixels, given the code, and 6\.0 for the code/);
  assert.match(moment(known({ settings: { ...DEFAULTS, rate: 0 } })), /rate is 0/);
  assert.match(moment(known({ settings: { ...DEFAULTS, beta: 0 } })), /β = 0 the code costs nothing.*6\.0 nats/);
  assert.match(moment(known({ curve: [known().curve[0], point({ kl: 0.2 })] })), /next to nothing: 0\.2 nats/);
  const heart = [known().curve[0], point({ held: 160 })];
  assert.equal(gap(heart), 10);
  assert.match(moment(known({ curve: heart })), /costs 10\.0 nats less/);
});

test("a link reads back, choices as their numbers; the command is a sweep of the plain recipe", () => {
  for (const { settings } of PRESETS) assert.deepEqual(book.parse(book.write(settings)), settings);
  const other = { ...DEFAULTS, activation: "tanh", beta: 4, latents: 5, seed: 3 };
  assert.equal(book.write(other), "latents:5,activation:2,beta:4,seed:3");
  assert.deepEqual(book.parse("latents:5,activation:2,beta:4,seed:3"), other);
  assert.deepEqual(book.parse("activation:9,latents:21"), DEFAULTS);
  assert.deepEqual(command({ ...other, binary: false }), {
    text:
      "python -m training sweep vae-2-plain --set hidden=128 --set latent_dim=5 --set activation=tanh --set beta=4 " +
      "--set learning_rate=0.002 --set batch_size=100 --seeds 3",
    lost: ["greys as input"],
  });
});

test("half-precision numbers are those nearest, from the smallest to the largest", () => {
  const values = [0, 1, -2, 0.1, 65504, 5.9604644775390625e-8, 6e-5, 2047.6, 1 / 3, 70000];
  const read = parseSafetensors(writeSafetensors({ values: [toHalves(values), [values.length]] }).buffer).values;
  assert.deepEqual([...read].slice(0, 6), [0, 1, -2, 0.0999755859375, 65504, 5.9604644775390625e-8]);
  assert.deepEqual([...read].slice(6), [0.00006002187728881836, 2048, 0.333251953125, Infinity]);
});
