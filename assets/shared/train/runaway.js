// Whether a training has run away, and which number did. No DOM.

// `parameters` are lists of numbers, `largest` the size beyond which each has run away: {which, at, value} of the number
// that is furthest beyond all bounds, or no number at all; null if all are sound.
export function furthest(parameters, largest) {
  let found = null;
  parameters.forEach((values, which) => {
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at]);
      if (size <= largest[which] || (found && !(size > Math.abs(found.value)))) continue;
      found = { which, at, value: values[at] };
    }
  });
  return found;
}

// The same as a sentence: `name` says what ran away.
export function told(name, value) {
  const size = Number.isFinite(value)
    ? `reached ${Math.round(value).toLocaleString("en").replace("-", "−")}`
    : "is no longer a number";
  return `${name} ${size}. The training ran away: each step overshot, and the next one had to overshoot more.`;
}
