// What a model is: its first sentences, and the rest on request.
import { el } from "./dom.js";
import { say } from "./say.js";
import { linked } from "./terms.js";

const SHORT = 300; // characters that are shown whole
const [LATIN, CHINESE] = [260, 130]; // characters of the first sentences at most

export function showLead(box, english) {
  const text = say(english);
  const cut = text.length < SHORT ? 0 : end(text);
  if (!cut) return box.replaceChildren(...linked(text));
  const rest = el("span", { hidden: true, tabIndex: -1 }, ...linked(text.slice(cut)));
  const more = el("button", { type: "button", className: "zoo-more", textContent: "More" });
  more.addEventListener("click", () => {
    rest.hidden = false;
    rest.focus(); // the button that had it is gone
    more.remove();
  });
  return box.replaceChildren(...linked(text.slice(0, cut)), rest, " ", more);
}

// Where the first sentences end; 0 if the first is too long.
const end = (text) => Math.max(text.lastIndexOf(". ", LATIN), text.slice(0, CHINESE).lastIndexOf("。")) + 1;
