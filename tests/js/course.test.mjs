// The course page: what the browser keeps of a student's work, and the report that is made of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isBegun, readProgress, writeProgress } from "../../assets/course/progress.js";
import { report } from "../../assets/course/report.js";

const CARDS = ["one", "two", "constructor"];

test("progress comes back as it was written; what is damaged, of another version or of no card does no harm", () => {
  const own = { one: { predicted: "blurred", opened: true }, two: { done: true, found: "as I thought" } };
  assert.deepEqual(readProgress(writeProgress(own), CARDS), own);
  for (const text of [null, "", "{", "7", "[]", '"x"', "null", '{"version":1}', '{"version":1,"cards":[{}]}'])
    assert.deepEqual(readProgress(text, CARDS), {});
  for (const version of [0, 2, "1", null])
    assert.deepEqual(readProgress(JSON.stringify({ version, cards: own }), CARDS), {});
  const odd = { one: { predicted: 7, done: "yes", opened: true, more: 1 }, two: null, gone: { done: true } };
  assert.deepEqual(readProgress(JSON.stringify({ version: 1, cards: odd }), CARDS), { one: { opened: true } });
  const long = { one: { predicted: "x".repeat(9000) } };
  assert.equal(readProgress(writeProgress(long), CARDS).one.predicted.length, 2000);
  assert.deepEqual([{}, undefined, { done: false }, { opened: true }].map(isBegun), [false, false, false, true]);
});

const CARD = {
  ...{
    number: "1.2",
    title: "Twice",
    question: "Better?",
    ask: "How much?",
    link: "http://zoo/?tab=vae",
    command: "go",
  },
  predicted: "# *No* idea\n1. [x](y)",
  charts: [{ title: "Error", rows: [["a|b", "3.02", "exact"]], said: "Best: a." }],
  texts: [
    { code: true, text: "0.5" },
    { code: false, text: "Because." },
  ],
  pictures: [{ file: "figures/a.png", caption: "Draws" }],
};

test("a report has the prediction as it was written, and the answer only if it was opened", () => {
  const sheets = [
    { title: "First", cards: [{ ...CARD, opened: true, done: true }] },
    { title: "Second", cards: [] },
  ];
  const text = report(sheets, "today");
  assert.match(text, /## First\n\n### 1\.2 Twice ✓\n\nBetter\?/);
  assert.match(text, /> \\# \\\*No\\\* idea\n> 1\\\. \\\[x\\\]\(y\)/);
  assert.match(text, /\| a\\\|b \| 3\.02 \| exact \|\n\nBest: a\./);
  assert.match(text, /```\n0\.5\n```\n\nBecause\.\n\n!\[Draws\]\(figures\/a\.png\)/);
  assert.ok(!text.includes("Second") && text.includes("<http://zoo/?tab=vae>") && text.includes("`go`"));
  const closed = report([{ title: "First", cards: [{ ...CARD, predicted: " " }] }], "today");
  assert.ok(!closed.includes("3.02") && !closed.includes("figures/") && closed.includes("> (nothing written)"));
});
