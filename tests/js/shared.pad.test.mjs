// A drawing in a link is the drawing again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "../../assets/shared/pad.js";

test("strokes are written in few characters and read again", () => {
  const marks = [
    [
      [0, 280],
      [14, 20],
    ],
    [[7, 7]],
  ];
  assert.equal(written(marks), "0.280-14.20_7.7");
  assert.deepEqual(read(written(marks)), marks);
  assert.equal(written([]), "");
});
