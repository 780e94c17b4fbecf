// The calculator's number formats.
export const typographic = (text) => text.replace("-", "−");
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
