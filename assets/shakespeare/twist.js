// The twist beside the text: dials, the two columns, and the reverse with the visitor's own English.
import { makeAgain, segments } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { percent } from "../shared/words.js";
import { makeDial } from "./dials.js";
import { copyPlain, setText, Tip } from "./marks.js";
import { partsOf, typed } from "./play.js";
import { many, sizeOf } from "./sentences.js";
import { Sounding } from "./sounding.js";

const EXAMPLES = {
  own: [
    "Hello, how are you? I saw you at the market, but you did not see me.",
    "Do you know where my friend went? He has not written to me, and I miss him.",
    "If you see him, tell him that I never forget my friends.",
  ].join("\n"),
  line: "O Romeo, Romeo! wherefore art thou Romeo?\nDeny thy father and refuse thy name.",
};
const DIALS = {
  modern: {
    label: "modernise",
    value: 1,
    plain: "First spelling, then thou and thee, then words, and last word order.",
  },
  slang: { label: "slang", value: 0.5, plain: "Words of the smartphone age, chosen by the seed." },
  old: { label: "Shakespearise", value: 1, plain: "First thou and thee, then verbs and words, and last word order." },
};
const TITLES = {
  play: { first: "As written", second: "With a modern twist" },
  own: { first: "Your modern English", second: "As Shakespeare might have put it" },
  line: { first: "Your Shakespeare", second: "In the English of today" },
};

// The twist of `text()` in `root`. `call(name, request)` returns {...} or {error}, or null if the answer is no longer wanted.
// Returns {way, text(), twisted(), refresh(), choose(way), dials, ...}. `changed()` is called when dials, way or own text change.
export class Twist {
  constructor(root, { call, text, seed, changed, busy }) {
    this.root = root;
    this.call = call;
    this.source = text;
    this.seed = seed;
    this.changed = changed;
    this.way = "play";
    this.pieces = [];
    this.of = "";
    this.failed = "";
    this.longest = Infinity; // characters that are twisted at once, known once a model's data has arrived; until then the server checks
    this.first = root.querySelector(".is-written");
    this.second = root.querySelector(".is-twisted");
    this.own = root.querySelector("[name=own]");
    this.owns = { ...EXAMPLES }; // the visitor's texts, by the way
    this.own.addEventListener("input", () => {
      this.owns[this.way] = this.own.value;
      this.moved();
    });
    this.dials = {};
    for (const [name, { label, value, plain }] of Object.entries(DIALS)) {
      const dial = makeDial(
        { name, label, plain, min: 0, max: 1, step: 0.05, said: percent },
        () => this.moved(),
        () => this.moved(),
      );
      dial.set(value);
      this.dials[name] = dial;
      root.querySelector(".shakespeare-twists").append(dial.box);
    }
    this.send = newestOnly((request) => this.ask(request));
    this.sounding = new Sounding(root.querySelector(".shakespeare-sounds"), {
      call,
      texts: () => {
        const after = this.twisted() ?? (this.failed ? "" : null);
        return after === null || (this.way === "play" && busy()) ? null : [this.text(), after];
      },
      names: () => Object.values(TITLES[this.way]),
    });
    this.tips = new Tip(
      [this.first, this.second],
      this.second,
      root.querySelector(".shakespeare-tip"),
      () => this.pieces,
    );
    for (const box of [this.first, this.second]) copyPlain(box);
    const ways = [
      ["play", "What the model wrote → today"],
      ["line", "Your Shakespeare → today"],
      ["own", "Your English → Shakespeare"],
    ];
    this.showWay = segments(root.querySelector(".shakespeare-ways"), ways, (way) => this.choose(way));
    this.choose("play");
  }

  $(selector) {
    return this.root.querySelector(selector);
  }
  text() {
    return this.isOwn ? this.own.value : this.source().text;
  }
  // Whether it is a text of the visitor's.
  get isOwn() {
    return this.way !== "play";
  }
  twisted() {
    return this.of === this.text() ? this.pieces.map((piece) => piece.text).join("") : null;
  } // null: not there yet

  choose(way) {
    this.way = way;
    this.showWay(way);
    const { isOwn: own } = this;
    const isBack = way === "own";
    if (own) this.own.value = this.owns[way];
    this.$(".shakespeare-own .shakespeare-hidden").textContent = TITLES[way].first;
    for (const part of ["first", "second"]) this.$(`#shakespeare-${part}`).textContent = TITLES[way][part];
    this.root.classList.toggle("is-own", own);
    this.root.classList.toggle("is-back", isBack);
    for (const part of [".is-first .shakespeare-paper", ".shakespeare-told", ".shakespeare-progress"])
      this.$(part).hidden = own;
    for (const part of [".shakespeare-dial-modern", ".shakespeare-dial-slang"]) this.$(part).hidden = isBack;
    this.$(".shakespeare-own").hidden = !own;
    this.$(".shakespeare-line-hint").hidden = !own || isBack;
    for (const part of [".shakespeare-own-hint", ".shakespeare-dial-old"]) this.$(part).hidden = !isBack;
    this.refresh();
    this.changed();
  }

  // Without a model's text, only the visitor's own.
  alone(is) {
    this.$(".shakespeare-ways").hidden = is;
    if (is === this.isAlone) return;
    this.isAlone = is;
    this.choose(is ? "own" : "play");
  }

  moved() {
    this.refresh();
    this.changed();
  }

  // Twist the current text: it grew, a dial moved, or another seed chooses the slang.
  refresh() {
    const [text, { modern, slang, old }] = [this.text(), this.dials];
    const dials =
      this.way === "own"
        ? { modernise: 0, slang: 0, shakespearise: old.value }
        : { modernise: modern.value, slang: slang.value, shakespearise: 0 };
    if (this.way === "play") this.paint();
    if (!text) return this.show([], "");
    const size = sizeOf(text);
    const { longest } = this;
    if (size > longest)
      return this.fail(
        `Your text has ${many(size, "character")}; shorten it to at most ${longest.toLocaleString("en")}.`,
      );
    this.send({ text, seed: this.seed(), ...dials });
  }

  async ask(request) {
    const answer = await this.call("twist", request);
    if (!answer || !this.text().startsWith(request.text)) return; // the text is another one by now
    if (answer.error) return this.fail(answer.error);
    this.show(answer.pieces, request.text);
  }

  show(pieces, of) {
    this.pieces = pieces;
    this.of = of;
    this.failed = "";
    this.$(".shakespeare-failed").hidden = true;
    const focused = this.second.contains(document.activeElement)
      ? /** @type {HTMLElement | null} */ (document.activeElement).dataset.edit
      : undefined;
    setText(this.second, partsOf(pieces).after);
    this.paint();
    this.tips.fresh();
    if (focused !== undefined)
      (this.second.querySelector(`mark[data-edit="${Number(focused)}"]`) ?? this.second.querySelector("mark"))?.focus();
    const changes = pieces.filter((piece) => piece.before !== undefined).length;
    this.$(".shakespeare-changes").textContent = of ? many(changes, "change") : "";
    this.sounding.refresh();
  }

  // The text as written, with the changed words marked as far as the twist has progressed.
  paint() {
    if (this.isOwn) return;
    const { text, opening } = this.source();
    const known = text.startsWith(this.of) ? partsOf(this.pieces).before : [];
    const at = known.reduce((sum, part) => sum + part.text.length, 0);
    setText(this.first, typed([...known, { text: text.slice(at) }], opening));
  }

  fail(sentence) {
    this.pieces = [];
    this.of = "";
    this.failed = sentence;
    this.second.replaceChildren();
    this.$(".shakespeare-changes").textContent = "";
    const box = this.$(".shakespeare-failed");
    box.replaceChildren(
      sentence,
      " ",
      makeAgain(() => this.refresh()),
    );
    box.hidden = false;
    this.paint();
    this.sounding.refresh();
  }
}
