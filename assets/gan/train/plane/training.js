// The game in the plane, as it goes on. No DOM.
import { USE, uniforms } from "../../../shared/train/draws.js";
import { Game } from "../game.js";
import { CLUSTERS, POINTS, points } from "./data.js";
import { near, reached, right } from "./measure.js";
import { book } from "./settings.js";

export const SHOWN = 256; // points of each kind that are seen and measured
export const SIDE = 48; // places of the critic's landscape each way
export const MESH = 21; // knots of the generator's grid each way
export const REACH = 1.15; // how far the plane that is seen goes from 0
const LAYERS = 2; // hidden ones, of each player
const HELD_SEED = 1; // beside the experiment's: points that nobody learns from

// Places (side^2, 2) row by row from the top, from -reach to reach.
export function lattice(side, reach) {
  const at = (index) => reach * ((2 * index) / (side - 1) - 1);
  return Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const place = i >> 1;
    return i & 1 ? -at(Math.floor(place / side)) : at(place % side);
  });
}
const LANDSCAPE = lattice(SIDE, REACH);
const KNOTS = lattice(MESH, 1);

// Random numbers between -1 and 1.
const even = (seed, step, draw, count, use = USE.training) =>
  Float32Array.from(uniforms(seed, step, draw, count, use), (share) => 2 * share - 1);

export class PlaneTraining extends Game {
  constructor(surroundings) {
    super(surroundings);
    this.book = book;
    this.width = 2;
    this.perEpoch = 5;
    this.every = 40;
    this.dots = []; // of the drawing
  }

  // ---- beginning
  /** @param {any} given */
  onbegin({ settings, dots }) {
    this.dots = dots ?? this.dots;
    super.onbegin({ settings, ...this.supply(settings) });
  }

  supply({ data, seed }) {
    return {
      train: points(data, this.dots, POINTS, seed),
      held: points(data, this.dots, SHOWN, seed + HELD_SEED),
    };
  }

  // Other data while it runs; the order stays, since there are as many points.
  /** @param {any} given */
  onset({ changes, dots }) {
    this.dots = dots ?? this.dots;
    if ("data" in changes || dots) Object.assign(this, this.supply({ ...this.settings, ...changes }));
    super.onset({ changes });
  }

  begun() {
    this.noise = even(this.settings.seed, 0, 0, 2 * SHOWN, USE.measure);
    return super.begun();
  }

  described() {
    const { activation, cunits, gunits } = this.settings;
    const network = (units, out) => ({ sizes: [2, ...Array(LAYERS).fill(units), out], activation });
    return { generator: network(gunits, 2), critic: network(cunits, 1) };
  }

  chosen(places) {
    const found = new Float32Array(2 * places.length);
    places.forEach((place, at) => found.set(this.train.subarray(2 * place, 2 * place + 2), 2 * at));
    return found;
  }

  noises(count) {
    return even(this.settings.seed, this.players.steps + 1, 0, 2 * count);
  }

  // ---- what is seen
  look() {
    const { players, noise, held, settings } = this;
    const fake = players.generator.forwards(noise, SHOWN).slice();
    const real = players.critic.forwards(held, SHOWN).slice();
    const scores = players.critic.forwards(fake, SHOWN);
    this.reached = reached(CLUSTERS[settings.data], fake);
    return {
      right: 100 * right(real, scores),
      near: 100 * near(fake, held),
      covered: 100 * near(held, fake),
      ...this.paid(),
    };
  }

  /** @returns {[any, any[]]} */
  shows() {
    const { players, noise, held, settings, reached } = this;
    const fake = players.generator.forwards(noise, SHOWN).slice();
    const slopes = players.pulls(held, fake, SHOWN, settings.objective)[1];
    const pulls = slopes.map((slope) => -SHOWN * slope); // of each point by itself
    const mesh = players.generator.forwards(KNOTS, MESH * MESH).slice();
    const land = players.critic.forwards(LANDSCAPE, SIDE * SIDE).slice();
    const scores = {
      real: players.critic.forwards(held, SHOWN).slice(),
      fake: players.critic.forwards(fake, SHOWN).slice(),
    };
    const clusters = CLUSTERS[settings.data]?.length ?? 0;
    const more = { ...this.standing(), reached, clusters };
    return [
      { fake, real: held, pulls, mesh, land, scores, ...more },
      [fake, pulls, mesh, land, scores.real, scores.fake].map(({ buffer }) => buffer),
    ];
  }
}
