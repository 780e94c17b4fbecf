// The training of a GAN on digits without a page: what it learns, keeps and says, its settings and its zip.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "../../assets/gan/train/digits/checkpoint.js";
import { readFilm } from "../../assets/gan/train/digits/film.js";
import { fromZip } from "../../assets/gan/train/digits/loading.js";
import { moment, turns, verdict } from "../../assets/gan/train/digits/moment.js";
import { book, command, DEFAULTS, PRESETS } from "../../assets/gan/train/digits/settings.js";
import { DigitsTraining, spread } from "../../assets/gan/train/digits/training.js";
import { answerHere, forget, sideOf } from "../../assets/gan/train/own.js";
import { fromFloats } from "../../assets/shared/bytes.js";
import { uniforms } from "../../assets/shared/random.js";
import { writeSafetensors } from "../../assets/shared/safetensors.js";
import { zip } from "../../assets/shared/zip.js";

// Bars at two places.
function digits(count, seed) {
  const uniform = uniforms(seed);
  const images = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++)
    images.fill(255, image * 784 + (uniform() < 0.5 ? 100 : 500), image * 784 + (uniform() < 0.5 ? 200 : 600));
  return images;
}

function begun(settings = {}) {
  const [said, waiting] = [[], []];
  const training = new DigitsTraining({
    post: (message) => said.push(structuredClone(message)),
    later: (call) => waiting.push(call),
    now: () => 0,
  });
  const all = { ...DEFAULTS, hidden: 16, latents: 4, batch: 20, digits: 100, epochs: 8, ...settings };
  training.receive({ act: "begin", settings: all, train: digits(100, 1), held: digits(30, 2) });
  const go = (act, more = {}) => {
    training.receive({ act, ...more });
    while (waiting.length) waiting.shift()();
    return said.at(-1);
  };
  return { training, go };
}

test("an epoch is a turn of each player for every batch, and the pictures come nearer to the data", () => {
  const { go, training } = begun({ epochs: 60, rate: 0.01 });
  const off = ({ drawn }) => {
    const mean = (pictures, at) => {
      let sum = 0;
      for (let i = at; i < pictures.length; i += 784) sum += pictures[i];
      return (784 * sum) / pictures.length;
    };
    return Array.from({ length: 784 }, (_, at) => Math.abs(mean(drawn, at) - mean(training.held, at))).reduce(
      (sum, value) => sum + value / 784,
    );
  };
  const first = go("step");
  assert.deepEqual([first.turn.last, first.turn.next, first.place], ["critic", "generator", 0.2]);
  const one = go("epoch");
  assert.deepEqual([one.steps, one.epoch], [9, 1]); // the epoch ends with the critic's turn
  const last = go("play");
  assert.ok(off(last) < 0.6 * off(first), `${off(last)} from ${off(first)}`);
});

test("the same seed is the same run, also from a kept epoch on; the film is of the run that is left", () => {
  const short = { epochs: 4 };
  const first = begun(short).go("play");
  const { go } = begun(short);
  assert.deepEqual(go("play").drawn, first.drawn);
  go("rewind", { epoch: 2 });
  assert.equal(go("take").film.at(-1).epoch, 2);
  assert.deepEqual(go("play").drawn, first.drawn);
  assert.notDeepEqual(begun({ ...short, seed: 2 }).go("play").drawn, first.drawn);
});

test("dropout drops its share, other units in every turn, and keeps the sum", () => {
  const { training } = begun();
  const [mask, other] = [training.drop(500, 2), training.drop(500, 3)];
  const dropped = mask.filter((factor) => factor === 0).length / mask.length;
  assert.ok(Math.abs(dropped - 0.3) < 0.02);
  assert.ok(Math.abs(mask.reduce((sum, factor) => sum + factor, 0) / mask.length - 1) < 0.03);
  assert.notDeepEqual(mask, other);
  training.settings.dropout = 0;
  assert.equal(training.drop(500, 2), null);
});

test("a long run keeps 36 moments as pictures, the first and the last among them", () => {
  const { go } = begun({ epochs: 15 });
  go("play");
  const { film } = go("take");
  assert.deepEqual([film.length, film[0].epoch, film.at(-1).epoch], [36, 0, 15]);
  assert.equal(film[0].levels.length, 30 * 784);
});

test("pictures that are all the same are not apart, two kinds are", () => {
  const [one, two] = [new Float32Array(4 * 784), new Float32Array(4 * 784)];
  two.fill(1, 0, 2 * 784);
  assert.equal(spread(one), 0);
  assert.ok(Math.abs(spread(two) - (7 * 4) / 6) < 1e-5);
});

test("what is said follows the numbers", () => {
  const frame = begun().go("pause");
  const said = (point, more = {}) => moment({ ...frame, steps: 9, place: 3, curve: [point], ...more });
  assert.match(moment(frame), /^Neither player knows anything/);
  assert.match(said({ right: 99.5, apart: 30, critic: 0.1 }), /^The critic is right .* the generator hears little/);
  assert.match(said({ right: 99.5, apart: 30, critic: 1.1 }), /^The critic is right .* look alike/); // it is unsure of most
  assert.match(said({ right: 90, apart: 30 }), /All pictures still look alike: they are 30/);
  assert.match(said({ right: 55, apart: 90 }), /hardly more often than a coin/);
  const curve = [{ apart: 90 }, { right: 80, apart: 40 }];
  assert.match(said({}, { curve }), /only 40\s% as different .* it was 90\s% before.*this is mode collapse/);
  assert.match(said({}, { curve: [{ apart: 66 }, { right: 80, apart: 41 }] }), /All pictures still look alike/);
  for (const [player, other] of [["generator", "critic"], ["critic", "generator"]]) // biome-ignore format: short
    assert.match(
      said({ right: 80, apart: 90 }, { settings: { ...DEFAULTS, [player]: 0 } }),
      new RegExp(`^The ${player}’s rate is 0: it stands still.*${other}`),
    );
  assert.match(
    said({ right: 65, apart: 45 }),
    /^The critic is right 65\s% of the time, of a real .* is 45\s% as varied/,
  );
});

test("a critic is called sure only where its loss says so, and not at once; a collapse takes an epoch", () => {
  const frame = begun().go("pause");
  const strong = [{ right: 99.5, apart: 30, critic: 0.29 }];
  const said = (more) => moment({ ...frame, steps: 9, place: 2, curve: strong, ...more });
  assert.match(said({}), /99|100\s% of the time and sure of it/);
  for (const more of [
    { place: 1.9 },
    { settings: { ...DEFAULTS, objective: "wasserstein" } },
    { curve: [{ ...strong[0], critic: 0.3 }] },
    { curve: [{ ...strong[0], right: 98 }] },
  ])
    assert.match(said(more), /All pictures still look alike/);
  assert.match(said({ settings: { ...DEFAULTS, objective: "saturating" } }), /and sure of it/);
  const curve = [{ apart: 90 }, { right: 80, apart: 40 }];
  assert.match(said({ place: 1, curve }), /mode collapse/);
  assert.match(said({ place: 0.9, curve }), /All pictures still look alike/);
});

test("of two games each has its own numbers, and each player is told what its turn cost", () => {
  const [a, b] = [{ epoch: 1, right: 60, apart: 70 }, { epoch: 1, right: 80, apart: 50 }]; // biome-ignore format: short
  assert.match(verdict(a, b), /^After 1 epoch, .* 60\s% .* with A and 80\s% with B; .* 70\s% and 50\s% as varied/);
  const told = { critic: { loss: -1.5, penalty: 0.25 }, generator: { loss: 0.7 } };
  const said = turns({ told, settings: { ...DEFAULTS, batch: 1000 } });
  assert.match(said.critic, /^It is shown 1,000 real .* It paid −1\.50 this time\. Steep ground cost it 0\.25 more\.$/);
  assert.match(said.generator, /It paid 0\.70 this time\.$/);
  assert.ok(Object.values(turns({ told: {}, settings: DEFAULTS })).every((each) => !/paid|Steep/.test(each)));
});

test("a rate of 1000 stops it and names the number", () => {
  const { go } = begun({ critic: 1000 });
  const { broken, playing } = go("play");
  assert.equal(playing, false);
  assert.match(
    moment({ ...go("pause"), broken }),
    /^A (weight|bias) of the critic’s (first|second) layer, number .* ran away/,
  );
});

test("experiments come back from their links; the command has what it can set and says what it cannot", () => {
  for (const { settings, beside } of PRESETS) {
    assert.deepEqual(book.parse(book.write(settings, beside ?? null)), settings);
    for (const [name, value] of Object.entries(settings)) assert.notEqual(book.value(name, written(name, value)), null);
  }
  const usual = { ...DEFAULTS, critic: 0.0002, generator: 0.0002, momentum: 0.9 };
  assert.deepEqual(command(usual), { text: "python -m training train gan", lost: [] });
  assert.deepEqual(command({ ...DEFAULTS, objective: "saturating", turns: "1:5", penalty: 1, latents: 2 }), {
    text: "python -m training sweep gan --set latent_dim=2 --set generator_updates=5 --set critic_rate=0.5 --set learning_rate=0.002 --seeds 1",
    lost: ["the gradient penalty", "the first idea of the generator’s loss", "a momentum of 0.5"],
  });
});
const written = (name, value) => (book.table[name].choices ? String(book.choice(name, value)) : String(value));

test("a saved model comes back from its zip, and what does not fit is refused", async () => {
  const { go } = begun({ turns: "2:1", objective: "hinge" });
  go("epoch");
  const taken = { ...go("take"), kind: "mnist" };
  const files = await filesOf(taken);
  const found = await fromZip(new Blob([zip(files)]));
  assert.deepEqual(found.parameters, taken.parameters);
  const { turns, objective, hidden, latents, seed, generator } = found.settings;
  assert.deepEqual([turns, objective, hidden, latents, seed, generator], ["2:1", "hinge", 16, 4, 1, 0.002]);
  assert.equal(found.curve.at(-1).epoch, 1);
  const { layout, png } = found.loadedFilm;
  assert.deepEqual(
    layout.places,
    taken.film.map(({ epoch }) => epoch),
  );
  for (const [changed, bytes] of [
    [{ ...layout, places: [0, 1] }, png], // a picture of another size
    [{ ...layout, places: [...layout.places.slice(0, -2), 1, 1] }, png],
    [{ ...layout, size: 32 }, png],
    [{ ...layout, places: layout.places.map(String) }, png],
    [{ ...layout, places: layout.places.map((place, at) => (at ? place : null)) }, png],
    [{ ...layout, places: [] }, png],
    [layout, png.subarray(9)],
    [layout, png.subarray(0, 20)], // not even a header
    [null, png],
    [layout, null],
  ])
    assert.ok(readFilm(changed, bytes) === null); // equal() would print the whole picture
  const other = (changes) => {
    const config = { ...JSON.parse(new TextDecoder().decode(files["my-gan/config.json"])), ...changes };
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    return fromZip(new Blob([zip({ ...files, "my-gan/config.json": bytes })]));
  };
  await assert.rejects(other({ hidden: 17 }), /its weights have no 'generator.layers.0.weight' that fits/);
  await assert.rejects(other({ model: "DCGAN" }), /a model of class DCGAN, not a dense GAN/);
  await assert.rejects(other({ objective: "least squares" }), /a loss that this page does not have/);
  await assert.rejects(other({ critic: false }), /its critic was not kept/);
  await assert.rejects(fromZip({ size: 2e9 }), /more than 20 MB/);
});

test("of garments that were loaded no judge is asked; pictures that did not come are asked for again", async () => {
  const { go } = begun();
  const taken = { ...go("take"), kind: "fashion" };
  const own = { ...(await fromZip(new Blob([zip(await filesOf(taken))]))), loaded: true, id: 5 };
  const held = writeSafetensors({
    ...{ train: [digits(20, 3), [20, 784]], held: [digits(20, 4), [20, 784]], labels: [new Uint8Array(20), [20]] },
  });
  const asked = [];
  let isThere = false;
  const ask = async (name, request) => {
    asked.push([name, request]);
    return isThere ? { url: URL.createObjectURL(new Blob([held])), kind: "fashion" } : null;
  };
  const look = () => answerHere(own, "look", { latents: fromFloats(new Float32Array(4)) }, ask);
  assert.equal((await look()).rank, null);
  isThere = true;
  const { judged, rank } = await look();
  assert.ok(judged === null && rank.real >= 0, JSON.stringify(rank));
  await look();
  assert.deepEqual(asked, Array(2).fill(["to_train", { data: "fashion" }]));
  await forget(5);
  await look();
  assert.equal(asked.length, 3); // nothing of it was kept
});

test("a saved training without its film, or with a damaged one, is as good without pictures", async () => {
  const { go } = begun();
  go("epoch");
  const taken = { ...go("take"), kind: "mnist" };
  const files = await filesOf(taken);
  const { "my-gan/timeline.png": png, ...without } = files;
  const unfilmed = await filesOf({ ...taken, film: [] });
  assert.deepEqual(Object.keys(unfilmed).sort(), Object.keys(without).sort());
  const epochs = taken.film.map(({ epoch }) => epoch);
  for (const [id, some, places] of [
    [7, files, epochs],
    [8, without, undefined],
    [9, { ...without, "my-gan/timeline.png": png.subarray(9) }, undefined],
  ]) {
    const kept = { ...(await fromZip(new Blob([zip(some)]))), loaded: true, id };
    const side = await sideOf({ kept, title: "Mine", name: "own" });
    assert.deepEqual([side.timeline?.places, side.train_epochs], [places, 1]);
    assert.deepEqual(side.trace, kept.curve);
    await forget(id);
  }
});
