// Does it use its latent? The KL of each latent, the measured figures, and texts from one code beside texts from several codes.
import { el } from "../shared/dom.js";
import { figure, percent } from "../shared/words.js";
import { isCoded } from "./models.js";
import { SameCode } from "./same-code.js";
import { beside, chanceText, measuredOf, sharesMore, verdict } from "./verdict.js";

const NAMED = 8; // number of latents in the text for screen readers

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
      `At least this much of it distinguishes one passage from another.${most ? ` This estimate can show at most ${figure(most, 2)} nats.` : ""}`,
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
    this.verdict = el("p", { className: "shakespeare-plain shakespeare-verdict" });
    this.bars = el("div", { className: "shakespeare-kl", role: "img" });
    this.legend = el("p", { className: "shakespeare-small" });
    this.table = el("table", { className: "zoo-metrics shakespeare-figures" });
    const chart = el("section", {}, el("h4", { textContent: "KL of each latent" }), this.bars, this.legend);
    this.measured = el("section", {}, el("h4", { textContent: "Measured on passages it never saw" }), this.table);
    this.live = new SameCode(viewer);
    box.append(this.verdict, chart, this.live.element, this.measured);
  }

  model() {
    const { model } = this.viewer;
    this.drawBars(model);
    this.drawTable(model);
    this.verdict.textContent = verdict(model);
    this.live.model();
  }

  state() {
    this.live.state();
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
