// Numbers in texts, as English writes them and as another language does. No DOM.

// What is part of a code, a version, a file's name, a setting or a list stays.
const BEFORE = "(?<![\\p{L}\\d_.,:/=@#]|[\\p{L}\\d]-|\\d, )";
const AFTER = "(?![\\p{L}\\d_/:]|[.,]\\d|, [−-]?\\d)";
const written = (thousands, decimal) =>
  new RegExp(`${BEFORE}(?:\\d{1,3}(?:${thousands}\\d{3})+(?:${decimal}\\d+)?|\\d+${decimal}\\d+)${AFTER}`, "gu");
const ENGLISH = written(",", "\\.");
const escaped = (sign) => `[${sign}]`;

// Gives {there(text), back(text)}: numbers with the separators of a language, and those as English has them again.
// `separators` are that of thousands and that of decimals; without them both leave a text as it is.
export function numbersWith(separators) {
  if (!separators) return { there: (text) => text, back: (text) => text };
  const [thousands, decimal] = separators;
  const own = written(escaped(thousands), escaped(decimal));
  const put = (found, from, to) => [...found].map((sign) => to[from.indexOf(sign)] ?? sign).join("");
  return {
    there: (text) => text.replace(ENGLISH, (found) => put(found, [",", "."], separators)),
    back: (text) => text.replace(own, (found) => put(found, separators, [",", "."])),
  };
}
