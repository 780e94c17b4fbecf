// What the tools under the Shakespeare tab's texts share: pages of text, what changed from one to another, seeds, saving.
import { el } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { copyPlain, setText } from "./marks.js";


// A text in words, spaces and marks, none of it lost.
export const wordsOf = (text) => text.match(/[\p{L}\p{N}'’]+|\s+|[^\s\p{L}\p{N}'’]+/gu) ?? [];
const isWord = (token) => /[\p{L}\p{N}]/u.test(token);

// For each token of `after` whether it stands in `before` too, in the same order: their longest common subsequence.
function keptTokens(before, after) {
  const length = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      length[i][j] = before[i] === after[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const kept = new Array(after.length).fill(false);
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (before[i] === after[j]) kept[j++] = Boolean(++i);
    else if (length[i + 1][j] >= length[i][j + 1]) i++;
    else j++;
  }
  return kept;
}

// `after` in pieces {text, kept}; each is as long as it can be. Spaces between two changed words are changed with them.
export const changes = (before, after) => {
  const tokens = wordsOf(after);
  const kept = keptTokens(wordsOf(before), tokens);
  const pieces = [];
  tokens.forEach((text, at) => {
    const inside = /^ +$/.test(text) && at > 0 && at < tokens.length - 1 && !kept[at - 1] && !kept[at + 1];
    const stays = kept[at] && !inside;
    if (pieces.length && pieces.at(-1).kept === stays) pieces.at(-1).text += text;
    else pieces.push({ text, kept: stays });
  });
  return pieces;
};

// How much of `after` was in `before`: the share of its words, and how many characters both begin with.
export const likeness = (before, after) => {
  const tokens = wordsOf(after);
  const kept = keptTokens(wordsOf(before), tokens);
  const words = tokens.filter(isWord).length;
  let begin = 0;
  while (begin < before.length && before[begin] === after[begin]) begin++;
  return { words: words ? tokens.filter((token, at) => isWord(token) && kept[at]).length / words : 1, begin, alike: before === after };
};

// The share of different words that two texts have in common, of all that are in either.
export const overlap = (left, right) => {
  const [a, b] = [left, right].map((text) => new Set(wordsOf(text.toLowerCase()).filter(isWord)));
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, a.size + b.size - shared);
};

// A page of text under a title. show(text), or show(text, before): what was not in `before` is marked.
export const sheet = (title, className = "") => {
  const heading = el("h4", { textContent: title });
  const text = el("div", { className: "shakespeare-sheet-text" });
  copyPlain(text);
  const note = el("p", { className: "shakespeare-small" });
  const element = el("div", { className: `shakespeare-sheet ${className}` }, heading, text, note);
  return {
    element, text, note, heading,
    show(written, before = null, kept = false) {
      element.classList.remove("is-stale");
      setText(text, marked(written, before, kept));
    },
    stale() { element.classList.add("is-stale"); },
    clear() { text.replaceChildren(); note.textContent = ""; },
  };
};
// A text as parts for setText, with marks on what is not in `before`; or, with `kept`, on the words that are.
export const marked = (written, before, kept = false) => {
  if (before === null) return [{ text: written }];
  return changes(before, written).flatMap(({ text, kept: stays }) => {
    if (stays !== kept || !isWord(text)) return [{ text }];
    const [, lead, core, trail] = /^(\s*)(.*?)(\s*)$/s.exec(text); // spaces at the edges are not what is to be seen
    return [{ text: lead }, { text: core, className: kept ? "is-kept" : "is-new" }, { text: trail }];
  });
};

// Of a model's examples those that are passages, no mere openings; and the first line of one that somebody speaks.
export const passages = ({ examples, passage_longest }) => examples.filter((text) => text.length >= 60 && text.length <= passage_longest);
export const spoken = (text) => text.split("\n").find((line) => line.trim() && !line.trim().endsWith(":")) ?? text;

export const clock = (wait, call) => { // calls once nobody has asked for `wait` milliseconds
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), wait);
  };
};
export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
export const decimals = (value, digits = 2) => value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
export const row = (...parts) => el("div", { className: "shakespeare-row" }, ...parts);

// Codes (arrays of numbers) into texts of `count` characters, or as many as the model sees at once; or null: the error was said,
// or another model is shown by now. In the manner of the dials above, unless another is given.
export const CAREFUL = { temperature: 0.3, top_k: 0, top_p: 1 }; // the code decides most, and chance little
export const texts = async (viewer, { latents, luck = "same", seed, count, manner = viewer.manner() }) => {
  const { model } = viewer;
  const answer = await viewer.ask("texts", {
    latents: latents.map((one) => Array.from(one, short)), luck, seed, count: Math.min(count, model.window), ...manner,
  });
  return viewer.model === model ? answer?.texts ?? null : null;
};
// What the dials above say, as text: whether they were moved.
export const dialled = (viewer) => JSON.stringify(viewer.manner());
export const code = async (viewer, seed) => {
  const answer = await viewer.ask("code", { seed });
  return answer ? Float64Array.from(answer.latents) : null;
};
