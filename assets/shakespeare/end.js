// An end of a way between two codes: a passage that the visitor typed, or the prior's draw for a seed.
import { el, makeButton, segments } from "../shared/dom.js";
import { anySeed, LARGEST_SEED, readSeed, SEED_RULE } from "../shared/fields.js";
import { afterRest } from "../shared/pace.js";
import { drawCode } from "./asking.js";
import { readingText } from "./sentences.js";
import { row } from "./sheets.js";

export class End {
  constructor(name, start, viewer, changed) {
    this.name = name;
    this.viewer = viewer;
    this.changed = changed;
    this.kind = "words";
    this.wish = 0;
    this.code = null;
    this.kinds = el("div", { className: "shakespeare-row", role: "group", "aria-label": `What ${name} is` });
    this.showKind = segments(
      this.kinds,
      [
        ["words", "own words"],
        ["seed", "from a seed"],
      ],
      (kind) => this.turn(kind),
    );
    this.words = el("textarea", {
      rows: 3,
      value: start.words,
      spellcheck: false,
      dir: "auto",
      "aria-label": `Passage ${name}`,
    });
    this.seed = el("input", { type: "number", min: 0, max: LARGEST_SEED, step: 1, value: start.seed });
    this.dice = makeButton("Another", () => {
      this.seed.value = anySeed();
      this.fetch();
    });
    this.seeds = row(el("label", { className: "zoo-field" }, `seed of ${name}`, this.seed), this.dice);
    this.note = el("p", { className: "shakespeare-small", role: "status" });
    this.element = el(
      "div",
      { className: "shakespeare-end" },
      el("h4", { textContent: name }),
      this.kinds,
      this.words,
      this.seeds,
      this.note,
    );
    const later = afterRest(400, () => this.fetch());
    for (const field of [this.words, this.seed]) field.addEventListener("input", later);
    this.turn("words", false);
  }

  turn(kind, fetch = true) {
    this.kind = kind;
    this.showKind(kind);
    this.words.hidden = kind !== "words";
    this.seeds.hidden = kind !== "seed";
    if (fetch) this.fetch();
  }

  async fetch() {
    const mine = ++this.wish;
    this.code = null;
    const found = await (this.kind === "words" ? this.read() : this.draw());
    if (mine !== this.wish) return;
    this.note.textContent = found.note;
    this.code = found.code ?? null;
    this.changed();
  }

  async read() {
    if (!this.words.value.trim()) return { note: `Type a line for ${this.name}.` };
    const typed = [...this.words.value];
    const most = this.viewer.model.passage_longest;
    const answer = await this.viewer.ask("read", { text: typed.slice(0, most).join("") });
    if (!answer) return { note: "It could not be read; the message at the bottom of the page says why." };
    const note = [typed.length > most ? `The first ${most} characters are read.` : "", readingText(answer)]
      .filter(Boolean)
      .join(" ");
    return { note, code: answer.latents.mean };
  }

  async draw() {
    const seed = readSeed(this.seed);
    if (seed === null) return { note: SEED_RULE };
    const code = await drawCode(this.viewer, seed);
    return code
      ? { note: "Drawn at random from the prior.", code }
      : { note: "It could not be drawn; the message at the bottom of the page says why." };
  }
}
