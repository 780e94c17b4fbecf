// What several texts have in common: how many words two of them share, and which words come back.
import { isWord, overlap, wordsOf } from "./likeness.js";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairsOf = (texts) => texts.flatMap((left, at) => texts.slice(at + 1).map((right) => [left, right]));
const shared = (texts) => mean(pairsOf(texts).map(([left, right]) => overlap(left, right)));

// The share of words that two of these texts have in common, {mean, error, pairs}. Pairs with the same text in them are alike,
// so the standard error comes from leaving out one text at a time (the jackknife).
export const sharing = (texts) => {
  const all = shared(texts);
  const without = texts.map((_, at) => shared(texts.toSpliced(at, 1)));
  const spread = without.reduce((sum, value) => sum + (value - mean(without)) ** 2, 0);
  const error = Math.sqrt((spread * (texts.length - 1)) / texts.length);
  return { mean: all, error, pairs: pairsOf(texts).length };
};

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
