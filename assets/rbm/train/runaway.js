// Whether the training of a machine has run away, and which number did. No DOM.
import { furthest, told } from "../../shared/train/runaway.js";

const LARGEST = [100, 1000, 1000]; // of weights and biases; in trained machines weights stay below 10

export function runaway(learner) {
  const found = furthest(learner.parameters, LARGEST);
  return found && { ...found, hidden: learner.hidden };
}

export function toldOf({ which, at, value, hidden }) {
  const names = [
    `The weight between pixel ${Math.floor(at / hidden)} and hidden unit ${at % hidden}`,
    `The bias of pixel ${at}`,
    `The bias of hidden unit ${at}`,
  ];
  return told(names[which], value);
}
