// What the page must know about the kinds of text models.

export const byWord = (model) => Boolean(model) && !model.context; // it draws each word by itself
export const isCoded = (model) => Boolean(model?.coded); // it is told a code of the passage that it writes
export const unit = (model) => (model?.unit === "word" ? "words" : "characters"); // what a length counts

// What it chooses among, in the plural.
const PIECES = { character: "characters", subword: "pieces of words", word: "words" };
export const pieces = (model) => PIECES[model.unit];

// The initial dials: top_k 0 and top_p 1 leave nothing out.
export const natural = (model) => ({
  temperature: 0.8,
  top_k: 0,
  top_p: model?.top_p ?? 1,
  length: byWord(model) ? 120 : 500,
});
