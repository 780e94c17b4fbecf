// The training of an RBM, as it goes on. No DOM.
import { MEASURED, mean, squaredError, Training } from "../../shared/train/training.js";
import { Dream } from "./dream.js";
import { Learner } from "./learner.js";
import { runaway } from "./runaway.js";
import { book } from "./settings.js";

const DREAM_STEPS = 5; // of the chain, for each frame
const WEIGHT_SD = 0.1;

export class RBMTraining extends Training {
  constructor(surroundings) {
    super(surroundings);
    this.book = book;
    this.dream = null; // a chain that began at noise, in the machine as it is
    this.often = null; // how often each hidden unit was on when it was last measured
  }

  begun() {
    const { hidden, seed } = this.settings;
    return new Learner({ hidden, seed, weightSd: WEIGHT_SD });
  }

  learn(places) {
    this.learner.step(this.train, places, this.settings);
  }

  fault() {
    return runaway(this.learner);
  }

  rest() {
    super.rest();
    this.dream = null;
  }

  look() {
    const { learner } = this;
    const { train, held, shown } = this.sampled();
    const [known, unknown] = [learner.judge(train), learner.judge(held)];
    this.often = unknown.often;
    const error = squaredError(learner.rebuilt(shown), shown);
    return { train: mean(known.energies), held: mean(unknown.energies), error };
  }

  /** @returns {[any, any[]]} */
  shows() {
    const { learner } = this;
    const { shown } = this.sampled();
    this.dream ??= new Dream(learner);
    const [rebuilt, filters] = [learner.rebuilt(shown), learner.turned.slice()];
    const error = squaredError(rebuilt, shown);
    const dream = this.dream.look(DREAM_STEPS);
    return [{ filters, rebuilt, error, dream, often: this.often }, [filters.buffer, rebuilt.buffer]];
  }

  have() {
    const { learner, settings } = this;
    const { weight, visibleBias, hiddenBias, chains } = learner.state();
    const greys = this.some(this.held, MEASURED, null);
    return {
      tensors: { weight, visibleBias, hiddenBias, chains: settings.persistent ? chains : null },
      often: learner.judge(this.sampled().held).often,
      error: squaredError(learner.rebuilt(greys), greys),
      measured: greys.count,
    };
  }
}
