// A machine that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.
import { writeSafetensors } from "../../shared/safetensors.js";
import { CHAINS } from "./learner.js";
import { command } from "./settings.js";

export const NAME = "my-rbm"; // of the folder

export const titleOf = ({ settings, epoch }) =>
  `${settings.hidden} hidden units, ${epoch} epoch${epoch === 1 ? "" : "s"}`;

// Its config.json.
export const configOf = ({ settings: { hidden, steps, persistent } }) => ({
  model: "RBM",
  image_size: 28,
  hidden_dim: hidden,
  weight_sd: 0.1,
  steps,
  chains: persistent ? CHAINS : 0, // a machine that was loaded may have another number
  sample_steps: 1000,
});

export function weightsOf({ settings, tensors: { weight, visibleBias, hiddenBias, chains } }) {
  const visible = visibleBias.length;
  return writeSafetensors({
    "machine.weight": [weight, [visible, settings.hidden]],
    "machine.visible_bias": [visibleBias, [visible]],
    "machine.hidden_bias": [hiddenBias, [settings.hidden]],
    ...(chains ? { "machine.chains": [Float32Array.from(chains), [chains.length / visible, visible]] } : {}),
  });
}

const round = (value) => Number(value.toPrecision(6));

const metricsOf = ({ error, measured }) => ({
  squared_error: {
    value: round(error),
    unit: "squared intensity per image",
    split: "validation",
    estimator: `exact mean over ${measured.toLocaleString("en")} held-out images, intensities in [0, 1], in the browser`,
    bound: null,
    noise: 0,
  },
});

function trainingOf(taken) {
  const { settings, epoch, digits, kind, curve } = taken;
  const { rate, batch, seed, momentum, decay, binary } = settings;
  return {
    title: `RBM, trained in the page`,
    summary: summaryOf(taken),
    seed,
    train_images: digits,
    epochs: epoch,
    best_epoch: epoch,
    diverged: "",
    device: "a browser",
    recipe: {
      model: "RBM",
      config: configOf(taken),
      data: `${binary ? "binary_" : ""}${kind}, ${digits} images`,
      step: "sgd",
      epochs: epoch,
      batch_size: batch,
      learning_rate: rate,
      seed,
      momentum,
      weight_decay: decay,
    },
    curves: {
      train: curve.map(({ train }) => ({ free_energy: round(train) })),
      validation: curve.map(({ held, error }) => ({ free_energy: round(held), squared_error: round(error) })),
    },
  };
}

const summaryOf = (taken) =>
  `${titleOf(taken)}, trained in a browser on ${taken.digits.toLocaleString("en")} ` +
  `${taken.kind === "mnist" ? "digits of MNIST" : "drawn digits"}, seed ${taken.settings.seed}.`;

const pageOf = (taken) => ({
  schema: 1,
  family: "rbm",
  title: `Yours: ${titleOf(taken)}`,
  summary: summaryOf(taken),
  base: "",
  changes: "",
  order: 1000,
  group: "",
  capabilities: { kind: "restricted Boltzmann machine", explanation: "rbm", draws: "images", redraws: true },
});

const cardOf = (taken) => `---
library_name: generative-model-zoo
license: mit
tags:
- rbm
- generative-model-zoo
---

# ${NAME}

${summaryOf(taken)} It is a restricted Boltzmann machine that somebody trained in the page of the Generative Zoo, not
by its pipeline.

| metric | value | unit | split |
|---|---|---|---|
| squared_error | ${round(taken.error)} | squared intensity per image | validation |

To train it in full, on all digits and with all figures:

\`\`\`
${command(taken.settings).text}
\`\`\`
`;

// `taken`: settings, tensors, often, epoch, curve, digits (how many), kind ("mnist" or "drawn"), error, measured.
export function filesOf(taken) {
  const text = (content) => new TextEncoder().encode(content);
  const json = (content) => text(`${JSON.stringify(content, null, 1)}\n`);
  const often = Array.from(taken.often, round);
  const files = {
    "config.json": json(configOf(taken)),
    "model.safetensors": weightsOf(taken),
    "metrics.json": json(metricsOf(taken)),
    "training.json": json(trainingOf(taken)),
    "page.json": json(pageOf(taken)),
    "units.json": json({ layers: [{ size: often.length, frequency: often }] }),
    "README.md": text(cardOf(taken)),
  };
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${NAME}/${name}`, bytes]));
}
