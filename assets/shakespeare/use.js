// Does it use its latent? The KL of each latent, the measured figures, and texts from one code beside texts from several codes.
import { el, makeButton } from "../shared/dom.js";
import { anySeed, LARGEST_SEED, readSeed, SEED_RULE } from "../shared/fields.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure, percent } from "../shared/words.js";
import { dialled, drawCode, textsOf } from "./asking.js";
import { overlap } from "./likeness.js";
import { isCoded } from "./models.js";
import { row, sheet } from "./sheets.js";
import { beside, chanceText, measuredOf, sharesMore, verdict } from "./verdict.js";

const TIMES = 4;
const NAMED = 8; // number of latents in the text for screen readers
const LENGTH = 140;
const REST = 400; // milliseconds after the last key before a typed seed is used
const KEPT = 20; // answers that are shown again without asking

const figureOf = ({ metrics }, name) => metrics[name]?.value;
const bounded = ({ bound, value }, digits) =>
  `${bound === "<=" ? "≤ " : bound === ">=" ? "≥ " : ""}${figure(value, digits)}`;
// The measured figures, in order: [name, title, format, explanation (a function of what was measured and of the model)].
/** @type {*[][]} */
const FIGURES = [
  [
    "active_units",
    "active latents",
    ({ value }, model) => `${value.toFixed(0)} of ${model.latent_dim}`,
    () => "Latents whose mean, as read by the encoder, differs from passage to passage.",
  ],
  [
    "kl_per_passage",
    "KL per passage",
    (metric) => `${bounded(metric, 2)} nats`,
    () =>
      "What the encoder puts into the code of a passage: how far its answer is from the prior, which says nothing. The figures below tell whether the decoder uses it.",
  ],
  [
    "mutual_information",
    "mutual information",
    (metric) => `${bounded(metric, 2)} nats`,
    ({ most }) =>
      `At least this much of it distinguishes one passage from another; the rest is the same for all.${most ? ` This estimate can show at most ${figure(most, 2)} nats.` : ""}`,
  ],
  [
    "read_back",
    "read back",
    ({ value }) => percent(value),
    ({ pool }) =>
      `A passage is written from a code, and the encoder says which of ${pool ?? "many"} codes it was. This is how often it is right.${pool ? ` Chance would be ${chanceText(pool)}.` : ""}`,
  ],
  [
    "same_z_overlap",
    "words in common, same z",
    ({ value }) => `${figure(100 * value, 1)}\u00a0%`,
    (_, model) =>
      `The share of words that two texts from one code have in common. From two different codes: ${
        model.metrics.other_z_overlap ? `${figure(100 * figureOf(model, "other_z_overlap"), 1)}\u00a0%` : "not measured"
      }.${sharesMore(model.metrics) === false ? " That is no difference: it is within the noise." : ""}`,
  ],
  [
    "character_accuracy",
    "next character guessed",
    ({ value }) => percent(value),
    (_, model) =>
      `Given the code of the passage and the characters before.${model.metrics.character_accuracy_other ? ` Given another passage's code: ${percent(figureOf(model, "character_accuracy_other"))}.` : ""}`,
  ],
  [
    "nats_per_character",
    "nats per character",
    (metric) => bounded(metric, 3),
    () =>
      "How surprised it is by each character of text it never saw, including the cost of the code. Lower is better.",
  ],
  [
    "nats_per_character_iw",
    "the same, tighter bound",
    (metric) => bounded(metric, 3),
    ({ draws }, model) =>
      `The bound above is too high. Here ${draws ?? "many"} codes are drawn for each passage and weighted, which comes nearer to the truth. ${beside(model)}`,
  ],
];

class Use {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.answers = new Map();
    this.verdict = el("p", { className: "shakespeare-plain shakespeare-verdict" });
    this.bars = el("div", { className: "shakespeare-kl", role: "img" });
    this.legend = el("p", { className: "shakespeare-small" });
    this.table = el("table", { className: "zoo-metrics shakespeare-figures" });
    const chart = el("section", {}, el("h4", { textContent: "KL of each latent" }), this.bars, this.legend);
    this.measured = el("section", {}, el("h4", { textContent: "Measured on passages it never saw" }), this.table);
    box.append(this.verdict, chart, this.makeLive(), this.measured);
    this.send = newestOnly((wish) => this.fetch(wish));
  }

  makeLive() {
    const side = (title, about) => {
      const sheets = Array.from({ length: TIMES }, () => sheet(""));
      const shared = el("p", { className: "shakespeare-plain" });
      sheets.forEach(({ heading, note }) => {
        heading.remove();
        note.remove();
      });
      const element = el(
        "div",
        {},
        el("h5", { textContent: title }),
        el("p", { className: "shakespeare-small", textContent: about }),
        ...sheets.map((each) => each.element),
        shared,
      );
      return { element, sheets, shared };
    };
    this.same = side(`One z, written ${TIMES} times`, "The random numbers differ, the code does not.");
    this.others = side(`${TIMES} different z's`, "Random numbers and codes differ.");
    this.field = el("input", { type: "number", min: 0, max: LARGEST_SEED, step: 1, value: 1, inputMode: "numeric" });
    this.field.addEventListener(
      "input",
      afterRest(REST, () => this.write()),
    );
    const again = makeButton(
      "Again with other codes",
      () => {
        this.field.value = anySeed();
        this.write();
      },
      "zoo-primary",
    );
    this.live = el(
      "section",
      {},
      el("h4", { textContent: "See it live" }),
      row(el("label", { className: "zoo-field" }, "seed of the codes", this.field), again),
      el("div", { className: "shakespeare-two" }, this.same.element, this.others.element),
    );
    return this.live;
  }

  model() {
    const { model } = this.viewer;
    this.drawBars(model);
    this.drawTable(model);
    this.live.hidden = !model.drawable;
    for (const side of [this.same, this.others]) {
      side.sheets.forEach((each) => each.clear());
      side.shared.textContent = "";
    }
    this.verdict.textContent = verdict(model);
    this.dials = null;
  }

  state() {
    if (this.viewer.model.drawable && this.dials !== dialled(this.viewer)) this.write();
  }

  drawBars(model) {
    const { latents } = model;
    const most = Math.max(1e-9, ...latents.map(({ information }) => information));
    const active = model.active && new Set(model.active); // those whose mean differs from passage to passage
    this.bars.parentNode.hidden = !latents.length;
    this.bars.replaceChildren(
      ...latents.map(({ index, information }) => {
        const bar = el("i");
        bar.style.height = `${(100 * information) / most}%`;
        const state = !active ? "" : active.has(index) ? ", active" : ", not active";
        const slot = el(
          "span",
          { title: `z${index}: ${information.toFixed(3)} nats${state}` },
          bar,
          el("em", { textContent: index }),
        );
        slot.classList.toggle("is-active", Boolean(active?.has(index)));
        return slot;
      }),
    );
    const colours = !active
      ? "Which of them are active was not measured."
      : `Coloured: active, ${active.size} of them, whose value differs from passage to passage. Grey: not active, about the same for every passage, whatever its KL.`;
    this.legend.textContent = `KL in nats of each latent, on average over passages; the tallest is ${most.toFixed(2)}. ${colours}`;
    this.bars.setAttribute(
      "aria-label",
      `The KL of each of ${latents.length} latents, the largest first: ${latents
        .slice(0, NAMED)
        .map(({ index, information }) => `z${index} ${information.toFixed(2)}`)
        .join(", ")} nats.` + `${active ? ` ${active.size} of them are active.` : ""}`,
    );
  }

  drawTable(model) {
    const measured = measuredOf(model);
    const rows = FIGURES.filter(([name]) => model.metrics[name]).map(([name, title, write, mean]) => {
      const about = el("small", { textContent: mean(measured, model) });
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, title, about),
        el("td", { textContent: write(model.metrics[name], model) }),
      );
    });
    this.table.replaceChildren(el("tbody", {}, ...rows));
    this.measured.hidden = !rows.length;
  }

  write() {
    const { model, say } = this.viewer;
    this.dials = dialled(this.viewer);
    const was = this.field.getAttribute("aria-invalid") === "true";
    const seed = readSeed(this.field);
    if (seed === null) return say(SEED_RULE, true);
    if (was) say("");
    this.wanted = {
      model,
      seed,
      manner: this.viewer.manner(),
      key: JSON.stringify([model.name, model.revision, seed, this.dials]),
    };
    if (!this.answers.has(this.wanted.key))
      for (const side of [this.same, this.others]) side.sheets.forEach((each) => each.stale());
    this.send(this.wanted);
  }

  // Texts that were written before are shown again; an answer that is no longer wanted is kept for later.
  async fetch(wish) {
    if (wish !== this.wanted || wish.model !== this.viewer.model) return;
    const texts = this.answers.get(wish.key) ?? (await this.compute(wish));
    if (!texts) return;
    this.keep(wish.key, texts);
    if (wish !== this.wanted || wish.model !== this.viewer.model) return;
    this.show(this.same, texts.slice(0, TIMES));
    this.show(this.others, texts.slice(TIMES));
  }

  // One request, so that both sides use the same dials and each text has its own random numbers.
  async compute({ seed, manner }) {
    const codes = await Promise.all(
      Array.from({ length: TIMES + 1 }, (_, at) => drawCode(this.viewer, (seed + at) % (LARGEST_SEED + 1))),
    );
    if (!codes.every(Boolean)) return null;
    const latents = [...Array(TIMES).fill(codes[0]), ...codes.slice(1)];
    return textsOf(this.viewer, { latents, luck: "own", seed, count: LENGTH, manner });
  }

  keep(key, texts) {
    this.answers.delete(key);
    this.answers.set(key, texts);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
  }

  show(side, texts) {
    side.sheets.forEach((each, at) => each.show(texts[at]));
    const pairs = texts.flatMap((left, at) => texts.slice(at + 1).map((right) => overlap(left, right)));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    side.shared.textContent = `Words that two of them have in common, on average: ${percent(mean)}. These are ${pairs.length} pairs only; below are many.`;
  }
}

export const tool = {
  id: "use",
  title: "Does it use its latent?",
  lead:
    "A text model that sees what it has written so far can easily ignore its latents. Then moving them does " +
    "nothing. Here you see how much this model's latents tell, and whether one z gives one kind of text.",
  applies: (model) => isCoded(model),
  make: (box, viewer) => new Use(box, viewer),
};
