// Dense layers in a checkpoint, whose weights are by output, and in the page, which has them by input. No DOM.
import { writeSafetensors } from "../safetensors.js";

// Weights with `to` outputs by output, as torch has them; and with the number of inputs back again.
export function turned(weight, to) {
  const from = weight.length / to;
  return Float32Array.from(weight, (_, at) => weight[(at % from) * to + Math.floor(at / from)]);
}

// The weight and the bias of each of the layers with these names, as the bytes of a safetensors file.
export function writeLayers(names, parameters) {
  const tensors = {};
  names.forEach((name, which) => {
    const [weight, bias] = [parameters[2 * which], parameters[2 * which + 1]];
    tensors[`${name}.weight`] = [turned(weight, bias.length), [bias.length, weight.length / bias.length]];
    tensors[`${name}.bias`] = [bias, [bias.length]];
  });
  return writeSafetensors(tensors);
}

// The same back, for layers with these numbers of inputs and outputs, [from, to] each; `need` as opened() gives it.
export const readLayers = (names, sizes, need) =>
  sizes.flatMap(([from, to], which) => [
    turned(need(`${names[which]}.weight`, from * to), from),
    need(`${names[which]}.bias`, to),
  ]);
