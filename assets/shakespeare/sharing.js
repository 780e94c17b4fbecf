// What several texts have in common: how many words two of them share, and which words come back.
import { uniforms } from "../shared/random.js";
import { isWord, overlap, wordsOf } from "./likeness.js";

export const DEALS = 1000;

// Which share of words two texts of one side have in common, on average over its `pairs`: {one, many, pairs, deals}. `deals` says in
// how many of `DEALS`, this one and random others, the same texts on two sides differ at least as much (a permutation test).
export const sharing = (same, others) => {
  const texts = [...same, ...others];
  const shares = texts.map((left) => texts.map((right) => overlap(left, right)));
  const order = texts.map((_, at) => at);
  const [one, many] = sidesOf(shares, order, same.length);
  const uniform = uniforms(1);
  let deals = 1;
  for (let deal = 1; deal < DEALS; deal++) {
    shuffle(order, uniform);
    const [left, right] = sidesOf(shares, order, same.length);
    if (left - right >= one - many - 1e-9) deals++;
  }
  return { one, many, pairs: (same.length * (same.length - 1)) / 2, deals };
};

// The means of both sides, if the first `times` of the order are on one and the rest on the other.
function sidesOf(shares, order, times) {
  return [order.slice(0, times), order.slice(times)].map((side) => {
    const pairs = side.flatMap((left, at) => side.slice(at + 1).map((right) => shares[left][right]));
    return pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
  });
}

function shuffle(order, uniform) {
  for (let last = order.length - 1; last > 0; last--) {
    const at = Math.floor(uniform() * (last + 1));
    [order[last], order[at]] = [order[at], order[last]];
  }
}

// How many of so many texts a word comes back in at least, and how many of the other texts have it at most.
export const often = (times) => Math.ceil(times / 2);
export const seldom = (times) => Math.floor(times / 5);

// The words that come back in `texts` but not in `others`, each with the number of texts that have it, the most frequent first.
export const recurring = (texts, others) => {
  const [own, other] = [texts, others].map(countTexts);
  return [...own]
    .filter(([word, count]) => count >= often(texts.length) && (other.get(word) ?? 0) <= seldom(others.length))
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
};

function countTexts(texts) {
  const counts = new Map();
  for (const text of texts) {
    const words = new Set(wordsOf(text.toLowerCase()).filter(isWord));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

// A text as parts for setText, with marks on these words.
export const withMarks = (text, words) =>
  wordsOf(text).map((token) =>
    words.has(token.toLowerCase()) ? { text: token, className: "is-kept" } : { text: token },
  );
