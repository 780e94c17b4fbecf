// The calculator's number formats.
export const typographic = (text) => text.replaceAll("-", "−");
const isExact = (x, decimals) => Math.abs(x - Number(x.toFixed(decimals))) <= 1e-12 * Math.max(1, Math.abs(x));

// x with `decimals` decimals, or fewer if they are zeros and nothing is lost; null is a hidden score.
export function number(x, decimals) {
  if (x === null || x === undefined) return "−∞";
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -decimals)) return typographic(x.toExponential(2));
  const text = isExact(x, decimals) ? String(Number(x.toFixed(decimals))) : x.toFixed(decimals);
  return typographic(text === "-0" ? "0" : text);
}
// "=" if `number` is exact, "≈" if it is rounded.
export const equals = (x, decimals) =>
  x === null || (isExact(x, decimals) && (x === 0 || Math.abs(x) < 1e6)) ? "=" : "≈";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
export const subscript = (index) => Array.from(String(index + 1), (digit) => SUBSCRIPTS[digit]).join("");

// A weight as a percentage without its sign, for a grid that says it; what rounds to nothing is told apart from
// nothing.
export function shareNumber(weight) {
  const hundred = 100 * weight;
  if (weight > 0 && hundred < 0.05) return "< 0.1";
  return String(Number(hundred.toFixed(1)));
}
export const share = (weight) => `${shareNumber(weight)}\u00a0%`;

// The name of row `index` of a matrix, with the word that it belongs to if there is one: "q₂ cat".
/** @param {string} letter @param {number} index @param {string[]} labels */
export const named = (letter, index, labels = []) =>
  `${letter}${subscript(index)}${labels[index] ? ` ${labels[index]}` : ""}`;
// The pixels that the names of so many rows take, within limits.
/** @param {number} count @param {(index: number) => string} name */
export function labelSpace(count, name, least = 34) {
  const longest = Math.max(...Array.from({ length: count }, (_, index) => name(index).length));
  return longest <= 3 ? least : Math.min(120, 14 + 8 * longest);
}

// The pixels that the longest of these numbers takes in its field, within limits. On a phone the letters are larger.
/** @param {string[][]} cells */
export function cellSpace(cells, isSmall = innerWidth <= 560) {
  const longest = cells.flat().reduce((most, cell) => Math.max(most, cell.length), 0);
  return Math.min(110, Math.max(62, 14 + (isSmall ? 9.6 : 8.2) * longest));
}
