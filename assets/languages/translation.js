// Translates a text of the page by a table: English text -> translation, with {0}, {1} … for what varies. No DOM.
import { numbersWith } from "./numbers.js";

const LETTERS = /\p{L}{2}/u;
const MOST = 4000; // texts whose translation is remembered
const LOOKS = 1000; // through the patterns, for one text
const DEEPEST = 4; // texts within texts
const LONG = 40; // letters that a pattern of several sentences has at least
const LONGEST = 8; // sentences of one text
const SENTENCES = /(?<=[.?!:;…])\s+/;
const WEAK = 10; // letters below which a pattern takes only what is translated, too, or is no sentence
const RUNNING = /\p{Ll}{2,}[^\p{L}]+\p{Ll}{2,}/u; // two words of a sentence
const SMALL = /(?<![\p{L}\d.-])\p{Ll}{3,}(?![\p{L}\d-])/u; // a word that is no name
// what stands between words that are texts by themselves: numbers, commas, signs
const BETWEEN =
  /((?:(?<![\p{L}\d-])[^\p{L}\s]*\d[^\p{L}\s]*|\s*[,;·:|…]+(?=\s|$)|^[^\p{L}\d]+|[^\p{L}\d]+$|\s[±×=→–−]+(?=\s))+)/u;

const QUOTE = /[“„"]$/;
const same = (text) => text;
const plain = (text) => text.replace(/\s+/g, " ");
const firstWord = (text) => /^[^\s{]+(?=\s)/.exec(text)?.[0] ?? "";

// A key with holes as {order, words, longest, weight, to}: hole `order[i]` stands behind `words[i]`.
function patternOf(key, to) {
  const parts = key.split(/\{(\w+)\}/);
  const order = parts.filter((_, at) => at % 2);
  const words = parts.filter((_, at) => at % 2 === 0);
  const longest = words.reduce((most, word) => (word.length > most.length ? word : most), ""); // looked for first
  return { longest, order, words, to, weight: words.join("").replace(/[^\p{L}]/gu, "").length };
}

// What fills the holes of a pattern in a text; null if it does not fit. Each hole is as short as can be: one look through
// the text, however many holes there are.
function caughtBy({ longest, words }, text) {
  const last = words[words.length - 1];
  if (!text.includes(longest) || !text.startsWith(words[0]) || !text.endsWith(last)) return null;
  const caught = [];
  let at = words[0].length;
  for (const word of words.slice(1, -1)) {
    const found = placeOf(word, text, at);
    if (found < 0) return null;
    caught.push(text.slice(at, found));
    at = found + word.length;
  }
  const end = text.length - last.length;
  return end < at ? null : [...caught, text.slice(at, end)];
}

// Behind the end of a sentence, a hole is another sentence or nothing.
function placeOf(word, text, from) {
  const isEnd = /[.!?:]$/.test(word);
  let found = text.indexOf(word, from);
  while (isEnd && found >= 0 && /\S/.test(text[found + word.length] ?? " ")) found = text.indexOf(word, found + 1);
  return found;
}

// Gives translate(text): the translation, or the text itself where there is none. What varies gets the `separators` of the
// language's numbers (see numbers.js), and so do numbers alone; not where `isTyped`: beside fields, into which they are typed.
export function translator(table, separators = null) {
  const { there } = numbersWith(separators);
  const exact = new Map();
  const patterns = new Map(); // by the first word of the key, "" for those that begin with a hole
  const kept = new Map();
  let left = 0; // looks through the patterns that this text may still cost
  let numbers = there;
  for (const [key, to] of Object.entries(table)) {
    if (!key || !to) continue;
    if (!/\{\w+\}/.test(key)) exact.set(key, to);
    else {
      const first = firstWord(key);
      patterns.set(first, [...(patterns.get(first) ?? []), patternOf(key, to)]);
    }
  }
  for (const each of patterns.values()) each.sort((one, other) => other.weight - one.weight); // the most exact first

  // The translation of a text without white space around it; null if there is none.
  function find(text, depth) {
    const known = exact.get(text);
    if (known !== undefined || depth > DEEPEST || !LETTERS.test(text)) return known ?? null;
    return fitted(text, depth) ?? bySentence(text, depth) ?? byParts(text, depth);
  }

  const alone = (text) => (LETTERS.test(text) ? text : numbers(text));

  // Words between numbers, commas and signs: all of them must be known, but for names.
  function byParts(text, depth) {
    const parts = text.split(BETWEEN);
    if (parts.length < 2) return null;
    let isFound = false;
    for (let at = 0; at < parts.length; at++) {
      const said = LETTERS.test(parts[at]) ? around(parts[at], depth + 1) : null;
      if (said === null && SMALL.test(parts[at])) return null;
      isFound ||= said !== null;
      parts[at] = said ?? alone(parts[at]);
    }
    return isFound ? parts.join("") : null;
  }

  function fitted(text, depth, least = 0) {
    if (--left < 0) return null;
    for (const first of new Set([firstWord(text), ""]))
      for (const pattern of patterns.get(first) ?? []) {
        const caught = pattern.weight >= least && caughtBy(pattern, text);
        const filled = caught && fill(pattern, caught, depth);
        if (filled) return filled;
      }
    return null;
  }

  function fill({ order, words, to, weight }, caught, depth) {
    const put = {};
    for (const [at, text] of caught.entries()) {
      // a hole is within a sentence, or stands for sentences behind one
      const isBehind = /[.!?:]\s*$/.test(words[at]);
      if (!isBehind && (/[.?!]\s/.test(text.trim()) || (weight < WEAK && text.length > 80))) return null;
      const said = words[at].endsWith("`") ? text : around(text, depth + 1); // code stays
      if (said === null && (weight < WEAK ? SMALL.test(text) : RUNNING.test(text) && text.length > 80)) return null;
      put[order[at]] = said ?? (QUOTE.test(words[at]) ? text : numbers(text)); // what was typed or is called so
    }
    return to.replace(/\{(\w+)\}/g, (_, hole) => put[hole] ?? "");
  }

  // Sentence by sentence; several that are one text of the table are taken together.
  function bySentence(text, depth) {
    const sentences = text.split(SENTENCES);
    if (sentences.length < 2) return null;
    const said = [];
    let isFound = false;
    for (let at = 0; at < sentences.length; ) {
      const [found, next] = longest(sentences, at, depth) ?? [find(sentences[at], depth + 1), at + 1];
      said.push(found ?? alone(sentences[at]));
      isFound ||= found !== null;
      at = next;
    }
    return isFound ? said.join(" ").replace(/(?<=[。！？：；]) /g, "") : null; // Chinese has no space there
  }

  function longest(sentences, at, depth) {
    for (let end = Math.min(sentences.length, at + LONGEST); end > at + 1; end--) {
      const text = sentences.slice(at, end).join(" ");
      const found = exact.get(text) ?? (end - at < sentences.length ? fitted(text, depth, LONG) : null);
      if (found !== null) return [found, end];
    }
    return null;
  }

  function around(text, depth) {
    const [, before, core, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
    const found = core && find(plain(core), depth);
    return found ? before + found + after : null;
  }

  return function translate(text, { isTyped = false } = {}) {
    numbers = isTyped ? same : there;
    if (!LETTERS.test(text)) return numbers(text); // as almost always
    const key = isTyped ? `\0${text}` : text;
    if (!kept.has(key)) {
      if (kept.size >= MOST) kept.clear();
      left = LOOKS;
      kept.set(key, around(text, 0) ?? text);
    }
    return kept.get(key);
  };
}
