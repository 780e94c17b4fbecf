// The game in the plane without a page: what it learns, keeps and says, and its settings.
import assert from "node:assert/strict";
import { test } from "node:test";
import { points, read, written } from "../../assets/gan/train/plane/data.js";
import { contour, heights } from "../../assets/gan/train/plane/landscape.js";
import { near, reached, right } from "../../assets/gan/train/plane/measure.js";
import { moment, pulled, turns, verdict } from "../../assets/gan/train/plane/moment.js";
import { book, DEFAULTS, PRESETS } from "../../assets/gan/train/plane/settings.js";
import { lattice, PlaneTraining } from "../../assets/gan/train/plane/training.js";

function begun(settings = {}, more = {}) {
  const [said, waiting, timed] = [[], [], []];
  const training = new PlaneTraining({
    post: (message) => said.push(structuredClone(message)),
    later: (call) => waiting.push(call),
    after: (_, call) => timed.push(call),
    now: () => 0,
  });
  const all = { ...DEFAULTS, cunits: 12, gunits: 12, batch: 100, epochs: 2, ...settings };
  training.receive({ act: "begin", settings: all, ...more });
  const go = (act, given = {}) => {
    training.receive({ act, ...given });
    while (waiting.length) waiting.shift()();
    return said.at(-1);
  };
  return { training, go, said, timed, waiting };
}

test("it learns: generated points come to lie near the data", () => {
  const frame = begun({ data: "moons", critic: 0.01, generator: 0.01, epochs: 4 }).go("play");
  assert.deepEqual([frame.playing, frame.epoch, frame.steps], [false, 4, 799]);
  assert.ok(
    frame.curve[0].near < 20 && frame.curve.at(-1).near > 50,
    `${frame.curve[0].near} ${frame.curve.at(-1).near}`,
  );
});

// After some epochs of an experiment: clusters reached, and how often the critic is right in %.
function outcome(text, epochs) {
  const { settings } = PRESETS.find((preset) => preset.text.startsWith(text));
  const { reached, curve } = begun({ ...settings, epochs }).go("play");
  return { reached, right: curve.at(-1).right };
}

test("experiments show what their names say", () => {
  assert.ok(outcome("Ring of eight", 16).reached >= 6);
  assert.ok(outcome("Mode collapse", 3).reached <= 1);
  assert.ok(outcome("Wasserstein without", 5).reached <= 1);
  const { reached, right } = outcome("A critic too strong", 5);
  assert.ok(reached <= 1 && right > 85, `${reached} ${right}`);
});

test("a step is a turn of one player, the critic's first, as often as is set", () => {
  const { go, training } = begun({ turns: "1:2" });
  const who = Array.from({ length: 5 }, () => go("step").turn.last);
  assert.deepEqual(who, ["critic", "generator", "generator", "critic", "generator"]);
  assert.deepEqual(training.seen, 200);
  go("set", { changes: { turns: "2:1" } });
  assert.equal(go("step").turn.next, "critic");
  const before = training.learner.critic.parameters.map((values) => values.slice());
  const { told } = begun({ turns: "1:1" }).go("step");
  assert.ok(told.critic.loss > 1.3 && told.critic.loss < 1.5 && told.generator === null);
  go("set", { changes: { critic: 0 } });
  go("step");
  assert.deepEqual(training.learner.critic.parameters, before);
});

test("the same seed is the same run; back at an epoch it goes on exactly", () => {
  const first = begun().go("play");
  const { go } = begun();
  assert.deepEqual(go("play").mesh, first.mesh);
  go("rewind", { epoch: 1 });
  const again = go("play");
  assert.deepEqual([again.mesh, again.steps, again.told], [first.mesh, first.steps, first.told]);
  assert.notDeepEqual(begun({ seed: 2 }).go("play").mesh, first.mesh);
});

test("a rate of 1000 runs away and is told", () => {
  const frame = begun({ generator: 1000 }).go("play");
  assert.match(moment(frame), /^A (weight|bias) of the generator’s (first|second|third) layer, number \d+, reached/);
});

test("at a pace it takes a turn at a time, and none twice after a pause; other data come at once and leave a mark", () => {
  const { go, training, timed, waiting } = begun();
  go("pace", { steps: 10 });
  go("play");
  assert.equal(training.learner.steps, 1);
  const [late] = timed.splice(0);
  go("pause");
  go("play");
  assert.equal(training.learner.steps, 2);
  late();
  assert.equal(training.learner.steps, 2);
  timed.pop()();
  assert.equal(training.learner.steps, 3);
  go("pause");
  const { marks, real } = go("set", { changes: { data: "drawn" }, dots: [[0.5, 0.5]] });
  assert.ok(marks[0].text === "drawn by hand" && real.every((value) => Math.abs(value - 0.5) < 0.2));
  for (const rate of [1, 2, 3]) go("set", { changes: { critic: rate } });
  assert.deepEqual(
    training.marks.map(({ text }) => text),
    ["drawn by hand", "critic’s rate 3"],
  );
  assert.equal(waiting.length, 0);
});

test("a drawing is text and comes back; its points lie around the dots", () => {
  const dots = [
    [-1, 1],
    [0.5, -0.24],
  ];
  assert.equal(written(dots), "0.100-75.38");
  assert.deepEqual(read("0.100-75.38"), dots);
  assert.deepEqual(read("7-1.2.3--300.1-50.50"), [[0, 0]]);
  const drawn = points("drawn", dots, 400, 1);
  assert.equal(near(drawn, Float32Array.from(dots.flat()), 0.2), 1);
});

test("shares are counted", () => {
  assert.equal(right([1, 3], [0, 2, 3]), 3.5 / 6);
  assert.equal(near(Float32Array.of(0, 0, 1, 1), Float32Array.of(0.05, 0.05)), 0.5);
  const clusters = [
    [0, 0],
    [1, 1],
  ];
  assert.equal(reached(clusters, Float32Array.of(0, 0, 0, 0.01, 5, 5)), 1);
  assert.equal(reached(null, []), null);
  assert.equal(pulled(Float32Array.of(3, 4, 0, 1)), 3);
});

test("the landscape's middle is 0 where that divides the kinds, and between both kinds elsewhere", () => {
  const scores = Float32Array.of(-4, 0, 4);
  const shown = { real: [6], fake: [2] };
  assert.deepEqual([...heights(scores, shown, true)], [-1, 0, 1]);
  assert.deepEqual([...heights(scores, shown, false)], [-1, -0.5, 0]);
  const slope = lattice(3, 1).filter((_, at) => at % 2 === 0); // x
  assert.deepEqual(contour(slope, 3, 0.5), [[1.5, 0, 1.5, 1], [1.5, 1, 1.5, 2]]); // biome-ignore format: pieces
});

test("a link reads back", () => {
  for (const { settings } of PRESETS) assert.deepEqual(book.parse(book.write(settings)), settings);
  assert.equal(book.write({ ...DEFAULTS, objective: "hinge", turns: "1:2" }), "objective:3,turns:3,seed:1");
});

const point = (more) => ({ epoch: 2, right: 70, near: 95, covered: 95, ...more });
const known = (last = {}, more = {}) => ({
  ...{ settings: DEFAULTS, steps: 9, clusters: 8, reached: 5, broken: null, pulls: Float32Array.of(1, 0) },
  curve: [point({ epoch: 0, covered: 90 }), point(last)],
  ...more,
});

test("what it says follows from the numbers", () => {
  assert.match(moment(known({}, { steps: 0 })), /knows anything yet/);
  assert.match(moment(known({}, { settings: { ...DEFAULTS, critic: 0 } })), /critic’s rate is 0/);
  const silent = { pulls: Float32Array.of(0, 0.01) };
  assert.match(moment(known({ right: 98, near: 0 }, silent)), /right 98\s% of the time.* hears next to nothing/);
  assert.match(moment(known({ right: 98, near: 0 })), /lie far apart/);
  assert.match(moment(known({ covered: 20 })), /^Five of eight clusters are reached.*more before.*mode collapse/);
  assert.match(moment(known({ covered: 20, epoch: 0 }, { curve: [point({ covered: 20 })] })), /only has to look real/);
  assert.match(moment(known({ right: 52 })), /a coin would be/);
  assert.match(moment(known({}, { clusters: 0 })), /reach 95\s% of the data; 95\s% of the generated/);
  assert.match(moment(known({}, { settings: { ...DEFAULTS, generator: 0 } })), /^The generator’s rate is 0/);
  assert.match(moment(known({ near: 20 })), /^The critic is right 70\s% of the time\. Only 20\s% of the generated/);
  assert.match(moment(known({ near: 0.9 })), /\. None of the generated points lie near/);
  assert.match(
    moment(known({ right: 98, near: 90 }, silent)),
    /^The critic is right 98\s% of the time\. Five of eight/,
  );
  assert.match(moment(known({}, { reached: 1 })), /One of eight clusters is reached/);
});

test("each sentence begins at its own bound", () => {
  const says = (last, more) => moment(known(last, more));
  assert.match(says({ right: 60 }), /^The critic is right 60\s% of the time\. Five/);
  assert.match(says({ right: 59 }), /a coin would be/);
  assert.match(says({ near: 49 }), /Only 49/);
  assert.match(says({ near: 50, covered: 50 }), /of the time\. Five/);
  const [before, now] = [point({ epoch: 0, covered: 74 }), point({ covered: 49 })];
  assert.match(says({}, { curve: [before, now] }), /only has to look real/);
  assert.match(says({}, { curve: [{ ...before, covered: 75 }, now] }), /mode collapse/);
});

test("of two games each has its own numbers, and each player is told what its turn cost", () => {
  const [a, b] = [point({ near: 60, covered: 70 }), point({ near: 80, covered: 50 })];
  assert.match(verdict(a, b), /^After 2 epochs, 60\s% .* of A and 80\s% .* of B .* reach 70\s% and 50\s% of it/);
  const told = { critic: { loss: -1.5, penalty: 0.25 }, generator: { loss: 0.7 } };
  const said = turns({ told, settings: { ...DEFAULTS, batch: 1000 } });
  assert.match(said.critic, /^It is shown 1,000 real .* It paid −1\.50 this time\. Steep ground cost it 0\.25 more\.$/);
  assert.match(said.generator, /It paid 0\.70 this time\.$/);
  assert.ok(Object.values(turns({ told: {}, settings: DEFAULTS })).every((each) => !/paid|Steep/.test(each)));
});
