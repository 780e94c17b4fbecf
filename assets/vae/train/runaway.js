// Whether the training of a VAE has run away, and which number did. No DOM.
import { furthest, told } from "../../shared/train/runaway.js";

const LARGEST = 1000; // in trained models weights stay below 10
const LAYERS = ["encoder’s first layer", "encoder’s second layer", "decoder’s first layer", "decoder’s second layer"];

export const runaway = ({ parameters }) => furthest(parameters, Array(parameters.length).fill(LARGEST));

export const toldOf = ({ which, at, value }) =>
  told(`A ${which % 2 ? "bias" : "weight"} of the ${LAYERS[which >> 1]}, number ${at},`, value);
