// What can be set in the training of a VAE, experiments worth a look, and the command of the same. No DOM.
import { KINDS, SETTING } from "../../shared/train/data.js";
import { Book } from "../../shared/train/settings.js";

const ACTIVATIONS = ["relu", "softplus", "tanh", "sigmoid"].map((name) => [name, name]);
const INPUTS = [
  [false, "greys"],
  [true, "black or white"],
];
export const book = new Book({
  latents: { text: "latents", low: 1, high: 20, start: 2, other: 20, whole: true, anew: true },
  hidden: { text: "hidden units", low: 8, high: 400, start: 128, other: 16, whole: true, anew: true },
  activation: { text: "activation", start: "relu", other: "tanh", choices: ACTIVATIONS, anew: true },
  data: SETTING,
  digits: { text: "training digits", low: 100, high: 10000, start: 10000, other: 500, whole: true, anew: true },
  beta: { text: "price of the code, β", low: 0, high: 100, start: 1, other: 4, short: "β" },
  rate: { text: "learning rate", low: 0, high: 1e6, start: 0.002, other: 0.02, short: "rate" },
  batch: { text: "batch", low: 1, high: 1000, start: 100, other: 10, whole: true, short: "batch" },
  binary: { text: "input", start: true, other: false, choices: INPUTS },
  epochs: { text: "stop after epochs", low: 1, high: 1000, start: 20, whole: true },
  seed: { text: "seed", low: 0, high: 4294967295, start: 1, whole: true, anew: true },
});
export const DEFAULTS = book.defaults;

export const PRESETS = [
  { text: "Two latents: a map of digits", settings: {} },
  { text: "The code is free (β = 0)", settings: { beta: 0 } },
  { text: "The code is dear (β = 4)", settings: { beta: 4 } },
  { text: "20 latents", settings: { latents: 20 } },
  { text: "Learning rate a hundred times too high", settings: { rate: 0.2 } },
  { text: "Only 500 digits, by heart", settings: { digits: 500, epochs: 200 } },
  { text: "A and B: β = 1 beside β = 4", settings: {}, beside: { name: "beta", value: 4 } },
  { text: "A and B: 2 latents beside 20", settings: {}, beside: { name: "latents", value: 20 } },
].map((preset) => ({ ...preset, settings: { ...DEFAULTS, ...preset.settings } }));

// The command that trains it in full. The page's Adam has a constant rate, as `vae-2-plain`.
export function command({ latents, hidden, activation, beta, rate, batch, seed, binary, data = "mnist" }) {
  const sets = {
    hidden,
    ...(latents === 2 ? {} : { latent_dim: latents }),
    ...(activation === "softplus" ? {} : { activation }),
    ...(beta === 1 ? {} : { beta }),
    learning_rate: rate,
    batch_size: batch,
  };
  const given = Object.entries(sets).map(([name, value]) => ` --set ${name}=${value}`);
  return {
    text: `python -m training sweep vae-2-plain${KINDS[data].given}${given.join("")} --seeds ${seed}`,
    lost: binary ? [] : ["greys as input"],
  };
}
