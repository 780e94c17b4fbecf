// The page's number formats.

export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

// A number with `digits` decimals and a real minus sign, never -0.00; a dash if there is none.
export const figure = (value, digits = 2) => {
  if (!Number.isFinite(value)) return "–";
  return (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits).replace("-", "−");
};

// "1", "1 and 2", "1, 2 and 3".
export const listed = (parts) =>
  parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;

export const aDigit = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
