// Passages and lines: which examples are passages, and the one line that represents a text.

const FEWEST = 20; // characters that a shown line has at least

// Those of a model's examples that are passages and not just openings, and the first spoken line of each.
export const passagesOf = ({ examples, passage_longest }) =>
  examples.filter((text) => text.length >= 60 && text.length <= passage_longest);
export const spoken = (text) => text.split("\n").find((line) => line.trim() && !line.trim().endsWith(":")) ?? text;

// The first line of a text that is long enough; a text without line ends is cut after a word.
export const firstLine = (text) => {
  const from = text.search(/\S/);
  const end = text.indexOf("\n", Math.max(0, from) + FEWEST);
  return (end < 0 ? text.replace(/\s\S*$/, "") : text.slice(0, end)).trim();
};
