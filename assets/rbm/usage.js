// How much the hidden units of a layer are used, how strong their weights are, and in which order they stand.

const DEAD = 0.01; // on for a smaller share of the digits than this, or off, a unit is as good as dead

export const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;
export const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

// The norm of each hidden unit's weights; `weight` by visible unit.
export function norms({ weight, visible, hidden }) {
  const squares = new Float32Array(hidden);
  for (let row = 0, at = 0; row < visible; row++)
    for (let unit = 0; unit < hidden; unit++, at++) squares[unit] += weight[at] ** 2;
  return squares.map(Math.sqrt);
}

// Of shares of the digits with each unit on: their mean, and how many units are hardly ever off or on.
export function usage(frequency) {
  return {
    mean: frequency.reduce((sum, share) => sum + share, 0) / frequency.length,
    dead: frequency.filter((share) => share < DEAD).length,
    always: frequency.filter((share) => share > 1 - DEAD).length,
  };
}

// The same as sentences; `frequency` is null where it was not measured.
export function usageText(frequency) {
  if (!frequency) return "How often each unit is on was not measured for this checkpoint.";
  const { mean, dead, always } = usage(frequency);
  const some = (count, what) =>
    count === 0 ? `None is ${what}.` : count === 1 ? `1 is ${what}.` : `${count} are ${what}.`;
  return [
    `Over the test digits, ${percent(mean)} of the ${frequency.length} units are on at a time.`,
    some(dead, "dead (on for less than 1 % of the digits)"),
    some(always, "always on (more than 99 %)"),
    ...(always ? ["Such a unit only shifts the background."] : []),
  ].join(" ");
}

// Unit numbers by "frequency" or "norm", the largest first, or by "index".
export function arranged(sort, sizes, frequency) {
  const value = {
    frequency: (unit) => frequency?.[unit] ?? 0,
    norm: (unit) => sizes[unit],
    index: (unit) => -unit,
  }[sort];
  return Array.from(sizes, (_, unit) => unit).sort((a, b) => value(b) - value(a) || a - b);
}
