// What changed from one text to another.

// Splits a text into words, spaces and marks; joined they are the text again.
export const wordsOf = (text) => text.match(/[\p{L}\p{N}'’]+|\s+|[^\s\p{L}\p{N}'’]+/gu) ?? [];
export const isWord = (token) => /[\p{L}\p{N}]/u.test(token);

// For each token of `after`, whether it belongs to the longest common subsequence with `before`.
function keptTokens(before, after) {
  const length = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      length[i][j] = before[i] === after[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const kept = new Array(after.length).fill(false);
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) kept[j++] = Boolean(++i);
    else if (length[i + 1][j] >= length[i][j + 1]) i++;
    else j++;
  }
  return kept;
}

// `after` as pieces {text, kept}, each as long as possible. Spaces between two changed words count as changed.
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
  return {
    words: words ? tokens.filter((token, at) => isWord(token) && kept[at]).length / words : 1,
    begin,
    alike: before === after,
  };
};

// The share of distinct words that two texts have in common, of all words in either.
export const overlap = (left, right) => {
  const [a, b] = [left, right].map((text) => new Set(wordsOf(text.toLowerCase()).filter(isWord)));
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, a.size + b.size - shared);
};

// A text as parts for setText, with marks on what is not in `before`; or, with `kept`, on the words that are.
export const marked = (written, before, kept = false) => {
  if (before === null) return [{ text: written }];
  return changes(before, written).flatMap(({ text, kept: stays }) => {
    if (stays !== kept || !isWord(text)) return [{ text }];
    const [, lead, core, trail] = /^(\s*)(.*?)(\s*)$/s.exec(text); // spaces at the edges are not marked
    return [{ text: lead }, { text: core, className: kept ? "is-kept" : "is-new" }, { text: trail }];
  });
};
