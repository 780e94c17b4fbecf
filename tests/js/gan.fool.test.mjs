// The score of "fool the discriminator", what is said of it, and the colours of the map, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BRIGHTER, brighterShare, DARKER, overlay, peakOf } from "../../assets/gan/heat.js";
import {
  aloneText,
  beside,
  byCoin,
  changeText,
  guessText,
  luck,
  meaning,
  placeOf,
  roundText,
  tally,
} from "../../assets/gan/verdict.js";

const rounds = (yours, its, of = 10) =>
  Array.from({ length: of }, (_, i) => ({
    real: i % 2,
    choice: i < yours ? i % 2 : 1 - (i % 2),
    guess: its === null ? null : i < its ? i % 2 : 1 - (i % 2),
  }));

// ---- the score
test("each round counts for whoever took the real one", () => {
  assert.deepEqual(tally(rounds(7, 4)), { yours: 7, its: 4, of: 10 });
  assert.deepEqual(tally(rounds(2, null, 3)), { yours: 2, its: null, of: 3 });
  assert.deepEqual(tally([]), { yours: 0, its: 0, of: 0 });
});

test("keys choose a place; the arrows only where they may", () => {
  assert.deepEqual(
    ["1", "2", "ArrowLeft", "ArrowRight", "3", "a"].map((key) => placeOf(key)),
    [0, 1, 0, 1, null, null],
  );
  assert.deepEqual(
    ["1", "2", "ArrowLeft", "ArrowRight"].map((key) => placeOf(key, false)),
    [0, 1, null, null],
  );
});

test("what a coin gets, counted by hand", () => {
  assert.equal(byCoin(0, 10), 1);
  assert.equal(byCoin(10, 10), 1 / 1024);
  assert.equal(byCoin(8, 10), (45 + 10 + 1) / 1024);
  assert.equal(byCoin(5, 10), (252 + 210 + 120 + 45 + 10 + 1) / 1024);
  assert.equal(byCoin(2, 3), 4 / 8);
});

test("a high score is no luck, a middling one is, a low one is being fooled", () => {
  assert.match(meaning({ yours: 9, its: 6, of: 10 }), /9 or more in one game in 93\. So you can tell/);
  assert.match(
    meaning({ yours: 10, its: 6, of: 10 }),
    /Tossing a coin gives 5 on average, and 10 or more in one game in 1,024/,
  );
  for (const yours of [2, 3, 5, 7, 8]) assert.match(meaning({ yours, its: 6, of: 10 }), /nothing unusual for a coin/);
  assert.match(meaning({ yours: 1, its: 6, of: 10 }), /1 or fewer in one game in 93, so you are below chance/);
  assert.match(meaning({ yours: 5, its: 9, of: 10 }), /still tells them apart/);
  assert.match(meaning({ yours: 5, its: 1, of: 10 }), /look more real to it than real ones do/);
  assert.match(meaning({ yours: 5, its: 5, of: 10 }), /discriminator’s score is nothing unusual for a coin: that/);
});

test("both players are measured by the same rule, and its figure is said of each", () => {
  assert.match(
    meaning({ yours: 2, its: 7, of: 10 }),
    /2 or fewer in one game in 18, so a score like yours is nothing unusual .*score is nothing unusual for a coin \(a coin gives 7 or more in one game in 6\)/,
  );
  for (let right = 0; right <= 10; right++) {
    assert.equal(luck(right, 10).side, right > 8 ? 1 : right < 2 ? -1 : 0);
    assert.equal(luck(right, 10).side, -luck(10 - right, 10).side || 0);
  }
  assert.equal(luck(5, 10).odds, "");
});

test("who won is said, and nothing of a discriminator that is not there", () => {
  assert.match(
    meaning({ yours: 7, its: 4, of: 10 }),
    /You found 7 of the 10 real digits, the discriminator 4\. You win\./,
  );
  assert.match(meaning({ yours: 4, its: 7, of: 10 }), /It wins\./);
  assert.match(meaning({ yours: 6, its: 6, of: 10 }), /A draw\./);
  const alone = meaning({ yours: 6, its: null, of: 10 });
  assert.match(alone, /^You found 6 of the 10 real digits\. Tossing/);
  assert.doesNotMatch(alone, /discriminator|null/);
});

// ---- a round
test("a round is told with the truth, the guess, and how sure it was", () => {
  assert.equal(roundText({ choice: 1, real: 1, digit: 8 }), "Right: the real one, an 8, is on the right.");
  assert.match(roundText({ choice: 1, real: 0, digit: 3 }), /^Fooled: the real one, a 3, is on the left\./);
  const round = { guess: 1, real: 1, scores: [-0.5, 1.25], confidence: 0.852 };
  assert.match(
    guessText(round),
    /takes the right one for real, 85\u00a0% sure that it is this one of the two\. It is right; its scores are −0\.50 and 1\.25/,
  );
  assert.match(
    guessText({ ...round, real: 0, confidence: 0.9999 }),
    /more than 99\u00a0% sure that .*\. It was fooled;/,
  );
  assert.match(guessText({ ...round, confidence: null }), /for real\. It is right;.*gives points, no chances\.$/);
  assert.equal(guessText({ ...round, guess: null, scores: null }), "");
});

test("scores of the same sign are told apart from how sure it is of the two", () => {
  const told = (scores, confidence = 0.66) => guessText({ guess: 1, real: 1, scores, confidence });
  assert.match(
    told([-1.85, -1.2]),
    /Both are below 0: seen alone, it would take either for generated\. .* difference of the two, for one of them is real\.$/,
  );
  assert.match(
    told([1.2, 1.85]),
    /Both are above 0: seen alone, it would take either for real\. .* one of them is generated\.$/,
  );
  for (const text of [told([-0.5, 0.2]), told([-1.85, -1.2], null)]) assert.doesNotMatch(text, /Both are/);
});

test("a model without a discriminator names the first that has one", () => {
  const models = [{ title: "One" }, { title: "Two", critic: true }, { title: "Three", critic: true }];
  assert.equal(aloneText({ critic: true, models }), "");
  assert.match(aloneText({ critic: false, models }), /was not kept\. Two has one: choose it above\.$/);
  assert.match(aloneText({ critic: false, models: [{ title: "One" }] }), /was not kept\.$/);
});

test("what trying the map out did is told by ranks, else by scores", () => {
  const [before, after] = [0.1, 0.9].map((real) => ({ score: 10 * real, rank: { real, generated: 0.5 } }));
  assert.match(
    changeText({ before, after, step: 0.1 }),
    /at most 10\u00a0% of full.*from 1\.00 to 9\.00\. To .* it now looks more real than 90\u00a0% of the real digits; before, more real than 10\u00a0% of the real digits\.$/,
  );
  const bare = changeText({ before: { score: -1 }, after: { score: 2.5 }, step: 0.1 });
  assert.match(bare, /the score went from −1\.00 to 2\.50\.$/);
});

test("a step with which the score does not rise is said not to be what the map tells of", () => {
  const rank = { real: 0.3, generated: 0.5 };
  const text = changeText({ before: { score: 1, rank }, after: { score: 0.5, rank }, step: 0.1 / 64 });
  assert.match(
    text,
    /at most 0\.2\u00a0% of full.*from 1\.00 to 0\.50\. Here the map holds for even smaller changes only/,
  );
  assert.doesNotMatch(text, /it now looks/);
});

test("a rank that rounds to all or nothing is said in words", () => {
  assert.deepEqual(
    [0, 0.004, 0.006, 0.5, 0.994, 0.996].map((share) => beside(share, "them")),
    [
      "less real than nearly all of them",
      "less real than nearly all of them",
      "more real than 1\u00a0% of them",
      "more real than 50\u00a0% of them",
      "more real than 99\u00a0% of them",
      "more real than nearly all of them",
    ],
  );
});

// ---- the map
test("the map's colours: full at the peak, the picture itself where there is nothing", () => {
  const bytes = overlay(Uint8Array.of(100, 100, 100), [2, -2, 0], 2);
  assert.deepEqual([...bytes], [...BRIGHTER, 255, ...DARKER, 255, 70, 70, 70, 255]);
  assert.deepEqual([...overlay(Uint8Array.of(200), [0])], [140, 140, 140, 255]);
  assert.deepEqual([...overlay(Uint8Array.of(0), [1], 2)].slice(0, 3), [128, 75, 20]); // half-way from black
});

test("a single bright pixel does not pale the others", () => {
  const map = Float32Array.from({ length: 200 }, (_, i) => (i === 7 ? -100 : i % 2 ? 1 : -1));
  assert.equal(peakOf(map), 1);
  assert.equal(peakOf([0, 0]), 0);
  assert.equal(peakOf([0, 0, 0, 3]), 3);
  assert.equal(peakOf(Array.from({ length: 201 }, (_, i) => i - 200)), 198); // but the largest hundredth
});

test("how much of the map is for brighter pixels", () => {
  assert.equal(brighterShare([3, -1, 0]), 0.75);
  assert.equal(brighterShare([0, 0]), null);
});
