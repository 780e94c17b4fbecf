// Pages of text, and rows of buttons.
import { el, withNumbers } from "../shared/dom.js";
import { marked } from "./likeness.js";
import { copyPlain, setText } from "./marks.js";

export const row = (...parts) => el("div", { className: "shakespeare-row" }, ...parts);

// A page of text under a title. show(text), or show(text, before) to mark what was not in `before`.
export const sheet = (title, className = "") => {
  const heading = el("h4", { textContent: title });
  const text = el("div", { className: "shakespeare-sheet-text" });
  copyPlain(text);
  const note = el("p", { className: "shakespeare-small" });
  const element = el("div", { className: `shakespeare-sheet ${className}` }, heading, text, note);
  withNumbers(element, () => (text.textContent ? [[heading.textContent, text.textContent]] : []));
  return {
    element,
    text,
    note,
    heading,
    show(written, before = null, kept = false) {
      element.classList.remove("is-stale");
      setText(text, marked(written, before, kept));
    },
    stale() {
      element.classList.add("is-stale");
    },
    clear() {
      text.replaceChildren();
      note.textContent = "";
    },
  };
};
