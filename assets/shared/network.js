// Runs dense networks in the page.
import { ACTIVATIONS } from "./maths.js";
import { parseSafetensors } from "./safetensors.js";

// A dense network of zoo.models.mlp as torch saved it: its Linear layers are the tensors whose names begin with
// `layers`, `activation` follows each but the last, `output` the last. run(Float32Array in) -> Float32Array out.
export function denseNetwork(buffer, { layers: prefix, activation, output }) {
  const tensors = parseSafetensors(buffer);
  const names = Object.keys(tensors).filter((name) => name.startsWith(prefix) && name.endsWith(".weight"));
  const position = (name) => Number(name.slice(prefix.length).split(".")[0]);
  names.sort((a, b) => position(a) - position(b));
  const layers = names.map((name, i) => {
    const bias = tensors[name.replace("weight", "bias")];
    const following = i < names.length - 1 ? activation : output;
    if (!ACTIVATIONS[following]) throw new Error(`its activation '${following}' is not known here`);
    return { weight: tensors[name], bias, activation: ACTIVATIONS[following], output: new Float32Array(bias.length) };
  });
  return {
    run(input) {
      for (const { weight, bias, activation, output } of layers) {
        for (let row = 0, at = 0; row < output.length; row++) {
          let sum = bias[row];
          for (let column = 0; column < input.length; column++, at++) sum += weight[at] * input[column];
          output[row] = activation(sum);
        }
        input = output;
      }
      return input;
    },
  };
}
