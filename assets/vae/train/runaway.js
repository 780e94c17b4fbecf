// Whether the training of a VAE has run away, and which number did. No DOM.

const LARGEST = 1000; // in trained models weights stay below 10
const LAYERS = ["encoder’s first layer", "encoder’s second layer", "decoder’s first layer", "decoder’s second layer"];

// The parameter furthest beyond all bounds, or no number at all; null if all are sound.
export function runaway({ parameters }) {
  let found = null;
  parameters.forEach((values, which) => {
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at]);
      if (size <= LARGEST || (found && !(size > Math.abs(found.value)))) continue;
      found = { which, at, value: values[at] };
    }
  });
  return found;
}

// The same as a sentence.
export function toldOf({ which, at, value }) {
  const size = Number.isFinite(value)
    ? `reached ${Math.round(value).toLocaleString("en").replace("-", "−")}`
    : "is no longer a number";
  const kind = which % 2 ? "bias" : "weight";
  return `A ${kind} of the ${LAYERS[which >> 1]}, number ${at}, ${size}. The training ran away: each step overshot, and the next one had to overshoot more.`;
}
