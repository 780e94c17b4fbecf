// A training that runs without a page: its course, what it keeps, what it says, and its settings.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dream } from "../../assets/rbm/train/dream.js";
import { Learner } from "../../assets/rbm/train/learner.js";
import { idle, moment, verdict } from "../../assets/rbm/train/moment.js";
import { runaway, toldOf } from "../../assets/rbm/train/runaway.js";
import { book, command, DEFAULTS, PRESETS, SETTINGS } from "../../assets/rbm/train/settings.js";
import { RBMTraining } from "../../assets/rbm/train/training.js";
import { uniforms } from "../../assets/shared/random.js";
import { together } from "../../assets/shared/train/beside.js";
import { serve } from "../../assets/shared/train/in-worker.js";
import { gap } from "../../assets/shared/train/moment.js";

// Squares at two places, with noise: something that twenty units can learn.
function digits(count, seed) {
  const uniform = uniforms(seed);
  const images = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    const corner = uniform() < 0.5 ? 200 : 420;
    for (let y = 0; y < 9; y++)
      for (let x = 0; x < 9; x++) images[image * 784 + corner + 28 * y + x] = 120 + Math.floor(135 * uniform());
  }
  return images;
}

// A training of small images and everything that it said; go() lets it run until it rests.
function begun(settings = {}, count = 100) {
  const said = [];
  const waiting = [];
  let time = 0;
  const sleep = (hours) => {
    time += 3.6e6 * hours;
  };
  const training = new RBMTraining({
    post: (message) => said.push(structuredClone(message)),
    later: (call) => waiting.push(call),
    now: () => {
      time += 5;
      return time;
    },
  });
  const all = { ...DEFAULTS, hidden: 9, batch: 20, digits: count, epochs: 3, ...settings };
  training.receive({ act: "begin", settings: all, train: digits(count, 1), held: digits(40, 2) });
  const send = (act, more = {}) => training.receive({ act, ...more });
  const go = (act, more = {}, most = Infinity) => {
    send(act, more);
    for (let turn = 0; waiting.length && turn < most; turn++) waiting.shift()();
    return said.at(-1);
  };
  return { training, said, send, go, sleep, settings: all };
}

test("a dream goes on by new random numbers, in single steps as in several at once", () => {
  const learner = {
    seed: 3,
    visible: 60,
    hidden: 8,
    visibleBias: new Float32Array(60),
    hiddenBias: new Float32Array(8),
  };
  Object.assign(learner, { weight: new Float32Array(480), turned: new Float32Array(480) });
  learner.judge = () => ({ energies: [0] });
  const states = [1, 1, 1].map(
    ((dream) => (steps) => {
      dream.look(steps);
      return [...dream.visible.items.subarray(0, dream.visible.starts[1])];
    })(new Dream(learner)),
  );
  assert.equal(new Set(states.map(String)).size, 3);
  const atOnce = new Dream(learner);
  atOnce.look(3);
  assert.deepEqual([...atOnce.visible.items.subarray(0, atOnce.visible.starts[1])], states[2]);
});

test("it stops after a step, after an epoch, and after as many epochs as are set", () => {
  const { go } = begun();
  assert.equal(go("step").steps, 1);
  const whole = go("epoch");
  assert.deepEqual([whole.steps, whole.place, whole.playing], [5, 1, false]);
  assert.equal(go("play").epoch, 3);
  assert.equal(go("play").epoch, 6);
});

test("how many epochs are set counts at once while it plays, and not for an epoch that was asked for", () => {
  const { go, send } = begun({ epochs: 10 });
  go("play", {}, 3);
  assert.equal(go("set", { changes: { epochs: 5 } }).epoch, 5);
  send("epoch");
  assert.equal(go("set", { changes: { epochs: 3 } }).epoch, 6);
});

test("a worker that gets a pace while it trains as fast as it can goes on in one chain of steps", () => {
  const [queue, timers] = [[], []];
  const { MessageChannel, setTimeout } = globalThis;
  class Channel {
    port1 = { onmessage() {} };
    port2 = { postMessage: () => queue.push(this.port1) };
  }
  const self = /** @type {any} */ ({ postMessage() {} });
  Object.assign(globalThis, { self, MessageChannel: Channel, setTimeout: (call) => timers.push(call) });
  serve(RBMTraining);
  const settings = { ...DEFAULTS, hidden: 9, batch: 20, digits: 100, epochs: 1e6 };
  for (const data of [
    { act: "begin", settings, train: digits(100, 1), held: digits(40, 2) },
    { act: "play" },
    { act: "pace", steps: 10 },
  ])
    self.onmessage({ data });
  const deliver = () => {
    while (queue.length) queue.shift().onmessage();
  };
  deliver();
  assert.equal(timers.length, 1);
  timers.shift()();
  deliver();
  assert.equal(timers.length, 1);
  Object.assign(globalThis, { self: undefined, MessageChannel, setTimeout });
});

test("it learns: redrawn digits come nearer, and known digits do not run ahead of unknown ones", () => {
  const { go } = begun({ epochs: 10 });
  const { curve, error, often } = go("play");
  assert.ok(error < 0.7 * curve[0].error, `${error} from ${curve[0].error}`);
  assert.ok(Math.abs(gap(curve)) < 10);
  assert.equal(often.length, 9);
});

test("the same seed is the same run, whatever was done between; another seed is not", () => {
  const { go, send, settings } = begun();
  const first = go("play").filters;
  send("begin", { settings });
  go("step");
  go("step");
  assert.deepEqual(go("play").filters, first);
  send("begin", { settings: { ...settings, seed: 2 } });
  assert.notDeepEqual(go("play").filters, first);
});

test("a pause holds it where it is, and playing goes on from there", () => {
  const straight = begun({ epochs: 8 }).go("play");
  const { go } = begun({ epochs: 8 });
  go("play", {}, 3);
  const paused = go("pause");
  assert.ok(!paused.playing && paused.steps > 0 && paused.steps < straight.steps);
  assert.deepEqual(go("play").filters, straight.filters);
});

test("it goes back to an epoch exactly, with what it had of momentum and chains", () => {
  const { go } = begun({ momentum: 0.5, persistent: true });
  const end = go("play");
  assert.deepEqual(end.kept, [0, 1, 2, 3]);
  const back = go("rewind", { epoch: 1 });
  assert.deepEqual([back.epoch, back.kept, back.curve.at(-1).epoch], [1, [0, 1], 1]);
  assert.equal(back.before.at(-1).epoch, 3); // the run that was given up stays to be seen
  assert.notDeepEqual(back.filters, end.filters);
  assert.deepEqual(go("play").filters, end.filters);
  assert.equal(go("rewind", { epoch: 77 }).epoch, 3); // never kept: nothing happens
});

test("long runs keep some epochs: the first, the last, and others far apart", () => {
  const { go } = begun({ epochs: 60 }, 20);
  const { kept } = go("play");
  assert.equal(kept.length, 24);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 60]);
  assert.ok(Math.max(...kept.slice(1).map((epoch, at) => epoch - kept[at])) <= 8, `${kept}`);
});

test("a setting that changes on the way counts at once and leaves one mark", () => {
  const { go, send, settings } = begun();
  send("set", { changes: { rate: 5 } });
  assert.deepEqual(go("epoch").marks, []); // nothing had been learned yet
  for (const rate of [0.4, 0.3, 0.2]) send("set", { changes: { rate } });
  send("set", { changes: { persistent: true, hidden: 50 } });
  const { marks, settings: now } = go("epoch");
  assert.deepEqual(marks, [
    { epoch: 1, text: "rate 0.2" },
    { epoch: 1, text: "run on (PCD)" },
  ]);
  assert.deepEqual([now.rate, now.persistent, now.hidden], [0.2, true, settings.hidden]);
});

test("settings that change at every frame count, leave a mark for each stretch, and keep it going", () => {
  const { go, send } = begun({ epochs: 1000 });
  send("play");
  for (let frame = 0; frame < 60; frame++) {
    send("drawn");
    go("set", { changes: { rate: 0.01 * (1 + (frame % 7)), steps: 1 + (frame % 2), batch: 10 + (frame % 13) } }, 3);
  }
  const { epoch, marks, broken, curve } = go("pause");
  assert.ok(epoch > 1 && !broken && curve.every(({ held }) => Number.isFinite(held)));
  assert.ok(marks.length <= 3 * 9 * (epoch + 1), `${marks.length} marks in ${epoch} epochs`);
});

test("a laptop that sleeps in the middle goes on, and its speed is that of the time it was awake", () => {
  const { go, send, sleep, training } = begun({ epochs: 1000 });
  send("play");
  const on = () => Array.from({ length: 10 }, () => go("drawn", {}, 10)).at(-1);
  const awake = on();
  const step = training.learn;
  training.learn = (places) => {
    sleep(8);
    training.learn = step;
    return step.call(training, places);
  };
  go("drawn", {}, 1);
  const later = on();
  assert.ok(later.steps > awake.steps && later.playing);
  assert.ok(later.speed > 0.5 * awake.speed, `${later.speed} after ${awake.speed}`);
});

test("a rate of 1000 runs away: it stops, names the number, and goes on from a sound epoch", () => {
  const { go, send } = begun();
  go("epoch");
  send("set", { changes: { rate: 1000 } });
  const { broken, playing, steps, kept } = go("play");
  assert.ok(!playing && Math.abs(broken.value) > 100);
  assert.match(moment(go("play")), /^The .* (between pixel|of) .* reached −?[\d,]+\. The training ran away/);
  assert.equal(go("play").steps, steps);
  send("set", { changes: { rate: 0.1 } });
  assert.equal(go("rewind", { epoch: kept.at(-1) }).broken, null);
  assert.ok(go("epoch").epoch === 2);
});

test("the number that ran away furthest is named, and one that is none before all", () => {
  const learner = new Learner({ visible: 4, hidden: 3, seed: 1 });
  assert.equal(runaway(learner), null);
  learner.hiddenBias[2] = -2000;
  assert.match(toldOf(runaway(learner)), /^The bias of hidden unit 2 reached −2,000\./);
  learner.weight[7] = 5000;
  assert.match(toldOf(runaway(learner)), /^The weight between pixel 2 and hidden unit 1 reached 5,000\./);
  learner.visibleBias[1] = NaN;
  learner.weight[7] = learner.hiddenBias[2] = 0;
  assert.match(toldOf(runaway(learner)), /^The bias of pixel 1 is no longer a number\./);
});

test("no new frame is made until the page has drawn the last one", () => {
  const { said, send, go } = begun({ epochs: 1000 });
  send("play");
  const before = said.length;
  go("play", {}, 20);
  assert.equal(said.length, before);
  send("drawn");
  go("play", {}, 20);
  assert.equal(said.length, before + 1);
});

test("a fault in the middle is told once, and a press goes on from there", (context) => {
  context.mock.method(console, "error", () => {});
  const { training, said, go } = begun();
  const { step } = training.learner;
  let left = 2;
  training.learner.step = function (...given) {
    if (left-- === 0) throw new Error("no memory");
    step.apply(this, given);
  };
  assert.deepEqual(go("play"), { kind: "failed", text: "no memory" });
  const { steps, playing } = go("pause");
  assert.deepEqual([steps, playing], [2, false]);
  assert.equal(go("play").epoch, 3);
  assert.equal(said.filter(({ kind }) => kind === "failed").length, 1);
});

const known = (more = {}) => ({
  settings: DEFAULTS,
  steps: 9,
  place: 2,
  often: Array(20).fill(0.3),
  curve: [
    { epoch: 0, train: -5, held: -4, error: 90 },
    { epoch: 1, train: -200, held: -199, error: 30 },
  ],
  dream: { energy: -190 },
  error: 20,
  broken: null,
  ...more,
});

test("what it says follows from the numbers", () => {
  assert.match(moment(known({ steps: 0 })), /knows nothing/);
  assert.match(moment(known()), /off by 20\.0, and were off by 30\.0 an epoch ago.*0 nats apart/);
  assert.match(moment(known({ place: 0.5 })), /off by 90\.0 at the start, and are off by 20\.0/);
  assert.match(moment(known({ dream: { energy: -290 } })), /dream lies 90 nats below/);
  const parting = [...known().curve, { epoch: 2, train: -210, held: -190, error: 20 }];
  assert.equal(gap(parting), 19);
  assert.match(moment(known({ curve: parting })), /19 nats ahead/);
  const often = [...Array(16).fill(0.3), 0, 0.001, 0.995, 1];
  assert.equal(idle(often), 4);
  assert.match(moment(known({ often })), /^4 of 20 hidden units/);
  assert.match(moment(known({ settings: { ...DEFAULTS, rate: 0 } })), /rate is 0/);
});

test("each sentence begins beyond its own bound", () => {
  const last = (more) => ({
    curve: [
      { epoch: 0, train: 0, held: 0, error: 9 },
      { epoch: 1, held: -100, ...more },
    ],
  });
  const says = (more, what) => what.test(moment(known(more)));
  const [heart, dreams, dead, first] = [/by heart\.$/, /^Its dream lies/, /hidden units are on/, /^It first learns/];
  const apart = (by) => ({ ...last({ train: -100 - by }), dream: { energy: 0 } });
  assert.deepEqual([says(apart(5), /begins to learn/), says(apart(5.001), /begins to learn/)], [false, true]);
  assert.ok(says(apart(5), heart) && says(apart(5), /5 nats apart: it does not/));
  const dream = (energy) => ({ ...last({ train: -100 }), dream: { energy } });
  assert.deepEqual([says(dream(-130), dreams), says(dream(-130.5), dreams)], [false, true]);
  const idlers = (count) => ({ ...dream(0), often: [...Array(count).fill(0), ...Array(20 - count).fill(0.5)] });
  assert.deepEqual([says(idlers(3), dead), says(idlers(4), dead)], [false, true]); // 15 % are not yet a word worth
  assert.deepEqual([says({ ...idlers(4), place: 0.99 }, dead), says({ ...idlers(4), place: 1 }, dead)], [false, true]);
  assert.deepEqual([says({ ...dream(0), place: 0.99 }, first), says({ ...dream(0), place: 1 }, first)], [true, false]);
  assert.equal(idle([0.01, 0.99, 0.0099, 0.9901]), 2);
  assert.match(
    moment(known({ curve: last({ train: -100 }).curve, place: 1.5, dream: { energy: 0 } })),
    /by 20\.0, and were off by 9\.0 an epoch ago/,
  );
});

test("a link holds what differs, and reads back; nonsense in it is as usual", () => {
  for (const { settings } of PRESETS) assert.deepEqual(book.parse(book.write(settings)), settings);
  assert.equal(book.write({ ...DEFAULTS, rate: 1, persistent: true }), "persistent:1,rate:1,seed:1");
  assert.deepEqual(book.parse("rate:-1,hidden:8,batch:2.5,seed:x,magic:3,steps:1e9"), DEFAULTS);
});

test("a link tells what a second run has instead; one that may not differ, or a value that does not fit, is none", () => {
  const beside = { name: "persistent", value: true };
  assert.equal(book.write(DEFAULTS, beside), "seed:1,b.persistent:1");
  assert.deepEqual(book.parseBeside("seed:1,b.persistent:1"), beside);
  assert.deepEqual(book.parseBeside("rate:0.2,b.rate:1"), { name: "rate", value: 1 });
  for (const text of ["rate:1", "b.seed:2", "b.rate:-1", "b.magic:1", "b.chains:7"])
    assert.equal(book.parseBeside(text), null);
  for (const { beside: told } of PRESETS)
    if (told) assert.deepEqual(book.parseBeside(book.write(DEFAULTS, told)), told);
});

test("two runs are compared at the last epoch of both", () => {
  const at = (epoch, error) => ({ epoch, error, train: -1, held: -1 });
  const points = together([at(0, 90), at(0.5, 40), at(1, 30)], [at(0, 90), at(0.5, 50)]);
  assert.deepEqual(points, [at(0.5, 40), at(0.5, 50)]);
  assert.match(verdict(...points), /^After 0\.5 epochs, .* 40\.0 with A and by 50\.0 with B: A is ahead\./);
  assert.match(verdict(at(1, 40), at(1, 40.01)), /After 1 epoch, .*hardly a difference/);
  assert.match(verdict(at(2, 40), at(2, NaN)), /one ran away/);
  assert.equal(together([at(0, 90)], [at(0, 90), at(1, 30)]), null);
});

test("a field takes what its setting can have, and its rule says what that is", () => {
  assert.deepEqual(
    ["9", "400", "8", "401", "9.5", "", "x"].map((text) => book.read("hidden", text)),
    [9, 400, ...Array(5).fill(null)],
  );
  assert.deepEqual(
    ["1000", "0", "-0.1", "1e7"].map((text) => book.read("rate", text)),
    [1000, 0, null, null],
  );
  assert.equal(book.rule("hidden"), "The field “hidden units” takes a whole number from 9 to 400.");
  assert.equal(book.rule("momentum"), "The field “momentum” takes a number from 0 to 0.99.");
  assert.equal(book.changed("binary", false), SETTINGS.binary.choices[0][1]);
});

test("the command is that of the recipe, or a sweep with what differs", () => {
  assert.equal(command(DEFAULTS).text, "python -m training train rbm");
  assert.deepEqual(
    command({ ...DEFAULTS, binary: false, hidden: 25, rate: 1, persistent: true, seed: 4, momentum: 0.5 }),
    {
      text: "python -m training sweep rbm-real --set hidden_dim=25 --set chains=100 --set learning_rate=1 --seeds 4",
      lost: ["momentum"],
    },
  );
});
