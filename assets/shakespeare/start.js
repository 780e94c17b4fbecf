// The Shakespeare page's register of tools and what all its modules share: limits, fields, the clipboard.
import { el } from "../shared/dom.js";

// hooks of a tool: model() when another model came, latents() when z changed, state() when seed, dials or opening did,
// text() when characters were written; the last rests while the tools are out of sight
zoo.toolbox(ours, { prefix: "shakespeare", always: ["latents", "state"], live: ["text"] });
export const limits = null; // {seed, temperature, twist}: the largest that the server takes, as the first model's data tells
export const PIECE = 40; // characters or words in one request: text appears as it comes
// Where the dials stand at first: top_k 0 and top_p 1 leave nothing out.
export const natural = (model) => ({ temperature: 0.8, top_k: 0, top_p: 1, length: words(model) ? 120 : 500 });
export const seedRule = () => `The seed is a whole number from 0 to ${limits.seed}.`;
export const SAME = "Same seed, opening and dials, same text: that is what a seed is for. Type another one, or roll the dice.";
export const BROKEN = "Something in this page went wrong, so the text ends here: reload the page, and if it happens again, report it with its link.";
export const SILENT = "The server did not answer: wait a moment and try again.";

export const words = (model) => model?.kind === "WordVAE"; // a model that writes word by word
export const unit = (model) => (words(model) ? "words" : "characters");

// What the page says of the moment; an error stays until something else is said.
export const sayer = (box) => {
  let passing = 0;
  return function say(text, isError = false) {
    box.textContent = text;
    box.classList.toggle("is-error", isError);
    clearTimeout(passing);
    if (!isError && !text.endsWith("…")) passing = setTimeout(() => say(""), 6000);
  };
};

// What a field holds, or null: it is marked, and the sentence is said.
function checked(input, value, valid, sentence, say) {
  input.setAttribute("aria-invalid", !valid);
  if (!valid) say?.(sentence, true);
  return valid ? value : null;
}
export const readSeed = (input, say) => {
  const value = Number(input.value);
  return checked(input, value, input.value.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= limits.seed, seedRule(), say);
};
export const readOpening = (input, longest, say) => {
  const size = size(input.value);
  return checked(input, input.value, size <= longest, `The opening has ${many(size, "character")}; at most ${longest} are read.`, say);
};
export const anySeed = () => Math.floor(Math.random() * 1e6); // short enough to say aloud

// How many characters a text has as the server counts them: an emoji is one.
export const size = (text) => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};
export const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

// What a model made of a typed text, or "" where it took it as it is.
export const readingText = ({ replaced, dropped }) => {
  const list = (them) => them.slice(0, 12).join(" ") + (them.length > 12 ? " …" : "");
  return [replaced?.length ? `Read as plain letters and signs: ${list(replaced)}` : "",
    dropped?.length ? `Left out, because this model does not know them: ${list(dropped)}` : ""].filter(Boolean).join(" · ");
};

// The clipboard is closed to pages without https: then a field that holds the text is copied from.
export const copy = async (text, say) => {
  const field = el("textarea", { className: "shakespeare-clip", value: text, readOnly: true });
  const before = document.activeElement;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    document.body.append(field);
    field.select();
    done = document.execCommand("copy");
    field.remove();
    before?.focus();
  }
  say(done ? "Copied." : "The browser does not let this page copy: save the text instead.", !done);
};
