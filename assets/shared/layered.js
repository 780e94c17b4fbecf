// Runs networks of convolutions in the page: the steps that zoo/models/in_page.py lists, in evaluation mode.
//
// From one step to the next go the rows of a batch: one row for each place of each example, with `channels` numbers. So
// the channels of a place lie side by side; torch has one channel's whole picture after the other.
import { Multiplier } from "./multiplier.js";
import { parseSafetensors } from "./safetensors.js";
import { STEPS } from "./steps.js";

const BATCH = 8; // examples at once, so that weights are read from memory less often
const SPARE = 4; // rows that a product may read and write past the last one

export const placesOf = ({ height, width }) => height * width;
export const flat = (channels) => ({ height: 1, width: 1, channels });
const sizeOf = (shape) => placesOf(shape) * shape.channels;

class Layered {
  constructor(tensors, { steps, inputs }) {
    this.tensors = tensors;
    this.multiplier = new Multiplier();
    this.largest = { gathered: 0, products: 0 }; // numbers that these places have to hold
    this.shape = flat(inputs); // of what the next step takes
    this.input = this.at = this.place(this.shape); // where that lies
    this.inputs = inputs;
    this.runs = this.build(steps);
    this.gathered = this.multiplier.take(this.largest.gathered);
    this.products = this.multiplier.take(this.largest.products);
    this.tensors = null; // the multiplier has them in its own memory
  }

  get numbers() {
    return this.multiplier.numbers;
  }

  // ---- while it is built
  build(steps) {
    return steps.map((step) => {
      if (!Object.hasOwn(STEPS, step.do)) throw new Error(`its step '${step.do}' is not known here`);
      return STEPS[step.do](this, step);
    });
  }

  tensor(name) {
    if (!this.tensors[name]) throw new Error(`its weights file lacks ${name}`);
    return this.tensors[name];
  }

  place(shape) {
    return this.multiplier.take((BATCH * placesOf(shape) + SPARE) * shape.channels);
  }

  // The step's results have a place of their own: {from, to}.
  moved(shape) {
    const from = this.at;
    this.at = this.place(shape);
    this.shape = shape;
    return { from, to: this.at };
  }

  hold(kind, places, width) {
    this.largest[kind] = Math.max(this.largest[kind], (BATCH * places + SPARE) * width);
  }

  // A matrix for products with the rows of `places` places an example.
  panels(places, depth, columns, weight) {
    const made = this.multiplier.panels(depth, columns, weight);
    this.hold("products", places, made.wide);
    return made;
  }

  // ---- while it runs
  // The products of `rows` rows that lie at `from`, into this.products.
  multiply(from, panels, rows) {
    this.multiplier.multiply(from, panels, this.products, rows);
  }

  // inputs of some examples -> a Float32Array of their outputs, in the order (height, width, channels). `labels` has one
  // for each example, if the network takes any.
  run(inputs, labels = null) {
    const size = sizeOf(this.shape);
    const count = inputs.length / this.inputs;
    const results = new Float32Array(count * size);
    for (let first = 0; first < count; first += BATCH) {
      const end = Math.min(first + BATCH, count);
      this.numbers.set(inputs.subarray(first * this.inputs, end * this.inputs), this.input);
      for (const run of this.runs) run(end - first, labels?.slice(first, end));
      results.set(this.numbers.subarray(this.at, this.at + (end - first) * size), first * size);
    }
    return results;
  }
}

// `description` has `steps` and the number of `inputs`. Throws an error for a step that is not known.
export const layeredNetwork = (buffer, description) => new Layered(parseSafetensors(buffer), description);
