// Texts about digits as those about other data. tests/zoo/test_wording.py has the same for Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { worded } from "../../assets/shared/wording.js";

const cases = JSON.parse(readFileSync(new URL("../support/wording.json", import.meta.url), "utf-8"));

test("a text says what the pictures of the data show, and what the data is called", () => {
  assert.ok(cases.length > 5);
  for (const { text, name, noun, said } of cases) assert.equal(worded(text, name && { name, noun }), said);
});
