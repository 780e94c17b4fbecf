// Dense networks in the page, against the same sums written out by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { denseNetwork } from "../../assets/shared/network.js";
import { near } from "./near.mjs";
import { written } from "./safetensors.mjs";

const floats = (...values) => ["F32", Float32Array.from(values)];

// Two inputs, two hidden units, one output. For the input (1, 1) the hidden units' sums are -0.5 and 3.
const small = written({
  "encoder.0.weight": floats(9),
  "encoder.0.bias": floats(9),
  "decoder.2.weight": floats(2, -1),
  "decoder.2.bias": floats(0.25),
  "decoder.0.weight": floats(1, -2, 3, 1),
  "decoder.0.bias": floats(0.5, -1),
});

test("one activation follows each layer but the last, another the last", () => {
  const functions = {
    relu: (x) => Math.max(x, 0),
    tanh: Math.tanh,
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    softplus: (x) => Math.log(1 + Math.exp(x)),
  };
  for (const [activation, hidden] of Object.entries(functions)) {
    for (const [output, last] of Object.entries(functions)) {
      const network = denseNetwork(small, { layers: "decoder.", activation, output });
      const found = network.run(Float32Array.of(1, 1));
      assert.equal(found.length, 1);
      near(found[0], last(2 * hidden(-0.5) - hidden(3) + 0.25));
    }
  }
});

test("layers follow each other by number, not in the order of their names or in the file", () => {
  const factors = { 10: [3, 1], 2: [2, 0], 0: [1, 4] }; // x -> x + 4 -> 2 (x + 4) -> 3 * 2 (x + 4) + 1
  const tensors = Object.entries(factors).flatMap(([at, [weight, bias]]) => [
    [`layers.${at}.weight`, floats(weight)],
    [`layers.${at}.bias`, floats(bias)],
  ]);
  const file = written(Object.fromEntries(tensors.sort()));
  const network = denseNetwork(file, { layers: "layers.", activation: "relu", output: "relu" });
  near(network.run(Float32Array.of(1))[0], 31);
  near(network.run(Float32Array.of(0))[0], 25); // nothing stays of the run before
});

test("an activation that the page does not know is an error", () => {
  const of = (activation, output) => () => denseNetwork(small, { layers: "decoder.", activation, output });
  assert.throws(of("swish", "sigmoid"), /activation 'swish' is not known/);
  assert.throws(of("relu", "swish"), /activation 'swish' is not known/);
});

test("a file that is cut short is an error, and a whole one is none", () => {
  const of = (file) => () => denseNetwork(file, { layers: "decoder.", activation: "relu", output: "relu" });
  assert.throws(of(small.slice(0, -1)), /its weights file is cut short/);
  assert.doesNotThrow(of(small.slice()));
});
