// What the page must know about the kinds of text models.

export const byWord = (model) => model?.sort === "word-vae"; // it writes word by word
export const isCoded = (model) => model?.sort === "text-vae"; // it is told a code of the passage that it writes
export const unit = (model) => (byWord(model) ? "words" : "characters");

// The initial dials: top_k 0 and top_p 1 leave nothing out.
export const natural = (model) => ({ temperature: 0.8, top_k: 0, top_p: 1, length: byWord(model) ? 120 : 500 });
