// Count many: the bars grow with every answer, and belong to the settings that are shown.
import { tool } from "../../../assets/gan/tally.js";
import { ganModel, hold, opened, serverOf, settled } from "./gan.mjs";
import { equal, ok, rest, test, texts, type } from "./harness.mjs";

const MODEL = { seeds_at_once: 4, most: 100, classes: 0 };
const answer = ({ sheets }) => ({
  samples: 100 * sheets,
  digits: [55 * sheets, ...Array(9).fill(5 * sheets)],
  sure: 90 * sheets,
  none: sheets,
  asked: null,
});
const open = (more = {}, tally = answer) => opened("tally", ganModel({ ...MODEL, ...more }), serverOf({ tally }));
const bars = (tab) => texts(tab.box.querySelectorAll(".gan-shares em"));
const said = (tab) => tab.box.querySelector(".gan-text").textContent;
const EMPTY = Array(10).fill("");

test("a press counts two thousand from the seed on, the next one the two thousand after them", async () => {
  const tab = await open({ restore: { seed: 2 ** 32 - 2, truncation: 0.7, count: 1 } });
  equal([bars(tab), said(tab)], [EMPTY, ""]);
  tab.button("Count 2,000 digits", tab.box).click();
  await settled();
  equal(
    tab.served.of("tally").map(({ seed, sheets, truncation }) => [seed, sheets, truncation]),
    [2 ** 32 - 2, 2, 6, 10, 14].map((seed) => [seed, 4, 0.7]),
  );
  equal(bars(tab), ["55", ...Array(9).fill("5")]);
  ok(said(tab).startsWith("Of 2,000 digits (truncation 0.7)"));
  tab.button("Count 2,000 more", tab.box).click();
  await settled();
  equal([tab.served.of("tally").length, tab.served.of("tally").at(-1).seed], [10, 34]);
  ok(said(tab).startsWith("Of 4,000 digits"));
});

test("it can be stopped, and what has been counted stays", async () => {
  const tab = await open();
  const held = hold(tab.served, "tally");
  tab.button("Count 2,000 digits", tab.box).click();
  await rest();
  held.free();
  await settled();
  equal([said(tab), held.waiting], ["400 counted …", 1]);
  tab.button("Stop", tab.box).click();
  held.stop();
  await settled();
  ok(said(tab).startsWith("Of 400 digits"));
  equal(tab.served.of("tally").length, 2);
});

test("other settings and other models begin anew, and late answers for the former ones are dropped", async () => {
  const tab = await open();
  tab.button("Count 2,000 digits", tab.box).click();
  await settled();
  type(tab.$(".gan-controls [name=seed]"), "9");
  tab.button("Generate").click();
  await settled();
  equal([bars(tab), said(tab)], [EMPTY, ""]);
  const held = hold(tab.served, "tally");
  tab.button("Count 2,000 digits", tab.box).click();
  await rest();
  type(tab.$(".gan-controls [name=seed]"), "8"); // before the first answer
  tab.button("Generate").click();
  await rest();
  held.free();
  await settled();
  equal([bars(tab), held.waiting], [EMPTY, 0]);
  tab.button("Count 2,000 digits", tab.box).click();
  await rest();
  tab.choose(ganModel({ ...MODEL, name: "gan-b" }));
  held.stop();
  await settled();
  equal([bars(tab), said(tab), tab.button("Count 2,000 digits", tab.box).disabled], [EMPTY, "", false]);
});

test("an error is said and what was counted before it stays", async () => {
  let asked = 0;
  const tab = await open({}, (request) => (asked++ ? { error: "No GPU." } : answer(request)));
  tab.button("Count 2,000 digits", tab.box).click();
  await settled();
  equal([tab.$(".gan-status").textContent, asked], ["No GPU.", 2]);
  ok(said(tab).startsWith("Of 400 digits") && tab.button("Count 2,000 more", tab.box));
});

test("only models that draw digits have it", () => {
  const has = [{ drawable: true }, { drawable: false }, { drawable: true, data: { noun: "letter" } }].map(tool.applies);
  equal(has, [true, false, false]);
});
