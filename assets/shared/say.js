// The page's language where it is not English: {translate(text), english(text, element), pieces(text)} of assets/languages. What stands in the
// page is translated there by itself; only what is drawn on a canvas is asked for here.
let language = null;

export const speak = (own) => {
  language = own;
};
export const say = (text) => language?.translate(text) ?? text;
// What an element says, with its numbers as English, and files, have them.
export const english = (text, element) => language?.english?.(text, element) ?? text;
// Of texts about digits: [word, what stands for it where the pictures show something else].
export const otherWords = () => language?.digits ?? [];
// See terms.js.
export const piecesOf = (text) => language?.pieces(text);
