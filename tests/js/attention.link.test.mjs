// Q, K, V and the settings as parameters of a link.
import assert from "node:assert/strict";
import { test } from "node:test";
import { modeOf } from "../../assets/attention/example.js";
import { read, tableOf, textOf, written } from "../../assets/attention/numbers-link.js";

const tables = {
  Q: { cells: [["1", "1/2"]], list: true, labels: [] },
  K: { cells: [["1"], ["−2"]], list: false, labels: ["a", "b"] },
  V: { cells: [["0"], ["3"]], list: false, labels: [] },
};
const request = {
  tables,
  scale: false,
  temperature: "0.5",
  mask: "custom",
  keep: [[true, false]],
  reading: "one_token",
};

test("numbers, labels and settings come back", () => {
  const given = written(request, { i: 0, j: 1 });
  assert.deepEqual(given, {
    ...{ q: "~1,1/2", k: "1;−2", v: "0;3", k_names: "a,b", mask: "custom", keep: "10", scale: "0" },
    ...{ temperature: "0.5", reading: "one_token", at: "0.1" },
  });
  const found = read(given);
  const { labels: _q, ...q } = tables.Q;
  const { labels: _v, ...v } = tables.V;
  assert.deepEqual(found.state, {
    ...{ tables: { Q: q, K: tables.K, V: v }, temperature: "0.5", mask: "custom" },
    ...{ keep: [[true, false]], reading: "one_token" },
  });
  assert.deepEqual([found.scale, found.pick, found.problem], [false, { i: 0, j: 1 }, ""]);
  const usual = read(written({ ...request, scale: true, temperature: "1", mask: "none", keep: null, reading: "" }, {}));
  assert.deepEqual([usual.scale, usual.state.temperature, usual.state.mask], [true, "1", "none"]);
  assert.deepEqual([usual.state.keep, usual.state.reading], [null, ""]);
  const padded = read(written({ ...request, mask: "padding", keep: [true, true, false] }, { i: 0, j: null }));
  assert.deepEqual(padded.state.keep, [true, true, false]);
});

test("what a link cannot hold or say is left out or said", () => {
  const odd = { ...request, tables: { ...tables, V: { cells: [["1;2"]], list: false } } };
  assert.deepEqual([textOf(odd.tables.V), written(odd, { i: 0, j: 0 })], ["", {}]);
  assert.deepEqual([tableOf("1,2;3"), tableOf("~1;2"), tableOf("1;".repeat(64))], [null, null, null]);
  const [rows, columns] = [Array(64).fill("1").join(";"), Array(128).fill("1").join(",")];
  assert.deepEqual([tableOf(rows).cells.length, tableOf(`${rows};1`)], [64, null]);
  assert.deepEqual([tableOf(columns).cells[0].length, tableOf(`${columns},1`)], [128, null]);
  assert.equal(read({}), null);
  assert.match(read({ q: "1", k: "1,2;3", v: "1" }).problem, /link’s K cannot be read/);
  const wrong = read({ q: "1", k: "1", v: "1", mask: "x", keep: "2", at: "y" });
  assert.match(wrong.problem, /mask is none of none, causal/);
  assert.deepEqual([wrong.state.mask, wrong.state.keep, wrong.pick], ["none", null, { i: 0, j: null }]);
});

test("a link with tables or an example and no mode is one to the calculator", () => {
  const modes = [{ q: "1" }, { k: "1", v: "2" }, { example: "causal" }, { q: "1", size: "16" }, { at: "0.0" }].map(
    modeOf,
  );
  assert.deepEqual(modes, ["numbers", "numbers", "numbers", "", ""]);
});
