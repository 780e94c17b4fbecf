// A text as parts {text, className?, edit?}: lines of a play, and what a twist changed in them.

// A speaker's name stands alone in its line: in capitals, or after a blank line.
const CAPITALS = /^[A-Z][A-Z .'’-]{1,40}:[ \t]*$/;
const NAME = /^[A-Z]\p{L}*[^\n:.,;!?]{0,40}:[ \t]*$/u;
const isName = (line, before) => CAPITALS.test(line) || (!before?.trim() && NAME.test(line));

// The lines of a text: {kind, spans}, `kind` "name", "verse" or "gap".
export function linesOf(parts) {
  const lines = [[]];
  for (const part of parts) {
    part.text.split("\n").forEach((text, at) => {
      if (at) lines.push([]);
      if (text || (part.edit !== undefined && !part.text)) lines.at(-1).push({ ...part, text });
    });
  }
  let before = "";
  return lines.map((spans) => {
    const text = spans.map((span) => span.text).join("");
    const kind = !text.trim() ? "gap" : isName(text, before) ? "name" : "verse";
    before = text;
    return { kind, spans };
  });
}

export const RULES = {
  pronoun: "Pronoun: thou, thee, thy and ye are you and your.",
  verb: "Verb form: -est, -eth, hath, doth, art, wilt and the like.",
  contraction: "Contraction: ’tis, o’er, ne’er and the like.",
  spelling: "Spelling.",
  "old spelling": "Spelling of the first prints: “haue” for “have” and the like.",
  order: "Order of words: “Then spoke the king” and “Then the king spoke”.",
  word: "A word that people use differently today.",
  phrase: "A turn of phrase.",
  negation: "Negation: “I know not” and “I do not know”.",
  question: "Question: its words are in another order.",
  "slang noun": "Slang: another noun.",
  "slang verb": "Slang: another verb.",
  "slang adjective": "Slang: another adjective.",
  "slang phrase": "Slang: a modern phrase.",
  "slang opener": "Slang: added before the sentence.",
  "slang closer": "Slang: added at the end of the sentence.",
  "slang simile": "Slang: a modern comparison.",
};
const isSlang = (rules) => rules.some((rule) => rule.startsWith("slang"));
// The parts of both columns from the twist's pieces: what was there before, and what it became.
export const partsOf = (pieces) => {
  const [before, after] = [[], []];
  pieces.forEach((piece, edit) => {
    if (piece.before === undefined) {
      before.push({ text: piece.text });
      after.push({ text: piece.text });
      return;
    }
    const className = isSlang(piece.rules) ? "is-slang" : "";
    before.push({ text: piece.before, className, edit });
    after.push({ text: piece.text, className, edit, ...(piece.text ? {} : { gone: piece.before.trim() }) });
  });
  return { before, after };
};

// Marks the first `length` characters of parts as the visitor's own words.
export function typed(parts, length) {
  let left = length;
  const made = [];
  for (const part of parts) {
    const own = part.text.slice(0, Math.max(0, left));
    if (own) made.push({ ...part, text: own, className: `${part.className ?? ""} is-typed` });
    if (own.length < part.text.length) made.push({ ...part, text: part.text.slice(own.length) });
    left -= part.text.length;
  }
  return made;
}
