// A game on digits, as it goes on: the dense GAN of the course, zoo.models.gan.GAN. No DOM.
import { halves, normals, USE } from "../../../shared/train/draws.js";
import { Game } from "../game.js";
import { right } from "../plane/measure.js";
import { book } from "./settings.js";

const PIXELS = 784;
const [SIDE, CELL] = [28, 4]; // pixels of a picture's side, and of a cell's, by which variety is measured
export const SHOWN = 40; // samples that are seen
const COUNTED = 200; // of each kind that are measured
const FILM = 36; // moments of the training that are kept as pictures: less than a megabyte, even of noise
export const FILMED = 30; // samples in each
const NOISE = 3; // draw number of the noise that always is the same

// Bytes of ink as a critic sees them, from -1 to 1.
export const inside = (bytes) => Float32Array.from(bytes, (level) => level / 127.5 - 1);

// What a generator draws, from -1 to 1, as bytes.
export const levels = (drawn) => Uint8Array.from(drawn, (value) => Math.round(127.5 * (value + 1)));

// Both networks.
export const described = ({ hidden, latents }) => ({
  generator: { sizes: [latents, hidden, PIXELS], activation: "relu", last: "tanh" },
  critic: { sizes: [PIXELS, hidden, 1], activation: "leaky" },
});

export class DigitsTraining extends Game {
  constructor(surroundings) {
    super(surroundings);
    this.book = book;
    this.film = /** @type {{epoch: number, levels: Uint8Array}[]} */ ([]);
  }

  begun() {
    this.noise = normals(0, 0, NOISE, COUNTED * this.settings.latents, USE.measure);
    this.known = inside(this.held.subarray(0, COUNTED * PIXELS));
    this.apart = spread(this.known);
    this.film = [];
    return super.begun();
  }

  described() {
    return described(this.settings);
  }

  /** @param {any} given */
  onrewind({ epoch }) {
    this.film = this.film.filter((frame) => frame.epoch <= epoch);
    super.onrewind({ epoch });
  }

  // ---- turns
  chosen(places) {
    const size = PIXELS * places.length;
    const found = this.real?.length === size ? this.real : new Float32Array(size); // those of the last turn are done with
    places.forEach((place, row) => {
      for (let i = row * PIXELS, from = place * PIXELS; i < (row + 1) * PIXELS; i++, from++)
        found[i] = this.train[from] / 127.5 - 1;
    });
    return found;
  }

  noises(count) {
    return normals(this.settings.seed, this.players.steps + 1, 0, count * this.settings.latents);
  }

  // The factors of dropout: 0, or so much that the sum stays the same on average.
  drop(rows, draw) {
    const { dropout, seed, hidden } = this.settings;
    if (!dropout) return null;
    const bits = halves(seed, this.players.steps + 1, draw, rows * hidden);
    const factors = new Float32Array(bits.length);
    for (let i = 0; i < bits.length; i++) if (bits[i] >= 65536 * dropout) factors[i] = 1 / (1 - dropout);
    return factors;
  }

  // ---- what is seen
  drawn(count) {
    return this.players.generator.forwards(this.noise.subarray(0, count * this.settings.latents), count);
  }

  look() {
    const { critic } = this.players;
    const count = this.known.length / PIXELS;
    const fake = this.drawn(count).slice();
    this.filmed(fake);
    const real = critic.forwards(this.known, count).slice();
    const scores = critic.forwards(fake, count);
    return {
      right: 100 * right(real, scores),
      apart: (100 * spread(fake)) / this.apart,
      ...accuracies(real, scores, this.settings.objective),
      ...this.paid(),
    };
  }

  // One more moment; where there are too many, the one goes whose neighbours are closest.
  filmed(fake) {
    const { film } = this;
    film.push({ epoch: this.place(), levels: levels(fake.subarray(0, FILMED * PIXELS)) });
    if (film.length <= FILM) return;
    const gap = (at) => film[at + 1].epoch - film[at - 1].epoch;
    let least = 1;
    for (let at = 2; at < film.length - 1; at++) if (gap(at) < gap(least)) least = at;
    film.splice(least, 1);
  }

  /** @returns {[any, any[]]} */
  shows() {
    const drawn = levels(this.drawn(SHOWN));
    return [{ drawn, ...this.standing() }, [drawn.buffer]];
  }

  have() {
    const parameters = Object.values(this.players.networks).flatMap((network) => network.parameters);
    return structuredClone({ parameters, film: this.film, real: this.held.slice(0, COUNTED * PIXELS) });
  }
}

// The mean distance between two pictures, as means of cells: specks are not variety.
export function spread(pictures) {
  const count = Math.min(100, pictures.length / PIXELS);
  const seen = cells(pictures, count);
  const size = seen.length / count;
  let [sum, pairs] = [0, 0];
  for (let one = 0; one < count; one++) {
    for (let two = one + 1; two < count; two++, pairs++) {
      let square = 0;
      for (let i = one * size, j = two * size; i < (one + 1) * size; i++, j++) square += (seen[i] - seen[j]) ** 2;
      sum += Math.sqrt(square);
    }
  }
  return sum / pairs;
}

function cells(pictures, count) {
  const across = SIDE / CELL;
  const found = new Float32Array(count * across * across);
  for (let at = 0; at < count * PIXELS; at++) {
    const [picture, row, column] = [Math.floor(at / PIXELS), Math.floor((at % PIXELS) / SIDE), at % SIDE];
    const cell = Math.floor(row / CELL) * across + Math.floor(column / CELL);
    found[picture * across * across + cell] += pictures[at] / (CELL * CELL);
  }
  return found;
}

// How many of each kind are on the right side, as zoo.models.gan has it: of 0, or midway between both means.
function accuracies(real, fake, objective) {
  const mean = (scores) => scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const middle = objective === "wasserstein" ? (mean(real) + mean(fake)) / 2 : 0;
  const share = (scores, is) => scores.filter(is).length / scores.length;
  return {
    real_accuracy: share(real, (score) => score > middle),
    generated_accuracy: share(fake, (score) => score <= middle),
  };
}
