// What truncation does to a model's digits: a sentence and a small table from measured figures.
import { el } from "../shared/dom.js";
import { figure, percent } from "../shared/words.js";
import { chance } from "./words.js";

const WHAT =
  "Keeps each random number between minus and plus this value, which makes the list of numbers, z, shorter (nearer to 0). Off: the numbers are not changed.";
const SURE = 2; // standard errors
const MOST = 0.5; // the share of pictures without a digit above which hardly any digits are drawn

// Whether one share of so many is larger than another beyond the noise of both.
const isMore = (one, other, count) =>
  one - other > SURE * Math.sqrt((one * (1 - one) + other * (1 - other)) / Math.max(1, count));

export const boundText = (bound) => (bound === null ? "off" : figure(bound, 1));

const among = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

// Which of the `narrow` rows differ from the row `off` in a share of `count`, beyond the noise; "" if none does.
function changes(narrow, off, share, count) {
  const told = (rows, word) =>
    rows.length
      ? `clearly ${word} at ${among(rows.map((row) => `${boundText(row.bound)} (${chance(row[share])})`))}`
      : "";
  const more = narrow.filter((row) => isMore(row[share], off[share], count));
  const fewer = narrow.filter((row) => isMore(off[share], row[share], count));
  return [told(more, "more"), told(fewer, "fewer")].filter(Boolean).join(", ");
}

// What is drawn where most pictures show no digit; "" if that is nowhere.
function emptiness(rows) {
  const empty = rows.filter(({ no_digit: share }) => share > MOST);
  if (!empty.length) return "";
  const where = among(empty.map(({ bound, no_digit: share }) => `${boundText(bound)} (${chance(share)} without one)`));
  return ` The generator draws hardly any digits at ${where}, by another judge, which can say that it sees none.`;
}

// Sentences about the rows {bound, sure, coverage, no_digit}, the first of them without truncation: of how many digits
// is the judge sure, how many real ones are covered, and is anything drawn? Each compares every row with the first.
export function truncationText({ rows, samples, real }) {
  const [off, ...narrow] = rows;
  const credits = rows.some(({ no_digit: share }) => share === null || share === undefined);
  const sure = changes(narrow, off, "sure", samples);
  const covered = changes(narrow, off, "coverage", real);
  return (
    `Without it, the judge${credits ? ", which is sure of mere noise, too," : ""} is sure of ${chance(off.sure)} of this model’s pictures` +
    `${sure ? `; it is sure of ${sure}` : ", and no truncation in the table changes that clearly"}. ` +
    `${chance(off.coverage)} of real digits have a sample like them` +
    `${covered ? `; ${covered}` : ", and no truncation in the table changes that clearly"}.${emptiness(rows)}`
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
    ...(rows.every(({ no_digit: share }) => Number.isFinite(share))
      ? [
          line(
            "pictures without a digit",
            rows.map(({ no_digit: share }) => percent(share)),
          ),
        ]
      : []),
  );
}
