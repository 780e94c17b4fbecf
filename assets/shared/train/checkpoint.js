// A model that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.

import { KINDS } from "./data.js";

export const round = (value) => Number(value.toPrecision(6));
export const many = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
export const json = (content) => text(`${JSON.stringify(content, null, 1)}\n`);
const text = (content) => new TextEncoder().encode(content);

// A figure that was measured on held-out images.
export const metric = (value, unit, how, { measured, bound = null }) => ({
  ...{ value: round(value), unit, split: "validation", bound, noise: 0 },
  estimator: `${how} over ${measured.toLocaleString("en")} held-out images, intensities in [0, 1], in the browser`,
});

const summaryOf = ({ digits, kind, settings: { seed } }, title) =>
  `${title}, trained in a browser on ${digits.toLocaleString("en")} ` + `${KINDS[kind].short}, seed ${seed}.`;

function trainingOf({ digits, kind, epoch, settings }, title, { config, recipe, curves, run = {} }) {
  const { rate, batch, seed, binary } = settings;
  return {
    title: `${config.model}, trained in the page`,
    summary: title,
    ...{ seed, train_images: digits, epochs: epoch, best_epoch: epoch, diverged: "", device: "a browser" },
    recipe: {
      ...{ model: config.model, config, data: `${binary ? "binary_" : ""}${kind}, ${digits} images`, epochs: epoch },
      ...{ batch_size: batch, learning_rate: rate, seed, ...recipe },
    },
    curves,
    ...run,
  };
}

const pageOf = (family, title, summary, capabilities) => ({
  ...{ schema: 1, family, title: `Yours: ${title}`, summary },
  ...{ base: "", changes: "", order: 1000, group: "", capabilities },
});

const cardOf = (name, family, summary, { kind, command }) => `---
library_name: generative-model-zoo
license: mit
tags:
- ${family}
- generative-model-zoo
---

# ${name}

${summary} It is a ${kind} that somebody trained in the page of the Generative Zoo, not by its pipeline. What was
measured of it is in \`metrics.json\`. To train it in full, on all digits and with all figures:

\`\`\`
${command}
\`\`\`
`;

// The files of a folder `name`. `taken`: settings, epoch, digits (how many), kind (of the data); `about` has the
// rest: `family`, `title`, `config`, `weights`, `metrics`, `capabilities`, what its `recipe` has beside the usual,
// `curves`, what a `run` has beside them, the `command` that trains it in full, and `more` files.
export function folderOf(name, taken, about) {
  const { family, title, capabilities } = about;
  const summary = summaryOf(taken, title);
  const files = {
    "config.json": json(about.config),
    "model.safetensors": about.weights,
    "metrics.json": json(about.metrics),
    "training.json": json(trainingOf(taken, summary, about)),
    "page.json": json(pageOf(family, title, summary, capabilities)),
    "README.md": text(cardOf(name, family, summary, { kind: capabilities.kind, command: about.command })),
    ...about.more,
  };
  return Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${name}/${file}`, bytes]));
}
