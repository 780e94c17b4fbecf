// A saved checkpoint of a dense GAN, read back in the page. No DOM.

import { readLayers } from "../../../shared/train/layers.js";
import { isSize, opened, refuse, settingsOf } from "../../../shared/train/loading.js";
import { LAYERS } from "./checkpoint.js";
import { FILE, readFilm } from "./film.js";
import { book, DEFAULTS } from "./settings.js";
import { described } from "./training.js";

const MOST = { hidden: 1000, latents: 1000 }; // that the page runs

// A GAN as `Own` keeps it, from a zip given as a Blob. Throws a sentence about what does not fit.
export async function fromZip(file) {
  const { config, training, kind, weights, bytes } = await opened(file, "GAN", "a dense GAN");
  const { hidden, latent_dim: latents, objective = "logistic", dropout = DEFAULTS.dropout } = config;
  if (!isSize(hidden, MOST.hidden) || !isSize(latents, MOST.latents) || config.image_size !== 28)
    refuse("its model has a size that this page cannot show");
  if (book.choice("objective", objective) < 0) refuse("its players play for a loss that this page does not have");
  if (config.critic === false) refuse("its critic was not kept");
  const settings = { ...settingsOf(DEFAULTS, training), hidden, latents, objective, dropout };
  return {
    kind,
    parameters: readLayers(LAYERS, sizesOf(settings), (await weights()).need),
    curve: Array.isArray(training.trace) ? training.trace.filter(({ epoch }) => Number.isFinite(epoch)) : [],
    ...{ loadedFilm: readFilm(training.timeline, await bytes(FILE)), epoch: Number(training.epochs) || 0 },
    settings: { ...settings, ...played(training.recipe ?? {}) },
  };
}

// How its players took turns, as far as this page has that.
function played({ game, learning_rate: rate = DEFAULTS.generator }) {
  const turns = `${game?.critic_updates ?? 1}:${game?.generator_updates ?? 1}`;
  const momentum = game?.betas?.[0] ?? DEFAULTS.momentum;
  return {
    ...{ generator: rate, critic: rate * (game?.critic_rate ?? 1) },
    turns: book.choice("turns", turns) < 0 ? DEFAULTS.turns : turns,
    momentum: book.choice("momentum", momentum) < 0 ? DEFAULTS.momentum : momentum,
  };
}

// The layers of both players, by their inputs and outputs.
const sizesOf = (settings) => {
  const { generator, critic } = described(settings);
  return [generator, critic].flatMap(({ sizes: [from, middle, to] }) => [[from, middle], [middle, to]]); // biome-ignore format: pairs
};
