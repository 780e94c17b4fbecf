// What the judge reads, in a few words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgement } from "../../assets/gan/words.js";
import { isNoDigit, reading } from "../../assets/shared/judge.js";

const two = (no_digit) => ({ digit: 2, confidence: 0.983, no_digit });

test("a picture is a digit unless it is more probably none", () => {
  assert.equal(reading(two(0.5)), "2 (98\u00a0%)");
  assert.equal(reading(two(0.51)), "like no digit");
  assert.equal(reading(two(null)), "2 (98\u00a0%)"); // without the model that can refuse
  for (const none of [undefined, {}, { error: "…" }]) assert.equal(reading(none), "");
  assert.equal(isNoDigit(two(null)), false);
});

test("the judge of samples refuses, agrees and disagrees", () => {
  const who = "The judge, another network that reads digits, sees";
  assert.equal(judgement(two(0.1), null), `${who} a 2 (98\u00a0% sure).`);
  assert.equal(judgement(two(0.1), 2), `${who} a 2 (98\u00a0% sure), as was asked for.`);
  assert.equal(judgement(two(0.1), 8), `${who} a 2 (98\u00a0% sure); an 8 was asked for.`);
  assert.equal(judgement(two(0.9), 2), `${who} no digit in it; a 2 was asked for.`);
  assert.match(judgement(two(null), undefined), /reads digits and has to name one of the ten, sees a 2/);
});
