// What of the GAN tab belongs to an earlier model, seed, drawing or choice, and is not shown beside the next one.

import { toFloats } from "../../../assets/shared/bytes.js";
import { ganModel, hold, opened, openGan, serverOf, settled, shown } from "./gan.mjs";
import { equal, ok, places, press, put, rest, stopped, test, texts, type } from "./harness.mjs";

const B = { name: "gan-b", title: "The gan-b" };

test("an error about a model that is no longer shown is not said, and its digits are gone", async () => {
  const served = serverOf();
  const tab = await openGan(ganModel(), served);
  await settled();
  const held = hold(served, "samples");
  tab.button("25", tab.$(".gan-counts")).click();
  await rest();
  served.state.broken = true;
  tab.choose(ganModel(B));
  equal([tab.all(".gan-cell:not(.is-empty)").length, shown(tab).large], [0, ""]);
  held.free(); // the answer about the first model: an error
  await rest();
  await rest();
  equal(tab.$(".gan-status").textContent, "");
  held.stop();
  await settled();
  equal(
    [tab.$(".gan-still").textContent, tab.all(".gan-cell:not(.is-empty)").length],
    ["The server did not give the digits. Try again", 0],
  );
});

test("samples of another seed or number do not count as those that are wanted", async () => {
  const served = serverOf();
  const tab = await openGan(ganModel(), served);
  await settled();
  tab.button("36", tab.$(".gan-counts")).click();
  await settled();
  equal(tab.viewer.sampled().length, 36);
  const held = hold(served, "samples");
  type(tab.$(".gan-controls [name=seed]"), "9");
  tab.button("Generate").click();
  equal(tab.viewer.sampled().length, 0);
  tab.button("CSV").click();
  await rest();
  equal(tab.$(".gan-status").textContent, "The digits are not all here yet; wait a moment, then save.");
  held.stop();
  await settled();
  equal(tab.viewer.sampled().length, 36);
});

test("the moves of a link are made once, on its own sample", async () => {
  const restore = { seed: 7, count: 36, pin: 12, z: [[1, 2.5]] };
  const tab = await openGan(ganModel({ restore }));
  await settled();
  equal(shown(tab).large, "Sample 12 of seed 7, moved");
  tab.button("64", tab.$(".gan-counts")).click();
  await settled();
  equal(shown(tab).large, "Sample 12 of seed 7");
  const served = serverOf();
  const held = hold(served, "samples");
  const other = await openGan(ganModel({ restore }), served);
  type(other.$(".gan-controls [name=seed]"), "8");
  other.button("Generate").click();
  held.stop();
  await settled();
  equal(shown(other).large, "Sample 12 of seed 8");
});

test("a link to a sample beyond the usual number shows as many as it takes", async () => {
  const tab = await openGan(ganModel({ restore: { seed: 1, pin: 80 } }));
  await settled();
  equal([tab.viewer.count, shown(tab).large, tab.link().get("pin")], [100, "Sample 80 of seed 1", "80"]);
});

test("marks of pins are of this seed and truncation, and the large sample says which digit it was asked for", async () => {
  const tab = await openGan(ganModel({ classes: 10, restore: { seed: 1, count: 25, digit: 3 } }));
  await settled();
  equal(
    tab.served.of("look").map(({ label }) => label),
    [3],
  );
  tab.all(".gan-cell")[4].focus();
  press(tab.all(".gan-cell")[4], "p");
  const pinned = () => places(tab.all(".gan-cell"), (cell) => cell.classList.contains("is-pinned"));
  equal(pinned(), [4]);
  type(tab.$("[name=truncation]"), "0.5");
  type(tab.$("[name=truncation]"), "0.5", "change");
  await settled();
  equal(pinned(), []);
  tab.button("Off").click();
  await settled();
  equal(pinned(), [4]);
  tab.button("2", tab.$(".gan-digits")).click();
  await settled();
  equal(pinned(), []);
});

test("which pin is large counts all pins of a link, also those that the model cannot draw", async () => {
  const pins = [7, 3].map((digit) => ({ seed: digit, index: 1, digit, truncation: null }));
  const tab = await openGan(ganModel({ classes: 5, restore: { seed: 1, pins, pinned: 2 } }));
  await settled();
  equal(
    [shown(tab).large, tab.link().get("pinned"), tab.link().get("pins")],
    ["Sample 1 of seed 3, asked for a 3", "2", "7.1d7,3.1d3"],
  );
});

test("the link leads to the tool as soon as that is open", async () => {
  const tab = await openGan(ganModel());
  await settled();
  tab.$("#gan-tab-walk").click();
  equal(tab.link().get("tool"), "walk");
  tab.$("#gan-tab-timeline").click();
  equal(tab.link().get("tool"), null);
});

test("once the server has drawn, nobody is told that it wakes up", async () => {
  const clock = stopped();
  const served = serverOf();
  const tab = await openGan(ganModel(), served);
  await settled(clock);
  const held = hold(served, "samples");
  tab.button("25", tab.$(".gan-counts")).click();
  await clock.pass(2000);
  equal(tab.$(".gan-waking").textContent, "");
  held.stop();
});

// ---- walks
const pinsOf = (count) =>
  Array.from({ length: count }, (_, at) => ({ seed: 10 + at, index: at, digit: null, truncation: null }));

test("the newest choice of a way is shown, whichever answer comes last, and nine samples are the most", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} }));
  const served = serverOf();
  const tab = await opened("walk", ganModel({ restore: { seed: 1, count: 25, pins: pinsOf(10) } }), served);
  const thumbs = () => tab.box.querySelectorAll(".gan-thumb");
  equal(texts(thumbs()).at(-2), "9");
  thumbs()[9].click();
  equal(
    [texts(thumbs()).at(-1), tab.$(".gan-status").textContent],
    ["", "A way leads through at most 9 samples; press one of them to remove it first."],
  );
  const held = hold(served, "generate");
  thumbs()[8].click();
  thumbs()[7].click();
  await rest();
  held.free();
  await settled();
  ok(tab.box.querySelector(".gan-walk").classList.contains("is-waiting"));
  held.stop();
  await settled();
  equal(
    [tab.box.querySelector("[type=range]").max, tab.box.querySelector(".gan-walk").classList.contains("is-waiting")],
    ["72", false],
  );
});

test("a way with a moved sample has no link, but can be saved", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} }));
  const tab = await opened("walk", ganModel({ restore: { seed: 1, count: 25, pin: 2, z: [[0, 3]], pins: pinsOf(1) } }));
  tab.$(".gan-pin").click();
  await settled();
  tab.button("All pinned samples", tab.box).click();
  await settled();
  equal([tab.box.querySelector(".gan-link").hidden, tab.button("Save as JSON", tab.box).hidden], [true, false]);
  equal(tab.box.querySelectorAll(".gan-thumb").length, 4);
  equal(tab.box.querySelectorAll(".gan-thumb")[1].title, "pinned: seed 1, sample 2, moved");
});

test("a way of a link is walked once, by numbers that a model without digits takes, too", async () => {
  put(window, "matchMedia", () => ({ matches: true, addEventListener() {} }));
  history.replaceState(null, "", "/?model=gan-a&walk=3_12_5-4_7__0.5");
  try {
    const tab = await opened("walk", ganModel());
    const asked = tab.served.of("samples").filter(({ count }) => count === 1);
    equal(
      asked.map(({ seed, first, digit, truncation }) => [seed, first, digit, truncation]),
      [
        [3, 12, null, null],
        [4, 7, null, 0.5],
      ],
    );
    equal(
      Array.from(tab.box.querySelectorAll(".gan-thumb"), (each) => each.title),
      ["seed 3, sample 12", "seed 4, sample 7"],
    );
    equal(new URLSearchParams(tab.box.querySelector(".gan-link").value.split("?")[1]).get("walk"), "3_12-4_7__0.5");
    const told = await opened("walk", ganModel({ classes: 10 }));
    equal(
      Array.from(told.box.querySelectorAll(".gan-thumb"), (each) => each.title),
      ["seed 3, sample 12, digit 5", "seed 4, sample 7, digit 7"],
    );
    history.replaceState(null, "", "/?model=gan-a&walk=3_12_0-4_7_1");
    const nought = await opened("walk", ganModel({ classes: 10 }));
    equal(nought.box.querySelector(".gan-thumb").title, "seed 3, sample 12, digit 0");
    equal([...toFloats(nought.served.of("generate")[0].latents)].slice(0, 2), [3, 12]);
  } finally {
    history.replaceState(null, "", "/");
  }
});
