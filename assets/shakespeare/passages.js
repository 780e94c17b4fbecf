// Passages and lines: which examples are some, and the one line that stands for a text.

const FEWEST = 20; // characters before a line's end counts as the end of the line that is shown

// Of a model's examples those that are passages, no mere openings; and the first line of one that somebody speaks.
export const passagesOf = ({ examples, passage_longest }) =>
  examples.filter((text) => text.length >= 60 && text.length <= passage_longest);
export const spoken = (text) => text.split("\n").find((line) => line.trim() && !line.trim().endsWith(":")) ?? text;

// The first line of a text that is long enough to be one; a text without an end of line is cut behind a word.
export const firstLine = (text) => {
  const from = text.search(/\S/);
  const end = text.indexOf("\n", Math.max(0, from) + FEWEST);
  return (end < 0 ? text.replace(/\s\S*$/, "") : text.slice(0, end)).trim();
};
