// What the judge, a classifier on the server, answers about a picture: {digit, confidence, no_digit}. no_digit is the
// probability that it shows none, or null without the model for that; then the judge has to name one of the ten. The
// judge of other data also says what its label means: `name`.
import { percent } from "./words.js";

export const isNoDigit = ({ no_digit }) => no_digit > 0.5; // null is not

// A few words for it; nothing without an answer.
export function reading(answer) {
  if (!Number.isInteger(answer?.digit)) return "";
  return isNoDigit(answer) ? "like no digit" : `${answer.name ?? answer.digit} (${percent(answer.confidence)})`;
}
