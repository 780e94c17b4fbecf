// The training of a VAE, as it goes on. No DOM.
import { normals, USE } from "../../shared/train/draws.js";
import { Sparse } from "../../shared/train/sparse.js";
import { squaredError, Training } from "../../shared/train/training.js";
import { Learner } from "./learner.js";
import { runaway } from "./runaway.js";
import { book } from "./settings.js";

export const TILES = 12; // of the map of what is drawn where, in a row
const WIDE = 1.65; // the outermost tiles: standard deviations of the prior

// Codes in rows: where two latents are, every place of the prior, evenly likely; else draws from it.
export function grid(latents, quantile) {
  if (latents !== 2) return normals(1, 0, 2, TILES * TILES * latents, USE.measure);
  return Float32Array.from({ length: 2 * TILES * TILES }, (_, at) => {
    const tile = at >> 1;
    const place = at & 1 ? TILES - 1 - Math.floor(tile / TILES) : tile % TILES;
    return quantile((place + 0.5) / TILES);
  });
}

export class VAETraining extends Training {
  constructor(surroundings) {
    super(surroundings);
    this.book = book;
    this.watched = { digit: 0, draw: 0 }; // the digit whose way through is shown, and which draw of the noise
  }

  onwatch({ digit, draw }) {
    this.watched = { digit, draw };
    if (!this.playing) this.frame();
  }

  begun() {
    const { hidden, latents, activation, seed } = this.settings;
    return new Learner({ hidden, latents, activation, seed });
  }

  learn(places) {
    this.learner.step(this.train, places, this.settings);
  }

  fault() {
    return runaway(this.learner);
  }

  noise(rows) {
    return normals(0, 0, 3, rows.count * this.settings.latents, USE.measure);
  }

  // Both terms of the negative ELBO, of digits that it learns from and of digits that it never sees.
  look() {
    const { train, held } = this.sampled();
    const [known, unknown] = [train, held].map((rows) => this.learner.judge(rows, this.noise(rows)));
    const whole = ({ kl, reconstruction }) => kl + reconstruction;
    return { train: whole(known), held: whole(unknown), kl: unknown.kl, reconstruction: unknown.reconstruction };
  }

  /** @returns {[any, any[]]} */
  shows() {
    const { learner, settings } = this;
    const { held, shown } = this.sampled();
    const codes = means(learner.judge(held, this.noise(held)).stats, settings.latents);
    const rebuilt = learner.pictures(codes.slice(0, shown.count * settings.latents), shown.count);
    const tiles = learner.pictures(grid(settings.latents, spread), TILES * TILES);
    return [
      { codes, rebuilt, tiles, error: squaredError(rebuilt, shown), flow: this.flow(shown) },
      [codes, rebuilt, tiles].map((a) => a.buffer),
    ];
  }

  // What becomes of one digit on its way.
  flow(shown) {
    const { digit, draw } = this.watched;
    const { latents } = this.settings;
    const x = new Float32Array(784);
    const row = Math.min(digit, shown.count - 1);
    for (let at = shown.starts[row]; at < shown.starts[row + 1]; at++) x[shown.items[at]] = shown.values[at];
    const noise = normals(0, draw, 4, latents, USE.measure);
    const { stats, kl, reconstruction } = this.learner.judge(
      new Sparse(1, 784).fill(1, (_, at) => x[at]),
      noise,
    );
    const [mean, sd] = [stats.slice(0, latents), stats.slice(latents).map((logVar) => Math.exp(0.5 * logVar))];
    const code = mean.map((value, at) => value + sd[at] * noise[at]);
    return { x, mean, sd, noise, code, picture: this.learner.pictures(code, 1), kl, reconstruction };
  }

  have() {
    const { learner, settings } = this;
    const greys = this.some(this.held, Infinity, null);
    const { stats, kl, reconstruction } = learner.judge(greys, this.noise(greys));
    const codes = means(stats, settings.latents);
    const error = squaredError(learner.pictures(codes, greys.count), greys);
    const parameters = structuredClone(learner.parameters);
    return { parameters, stats, kl, reconstruction, error, measured: Math.min(greys.count, this.held.length / 784) };
  }
}

// Evenly likely places of a normal distribution, without its far ends.
const spread = (share) => WIDE * (2 * share - 1) * (0.75 + 0.25 * Math.abs(2 * share - 1));

// The means of rows of mean and log-variance.
export function means(stats, latents) {
  const rows = stats.length / (2 * latents);
  return Float32Array.from(
    { length: rows * latents },
    (_, at) => stats[2 * latents * Math.floor(at / latents) + (at % latents)],
  );
}
