// Numbers as the page writes them.

export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

// A number with `digits` places and a true minus sign, never -0.00; a dash where there is none.
export const figure = (value, digits = 2) => {
  if (!Number.isFinite(value)) return "–";
  return (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits).replace("-", "−");
};

export const aDigit = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
