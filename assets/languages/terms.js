// Terms of the glossary in a translated text.
const ENDING = "\\p{L}{0,3}"; // of a word's cases
const END = "(?!\\p{L})"; // of short words, which take none: KL, but no Klick
const SHORT = 3; // letters

// Gives pieces(text), see shared/terms.js: the text is translated, and its terms are those of the language. `forms` has
// words by the ids of the glossary, which may take an ending; by "" words that only look like a term.
export function piecesBy(forms, translate) {
  const words = Object.entries(forms)
    .flatMap(([id, all]) => all.map((word) => ({ id, word })))
    .sort((one, other) => other.word.length - one.word.length);
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // Chinese and Japanese have no spaces between words, so a term may begin and end anywhere
  const before = words.some(({ word }) => /\p{Script=Han}/u.test(word)) ? "" : "(?<![\\p{L}\\d])";
  const any = new RegExp(
    `${before}(?:${words.map(({ word }) => `(${escaped(word)}${before && (word.length > SHORT ? ENDING : END)})`).join("|")})`,
    "giu",
  );
  return function pieces(text) {
    const said = translate(text);
    const [parts, met] = [[], new Set()];
    let end = 0;
    for (const match of words.length ? said.matchAll(any) : []) {
      const { id } = words[match.slice(1).findIndex((form) => form !== undefined)];
      if (!id || met.has(id)) continue;
      met.add(id);
      parts.push(said.slice(end, match.index), { id, form: match[0] });
      end = match.index + match[0].length;
    }
    return [...parts, said.slice(end)].filter(Boolean);
  };
}
