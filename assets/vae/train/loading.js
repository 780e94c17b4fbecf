// A saved checkpoint of a VAE, read back in the page. No DOM.
import { readLayers } from "../../shared/train/layers.js";
import { isSize, opened, refuse, settingsOf } from "../../shared/train/loading.js";
import { LAYERS } from "./checkpoint.js";
import { ACTIVATIONS } from "./learner.js";
import { DEFAULTS } from "./settings.js";

const MOST = { hidden: 1000, latents: 100 }; // that the page runs
const WIDE = 3; // of a slider of a latent about which nothing is known

// A VAE as `Own` keeps it, from a zip given as a Blob. Throws a sentence about what does not fit.
export async function fromZip(file) {
  const { config, training, kind, weights, json, tensors } = await opened(file, "VAE", "a VAE");
  const { latent_dim: latents, hidden: widths, activation } = config;
  if (widths?.length !== 1) refuse("its networks do not have one hidden layer each, as those of this page have");
  if (!isSize(widths[0], MOST.hidden) || !isSize(latents, MOST.latents) || config.image_size !== 28)
    refuse("its model has a size that this page cannot show");
  if (!Object.hasOwn(ACTIVATIONS, activation)) refuse("its activation is one that this page does not have");
  return {
    parameters: readLayers(LAYERS, sizesOf(widths[0], latents), (await weights()).need),
    ...codesOf((await tensors("points.safetensors")) ?? {}, latents),
    described: describedBy((await json("latents.json"))?.latents, latents),
    kind,
    epoch: Number(training.epochs) || 0,
    settings: {
      ...settingsOf(DEFAULTS, training),
      ...{ latents, hidden: widths[0], activation, beta: config.beta ?? DEFAULTS.beta },
    },
  };
}

const sizesOf = (hidden, latents) => [
  [784, hidden],
  [hidden, 2 * latents],
  [latents, hidden],
  [hidden, 784],
];

// The points of its map; none if they are missing or do not fit.
/** @param {any} tensors @param {number} latents */
function codesOf({ codes, labels }, latents) {
  if (!labels || codes?.length !== latents * labels.length || !codes.every(Number.isFinite))
    return { codes: new Float32Array(0), labels: new Uint8Array(0) };
  return { codes, labels };
}

// What is known of each latent, its slider's range at least.
function describedBy(found, latents) {
  const isWhole =
    found?.length === latents &&
    found.every(({ information, low, high }) => [information, low, high].every(Number.isFinite) && low < high);
  const plain = (index) => ({ index, information: 0, low: -WIDE, high: WIDE, mean: 0, sd: 1 });
  return Array.from({ length: latents }, (_, index) => {
    const { information, low, high } = isWhole ? found[index] : plain(index);
    return { ...plain(index), information, low, high };
  });
}
