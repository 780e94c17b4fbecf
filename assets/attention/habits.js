// Describes in a few words what a head of a trained model does with its attention.
import { percent } from "../shared/words.js";

// Each rule has the share of a query's weights that follow it, over the queries for which it means something.
const HABITS = [
  ["itself", (weights, i) => weights[i]],
  ["the one before", (weights, i) => weights[i - 1]],
  ["two before", (weights, i) => weights[i - 2]],
  ["the next one", (weights, i) => weights[i + 1]],
  ["the very first", (weights, i) => (i > 2 ? weights[0] : undefined)],
  [
    "its word’s beginning",
    (weights, i, tokens) => {
      const start = wordStart(tokens, i);
      return i - start > 2 ? weights[start] : undefined; // closer, the position could matter instead
    },
  ],
  [
    "the same one",
    (weights, i, tokens) => {
      const same = weights.flatMap((weight, j) => (j !== i && tokens[j] === tokens[i] ? [weight] : []));
      return same.length ? sum(same) : undefined;
    },
  ],
];
// Rules with many positions, which get more of the attention by chance.
const WIDE_HABITS = [
  [
    "its word so far",
    (weights, i, tokens) => {
      const start = wordStart(tokens, i);
      // at most half of what it can see
      return i - start > 1 && i - start < start ? sum(weights.slice(start, i + 1)) : undefined;
    },
  ],
  [
    "spaces and line ends",
    (weights, i, tokens) => (i > 7 ? sum(weights.filter((_, j) => "␣⏎".includes(tokens[j]))) : undefined),
  ],
  ["the last four", (weights, i) => (i > 11 ? sum(weights.slice(i - 3, i + 1)) : undefined)],
];
const OFTEN = 0.4;
const MOSTLY = 0.6; // for rules with many positions
const sum = (values) => values.reduce((total, value) => total + value, 0);

// The start of the word with the letters at i; for a sign or a space the position after it, so that it is in no word.
// Where tokens are pieces of words, a space before the first letter begins a word.
function wordStart(tokens, i) {
  if (!/[\p{L}'’-]/u.test(tokens[i])) return i + 1;
  let start = i;
  while (start > 0 && /^[\p{L}'’-]/u.test(tokens[start]) && /[\p{L}'’-]$/u.test(tokens[start - 1])) start -= 1;
  return start;
}

// What a head does with most of its attention, if a rule describes it. `weights`: a row of shares for each token.
export function habit(tokens, weights) {
  const rounds = /** @type {[*[][], number][]} */ ([
    [HABITS, OFTEN],
    [WIDE_HABITS, MOSTLY],
  ]);
  for (const [habits, least] of rounds) {
    const found = habits.map(([name, rule]) => {
      const shares = weights.map((row, i) => rule(row, i, tokens)).filter((each) => each !== undefined);
      return [name, sum(shares) / Math.max(1, shares.length)];
    });
    const [text, share] = found.reduce((best, each) => (each[1] > best[1] ? each : best));
    if (share >= least) return `${text}, ${percent(share)}`;
  }
  return "no simple rule";
}
