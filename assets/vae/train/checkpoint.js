// A VAE that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.
import { toHalves, writeSafetensors } from "../../shared/safetensors.js";
import { folderOf, json, many, metric, round } from "../../shared/train/checkpoint.js";
import { writeLayers } from "../../shared/train/layers.js";
import { command } from "./settings.js";
import { means } from "./training.js";

export const NAME = "my-vae"; // of the folder

export const titleOf = ({ settings: { latents, hidden }, epoch }) =>
  `${many(latents, "latent")}, ${many(hidden, "hidden unit")}, ${many(epoch, "epoch")}`;

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

export const LAYERS = ["encoder.0", "encoder.2", "decoder.0", "decoder.2"];

export const weightsOf = ({ parameters }) => writeLayers(LAYERS, parameters);

// The codes of digits and their labels, for the map.
export function pointsOf({ stats, codes: known, labels, settings: { latents } }) {
  const codes = known ?? means(stats, latents);
  return writeSafetensors({
    codes: [toHalves(codes), [codes.length / latents, latents]],
    labels: [labels, [labels.length]],
  });
}

// Of each latent: how many nats it takes on average, and the range of its slider.
export function latentsOf({ stats, described, settings: { latents } }) {
  if (described) return described; // it was loaded
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

// How the page runs it.
export const decoderOf = ({ settings }) => ({
  ...{ kind: "dense", layers: "decoder.", activation: settings.activation, output: "sigmoid" },
});

// `taken`: settings, parameters, stats and labels of held-out digits, kl, reconstruction, error, measured, epoch, curve,
// digits (how many), kind ("mnist" or "drawn").
export function filesOf(taken) {
  const { settings, kl, reconstruction, error, measured, curve } = taken;
  return folderOf(NAME, taken, {
    ...{ family: "vae", title: titleOf(taken), config: configOf(taken), weights: weightsOf(taken) },
    metrics: {
      elbo: metric(-(kl + reconstruction), "nats per image", "one draw of each code,", { measured, bound: ">=" }),
      squared_error: metric(error, "squared intensity per image", "exact mean", { measured }),
    },
    recipe: { step: "adam" },
    curves: {
      train: curve.map(({ train }) => ({ loss: round(train) })),
      validation: curve.map((at) => ({
        ...{ loss: round(at.held), reconstruction: round(at.reconstruction), kl: round(at.kl) },
      })),
    },
    capabilities: {
      kind: "variational autoencoder",
      explanation: settings.beta === 1 ? "vae" : "beta-vae",
      ...{ draws: "images", prior: "normal", loss: "elbo", redraws: true },
      decoder: decoderOf(taken),
    },
    command: command(settings).text,
    more: {
      "latents.json": json({ information: "kl", prior: "standard normal", latents: latentsOf(taken) }),
      "points.safetensors": pointsOf(taken),
    },
  });
}
