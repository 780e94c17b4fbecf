// Scales of charts: a span that shows the values well, and the round numbers in it.

// Round numbers between two values, about `count` of them.
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
export const tickText = (value) => {
  const text = Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
};

// A span that shows these values. Single peaks that would flatten all other values are cut off.
export function span(values, include = []) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return [0, 1];
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const [least, most] = [at(0.02), at(0.98)];
  const room = most - least;
  const low = Math.min(Math.max(sorted[0], least - room), ...include);
  const high = Math.max(Math.min(sorted.at(-1), most + room), ...include);
  const margin = Math.max(0.06 * (high - low), 0.05 * Math.abs(high), 1e-3);
  return [low - margin, high + margin];
}

// The span of both players' losses and of the dashed levels.
export const lossSpan = (trace, levels = []) =>
  span(
    trace.flatMap(({ critic, generator }) => [critic, generator]),
    levels.map(({ y }) => y),
  );

// One scale that includes 0, for two games with the same loss; undefined for different losses, which cannot be
// compared.
/** @param {*[]} sides */
export function commonSpan([one, two]) {
  if (one.objective !== two.objective || !one.trace?.length || !two.trace?.length) return undefined;
  const spans = [one, two].map(({ trace }) => lossSpan(trace));
  return [Math.min(0, ...spans.map(([low]) => low)), Math.max(...spans.map(([, high]) => high))];
}

// The points [epoch, value] of one line of a run's trace, as far as it was recorded.
export const pointsOf = (trace, key) =>
  trace.filter((row) => Number.isFinite(row[key])).map((row) => [row.epoch, row[key]]);
