// An example of the calculator in the link of the attention tab.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleLink, readExample } from "../../assets/attention/example.js";

const PRESETS = [{ name: "Three tokens" }, { name: "The exercise" }];

test("a link names an example and how its lists are read; what it cannot name is said", () => {
  const link = exampleLink("The exercise", "many_tokens");
  assert.deepEqual(link, { example: "the-exercise", reading: "many_tokens" });
  assert.deepEqual(readExample(link, PRESETS), { preset: PRESETS[1], reading: "many_tokens", problem: "" });
  assert.deepEqual(readExample({}, PRESETS), { preset: null, reading: "", problem: "" });
  assert.deepEqual(exampleLink(undefined, "many_tokens"), {});
  const wrong = readExample({ example: "x", reading: "<b>" }, PRESETS);
  assert.deepEqual({ ...wrong, problem: "" }, { preset: null, reading: "", problem: "" });
  assert.match(wrong.problem, /example is none of three-tokens.*reading is none of one_token/);
});
