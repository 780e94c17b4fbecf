// z, the code that a text is written from: drawn by the seed, or set by hand.
import { byWord } from "./models.js";

const same = (a, b) => Boolean(a && b) && a.length === b.length && a.every((value, at) => value === b[at]);

export class Code {
  constructor(call, changed) {
    this.call = call;
    this.changed = changed;
    this.leave(null);
  }

  leave(model) {
    this.model = model;
    this.seed = null;
    this.drawn = null;
    this.byHand = null;
    this.why = "";
  }
  get exists() {
    return Boolean(this.model?.latent_dim) && !byWord(this.model);
  }
  now() {
    return (this.byHand ?? this.drawn)?.slice() ?? null;
  }

  // The prior's draw of a seed.
  async draw(seed) {
    if (seed === this.seed && this.drawn) return;
    const { model } = this;
    this.seed = seed;
    this.drawn = null;
    if (!this.exists) return this.changed();
    const answer = await this.call("code", { seed }); // if it fails, writing shows the error
    if (model !== this.model || seed !== this.seed || !answer?.latents) return;
    this.drawn = Float64Array.from(answer.latents);
    if (!this.byHand) this.changed();
  }

  // Sets z by hand, with the reason; null, or what the seed draws, means the seed's own. Returns whether z changed.
  put(z, why = "") {
    const before = this.byHand;
    const own = !z || same(z, this.drawn);
    Object.assign(this, own ? { byHand: null, why: "" } : { byHand: z, why });
    return this.byHand !== before;
  }
}
