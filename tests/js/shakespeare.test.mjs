// What the Shakespeare tab does with texts without a page: what changed, which words are alike, lines, parts, verdicts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, likeness, marked, overlap, wordsOf } from "../../assets/shakespeare/likeness.js";
import { byWord, natural, unit } from "../../assets/shakespeare/models.js";
import { firstLine, passagesOf, spoken } from "../../assets/shakespeare/passages.js";
import { linesOf, partsOf, typed } from "../../assets/shakespeare/play.js";
import { many, readingText, sizeOf } from "../../assets/shakespeare/sentences.js";
import { DEALS, often, recurring, seldom, sharing, withMarks } from "../../assets/shakespeare/sharing.js";
import { beside, chanceText, measuredOf, sharesMore, verdict } from "../../assets/shakespeare/verdict.js";

const joined = (parts) => parts.map(({ text }) => text).join("");

// ---- what changed from one text to another
test("words, spaces and marks are told apart, and nothing is lost", () => {
  assert.deepEqual(wordsOf("What's he,\n “now”?"), ["What's", " ", "he", ",", "\n ", "“", "now", "”?"]);
  assert.deepEqual(wordsOf(""), []);
});

for (const [before, after, pieces] of [
  ["My lord, I am here.", "My lord, I am here.", [["My lord, I am here.", true]]],
  [
    "My lord, I am here.",
    "My king, I was here.",
    [
      ["My ", true],
      ["king", false],
      [", I ", true],
      ["was", false],
      [" here.", true],
    ],
  ],
  ["a b", "x y", [["x y", false]]],
  ["", "new", [["new", false]]],
  ["gone", "", []],
  [
    "What's he\nsays",
    "What's she\nsays",
    [
      ["What's ", true],
      ["she", false],
      ["\nsays", true],
    ],
  ],
]) {
  test(`changed words are told from those that stayed: ${JSON.stringify(after)}`, () => {
    const found = changes(before, after);
    assert.deepEqual(
      found.map(({ text, kept }) => [text, kept]),
      pieces,
    );
    assert.equal(joined(found), after);
  });
}

test("what is new is marked, or what was kept; spaces at the edges are not", () => {
  assert.deepEqual(
    marked("My king speaks", "My lord speaks").filter(({ className }) => className),
    [{ text: "king", className: "is-new" }],
  );
  assert.deepEqual(
    marked("My king speaks", "My lord speaks", true).filter(({ className }) => className),
    [
      { text: "My", className: "is-kept" },
      { text: "speaks", className: "is-kept" },
    ],
  );
  assert.equal(joined(marked("My king speaks", "My lord speaks")), "My king speaks");
  assert.deepEqual(marked("all", null), [{ text: "all" }]);
});

test("likeness is the share of words that stayed, and how far both begin alike", () => {
  assert.deepEqual(likeness("My lord, I am here.", "My king, I was here."), { words: 3 / 5, begin: 3, alike: false });
  assert.deepEqual(likeness("same", "same"), { words: 1, begin: 4, alike: true });
  assert.equal(likeness("a", "").words, 1); // no word, so none that went
});

test("overlap is the share of words that both have", () => {
  assert.equal(overlap("My lord, my king!", "the King and my horse"), 2 / 6);
  assert.equal(overlap("", ""), 0);
});

// ---- what several texts share
test("the words of pairs are compared on each side, and the deals that differ as much are counted", () => {
  const [same, others] = [Array(10).fill("my lord"), Array.from({ length: 10 }, (_, at) => `w${at} v${at}`)];
  assert.deepEqual(sharing(same, others), { one: 1, many: 0, pairs: 45, deals: 1 }); // no other deal is as clear
  const alike = sharing(["a b", "a c"], ["a d", "a e"]);
  assert.deepEqual(
    [alike.one.toFixed(3), alike.many.toFixed(3), alike.pairs, alike.deals],
    ["0.333", "0.333", 1, DEALS],
  );
  const { deals } = sharing(Array(4).fill("x"), ["a", "b", "c", "d"]); // one of the 70 ways to choose four of eight
  assert.ok(Math.abs(deals / DEALS - 1 / 70) < 0.012, `${deals}`);
  assert.deepEqual([sharing(["a"], ["b"]).pairs, sharing(["", ""], ["", ""]).one], [0, 0]);
});

test("words that come back are in half of the texts of one side and in at most a fifth of the other", () => {
  assert.deepEqual([4, 10].map(often), [2, 5]);
  assert.deepEqual([4, 10].map(seldom), [0, 2]);
  const same = ["My lord!", "my LORD, my king", "the king", "the lord the"];
  assert.deepEqual(recurring(same, ["the", "a", "b", "c"]), [
    ["lord", 3],
    ["king", 2],
    ["my", 2],
  ]);
  assert.deepEqual(recurring(["a", "b", "c", "d"], same), []);
  const parts = withMarks("My Lord, lordship", new Set(["lord"]));
  assert.equal(joined(parts), "My Lord, lordship");
  assert.deepEqual(
    parts.filter(({ className }) => className === "is-kept").map(({ text }) => text),
    ["Lord"],
  );
});

// ---- lines and passages
for (const [text, line] of [
  ["\nWhat news, my good lord?\nNone.", "What news, my good lord?"],
  ["ROMEO:\nI am here, and so art thou.\n", "ROMEO:\nI am here, and so art thou."],
  ["one that does not end is cut behind a wo", "one that does not end is cut behind a"],
])
  test(`a line is cut where it ends: ${JSON.stringify(line)}`, () => assert.equal(firstLine(text), line));

test("passages are long enough to be one and short enough to be read; of each the first line is that which somebody speaks", () => {
  const [short, fits, long] = ["ROMEO:", "x".repeat(60), "x".repeat(101)];
  assert.deepEqual(passagesOf({ examples: [short, fits, long], passage_longest: 100 }), [fits]);
  assert.equal(spoken("ROMEO:\n\nBut soft!\nWhat light"), "But soft!");
  assert.equal(spoken("ROMEO:"), "ROMEO:");
});

// ---- a text as that of a play
const kinds = (text) =>
  linesOf([{ text }])
    .map(({ kind }) => kind)
    .join(" ");

test("a speaker's name stands alone in its line: in capitals, or after a blank line", () => {
  assert.equal(kinds("FIRST CITIZEN:\nHear me speak.\n\nRomeo:\nSpeak."), "name verse gap name verse");
  assert.equal(kinds("He said:\nRomeo:\nSpeak."), "name verse verse"); // only the first stands after nothing
  assert.equal(kinds("ROMEO: no name, but verse"), "verse");
});

test("a part that goes over a line's end is in both lines, and an empty change keeps its place", () => {
  const parts = [{ text: "a\nb", edit: 0 }, { text: "", edit: 1 }, { text: "c" }];
  assert.deepEqual(
    linesOf(parts).map(({ spans }) => spans),
    [[{ text: "a", edit: 0 }], [{ text: "b", edit: 0 }, { text: "", edit: 1 }, { text: "c" }]],
  );
});

const PIECES = [
  { text: "Why", before: "Wherefore", rules: ["word"] },
  { text: " art " },
  { text: "bro", before: "thou", rules: ["pronoun", "slang noun"] },
];

test("both columns of a twist have its changes under the same numbers; slang is told from the rest", () => {
  const { before, after } = partsOf(PIECES);
  assert.equal(joined(before), "Wherefore art thou");
  assert.equal(joined(after), "Why art bro");
  assert.deepEqual(
    before.map(({ edit }) => edit),
    [0, undefined, 2],
  );
  assert.deepEqual(
    after.map(({ className }) => className),
    ["", undefined, "is-slang"],
  );
});

test("words that a twist removed are known where they were, and no others", () => {
  const { before, after } = partsOf([
    { text: "love you" },
    { text: "", before: " not", rules: ["negation"] },
    { text: "." },
  ]);
  assert.deepEqual([joined(before), joined(after)], ["love you not.", "love you."]);
  assert.deepEqual(
    [...before, ...after].map(({ gone }) => gone),
    [undefined, undefined, undefined, undefined, "not", undefined],
  );
});

test("the first characters are the visitor's own, whatever parts they fall into", () => {
  const made = typed(partsOf(PIECES).before, 11);
  assert.equal(joined(made), "Wherefore art thou");
  assert.equal(joined(made.filter(({ className }) => className?.includes("is-typed"))), "Wherefore a");
  assert.deepEqual(typed([{ text: "all" }], 0), [{ text: "all" }]);
});

// ---- sentences
test("an emoji is one character, as the server counts", () => assert.equal(sizeOf("a👍é"), 3));

test("counts read as people say them", () => {
  assert.equal(many(1, "character"), "1 character");
  assert.equal(many(12000, "character"), "12,000 characters");
});

test("how a text was read is said only where something was changed", () => {
  assert.equal(readingText({ replaced: [], dropped: [] }), "");
  assert.equal(
    readingText({ replaced: ["“"], dropped: ["☃", "☀"] }),
    "Read as plain letters and signs: “ · Left out, because this model does not know them: ☃ ☀",
  );
  assert.match(readingText({ replaced: [], dropped: [..."abcdefghijklmn"] }), /k l …$/);
});

test("a model that writes by words has another length at first", () => {
  const words = { unit: "word", context: false };
  assert.ok(byWord(words) && !byWord({ unit: "subword", context: true }) && !byWord(null));
  assert.deepEqual([unit(words), unit({ unit: "subword" }), unit()], ["words", "characters", "characters"]);
  assert.deepEqual([natural(words).length, natural().length], [120, 500]);
});

// ---- does it use its latents?
const ESTIMATORS = {
  mutual_information: "KL - KL(aggregate posterior || prior): 10 draws, which can show at most 8.38 nats",
  read_back: "nearest of 200 posterior means to the one encoded from a text decoded from it; chance 0.50%",
  nats_per_character_iw: "importance-weighted bound, 1,000 samples of q(z|x) per passage",
};
const CHANCE = "where chance would give 0.5\u00a0%";

function model(told, back, kl, estimators = ESTIMATORS) {
  // what the server says of a model with these figures
  const found = { mutual_information: told, read_back: back, kl_per_passage: kl };
  const metrics = Object.fromEntries(
    Object.entries(found)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, { value }]),
  );
  return { metrics, estimators, latents: [], passage_longest: 256 };
}

for (const [found, parts] of [
  [
    model(6.9, 0.8, 7.5),
    [
      "Yes: its codes tell at least 6.9 nats",
      "can show at most 8.4",
      "10 yes-or-no answers",
      "among 200 in 80\u00a0% of all cases",
      CHANCE,
    ],
  ],
  [model(6.9, 0.8, 7.5, {}), ["Yes: its codes tell at least 6.9 nats", "picks out this code in 80"]],
  [
    model(0.02, 0.005, 8.0),
    [
      "No: it pays KL but tells nothing. It pays 8.0 nats of KL",
      "at least 0.0 nats",
      "among 200 in 1\u00a0% of all cases",
      CHANCE,
    ],
  ],
  [model(0.02, null, 8.0), ["No: it pays KL but tells nothing"]],
  [model(0.01, 0.005, 0.05), ["No: its codes tell at least 0.0 nats", "posterior collapse"]],
  [model(0.3, 0.1, 8.0), ["Hardly: its codes tell at least 0.3 nats", "Yet from a text", "in 10\u00a0%"]],
  [model(4.0, 0.01, 8.0), ["Only by half: its codes tell at least 4.0 nats", "does not follow them"]],
  [model(null, null, 8.0), ["Nobody can say: its codes cost 8.0 nats of KL"]],
]) {
  test(`the verdict rests on what the codes tell and not on KL: ${parts[0]}`, () => {
    const said = verdict(found);
    for (const part of parts) assert.ok(said.includes(part), `“${part}” is not in “${said}”`);
    assert.ok(said.endsWith(".") && !/null|NaN|undefined/.test(said), said);
  });
}

test("that texts of one code share more words is said only beyond the noise of both figures", () => {
  const shared = (one, other, noise) => ({
    same_z_overlap: { value: one, noise },
    other_z_overlap: { value: other, noise },
  });
  assert.equal(sharesMore({}), null);
  for (const [figures, more] of [
    [shared(0.0997, 0.0958, 0.0021), false], // the bundled model's
    [shared(0.2, 0.1, 0.002), true],
    [shared(0.09, 0.1, 0), false],
  ]) {
    assert.equal(sharesMore(figures), more);
    const of = model(6.9, 0.8, 7.5);
    const said = verdict({ ...of, metrics: { ...of.metrics, ...figures } });
    assert.equal(said.includes("no more than the noise"), !more, said);
    assert.equal(said.includes("Two texts from one code share 20.0"), more, said);
  }
});

for (const [bound, where] of [
  [1.73, "at most 0.020 above it"],
  [1.71, "at most 0.000 above it"],
  [1.7, "at least 0.010 below it"],
]) {
  test(`a bound of ${bound} is set beside the language model's 1.71`, () => {
    const metrics = { nats_per_character_iw: { value: bound }, nats_per_character: { value: 1.9 } };
    const said = beside({ metrics, yardstick: { title: "The other", nats_per_character: 1.71 } });
    assert.equal(said, `The same decoder without a latent (The other) has 1.710: this model is ${where}.`);
  });
}

test("what the estimators say is read from their texts", () => {
  assert.deepEqual(measuredOf(model(6.9, 0.8, 7.5)), {
    kl: 7.5,
    told: 6.9,
    most: 8.38,
    back: 0.8,
    pool: 200,
    draws: 1000,
  });
  const none = measuredOf({ metrics: {}, latents: [{ information: 1 }, { information: 0.5 }] });
  assert.deepEqual(none, { kl: 1.5, told: null, most: null, back: null, pool: null, draws: null });
});

test("chance has as many digits as tell it from its neighbours", () =>
  assert.deepEqual([50, 200].map(chanceText), ["2\u00a0%", "0.5\u00a0%"]));
