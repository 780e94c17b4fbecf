// Moving along directions of the latent space: the numbers, and what is said of a direction.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  amountText,
  basisOf,
  choiceText,
  effectText,
  endsOf,
  FRAMES,
  filmKey,
  holdsText,
  isStill,
  movedAlong,
  moveText,
  nameOf,
  places,
  REACH,
  shareText,
  withAmount,
} from "../../assets/gan/along.js";
import { sampleText } from "../../assets/gan/words.js";

const slant = { property: "slant", low: -8.17, high: 20.11, size: 2.17, noise: 0.04, rose: 1 };
const height = { property: "height", low: 5.96, high: 5.06, size: -1.49, noise: 0.06, rose: 0.04 };
const seven = { property: "digit_7", low: 0.01, high: 0.384, size: 1.23, noise: 0.11, rose: 0.915 };
const little = { property: "thickness", low: 2.0, high: 2.1, size: 0.2, noise: 0.05, rose: 0.6 };
const named = { name: "slant", component: 4, share: 0.0412, vector: [1, 0], effects: [slant, height, little] };
const unnamed = { name: "", component: 2, share: 0.03, vector: [0.5, -2], effects: [height, little] };
const about = { components: 15, samples: 200, reach: 2 };

test("latents move by the amount along each direction, in the precision of a model", () => {
  const start = Float32Array.of(0.1, -1);
  const moved = movedAlong(start, [named, unnamed], [3, -2]);
  assert.ok(moved instanceof Float32Array);
  assert.deepEqual([...moved], [Math.fround(Math.fround(0.1) + 3 - 1), 3]);
  assert.deepEqual([...start], [Math.fround(0.1), -1]);
  assert.deepEqual(movedAlong(start, [named, unnamed], [0, 0]), start);
});

test("a film goes evenly from one end to the other, and its middle is no move", () => {
  assert.equal(places.length, FRAMES);
  assert.deepEqual([places[0], places[(FRAMES - 1) / 2], places.at(-1)], [-REACH, 0, REACH]);
  places.slice(1).forEach((place, i) => assert.ok(Math.abs(place - places[i] - 0.75) < 1e-12));
});

test("a direction's film is another one when another slider moved, not when its own did", () => {
  assert.equal(filmKey([1, 2, 3], 1), filmKey([1, -2, 3], 1));
  assert.notEqual(filmKey([1, 2, 3], 1), filmKey([0, 2, 3], 1));
  assert.notEqual(filmKey([0, 0, 0], 1), filmKey([0, 0, 0], 2));
  assert.deepEqual(withAmount([1, 2, 3], 1, 0), [1, 0, 3]);
  assert.ok(isStill([0, 0]) && isStill([-0]) && !isStill([0, 0.1]));
});

test("a direction is called after what it raises, or says that it has no simple name", () => {
  assert.equal(nameOf(named), "Slanted to the right");
  assert.deepEqual(endsOf(named), ["slanted to the left", "slanted to the right"]);
  assert.equal(nameOf({ name: "digit_8" }), "Towards 8");
  assert.deepEqual(endsOf({ name: "digit_8" }), ["less like an 8", "more like an 8"]);
  assert.equal(nameOf(unnamed), "No simple name (no. 2)");
  assert.deepEqual(endsOf(unnamed), ["−", "+"]);
});

test("what was moved is told with its sign, and nothing where nothing was", () => {
  assert.equal(moveText([named, unnamed], [1.2, -0.5]), "slanted to the right +1.2, no simple name (no. 2) −0.5");
  assert.equal(moveText([named, unnamed], [0, 0]), "");
  assert.deepEqual([amountText(0.1), amountText(-3), amountText(0)], ["+0.1", "−3.0", "0.0"]);
});

test("an effect is told from one end to the other, in the units of what was measured", () => {
  const spread = "times the spread of real digits.";
  assert.equal(
    effectText(slant),
    `Slant: −8° to 20°; slanted to the right in 100 of 100 samples. That is 2.17 ± 0.04 ${spread}`,
  );
  assert.equal(
    effectText(height),
    `Spread of the ink from top to bottom: 6.0 to 5.1 pixels (−15\u00a0%); shorter in 96 of 100 samples. That is 1.49 ± 0.06 ${spread}`,
  );
  assert.equal(
    effectText(seven),
    `The judge’s mean certainty that it is a 7: 1\u00a0% to 38\u00a0%; more like a 7 in 92 of 100 samples. That is 1.23 ± 0.11 ${spread}`,
  );
  assert.ok(!effectText({ ...little, low: 0 }).includes("("), "no share of nothing");
});

test("a name is based on its effect and on others that are large", () => {
  const { intro, lines } = basisOf(named, about);
  assert.match(intro, /^200 samples were moved by 2 to the left and by 2 to the right.*changed most clearly:$/);
  assert.deepEqual(lines, [slant, height].map(effectText));
  const without = basisOf(unnamed, about);
  assert.match(without.intro, /so this one has none/);
  assert.deepEqual(without.lines, [effectText(height)]);
});

test("a direction says how much it holds", () => {
  assert.equal(holdsText(named), "4.1 %");
  assert.match(shareText(named, about), /^It is number 4 of the first 15 directions, and holds 4\.1 % of all/);
});

test("how the directions were chosen is said, and what they hold together", () => {
  const clear = "Chosen from the first 15 directions: first those with the clearest names";
  assert.equal(
    choiceText({ ...about, directions: [named, unnamed] }),
    `${clear}, then those that vary most. Together they hold 7 % of what varies.`,
  );
  assert.equal(choiceText({ ...about, directions: [named] }), `${clear}. Together they hold 4 % of what varies.`);
});

test("a moved sample says that it was moved", () => {
  assert.equal(
    sampleText({ seed: 1, index: 12, label: null, truncation: null, moved: true }),
    "Sample 12 of seed 1, moved",
  );
});
