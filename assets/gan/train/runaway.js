// Which number of two players ran away. No DOM.
import { furthest, told } from "../../shared/train/runaway.js";

const LARGEST = 100; // in games that go well, parameters stay below 10
const ORDER = ["first", "second", "third", "fourth"];

// The parameter of one of the networks that is the furthest beyond all bounds; null if all are sound.
export function runaway(networks) {
  for (const [who, { parameters }] of Object.entries(networks)) {
    const found = furthest(
      parameters,
      parameters.map(() => LARGEST),
    );
    if (found) return { who, ...found };
  }
  return null;
}

// The same as a sentence.
export const toldOf = ({ who, which, at, value }) =>
  told(`A ${which % 2 ? "bias" : "weight"} of the ${who}’s ${ORDER[which >> 1]} layer, number ${at},`, value);
