// The Shakespeare tab without a page: speakers, lengths, requests, links, lines and verdicts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedAfter, textsOf } from "../../assets/shakespeare/asking.js";
import { linkTo } from "../../assets/shakespeare/export.js";
import { changes, likeness } from "../../assets/shakespeare/likeness.js";
import { isCoded, natural, pieces } from "../../assets/shakespeare/models.js";
import { firstLine, passagesOf, spoken } from "../../assets/shakespeare/passages.js";
import { linesOf, partsOf, RULES } from "../../assets/shakespeare/play.js";
import { comingBack, comparison } from "../../assets/shakespeare/same-code.js";
import { caution } from "../../assets/shakespeare/sounding.js";
import { measuredOf, sharesMore, verdict } from "../../assets/shakespeare/verdict.js";
import { speakersOf } from "../../assets/shakespeare/whose.js";
import { NOTHING, shownText, upTo } from "../../assets/shakespeare/write.js";

test("speakers come by name, each with the plays they speak in, in the plays' order", () => {
  const found = speakersOf([
    { title: "Hamlet", speakers: ["OPHELIA", "Ghost"] },
    { title: "Macbeth", speakers: ["Ghost", "BANQUO"] },
  ]);
  assert.deepEqual(
    [...found],
    [
      ["BANQUO", ["Macbeth"]],
      ["Ghost", ["Hamlet", "Macbeth"]],
      ["OPHELIA", ["Hamlet"]],
    ],
  );
});

// ---- how much is drawn and shown
const characters = { unit: "subword", context: true };
const words = { unit: "word", context: false };

test("a text is cut to what is wanted: by characters, an emoji being one, or by words", () => {
  const drawn = { text: "a👍bc", tokens: [5, 6], ended: true };
  assert.deepEqual(upTo(characters, drawn, 3), { ...drawn, made: 3 });
  assert.deepEqual(upTo(characters, drawn, 9).made, 4);
  assert.deepEqual(upTo(words, drawn, 9).made, 2);
  assert.deepEqual(upTo(words, drawn, 1).made, 1);
  assert.equal(shownText(characters, { text: "a👍bc", made: 2 }), "a👍");
  assert.equal(shownText(characters, { text: "a👍bc", made: 4 }), "a👍bc");
  assert.equal(shownText(words, { text: "two words", made: 1 }), "two words");
  assert.deepEqual(upTo(characters, NOTHING, 10), { text: "", tokens: [], ended: false, made: 0 });
});

test("dials begin where nothing is left out, and pieces are named for what they are", () => {
  assert.deepEqual(natural(characters), { temperature: 0.8, top_k: 0, top_p: 1, length: 500 });
  assert.equal(natural({ ...characters, top_p: 0.95 }).top_p, 0.95);
  assert.deepEqual(
    ["character", "subword", "word"].map((unit) => pieces({ unit })),
    ["characters", "pieces of words", "words"],
  );
  assert.deepEqual([isCoded({ coded: true }), isCoded({ coded: false }), isCoded(null)], [true, false, false]);
});

// ---- requests
test("seeds go on from one to the next and begin again at 0", () => {
  assert.equal(seedAfter(7, 3), 10);
  assert.equal(seedAfter(4294967295, 0), 4294967295);
  assert.equal(seedAfter(4294967295, 1), 0);
});

test("codes too many for one request go in several, of which own luck goes on and the same does not", async () => {
  const asked = [];
  const viewer = {
    model: { most: 2, passage_longest: 50 },
    manner: () => ({ temperature: 0.7 }),
    ask: async (name, request) => {
      asked.push([name, request]);
      return { texts: request.latents.map(([first]) => `${first}`) };
    },
  };
  const latents = [[1], [2], [3], [4], [5]].map((code) => Float64Array.from(code));
  assert.deepEqual(await textsOf(viewer, { latents, luck: "own", seed: 4294967294, count: 60 }), [
    "1",
    "2",
    "3",
    "4",
    "5",
  ]);
  assert.deepEqual(
    asked.map(([name, { latents: some, seed, count, luck, temperature }]) => [
      name,
      some,
      seed,
      count,
      luck,
      temperature,
    ]),
    [
      ["texts", [[1], [2]], 4294967294, 50, "own", 0.7],
      ["texts", [[3], [4]], 0, 50, "own", 0.7],
      ["texts", [[5]], 2, 50, "own", 0.7],
    ],
  );
  await textsOf(viewer, { latents, seed: 9, count: 20, manner: { temperature: 0.1 } });
  assert.deepEqual(
    asked.slice(3).map(([, { seed, count, luck, temperature }]) => [seed, count, luck, temperature]),
    Array(3).fill([9, 20, "same", 0.1]),
  );
  viewer.ask = async () => {
    viewer.model = { most: 2, passage_longest: 50 }; // another model is chosen meanwhile
    return { texts: ["late"] };
  };
  assert.equal(await textsOf(viewer, { latents, seed: 1, count: 20 }), null);
  viewer.ask = async () => null;
  assert.equal(await textsOf(viewer, { latents, seed: 1, count: 20 }), null);
});

// ---- the link
const SHOWN = {
  model: { name: "m", revision: "0123456789", context: true },
  seed: 3,
  manner: () => ({ temperature: 0.8, top_k: 0, top_p: 1 }),
  length: 100,
  opening: "",
  whose: { speaker: "", play: "", genre: "" },
  twist: { modern: 0.5, slang: 0 },
  tool: null,
  compared: { codes: 4, texts: 10 },
};
test("a link says what differs from the beginning, and no opening that a model of words has not got", () => {
  globalThis.location = { origin: "http://zoo", pathname: "/" };
  const link = (more) => Object.fromEntries(new URL(linkTo({ ...SHOWN, ...more })).searchParams);
  const plain = {
    tab: "shakespeare",
    model: "m",
    revision: "01234567",
    seed: "3",
    temperature: "0.8",
    top_p: "1",
    length: "100",
    modern: "0.5",
    slang: "0",
  };
  assert.deepEqual(link({}), plain);
  assert.ok(linkTo(SHOWN).startsWith("http://zoo/?tab=shakespeare&"));
  const whose = { speaker: "HAMLET", play: "", genre: "tragedy" };
  assert.deepEqual(
    link({ opening: "O, ", whose, tool: "use", manner: () => ({ temperature: 1 / 3, top_k: 5, top_p: 0.25 }) }),
    {
      ...plain,
      temperature: "0.33333333",
      top_k: "5",
      top_p: "0.25",
      opening: "O, ",
      speaker: "HAMLET",
      genre: "tragedy",
      tool: "use",
      codes: "4",
      texts: "10",
    },
  );
  assert.deepEqual(link({ opening: "O, ", model: { ...SHOWN.model, context: false }, tool: "next" }), {
    ...plain,
    tool: "next",
  });
  assert.deepEqual(link({ tool: "use", compared: null }), { ...plain, tool: "use" });
});

// ---- lines, words, parts
test("passages have sixty characters at least, and the most that is read is one", () => {
  const of = (length) => "x".repeat(length);
  assert.deepEqual(passagesOf({ examples: [of(59), of(60), of(100), of(101)], passage_longest: 100 }), [
    of(60),
    of(100),
  ]);
  assert.equal(spoken("A:\n \n  B: \nspeech\nmore"), "speech");
  assert.equal(firstLine("  twenty characters ok\nnext"), "twenty characters ok");
  assert.equal(firstLine(`${of(19)}\n${of(5)}\n${of(5)}`), `${of(19)}\n${of(5)}`); // 19 are too few for a line
  assert.equal(firstLine(`${of(20)}\n${of(5)}`), of(20));
  assert.equal(firstLine("one"), "one");
});

test("a name is that of a line's speaker only where it looks like one", () => {
  const kinds = (text) => linesOf([{ text }]).map(({ kind }) => kind);
  assert.deepEqual(kinds("KING HENRY VI:\nSpeak"), ["name", "verse"]);
  assert.deepEqual(kinds("verse\nI:\nO"), ["verse", "verse", "verse"]); // one letter alone is no name
  assert.deepEqual(kinds(`verse\n${"A".repeat(41)}:\n${"A".repeat(42)}:`), ["verse", "name", "verse"]);
  assert.deepEqual(kinds("Second Murderer: \nNo"), ["name", "verse"]);
  assert.deepEqual(kinds("Well, sir:\nNo"), ["verse", "verse"]);
  assert.deepEqual(kinds("romeo:\nNo"), ["verse", "verse"]);
});

test("every kind of slang is marked as slang, whatever stands beside it", () => {
  for (const rule of Object.keys(RULES)) {
    const { before, after } = partsOf([{ text: "b", before: "a", rules: ["spelling", rule] }]);
    const className = rule.includes("slang") ? "is-slang" : "";
    assert.deepEqual([before, after], [[{ text: "a", className, edit: 0 }], [{ text: "b", className, edit: 0 }]], rule);
  }
});

test("a space between two new words is new, one at an edge or beside an old word is not", () => {
  const found = (before, after) =>
    changes(before, after)
      .map(({ text, kept }) => (kept ? text : `[${text}]`))
      .join("");
  assert.equal(found("a b c d", "a x y d"), "a [x y] d");
  assert.equal(found("a b", "a b c"), "a b[ c]");
  assert.equal(found("a\nb", "x\ny"), "[x]\n[y]"); // a line's end is no space
  assert.equal(likeness("one two", "two one").words, 0.5); // in another order one of them went
});

// ---- two sides of texts
test("two sides are compared in words: how much more, over how many pairs, and whether by chance", () => {
  const said = comparison(Array(4).fill("a b"), ["a c", "a d", "a e", "a f"]);
  assert.match(
    said,
    /^Two texts of one z have 100\.0\u00a0% of their words in common, two texts of different z’s 33\.3\u00a0%, 3\.0 times as many: on average over 6 pairs each\./,
  );
  assert.match(said, /these differ as much in \d+ of 1,000 deals\.$/);
  const none = comparison(["a b", "a b"], ["c d", "e f"]);
  assert.ok(none.includes("z’s 0.0\u00a0%: on average over 1 pairs"), none); // so many times none is no number
  const fewer = comparison(["a b", "c d"], ["e f", "e f"]);
  assert.match(fewer, /^Two texts of one z have 0\.0.* z’s 100\.0\u00a0%: on average .*, so it may be chance\.$/);
});

test("the words that come back are named, eight at most, on both sides", () => {
  const many = "a b c d e f g h i j";
  const said = comingBack(
    Array(10).fill(many),
    Array.from({ length: 10 }, (_, at) => (at < 5 ? "back" : `x${at}`)),
  );
  assert.ok(
    said.startsWith("Marked: words in at least 5 texts of one side, and in at most 2 of the other. One z: “a” in 10,"),
    said,
  );
  assert.ok(said.includes("“h” in 10. Different z’s: “back” in 5.") && !said.includes("“i”"), said);
});

// ---- verdicts
test("verdicts tell what a reader sees, and are as sure as the figures", () => {
  const metric = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  const estimators = { read_back: "nearest of 1,000 posterior means", mutual_information: "at most 9 nats" };
  const of = (values, more = {}) => ({
    metrics: metric(values),
    estimators,
    latents: [],
    passage_longest: 128,
    ...more,
  });
  const told = {
    mutual_information: Math.LN2 * 4,
    read_back: 0.5,
    character_accuracy: 0.571,
    character_accuracy_other: 0.552,
  };
  const said = verdict(of(told));
  assert.ok(
    said.startsWith(
      "Yes: its codes tell at least 2.8 nats about a passage (this estimate can show at most 9.0) of 128 characters, as much as 4 yes-or-no answers. From a text",
    ),
    said,
  );
  assert.ok(
    said.includes("among 1000 in 50\u00a0% of all cases, where chance would give 0.1\u00a0%. It is a nudge"),
    said,
  );
  assert.ok(said.includes("guesses 57.1\u00a0% of its characters right, told another's 55.2\u00a0%."), said);
  assert.ok(!verdict(of(told, { speeches: true })).includes("of 128 characters"));
  assert.ok(verdict(of({ mutual_information: 0.5 })).startsWith("Yes:")); // the bound itself is enough
  assert.ok(
    verdict(of({ mutual_information: 0.49, kl_per_passage: 0.5 })).startsWith(
      "No: its codes tell at least 0.5 nats about a passage (this estimate can show at most 9.0). It pays 0.5 nats of KL. Its decoder",
    ),
  );
  assert.ok(
    verdict(of({ mutual_information: 0.1 })).startsWith(
      "No: its codes tell at least 0.1 nats about a passage (this estimate can show at most 9.0). Its decoder",
    ),
  );
  assert.ok(verdict(of({ mutual_information: 0.1, kl_per_passage: 0.51 })).startsWith("No: it pays KL"));
  // chance is 0.001, three standard errors of 1,000 draws are 0.003
  assert.ok(verdict(of({ mutual_information: 4, read_back: 0.0041 })).startsWith("Yes:"));
  assert.ok(verdict(of({ mutual_information: 4, read_back: 0.0039 })).startsWith("Only by half:"));
  assert.equal(verdict(of({})), "");
  assert.equal(measuredOf({ metrics: {}, latents: [] }).kl, null);
  assert.equal(sharesMore({ same_z_overlap: { value: 0.2 }, other_z_overlap: { value: 0.2 } }), false);
  const edge = (one) =>
    sharesMore({ same_z_overlap: { value: one, noise: 0.03 }, other_z_overlap: { value: 0.1, noise: 0.04 } });
  assert.deepEqual([edge(0.249), edge(0.251)], [false, true]); // 3 times 0.05
});

test("how Shakespearean a text is comes with how right its reader is", () => {
  const said = caution({ reader: "Transformer", right: 0.8068, off: 0.0725, parts: [3, 2] });
  assert.match(
    said,
    /“Transformer”.*parts of 24 words.*81 of 100 lines.*not read\. How sure.*by 7 points.*a few points/,
  );
  assert.doesNotMatch(caution({ reader: "LSTM", right: 0.79, off: null, parts: [1, 1] }), /mean\.|How sure/);
});
