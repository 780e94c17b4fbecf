// Sums of what the judge reads in many samples, and sentences about them.
import { percent } from "../shared/words.js";
import { boundText } from "./truncation.js";

export const ROUND = 2000; // samples that a press of the button counts
const SURE = 1.96; // standard errors, for 95 %

// Two counts {samples, digits, sure, none, asked} together; null in the place of the first one for none yet.
export function added(sum, more) {
  if (!sum) return more;
  const both = (key) => (more[key] === null ? null : sum[key] + more[key]);
  return {
    samples: both("samples"),
    digits: sum.digits.map((count, digit) => count + more.digits[digit]),
    sure: both("sure"),
    none: both("none"),
    asked: both("asked"),
  };
}

export const sharesOf = ({ digits, samples }) => digits.map((count) => count / samples);

// Between which shares of `samples` each digit would lie, 95 times of 100, if all were drawn equally often.
export function chanceSpan(samples) {
  const reach = SURE * Math.sqrt((0.1 * 0.9) / samples);
  return [Math.max(0, 0.1 - reach), 0.1 + reach];
}

const one = (share) => `${(100 * share).toFixed(1)}\u00a0%`;
const among = (count, samples) => `${count.toLocaleString("en")} (${percent(count / samples)})`;

// What was counted with a truncation (null: none).
export function countText(sum, truncation) {
  const { samples, sure, none, asked } = sum;
  const shares = sharesOf(sum);
  const [most, least] = [Math.max(...shares), Math.min(...shares)];
  const [low, high] = chanceSpan(samples);
  const outside = shares.flatMap((share, digit) => (share < low || share > high ? [digit] : []));
  return [
    `Of ${samples.toLocaleString("en")} digits (truncation ${boundText(truncation)}) the judge is more than 90\u00a0% sure of ${among(sure, samples)}`,
    none === null ? "." : `; another judge sees no digit in ${among(none, samples)}.`,
    ` It reads ${shares.indexOf(most)} most often (${one(most)}) and ${shares.indexOf(least)} least often (${one(least)}).`,
    ` If all ten were drawn equally often, chance would keep nearly every share between ${one(low)} and ${one(high)}:`,
    outside.length ? ` ${outside.join(", ")} ${outside.length > 1 ? "are" : "is"} outside.` : " all are.",
    asked === null ? "" : ` The judge reads the digit that was asked for in ${among(asked, samples)}.`,
  ].join("");
}
