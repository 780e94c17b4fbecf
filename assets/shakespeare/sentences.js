// Sentences that several parts of the page use.

export const SAME =
  "Same seed, opening and dials, same text: that is what a seed is for. Type another seed or roll the dice.";
export const COPIED = "Copied.";
export const NOT_COPIED = "The browser does not let this page copy; save the text instead.";
export const BROKEN =
  "Something in this page went wrong, so the text ends here. Reload the page; if it happens again, report it with its link.";
export const SILENT = "The server did not answer: wait a moment and try again.";

// How many characters a text has as the server counts them: an emoji is one.
export const sizeOf = (text) => [...text].length;

export const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

// How a model read a typed text, or "" if it read it unchanged.
export const readingText = ({ replaced, dropped }) => {
  const list = (them) => them.slice(0, 12).join(" ") + (them.length > 12 ? " …" : "");
  return [
    replaced?.length ? `Read as plain letters and signs: ${list(replaced)}` : "",
    dropped?.length ? `Left out, because this model does not know them: ${list(dropped)}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
};
