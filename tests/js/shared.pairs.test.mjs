// Presets of a comparison: which models are worth comparing, by what each was made from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf, partnerOf } from "../../assets/shared/pairs.js";

const model = (name, base = "") => ({ name, title: `A ${name}`, base, changes: `more ${name}` });
const models = [
  model("deep", "plain"),
  model("plain", "plain"),
  model("wide", "plain"),
  model("wider", "wide"),
  model("odd", "gone"),
];

test("every model whose base is there stands beside it, in the order of the list", () => {
  const names = groupsOf(models).map(({ base, variants }) => [base.name, variants.map(({ name }) => name)]);
  assert.deepEqual(names, [
    ["plain", ["deep", "wide"]],
    ["wide", ["wider"]],
  ]);
  assert.equal(groupsOf(models)[0].variants[1].changes, "more wide");
});

test("a model's partner is its base, and a base's the first that was made of it", () => {
  const groups = groupsOf(models);
  const partners = models.map(({ name }) => partnerOf(name, groups));
  assert.deepEqual(partners, ["plain", "deep", "plain", "wide", undefined]);
});

test("models without bases have no pairs", () => {
  assert.deepEqual(
    groupsOf([
      { name: "one", title: "One" },
      { name: "two", title: "Two" },
    ]),
    [],
  );
});
