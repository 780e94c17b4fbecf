// What the page calls the free energy of a run: the pixels' for a machine, that of the units under the top for a deep
// network.
import assert from "node:assert/strict";
import { test } from "node:test";
import { besidePictures, heldText, symbolOf, titleOf, underPlot } from "../../assets/rbm/energy.js";

const RBM = { lower: [] };
const DBN = { lower: ["lower.0"] };
const DEEPER = { lower: ["lower.0", "lower.1"] };

test("only a machine's free energy is said to be that of the pixels", () => {
  assert.match(besidePictures(RBM), /F is the free energy of the drawn pixels/);
  assert.match(besidePictures(DBN), /free energy of hidden layer 1, not of the pixels/);
  assert.match(besidePictures(DEEPER), /free energy of hidden layer 2, not of the pixels/);
  assert.deepEqual([RBM, DBN, DEEPER].map(symbolOf), ["v", "h₁", "h₂"]);
  assert.match(titleOf(DBN), /hidden layer 1/);
  for (const reference of [null, -480.25]) {
    assert.match(underPlot(RBM, reference), /^F\(v\).*the more probable the picture/);
    assert.match(underPlot(DEEPER, reference), /^F\(h₂\).*not the free energy of the picture/);
    assert.doesNotMatch(underPlot(DBN, reference), /a picture that the machine/);
  }
  assert.match(underPlot(RBM, -480.25), /the mean of 20 test digits, −480.3/);
});

test("what is held by hand is said, and what ends it", () => {
  assert.equal(heldText(RBM, 0, 0), "");
  assert.match(
    heldText(RBM, 1568, 0),
    /^By hand: 1,568 pixels held, all chains together\. Restart.* lets all of it go\.$/,
  );
  assert.match(heldText(DBN, 1, 2), /1 unit held.*; 2 hidden units forced/);
});
