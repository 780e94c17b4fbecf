// A VAE that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.
import { toHalves, writeSafetensors } from "../../shared/safetensors.js";
import { command } from "./settings.js";
import { means } from "./training.js";

export const NAME = "my-vae"; // of the folder

export const titleOf = ({ settings: { latents, hidden }, epoch }) =>
  `${latents} latent${latents === 1 ? "" : "s"}, ${hidden} hidden units, ${epoch} epoch${epoch === 1 ? "" : "s"}`;

// Its config.json.
export const configOf = ({ settings: { hidden, latents, activation, beta } }) => ({
  model: "VAE",
  image_size: 28,
  hidden: [hidden],
  latent_dim: latents,
  activation,
  beta,
  samples: 1,
});

const LAYERS = ["encoder.0", "encoder.2", "decoder.0", "decoder.2"];

// By output, as torch has them.
function turned(weight, to) {
  const from = weight.length / to;
  return Float32Array.from(weight, (_, at) => weight[(at % from) * to + Math.floor(at / from)]);
}

export function weightsOf({ parameters }) {
  const tensors = {};
  LAYERS.forEach((name, which) => {
    const [weight, bias] = [parameters[2 * which], parameters[2 * which + 1]];
    tensors[`${name}.weight`] = [turned(weight, bias.length), [bias.length, weight.length / bias.length]];
    tensors[`${name}.bias`] = [bias, [bias.length]];
  });
  return writeSafetensors(tensors);
}

// The codes of digits and their labels, for the map.
export function pointsOf({ stats, labels, settings: { latents } }) {
  const codes = means(stats, latents);
  return writeSafetensors({
    codes: [toHalves(codes), [codes.length / latents, latents]],
    labels: [labels, [labels.length]],
  });
}

// Of each latent: how many nats it takes on average, and the range of its slider.
export function latentsOf({ stats, settings: { latents } }) {
  const rows = stats.length / (2 * latents);
  return Array.from({ length: latents }, (_, index) => {
    let [nats, reach] = [0, 2];
    for (let row = 0; row < rows; row++) {
      const [mean, logVar] = [stats[2 * row * latents + index], stats[(2 * row + 1) * latents + index]];
      nats += (0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar)) / rows;
      reach = Math.max(reach, Math.abs(mean));
    }
    return { index, information: round(nats), low: -round(reach), high: round(reach), mean: 0, sd: 1 };
  });
}

const round = (value) => Number(value.toPrecision(6));

const summaryOf = (taken) =>
  `${titleOf(taken)}, trained in a browser on ${taken.digits.toLocaleString("en")} ` +
  `${taken.kind === "mnist" ? "digits of MNIST" : "drawn digits"}, seed ${taken.settings.seed}.`;

function metricsOf({ measured, kl, reconstruction, error }) {
  const metric = (value, unit, how, bound) => ({
    ...{ value: round(value), unit, split: "validation", bound, noise: 0 },
    estimator: `${how} over ${measured.toLocaleString("en")} held-out images, intensities in [0, 1], in the browser`,
  });
  return {
    elbo: metric(-(kl + reconstruction), "nats per image", "one draw of each code,", ">="),
    squared_error: metric(error, "squared intensity per image", "exact mean", null),
  };
}

function trainingOf(taken) {
  const { settings, epoch, digits, kind, curve } = taken;
  const { rate, batch, seed, binary } = settings;
  const data = `${binary ? "binary_" : ""}${kind}, ${digits} images`;
  return {
    title: "VAE, trained in the page",
    summary: summaryOf(taken),
    ...{ seed, train_images: digits, epochs: epoch, best_epoch: epoch, diverged: "", device: "a browser" },
    recipe: {
      ...{ model: "VAE", config: configOf(taken), data, step: "adam", epochs: epoch },
      ...{ batch_size: batch, learning_rate: rate, seed },
    },
    curves: {
      train: curve.map(({ train }) => ({ loss: round(train) })),
      validation: curve.map((at) => ({
        loss: round(at.held),
        reconstruction: round(at.reconstruction),
        kl: round(at.kl),
      })),
    },
  };
}

const pageOf = (taken) => ({
  ...{ schema: 1, family: "vae", title: `Yours: ${titleOf(taken)}`, summary: summaryOf(taken) },
  ...{ base: "", changes: "", order: 1000, group: "" },
  capabilities: {
    kind: "variational autoencoder",
    explanation: taken.settings.beta === 1 ? "vae" : "beta-vae",
    ...{ draws: "images", prior: "normal", loss: "elbo", redraws: true },
    decoder: decoderOf(taken),
  },
});

// How the page runs it.
export const decoderOf = ({ settings }) => ({
  ...{ kind: "dense", layers: "decoder.", activation: settings.activation, output: "sigmoid" },
});

const cardOf = (taken) => `---
library_name: generative-model-zoo
license: mit
tags:
- vae
- generative-model-zoo
---

# ${NAME}

${summaryOf(taken)} It is a variational autoencoder that somebody trained in the page of the Generative Zoo, not by its
pipeline. To train it in full, on all digits and with all figures:

\`\`\`
${command(taken.settings).text}
\`\`\`
`;

// `taken`: settings, parameters, stats and labels of held-out digits, kl, reconstruction, error, measured, epoch, curve,
// digits (how many), kind ("mnist" or "drawn").
export function filesOf(taken) {
  const text = (content) => new TextEncoder().encode(content);
  const json = (content) => text(`${JSON.stringify(content, null, 1)}\n`);
  const files = {
    "config.json": json(configOf(taken)),
    "model.safetensors": weightsOf(taken),
    "metrics.json": json(metricsOf(taken)),
    "training.json": json(trainingOf(taken)),
    "page.json": json(pageOf(taken)),
    "latents.json": json({ information: "kl", prior: "standard normal", latents: latentsOf(taken) }),
    "points.safetensors": pointsOf(taken),
    "README.md": text(cardOf(taken)),
  };
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${NAME}/${name}`, bytes]));
}
