// What it optimises: the model's loss as a formula, with its terms for the test digits and for the current digit.
import { el } from "../shared/dom.js";
import { draw } from "../shared/formulas.js";
import { formula } from "../shared/notation.js";
import { figure } from "../shared/words.js";

const CROSS = "−Σ_i(x_i log y_i+(1−x_i)log(1−y_i))";
const SQUARE = "Σ_i(x_i−y_i)^2";
const REDRAW = "−E_{q(z|x)}[log p(x|z)]";
const DIVERGE = "KL(q(z|x)‖p(z))";

// The terms of each sort of loss: sign, formula, name, meaning, value on the test set (m: a metric's value) and for the
// current digit (t: a term's). `sum` is the text after the equals sign.
const bound = (beta) => ({
  terms: [
    {
      sign: "",
      formula: REDRAW,
      name: "Reconstruction",
      means:
        "What redrawing the digit from its code costs: how surprised " +
        "the decoder is by the true pixels. Pulls towards codes that say everything about a digit.",
      test: (m) => m("elbo_reconstruction"),
      mine: (t) => t("reconstruction"),
    },
    {
      sign: "+",
      formula: beta === 1 ? DIVERGE : `${beta} ${DIVERGE}`,
      name: beta === 1 ? "KL divergence" : `${beta} × KL divergence`,
      means:
        "What the code says about the digit: how far " +
        "q(z|x), where the encoder puts it, is from the prior p(z), which is the same for all digits. Pulls towards codes that say nothing.",
      test: (m) => beta * m("elbo_kl"),
      mine: (t) => beta * t("kl"),
    },
  ],
  sum: beta === 1 ? "− ELBO, which is at least − log p(x)" : `reconstruction + ${beta} × KL`,
});

const guesses = (count) => ({
  terms: [
    {
      sign: "",
      formula: "−E_{q(z|x)}[log p(x,z)−log q(z|x)]",
      name: "One guess",
      means: "Minus the ELBO: the bound of a plain VAE, " + "in which all guesses at the code count alike.",
      test: (m) => -m("elbo"),
      mine: (t) => -t("elbo"),
    },
    {
      sign: "≥",
      formula: "−E[log {1}/{K} Σ_k {p(x,z)}/{q(z|x)}]",
      name: "The best of many",
      means: `With K guesses at the code the good ones count most. Trained with K = ${count}; here 1,000 for the test set and 64 for your digit.`,
      test: (m) => m("nll_iw1000"),
      mine: (t) => -t("iw"),
    },
    {
      sign: "≥",
      formula: "−log p(x)",
      name: "What is wanted",
      means:
        "How surprised the model is by the digit. It cannot be computed " +
        "exactly; with more guesses the bound comes closer to it on average.",
      test: () => NaN,
      mine: () => NaN,
    },
  ],
  sum: null,
});

const codes = ({ rows, columns }) => ({
  terms: [
    {
      sign: "",
      formula: "−log p(x|c)",
      name: "Reconstruction",
      means: `What redrawing the digit from its ${rows * columns} entries costs.`,
      test: (m) => m("elbo_reconstruction"),
      mine: (t) => t("reconstruction"),
    },
    {
      sign: "+",
      formula: "−log p(c)",
      name: "Cost of the codes",
      means:
        "What it costs to write the entries down, for somebody who has " +
        "learned which entries follow which: the learned prior takes the place of the KL divergence.",
      test: (m) => m("code_cost"),
      mine: (t) => t("codes"),
    },
  ],
  sum: "at least − log p(x)",
});

const redrawing = ({ config: { objective }, noise, image_size: side }) => {
  const inner = objective === "squared_error" ? SQUARE : CROSS;
  const name = objective === "squared_error" ? "Squared error" : "Cross-entropy";
  const key = objective === "squared_error" ? "squared_error" : "cross_entropy";
  const shown = noise
    ? "y is redrawn from a noisy x, and is compared with x as it was before the noise"
    : "y is redrawn from x";
  return {
    terms: [
      {
        sign: "",
        formula: inner,
        name,
        means: `How far the redrawn digit is from the true one, over all pixels; ${shown}.`,
        test: (m) => (key === "squared_error" ? m("squared_error") : m("bce_per_pixel") * side ** 2),
        mine: (t) => t(key),
      },
    ],
    sum: null,
  };
};

const LOSSES = {
  // by how the model's loss reads
  elbo: ({ config }) => bound(config.beta ?? 1),
  importance_weighted: ({ config }) => guesses(config.samples),
  codes: ({ codebook }) => codes(codebook),
  reconstruction: redrawing,
};
const UNKNOWN = { terms: [], sum: null };

const TEXTS = {
  // by how the loss reads
  elbo:
    "Two forces pull at every code. The first wants it to say everything, so that the digit can be redrawn; the second " +
    "charges for every nat it says. What remains is what is worth its price, and the codes stay close enough to the prior that a " +
    "random code is a digit.",
  importance_weighted:
    "A VAE counts all guesses at a digit's code alike. This model may guess several times and is judged by the best, " +
    "which gives a tighter bound on the likelihood and leaves the encoder more freedom.",
  codes:
    "There is no random code here: a digit has exactly one. It is written with entries of a code book, and a second network " +
    "learns which sequences of entries are typical. In training a third, small term keeps the encoder near the entries it uses.",
  reconstruction:
    "There is only one force: redraw the digit. Nothing charges for the code or says where it should lie, so there " +
    "is no prior to draw from. It has to choose what to keep only because the code is short.",
};
const OWN = {
  // by explanation, and how the loss reads
  "beta-vae": {
    elbo:
      "The two forces of a VAE with another balance: everything the code says costs β times as much. Latents that are not worth " +
      "that say nothing. With β above 1 the loss is still at least − log p(x), but a looser bound than the ELBO gives.",
  },
  "conv-vae": {
    elbo:
      "The loss is that of a VAE; only the networks differ. One force wants the code to say everything, the other " +
      "charges for it.",
    importance_weighted: `${TEXTS.importance_weighted} Its networks are convolutions; the loss is the same as with others.`,
  },
  "denoising-autoencoder": {
    reconstruction:
      "The network is shown the digit with noise and is scored on the digit without it. Copying would copy the " +
      "noise, so it must learn what digits look like. The numbers here are without noise; Denoise shows them with it.",
  },
};
const GENERAL = "This page has no explanation of this model's loss.";
const BINARY =
  "Each pixel of your digit is made black or white by a threshold. The test digits' pixels were drawn with their grey as the probability, which costs more.";

const textOf = ({ explanation, loss }) => OWN[explanation]?.[loss] ?? TEXTS[loss] ?? GENERAL;

class Loss {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.text = el("p", { className: "vae-lesson" });
    this.equation = el("div", { className: "vae-equation" });
    this.binary = el("p", { className: "vae-hint", textContent: BINARY });
    this.latents = el("div", { className: "vae-kl" });
    this.notes = el("ul", { className: "vae-notes" });
    const how = el(
      "details",
      {},
      el("summary", { textContent: "How the numbers for your digit were found" }),
      this.notes,
    );
    box.append(this.text, this.equation, this.binary, this.latents, how);
  }

  model() {
    const { model } = this.viewer;
    this.text.textContent = textOf(model);
    this.show();
  }

  digit() {
    this.show();
  }

  show() {
    const { model } = this.viewer;
    const { answer } = this.viewer.digit() ?? {};
    const { terms, sum } = LOSSES[model.loss]?.(model) ?? UNKNOWN;
    const metric = (name) => model.metrics[name]?.value ?? NaN;
    const term = (key) => answer?.terms.find((each) => each.key === key)?.value ?? NaN;
    const rows = terms.map((each) => ({ ...each, test: each.test(metric), mine: each.mine(term) }));
    const total = (key) => rows.reduce((all, row) => all + row[key], 0);
    if (sum)
      rows.push({
        sign: "=",
        formula: null,
        name: "Loss",
        means: `What training lowers: ${sum}.`,
        test: total("test"),
        mine: total("mine"),
      });
    const most = Math.max(...rows.flatMap(({ test, mine }) => [test, mine]).filter(Number.isFinite), 1e-9);
    const unit = model.config.objective === "squared_error" ? "" : " nats";
    this.equation.replaceChildren(...rows.map((row) => this.term(row, most, unit, answer)));
    this.notes.replaceChildren(
      ...(answer?.terms ?? []).map(({ name, note }) => el("li", { textContent: `${name}: ${note}` })),
    );
    this.notes.parentElement.hidden = !answer;
    this.binary.hidden = !answer || model.grey;
    this.showLatents(answer?.kl, model);
  }

  term({ sign, formula: text, name, means, test, mine }, most, unit, answer) {
    const line = (label, value, className) => {
      const bar = el("i", { className });
      bar.style.width = `${(100 * Math.max(0, value || 0)) / most}%`;
      const number = el("b", { textContent: Number.isFinite(value) ? figure(value) + unit : "not known" });
      return el(
        "div",
        { className: "vae-measure" },
        el("span", { textContent: label }),
        number,
        el("span", { className: "vae-error-bar" }, bar),
      );
    };
    const written = text ? draw(formula(text), "inline") : el("em", { textContent: "loss" });
    const lines = [line("test digits, on average", test, "is-test")];
    if (answer) lines.push(line("your digit", mine, ""));
    const body = el(
      "div",
      {},
      el("div", { className: "vae-formula" }, written),
      el("h4", { textContent: name }),
      el("p", { textContent: means }),
      ...lines,
    );
    return el("div", { className: "vae-term" }, el("span", { className: "vae-sign", textContent: sign }), body);
  }

  // A VAE's KL divergence for this digit, one bar per latent, the largest first.
  showLatents(kl, model) {
    this.latents.hidden = !kl;
    if (!kl) return;
    const ordered = kl
      .map((value, index) => ({ value, index }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 20);
    const most = Math.max(ordered[0].value, 1e-9);
    const bars = ordered.map(({ value, index }) => {
      const bar = el("i");
      bar.style.height = `${(100 * value) / most}%`;
      return el("li", { title: `z${index}: ${value.toFixed(2)} nats` }, el("span", {}, bar), `z${index}`);
    });
    const which = kl.length > ordered.length ? `the ${ordered.length} latents that say most` : "its latents";
    const text = `What each latent says about your digit, in nats of KL divergence (${which}; the tallest ${most.toFixed(2)}):`;
    this.latents.replaceChildren(el("p", { textContent: text }), el("ol", {}, ...bars));
    this.latents.dataset.model = model.name;
  }
}

export const tool = {
  id: "loss",
  title: "What it optimises",
  lead: "Training lowers one number, the loss. Here are its parts, measured on the test digits and for the digit you drew.",
  make: (box, viewer) => new Loss(box, viewer),
};
