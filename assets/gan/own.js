// A digit of one's own: drawn on the pad, and what the discriminator and the judge say of it.
import { el, makeButton } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { makePad, testDigits } from "../shared/pad.js";
import { aDigit, figure } from "../shared/words.js";
import { aloneText, beside } from "./verdict.js";
import { chance, judgement } from "./words.js";

const HINT = "Draw a digit, or take one of the examples.";

// The pad's parts, with the names that shared/pad.js looks for.
function sheet(clear) {
  const canvas = el("canvas", { width: 280, height: 280, tabIndex: 0, className: "zoo-screen zoo-pad" });
  canvas.setAttribute("role", "application");
  canvas.setAttribute(
    "aria-label",
    "Drawing area. With the keyboard: arrow keys move the pen, hold Space to draw, Delete clears.",
  );
  canvas.addEventListener("keydown", (event) => event.key === "Delete" && clear());
  return el(
    "div",
    { className: "zoo-pad-sheet is-empty" },
    canvas,
    el("i", { className: "zoo-pad-cursor" }),
    makeButton("Clear", clear, "zoo-pad-clear"),
  );
}
function takers() {
  const examples = el("div", { className: "zoo-pad-examples", role: "group", "aria-label": "Example drawings" });
  const field = el("input", { type: "number", min: 0, step: 1, placeholder: "0–9999" });
  const test = el(
    "div",
    { className: "zoo-row zoo-pad-test", hidden: true },
    el("label", {}, "or test digit ", field),
    el("button", { type: "button", className: "zoo-button", textContent: "Shuffle" }),
    el("span", { className: "zoo-pad-label" }),
  );
  const small = (name, label) =>
    el(
      "figure",
      { className: name },
      el("canvas", { className: "zoo-screen", width: 28, height: 28, role: "img", "aria-label": label }),
      el("figcaption", { textContent: "what it gets: scaled and centred like MNIST" }),
    );
  // part of the pad; nothing is rebuilt here
  const rebuilt = Object.assign(small("zoo-pad-rebuilt", ""), { hidden: true });
  return [examples, test, small("zoo-pad-seen", "What the discriminator gets"), rebuilt];
}

export class Own {
  // `changed()` is called when another digit is on the pad, or none.
  constructor(viewer, changed) {
    this.viewer = viewer;
    this.changed = changed;
    this.drawn = 0; // counts what was on the pad: an answer about something else is dropped
    this.said = el("p", { className: "gan-said" });
    this.note = el("p", { className: "gan-small" });
    this.read = el("p", { className: "gan-said" });
    const root = el(
      "div",
      { className: "gan-own-parts" },
      sheet(() => this.clear()),
      el("div", {}, ...takers()),
      el("div", { className: "gan-own-said", "aria-live": "polite" }, this.said, this.note, this.read),
    );
    this.element = el(
      "article",
      { className: "gan-card is-wide gan-own" },
      el("h4", { textContent: "Does your own handwriting pass for real?" }),
      root,
    );
    this.root = root;
    this.pad = makePad(root, () => this.send());
    this.look = newestOnly((wish) => this.fetch(wish));
    this.say(null);
  }

  // The drawing stays for the next model.
  model() {
    const { model } = this.viewer;
    if (this.pad.examples(model.examples)) return;
    if (this.pad.isEmpty()) this.say(null);
    else this.send();
  }

  testDigits() {
    testDigits(this.root, this.viewer.model, this.pad.takeTest, this.viewer.say);
  }

  // The digit as the server takes it; null if there is none.
  request() {
    return this.pad.isEmpty() ? null : this.pad.request();
  }

  clear() {
    this.drawn++;
    this.pad.clear();
    this.say(null);
    this.changed();
  }

  send() {
    this.look({ drawn: ++this.drawn });
    this.changed();
  }

  async fetch({ drawn }) {
    const isNow = () => drawn === this.drawn;
    if (!isNow()) return;
    const request = this.pad.request();
    const answer = await this.viewer.ask("fool_digit", { digit: request });
    if (!isNow()) return;
    if (!answer) return this.pad.failed();
    this.pad.seen(answer);
    this.say(answer);
  }

  say(answer) {
    const { model } = this.viewer;
    const { said, note } = answer ? verdictText(answer, model) : { said: HINT, note: "" };
    this.said.textContent = said;
    this.note.textContent = note;
    this.read.textContent = answer?.judged ? judgement(answer.judged, null) : "";
  }
}

// What the discriminator says of a digit, and how that is to be read.
function verdictText({ score, probability, rank, told }, model) {
  if (score === null) return { said: aloneText(model), note: "The judge, which reads digits, works without it." };
  const asked = told === null ? "" : ` It was told that this is ${aDigit(told)}.`;
  const alone =
    probability === null
      ? `Its score is ${figure(score)}: the higher, the more real.`
      : `Its output for this picture alone: ${chance(probability)} real; it learned on whole batches of pictures, so compare rather than trust it.`;
  if (!rank) return { said: `${alone}${asked}`, note: "How it scores other digits was not measured for this model." };
  const said = `To the discriminator your digit looks ${beside(rank.real, "the real digits")}, and ${beside(rank.generated, "the generated ones")}.`;
  return { said: `${said} ${rankText(rank)}`, note: `${alone}${asked}` };
}
const rankText = ({ real, generated }) => {
  if (real >= 0.25) return "It passes for real.";
  if (generated >= 0.5) return "It does better than most forgeries.";
  return "It is not convinced. It knows MNIST’s pens and nothing else: a drawing by mouse may have other strokes.";
};
