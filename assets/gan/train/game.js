// A game of two players, as it goes on: a step is a turn of one of them. No DOM.
import { uniforms } from "../../shared/train/draws.js";
import { Training } from "../../shared/train/training.js";
import { Players } from "./players.js";
import { runaway } from "./runaway.js";

// What a game extends, beside what it does as a training: described() gives both networks, see Players; chosen(places)
// gives those examples of the data, noises(count) noise for as many in this step, and drop(rows, draw), by draw number,
// what the critic drops of so many, or null.
export class Game extends Training {
  constructor(surroundings) {
    super(surroundings);
    this.turn = 0; // how many there were
    this.mover = ""; // whose turn was the last
    this.real = this.fresh = /** @type {any} */ (null); // examples and noise of that turn
    this.told = /** @type {any} */ ({ critic: null, generator: null }); // what each player paid last
  }

  begun() {
    Object.assign(this, { turn: 0, mover: "", real: null, fresh: null, told: { critic: null, generator: null } });
    return new Remembering({ ...this.described(), seed: this.settings.seed }, this);
  }

  get players() {
    return /** @type {Players} */ (this.learner);
  }

  // ---- turns
  // Whose turn is next: the critic's turns come first.
  next() {
    const [critics, generators] = this.settings.turns.split(":").map(Number);
    const turn = this.turn % (critics + generators);
    return { who: turn < critics ? "critic" : "generator", isFirst: turn === critics };
  }

  // One turn. The generator's first one is on the critic's last noise, as one pass of the generator serves both.
  learn(places) {
    const { who, isFirst } = this.next();
    const isCritic = who === "critic";
    if (isCritic || !this.real) this.real = this.chosen(places);
    const count = this.real.length / this.width;
    const isSame = who === "generator" && isFirst && this.fresh?.length === count * this.players.generator.sizes[0];
    if (!isSame) this.fresh = this.noises(count);
    this.told[who] = isCritic ? this.critics(count) : this.generators();
    this.mover = who;
    this.turn++;
    return isCritic ? places.length : 0;
  }

  critics(count) {
    const { seed, critic: rate } = this.settings;
    const mix = Float32Array.from(uniforms(seed, this.players.steps + 1, 1, count));
    return this.players.criticTurn(this.real, this.fresh, mix, { ...this.settings, rate, drop: this.dropping() });
  }

  generators() {
    const settings = { ...this.settings, rate: this.settings.generator, drop: this.dropping() };
    return this.players.generatorTurn(this.real, this.fresh, settings);
  }

  // Every time that the critic drops something in a turn has random numbers of its own.
  dropping() {
    let draw = 2; // after noise and mix
    return (rows) => this.drop(rows, draw++);
  }

  // Only the one whose turn it was can have run away.
  fault() {
    const { mover, players } = this;
    return mover ? runaway({ [mover]: players[mover] }) : null;
  }

  // What a point of the curves and a frame have of the game.
  paid() {
    return { critic: this.told.critic?.loss ?? NaN, generator: this.told.generator?.loss ?? NaN };
  }

  standing() {
    const turn = { last: this.players.steps ? this.mover : null, next: this.next().who };
    return { told: { ...this.told }, turn };
  }

  // ---- a game's own
  /** @returns {any} */
  described() {}
  /** @returns {any} */
  chosen(_places) {}
  /** @returns {any} */
  noises(_count) {}
  drop(_rows, _draw) {
    return /** @type {Float32Array | null} */ (null);
  }
}

// The players, and whose turn it is.
class Remembering extends Players {
  constructor(networks, training) {
    super(networks);
    this.training = training;
  }

  state() {
    const { turn, real, fresh, told, mover } = this.training;
    return { ...super.state(), more: structuredClone({ turn, real, fresh, told, mover }) };
  }

  restore(state) {
    super.restore(state);
    Object.assign(this.training, structuredClone(/** @type {any} */ (state).more));
  }
}
