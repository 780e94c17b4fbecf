// Whether a training has run away, and which number did. No DOM.

const LARGEST = { weight: 100, visibleBias: 1000, hiddenBias: 1000 }; // in trained machines weights stay below 10

// The parameter that is the furthest beyond all bounds, or no number at all; null if all are sound.
export function runaway(learner) {
  let found = null;
  for (const [name, most] of Object.entries(LARGEST)) {
    const values = learner[name];
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at]);
      if (size <= most || (found && !(size > Math.abs(found.value)))) continue;
      found = { name, at, value: values[at], hidden: learner.hidden };
    }
  }
  return found;
}

// The same as a sentence.
export function toldOf({ name, at, value, hidden }) {
  const which = {
    weight: `The weight between pixel ${Math.floor(at / hidden)} and hidden unit ${at % hidden}`,
    visibleBias: `The bias of pixel ${at}`,
    hiddenBias: `The bias of hidden unit ${at}`,
  }[name];
  const size = Number.isFinite(value)
    ? `reached ${Math.round(value).toLocaleString("en").replace("-", "−")}`
    : "is no longer a number";
  return `${which} ${size}. The training ran away: each step overshot, and the next one had to overshoot more.`;
}
