// Puts the page into another language: what stands in it, and what comes later. English pages do not load this.
import { speak } from "../shared/say.js";
import { numbersWith } from "./numbers.js";
import { piecesBy } from "./terms.js";
import { translator } from "./translation.js";

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description", "label"];
// What stays as it is: code, formulas, what the visitor or a model wrote, and the cards, which are documents in English.
const LEFT = [
  "code, pre, kbd, samp, math, script, style, textarea, [contenteditable=true], [translate=no], .zoo-model-card .prose",
  ".shakespeare-line, .shakespeare-chips, .shakespeare-near, .shakespeare-following button, .attention-strip, .attention-reader-words",
].join();
const ENGLISH = ".zoo-model-card .prose, .shakespeare-line"; // read aloud as what it is
// Where numbers are computed from those in fields, and written as in these.
const TYPED = ".attention, option";
const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES };

const fetched = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the language could not be fetched (${answer.status})`);
  return answer.json();
};

// What style sheets write, by the name of its property.
const STYLED = { draw: "draw here", next: "next", last: "just now" };

// Fetches the table of a language, and translates the page from then on.
export async function start(language) {
  const { "": about, ...table } = await fetched(new URL(`./${language}.json`, import.meta.url));
  const translate = translator(table, about.separators);
  const { back } = numbersWith(about.separators);
  const english = (text, element) => (element.closest(TYPED) ? text : back(text));
  speak({ translate, english, pieces: piecesBy(about.terms, translate), digits: about.digits });
  for (const [name, text] of Object.entries(STYLED))
    document.documentElement.style.setProperty(`--zoo-said-${name}`, JSON.stringify(translate(text)));
  watch(document.documentElement, translate);
}

export function watch(root, translate) {
  const said = (text, element) => translate(text, { isTyped: Boolean(element?.closest(TYPED)) });

  function attribute(element, name) {
    const now = element.getAttribute(name);
    const text = now && said(now, element);
    if (text && text !== now) element.setAttribute(name, text);
  }

  function text(node) {
    const now = said(node.data, node.parentElement);
    if (now !== node.data) node.data = now;
  }

  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(ENGLISH)) node.lang = "en";
    if (node.matches(LEFT)) return;
    for (const name of ATTRIBUTES) attribute(node, name);
    if (node.querySelector(":scope > code")) aroundCode(node, translate);
    for (const child of node.childNodes) visit(child);
  }

  const isLeft = (element) => !element || element.closest(LEFT);
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes, type, attributeName } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      if (isLeft(element)) {
        // a field's own name is read aloud, too
        if (type === "attributes" && !element?.parentElement?.closest(LEFT)) attribute(element, attributeName);
      } else if (type === "childList") {
        if (addedNodes.length && element.querySelector(":scope > code")) aroundCode(element, translate);
        addedNodes.forEach(visit);
      } else if (type === "characterData") text(target);
      else attribute(element, attributeName);
    }
    observer.takeRecords(); // of what was written here
  });
  visit(root);
  for (const field of root.querySelectorAll("textarea")) for (const name of ATTRIBUTES) attribute(field, name);
  observer.observe(root, WATCHED);
}

// A sentence with code in it is one text, `like this`: a translation may put the code elsewhere.
export function aroundCode(element, translate) {
  const parts = [...element.childNodes].filter(({ nodeType }) => nodeType !== Node.COMMENT_NODE);
  const codes = parts.filter((part) => part.nodeName === "CODE");
  if (parts.some((part) => part.nodeType !== Node.TEXT_NODE && part.nodeName !== "CODE")) return;
  const whole = parts.map((part) => (part.nodeName === "CODE" ? `\`${part.textContent}\`` : part.textContent)).join("");
  const said = translate(whole).split("`");
  if (said.join("`") === whole || said.length !== 2 * codes.length + 1) return;
  const own = said.map((piece, at) => (at % 2 ? codes.find((code) => code.textContent === piece) : piece));
  if (own.every((piece) => piece !== undefined)) element.replaceChildren(...own);
}
