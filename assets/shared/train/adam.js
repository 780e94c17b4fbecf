// Adam as torch.optim.Adam has it, with its usual constants (Kingma & Ba 2015). No DOM.

const [FIRST, SECOND, SMALL] = [0.9, 0.999, 1e-8];

export class Adam {
  // `small` is what keeps a division from one by 0.
  constructor(parameters, small = SMALL) {
    this.parameters = parameters;
    this.small = small;
    this.first = FIRST; // how much of the earlier slopes stays in their mean
    this.steps = 0;
    this.means = parameters.map(({ length }) => new Float32Array(length));
    this.squares = parameters.map(({ length }) => new Float32Array(length));
  }

  state() {
    return structuredClone({ steps: this.steps, means: this.means, squares: this.squares });
  }

  restore(state) {
    Object.assign(this, structuredClone(state));
  }

  // Moves the parameters against their slopes.
  step(slopes, rate) {
    this.steps++;
    const { first, small } = this;
    const size = rate / (1 - first ** this.steps);
    const scale = 1 / Math.sqrt(1 - SECOND ** this.steps);
    this.parameters.forEach((values, which) => {
      const [slope, mean, square] = [slopes[which], this.means[which], this.squares[which]];
      for (let i = 0; i < values.length; i++) {
        mean[i] += (1 - first) * (slope[i] - mean[i]);
        square[i] = SECOND * square[i] + (1 - SECOND) * slope[i] * slope[i];
        values[i] -= (size * mean[i]) / (Math.sqrt(square[i]) * scale + small);
      }
    });
  }
}
