// What latents do, in words and as bars.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  barsOf,
  changeText,
  correlationText,
  endsOf,
  howText,
  latentOf,
  namedOf,
  rangeOf,
  ruleText,
  titleOf,
  valueText,
  wordsOf,
  zeroOf,
} from "../../assets/shared/effects.js";

const verse = { property: "verse", means: [0.2, 0.5, 0.9], bands: [0.1, 0.1, 0.12], size: 1.5, clear: true };
const slant = { property: "slant", means: [12, 4, -8], bands: [2, 1, 2], size: -2.5, clear: true };
const seven = { property: "digit_7", means: [0.1, 0.1, 0.1], bands: [0, 0, 0.001], size: 0, clear: false };
const one = { property: "digit_1", means: [0, 0.1, 0.4], bands: [0.02, 0.05, 0.06], size: 1.1, clear: true };
const latents = [
  { index: 4, names: ["verse"], effects: [verse, seven], correlations: [] },
  { index: 0, names: [], effects: [seven], correlations: [] },
  { index: 2, names: ["slant", "digit_1"], effects: [slant, one, seven], correlations: [] },
];
const effects = { values: [-2, 0, 2], samples: 50, comparisons: 108, held_out: 812, read: 2000, latents };

test("a latent with a name has what it is at either end, whichever way it goes", () => {
  assert.deepEqual(endsOf(latents[0]), ["prose", "verse"]);
  assert.deepEqual(endsOf(latents[2]), ["leans right, less like a 1", "leans left, more like a 1"]);
  assert.equal(endsOf(latents[1]), null);
  assert.equal(endsOf(null), null);
  assert.deepEqual(latents.map(titleOf), [
    "z4: prose … verse",
    "z0: no clear name",
    "z2: leans right, less like a 1 … leans left, more like a 1",
  ]);
});

test("the latents with a name come with the strongest first, and none without measuring", () => {
  assert.deepEqual(
    namedOf(effects).map(({ index }) => index),
    [2, 4],
  );
  assert.deepEqual(namedOf(null), []);
  assert.equal(latentOf(effects, 2), latents[2]);
  assert.equal(latentOf(effects, 7), null);
  assert.equal(latentOf(null, 7), null);
});

test("a change is told with its band in the property's unit", () => {
  assert.equal(changeText(verse), "+70 ± 12 points");
  assert.equal(changeText(slant), "−20 ± 2 degrees");
  assert.equal(changeText(seven), "0.0 ± 0.1 points"); // a band that would be rounded to 0 has a digit more
});

test("the sentences have the numbers of the file", () => {
  assert.match(
    howText(effects, "texts were each written"),
    /^50 random texts were each written three times.* at −2, at 0 and at 2\./,
  );
  assert.match(ruleText(effects, false), /all 108 changes/);
  assert.ok(ruleText(effects, true).includes("real texts") && !ruleText(effects, false).includes("real texts"));
});

test("correlations name what they are measured on", () => {
  assert.equal(correlationText(latents[0], effects), "");
  const correlations = [
    { property: "verse", r: 0.62, band: 0.04 },
    { property: "tragedy", r: -0.1, band: 0.04 },
  ];
  const said = correlationText({ correlations }, effects);
  assert.ok(said.includes("a high value goes with: verse (0.62 ± 0.04) and no tragedies (0.10 ± 0.04)."));
  assert.ok(said.startsWith("In 812 real texts that it never saw (the kinds of plays: 2,000 that"));
  assert.ok(!correlationText({ correlations: correlations.slice(0, 1) }, effects).includes("2,000"));
});

test("the bars of all latents have one range with 0 in it, and a band about the outer ones", () => {
  assert.deepEqual(rangeOf(effects, "slant"), [-9, 14]);
  const [low, high] = rangeOf(effects, "verse");
  assert.deepEqual([low, high], [0, 1]);
  const [first, middle, last] = barsOf(verse, [low, high]);
  assert.deepEqual([first.from, first.to, middle.band], [0, 0.2, null]);
  assert.ok(Math.abs(last.band[0] - 0.8) < 1e-9 && Math.abs(last.band[1] - 1) < 1e-9);
  const down = barsOf(slant, [-10, 15])[2];
  assert.ok(down.from < down.to && Math.abs(down.to - 0.4) < 1e-9); // from 0 down to −8
});

test("each property is told in its own words, unit and decimals", () => {
  const told = {
    thickness: ["thinner", "thicker", "1.5", "+1.0 ± 0.5 pixels"],
    slant: ["leans left", "leans right", "2", "+1 ± 1 degrees"],
    width: ["narrower", "wider", "1.5", "+1.0 ± 0.5 pixels"],
    height: ["lower", "taller", "1.5", "+1.0 ± 0.5 pixels"],
    loops: ["fewer loops", "more loops", "1.5", "+1.0 ± 0.5 loops"],
    words: ["fewer words", "more words", "2", "+1 ± 1 words"],
    line_length: ["shorter lines", "longer lines", "2", "+1 ± 1 characters"],
    verse: ["prose", "verse", "150", "+100 ± 50 points"],
    names: ["fewer names", "more names", "150.0", "+100.0 ± 50.0 points"],
    questions: ["fewer questions", "more questions", "150", "+100 ± 50 points"],
    exclamations: ["calmer", "more exclamations", "150", "+100 ± 50 points"],
    thou: ["less “thou”", "more “thou”", "1.5", "+1.0 ± 0.5 of 100 words"],
    you: ["less “you”", "more “you”", "1.5", "+1.0 ± 0.5 of 100 words"],
    first_person: ["less “I”", "more “I”", "1.5", "+1.0 ± 0.5 of 100 words"],
    digit_8: ["less like an 8", "more like an 8", "150", "+100 ± 50 points"],
  };
  for (const [property, wanted] of Object.entries(told)) {
    const { less, more } = wordsOf(property);
    const change = changeText({ property, means: [0.5, 0, 1.5], bands: [0, 0, 0.5] });
    assert.deepEqual([less, more, valueText(property, 1.5), change], wanted, property);
  }
  assert.equal(changeText({ property: "slant", means: [0, 0, 1], bands: [9, 9, 0.4] }), "+1.0 ± 0.4 degrees");
});

test("kinds of plays go with a high value or not, and a latent without them says nothing of learned texts", () => {
  const of = (property, r) => correlationText({ correlations: [{ property, r, band: 0.1 }] }, { held_out: 9, read: 5 });
  for (const [property, r, wanted] of [
    ["comedy", 0.2, "comedies"],
    ["comedy", -0.2, "no comedies"],
    ["history", 0.2, "histories"],
    ["history", -0.2, "no histories"],
    ["tragedy", 0.2, "tragedies"],
  ])
    assert.ok(
      of(property, r).startsWith(
        `In 9 real texts that it never saw (the kinds of plays: 5 that it has learned from), a high value goes with: ${wanted} (0.20`,
      ),
    );
  assert.equal(correlationText({}, {}), "");
});

test("0 lies at its share of a range, and a range without a width does no harm", () => {
  assert.equal(zeroOf([-1, 3]), 0.25);
  assert.equal(Math.abs(zeroOf([0, 0])), 0);
  assert.deepEqual(barsOf({ means: [0, 0, 0], bands: [0, 0, 0] }, [0, 0])[0], { from: 0, to: 0, band: [0, 0] });
});
