// The terms of each sort of loss, with their values and what is said of them.
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
  "flow-vae": {
    elbo:
      "The loss is that of a VAE, but the codes that fit a digit need not form a round cloud: a flow bends it. So the KL " +
      "divergence has no formula and is estimated from draws; the bars of the latents take each one alone and do not add up to it.",
  },
  "denoising-autoencoder": {
    reconstruction:
      "The network is shown the digit with noise and is scored on the digit without it. Copying would copy the " +
      "noise, so it must learn what digits look like. The numbers here are without noise; Denoise shows them with it.",
  },
};
const GENERAL = "This page has no explanation of this model's loss.";

// What is said of a model's loss.
export const textOf = ({ explanation, loss }) => OWN[explanation]?.[loss] ?? TEXTS[loss] ?? GENERAL;

// The rows of its equation, the sum last if there is one: each {sign, formula, name, means, test, mine}, with NaN for
// what is not known. `answer` is the encoder's of the current digit, if there is one.
export function rowsOf(model, answer) {
  const { terms, sum } = LOSSES[model.loss]?.(model) ?? UNKNOWN;
  const metric = (name) => model.metrics[name]?.value ?? NaN;
  const term = (key) => answer?.terms.find((each) => each.key === key)?.value ?? NaN;
  const rows = terms.map((each) => ({ ...each, test: each.test(metric), mine: each.mine(term) }));
  const total = (key) => rows.reduce((all, row) => all + row[key], 0);
  if (!sum) return rows;
  const means = `What training lowers: ${sum}.`;
  return [...rows, { sign: "=", formula: null, name: "Loss", means, test: total("test"), mine: total("mine") }];
}
