// What truncation does to a model's digits: a sentence and a small table from measured figures.
import { el } from "../shared/dom.js";
import { figure, percent } from "../shared/words.js";
import { chance } from "./words.js";

const WHAT =
  "Keeps each random number between minus and plus this value, which makes the list of numbers, z, shorter (nearer to 0). Off: the numbers are not changed.";
const SURE = 2; // standard errors

// Whether one share of so many is larger than another beyond the noise of both.
const isMore = (one, other, count) =>
  one - other > SURE * Math.sqrt((one * (1 - one) + other * (1 - other)) / Math.max(1, count));

export const boundText = (bound) => (bound === null ? "off" : figure(bound, 1));

// One sentence about the rows {bound, sure, coverage}, the first of them without truncation: is the judge surer of the
// digits, and what becomes of the variety?
export function truncationText({ rows, samples, real }) {
  const [off, ...narrow] = rows;
  const last = narrow.at(-1);
  const best = narrow.reduce((one, other) => (other.sure > one.sure ? other : one));
  const isSurer = isMore(best.sure, off.sure, samples);
  const { sure, bound } = isSurer ? best : last;
  const isLess = isMore(off.sure, last.sure, samples);
  const isLost = isMore(off.coverage, last.coverage, real);
  return (
    `${isSurer || isLess ? `It makes the judge ${isSurer ? "surer" : "less sure"}` : "It does not clearly change how sure the judge is"} of this model’s digits: ` +
    `the judge, which is sure of mere noise, too, is sure of ${chance(off.sure)} of them without truncation, and of ${chance(sure)} at ${boundText(bound)}; ` +
    `${isLost ? "and variety is lost" : "and no loss of variety is seen"}: ${percent(off.coverage)} of real digits have a sample like them ` +
    `without it, and ${percent(last.coverage)} at ${boundText(last.bound)}.`
  );
}

// Shows the figures of a model, or `general` words if there are none.
export function showTruncation(caption, table, truncated, general) {
  table.hidden = !truncated;
  caption.textContent = truncated ? `${WHAT} ${truncationText(truncated)}` : general;
  if (!truncated) return;
  const { rows, samples } = truncated;
  const line = (name, cells, tag = "td") =>
    el("tr", {}, el("th", { scope: "row", textContent: name }), ...cells.map((text) => el(tag, { textContent: text })));
  table.replaceChildren(
    el("caption", { textContent: `Measured on this model with ${samples} samples at each truncation` }),
    line(
      "truncation",
      rows.map(({ bound }) => boundText(bound)),
      "th",
    ),
    line(
      "the judge is more than 90\u00a0% sure",
      rows.map(({ sure }) => percent(sure)),
    ),
    line(
      "real digits that have a sample like them",
      rows.map(({ coverage }) => percent(coverage)),
    ),
  );
}
