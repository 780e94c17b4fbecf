// A chain of a machine that learns, from noise on: what it dreams meanwhile. No DOM.
import { sigmoid } from "../../shared/maths.js";
import { halves, USE } from "../../shared/train/draws.js";
import { Sparse } from "../../shared/train/sparse.js";

export class Dream {
  constructor(learner) {
    this.learner = learner;
    this.steps = 0;
    this.visible = new Sparse(1, learner.visible);
    this.hidden = new Sparse(1, learner.hidden);
    const bits = this.draw(0, learner.visible);
    this.visible.fill(1, (_, unit) => bits[unit] & 1);
  }

  draw(which, count) {
    return halves(this.learner.seed, this.steps, which, count, USE.dream);
  }

  // The pixels' probabilities after so many steps.
  look(steps) {
    const { learner, visible, hidden } = this;
    let below = new Float32Array(learner.visible);
    for (let step = 0; step < steps; step++) {
      this.steps++;
      const up = visible.times(learner.weight, learner.hiddenBias, new Float32Array(learner.hidden));
      hidden.draw(1, up, this.draw(1, learner.hidden));
      below = hidden.times(learner.turned, learner.visibleBias, below);
      visible.draw(1, below, this.draw(2, learner.visible));
    }
    return { pixels: below.map(sigmoid), energy: learner.judge(visible).energies[0] };
  }
}
