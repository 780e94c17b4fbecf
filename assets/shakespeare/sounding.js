// How Shakespearean the text sounds before and after the twist, to a reader that was measured. Asked once nothing moves.
import { el } from "../shared/dom.js";
import { afterRest, newestOnly } from "../shared/pace.js";

const REST = 600; // milliseconds without a change before the server is asked
const percent = (share) => `${Math.round(100 * share)} %`;

// What is known of the reader's word, in plain sentences.
export function caution({ reader, right, off, parts }) {
  const cut = Math.max(...parts) > 1 ? "It reads parts of 24 words; this is their mean. " : "";
  const sure =
    off === null
      ? ""
      : ` How sure it says it is differs from how often it is right by ${Math.round(100 * off)} points on average.`;
  return (
    `So says the reader “${reader}” of the Attention tab: how probably it is Shakespeare’s own, and neither modernised nor ` +
    `today’s English. ${cut}In tests it was right about ${Math.round(100 * right)} of 100 lines that it had not read.` +
    `${sure} So a few points mean nothing.`
  );
}

export class Sounding {
  // `texts()` gives the text before and after, or null while it is still written; `names()` their names.
  constructor(box, { call, texts, names }) {
    this.box = box;
    this.texts = texts;
    this.names = names;
    this.call = call;
    this.send = newestOnly((asked) => this.ask(asked));
    this.later = afterRest(REST, () => this.begin());
    this.asked = "";
  }

  // The texts may be others.
  refresh() {
    this.later();
  }

  begin() {
    const texts = this.texts();
    if (!texts) return this.later();
    const key = JSON.stringify(texts);
    if (key === this.asked) return;
    this.asked = key;
    if (texts.every((text) => text.trim())) this.send(texts);
    else this.box.hidden = true;
  }

  async ask(texts) {
    const answer = await this.call("sounds", { texts });
    const is = answer?.shares?.every((share) => share !== null);
    if (JSON.stringify(texts) !== this.asked) return; // another text is asked for by now
    if (is) this.show(answer);
    else this.asked = ""; // no reader, or no answer: nothing is said
    this.box.hidden = !is;
  }

  show(answer) {
    const sides = answer.shares.map((share, at) => {
      const bar = el("i", { className: "shakespeare-sounds-bar" });
      bar.style.setProperty("--p", percent(share).replace(" ", ""));
      const name = el("span", { textContent: this.names()[at] });
      return el("p", { className: "shakespeare-sounds-side" }, name, bar, el("b", { textContent: percent(share) }));
    });
    const title = el("h4", { textContent: "How Shakespearean is it?" });
    const said = el("p", { className: "shakespeare-caption", textContent: caution(answer) });
    this.box.replaceChildren(title, ...sides, said);
  }
}
