// The page's texts are about MNIST's digits. Where a model was trained on other pictures, they are put into other words
// here, in one place, whichever part wrote them: "digit" becomes what these pictures show, "MNIST" the name of the data.
// zoo/wording.py does the same for cards.
import { otherWords } from "./say.js";

const DIGIT = /(?<![\w-])(?:(an?) )?(?:handwritten )?(digit)(s?)(?![\w-])/gi;
const DRAWN = "scaled and centred like MNIST"; // what happens to a drawing
const WHOLE = "the whole sheet, scaled down"; // what happens to that of a picture which is no digit
// In another language, whose words for it have their own endings, it becomes the language's word for a picture.
const ATTRIBUTES = ["aria-label", "title"];

// A text as it is for a model of `data`: {name, noun}, or null for MNIST's digits.
export function worded(text, data) {
  if (!data) return text;
  const { name, noun } = data;
  const renamed = (said) => said.replaceAll(DRAWN, WHOLE).replace(DIGIT, (...found) => named(noun, found));
  const said = noun === "digit" ? text : otherWords().reduce((all, pair) => all.replaceAll(...pair), renamed(text));
  return said.replaceAll("MNIST", name);
}

/** @param {string} noun @param {*} found */
function named(noun, [, article, word, plural]) {
  const said = word[0] === "D" ? noun[0].toUpperCase() + noun.slice(1) : noun;
  return `${article ? `${article[0]}${"aeiou".includes(noun[0]) ? "n" : ""} ` : ""}${said}${plural}`;
}

// Gives speak(data), after which every text under `root`, and each that comes there later, is about this data.
export function wording(root) {
  const kept = new WeakMap(); // by node: the texts that were put into other words, by attribute ("" for its own text)
  let data = null;

  function put(node, place, read, write) {
    const texts = kept.get(node) ?? kept.set(node, {}).get(node);
    const now = read();
    if (now === null || now === undefined) return;
    const original = texts[place]?.shown === now ? texts[place].original : now; // else somebody wrote anew
    const shown = worded(original, data);
    texts[place] = { original, shown };
    if (shown !== now) write(shown);
  }

  function putAttribute(node, name) {
    const write = (text) => node.setAttribute(name, text);
    put(node, name, () => node.getAttribute(name), write);
  }

  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const write = (text) => Object.assign(node, { data: text });
      return put(node, "", () => node.data, write);
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) putAttribute(node, name);
    for (const child of node.childNodes) visit(child);
  }

  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      if (type === "childList") addedNodes.forEach(visit);
      else if (type === "characterData") visit(target);
      else for (const name of ATTRIBUTES) putAttribute(target, name);
    }
  });
  return function speak(next) {
    if (!next && !data) return; // MNIST, as almost always: nothing is watched
    data = next ?? null;
    observer.disconnect();
    visit(root);
    if (!data) return;
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ATTRIBUTES,
    });
  };
}
