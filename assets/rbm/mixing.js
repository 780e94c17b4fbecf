// What the free energies of chains tell: how fast the chains forget, and where real digits lie. Pure functions.
import { KEPT, wordsOf } from "./chains.js";

const LAGS = 300;

// Autocorrelation of several chains of equal length around their common mean, at lags 0 to `lags`, so that a chain that
// stays in its own region counts as not having forgotten. Null if nothing varies.
export const autocorrelation = (traces, lags) => {
  const length = Math.min(...traces.map((trace) => trace.length));
  const cut = traces.map((trace) => trace.slice(trace.length - length));
  const mean = cut.reduce((sum, trace) => sum + trace.reduce((a, b) => a + b, 0), 0) / (length * cut.length);
  const centred = cut.map((trace) => Float64Array.from(trace, (value) => value - mean));
  const at = (lag) => {
    let sum = 0;
    for (const trace of centred) for (let i = 0; i + lag < length; i++) sum += trace[i] * trace[i + lag];
    return sum / (length * cut.length);
  };
  const variance = at(0);
  if (!(variance > 1e-12)) return null;
  return Array.from({ length: Math.min(lags, length - 1) + 1 }, (_, lag) => at(lag) / variance);
};

// The integrated autocorrelation time: 1 + 2 times the sum of the autocorrelations, up to the first lag that is 5 times
// this time (Sokal 1997, section 3). {steps, sure}; not sure if the window does not close within the lags.
export const integratedTime = (rho) => {
  let time = 1;
  for (let lag = 1; lag < rho.length; lag++) {
    time += 2 * rho[lag];
    if (lag >= 5 * time) return { steps: Math.max(1, time), sure: true };
  }
  return { steps: Math.max(1, time), sure: false };
};

// The mean free energy of pictures of 784 bytes each; in a deep network, that of their activations below the top.
export const meanFreeEnergy = (machine, bytes) => {
  const energies = Array.from({ length: bytes.length / 784 }, (_, i) =>
    machine.freeEnergy(
      machine.upward(
        Float32Array.from(bytes.subarray(784 * i, 784 * (i + 1)), (level) => level / 255),
        wordsOf(1, i, 0),
      ),
    ),
  );
  return energies.reduce((sum, value) => sum + value, 0) / energies.length;
};

// The first fifth of a run is burn-in and is left out of the autocorrelation.
const settled = (trace) => trace.slice(Math.max(Math.floor(trace.length / 5), trace.length - KEPT / 2));

export const forgetting = (chains) => {
  const traces = chains.map(({ trace }) => settled(trace));
  if (!traces.length || traces[0].length < 60)
    return { rho: null, text: "Run at least 75 steps to see how fast the chain forgets." };
  const rho = autocorrelation(traces, Math.min(LAGS, Math.floor(traces[0].length / 2)));
  if (!rho)
    return { rho: null, text: "The free energy does not change at all: everything is held. Let some pixels go." };
  const { steps, sure } = integratedTime(rho);
  const long = sure && traces[0].length > 20 * steps;
  const said = steps < 10 ? steps.toFixed(1) : Math.round(steps).toLocaleString("en");
  const text = long
    ? `After about ${said} steps the chain has forgotten where it was, as far as its free energy tells.`
    : `The chain still remembers where it was: it forgets over ${said} steps or more, and the ${traces[0].length.toLocaleString("en")} last steps are too few to say.`;
  return { rho, time: steps, sure: long, text };
};
