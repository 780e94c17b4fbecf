// The units of a deep network on a digit's way up, in Gibbs steps at the top, and on the way down.
import { uniforms } from "../shared/random.js";

const draw = (probs, uniform) => Float32Array.from(probs, (p) => (uniform() < p ? 1 : 0));

export class Climb {
  // `layers`: the lowest first, each with hiddenProbs(below) and visibleProbs(above).
  constructor(layers, pixels, seed) {
    this.layers = layers;
    this.pixels = pixels;
    this.uniform = uniforms(seed);
    this.states = null; // the units of each layer, once they were drawn
    this.steps = 0; // Gibbs steps at the top
  }

  // Every layer drawn, given the one below.
  rise() {
    let below = this.pixels;
    this.states = this.layers.map((layer) => {
      below = draw(layer.hiddenProbs(below), this.uniform);
      return below;
    });
  }

  // One step is h(below the top) given the top, and the top given that.
  dream(count) {
    const top = this.layers.at(-1);
    let [below, above] = this.states.slice(-2);
    for (let step = 0; step < count; step++) {
      below = draw(top.visibleProbs(above), this.uniform);
      above = draw(top.hiddenProbs(below), this.uniform);
    }
    this.states.splice(-2, 2, below, above);
    this.steps += count;
  }

  // Down from the layer below the top: every layer given the one above. Returns the pixels' probabilities.
  descend() {
    let units = this.states.at(-2);
    for (let i = this.layers.length - 2; i > 0; i--) {
      units = draw(this.layers[i].visibleProbs(units), this.uniform);
      this.states[i - 1] = units;
    }
    return this.layers[0].visibleProbs(units);
  }
}
