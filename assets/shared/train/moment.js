// The sentence about what the numbers of a training say now. No DOM.

// How far held-out digits have fallen behind those it learns from since the start, in nats.
export function gap(curve) {
  const [first, last] = [curve[0], curve.at(-1)];
  return first ? last.held - last.train - (first.held - first.train) : 0;
}

// `sayings` are [when(known), what(known)], the most urgent first, and the last one always fits.
export const said = (sayings, known) => sayings.find(([when]) => when(known))[1](known);

// Which of two runs is ahead, where B is `by` worse than A.
export const ahead = (by, least) =>
  Math.abs(by) < least
    ? "hardly a difference"
    : Number.isFinite(by)
      ? `${by > 0 ? "A" : "B"} is ahead`
      : "one ran away";

// An epoch in words.
export const told = (epoch) => `${Number(epoch.toFixed(2))} epoch${epoch === 1 ? "" : "s"}`;
