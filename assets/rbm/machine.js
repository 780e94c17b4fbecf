// Boltzmann machines and deep belief networks in the page: pure functions of the tensors of a checkpoint, as
// in zoo/models/boltzmann.py and zoo/models/dbn.py. A unit that is on adds its row of weights; one that is off costs
// nothing.
import { sigmoid, softplus } from "../shared/maths.js";

// The bias plus the rows of `weight` of the units, each times its value. For binary units these are additions, four
// rows at a time: a Gibbs step spends most of its time here.
let on = new Int32Array(0);
function logits(bias, weight, units, out) {
  const width = bias.length;
  out.set(bias);
  if (on.length < units.length) on = new Int32Array(units.length);
  let count = 0;
  for (let unit = 0; unit < units.length; unit++) {
    const value = units[unit];
    if (value === 1) on[count++] = unit * width;
    else if (value) for (let i = 0, row = unit * width; i < width; i++) out[i] += value * weight[row + i];
  }
  let at = 0;
  for (; at + 3 < count; at += 4) {
    const [a, b, c, d] = [on[at], on[at + 1], on[at + 2], on[at + 3]];
    for (let i = 0; i < width; i++) out[i] += weight[a + i] + weight[b + i] + weight[c + i] + weight[d + i];
  }
  for (; at < count; at++) for (let i = 0, row = on[at]; i < width; i++) out[i] += weight[row + i];
  return out;
}

function dot(left, right) {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i];
  return sum;
}

function transposed(weight, rows, columns) {
  const turned = new Float32Array(weight.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = weight[row * columns + column];
  }
  return turned;
}

function need(tensors, name, length) {
  const tensor = tensors[name];
  if (!tensor || (length && tensor.length !== length)) throw new Error(`its weights file has no '${name}' that fits`);
  return tensor;
}

// One Boltzmann machine, its weights in both layouts: by visible unit for going up, by hidden unit for going down.
function layer(tensors, prefix) {
  const visibleBias = need(tensors, `${prefix}.visible_bias`);
  const hiddenBias = need(tensors, `${prefix}.hidden_bias`);
  const [visible, hidden] = [visibleBias.length, hiddenBias.length];
  const weight = need(tensors, `${prefix}.weight`, visible * hidden);
  const turned = transposed(weight, visible, hidden);
  const hiddenLogits = (v, out = new Float32Array(hidden)) => logits(hiddenBias, weight, v, out);
  const visibleLogits = (h, out = new Float32Array(visible)) => logits(visibleBias, turned, h, out);
  // F(v) = -log of the sum over h of exp(-E(v, h)), in nats; the logits may be passed if they are known.
  const freeEnergy = (v, up = hiddenLogits(v)) => {
    let sum = dot(v, visibleBias);
    for (let j = 0; j < hidden; j++) sum += softplus(up[j]);
    return -sum;
  };
  const energy = (v, h) => -dot(v, visibleBias) - dot(h, hiddenLogits(v));
  return { visible, hidden, weight, turned, visibleBias, hiddenBias, hiddenLogits, visibleLogits, freeEnergy, energy };
}

// The upward weights of a layer, if they differ from the downward ones.
function recognition(tensors, prefix) {
  const bias = need(tensors, `${prefix}.bias`);
  const weight = need(tensors, `${prefix}.weight`);
  return {
    weight,
    bias,
    hidden: bias.length,
    hiddenLogits: (v, out = new Float32Array(bias.length)) => logits(bias, weight, v, out),
  };
}

// Probabilities of logits at a temperature, in place.
export function probabilities(values, temperature) {
  for (let i = 0; i < values.length; i++) values[i] = sigmoid(values[i] / temperature);
  return values;
}

// Binary draws of the units of a layer (the pixels are layer 0): on where the probability exceeds the unit's number of
// (0, 1). `words(layer, count)` gives 32 random bits per unit, including held units.
export function draw(probs, words, level, out = new Uint8Array(probs.length)) {
  const bits = words(level, probs.length);
  for (let i = 0; i < probs.length; i++) out[i] = probs[i] > (bits[i] + 0.5) / 4294967296 ? 1 : 0;
  return out;
}

// The state of a chain of the machine `top`. clamp: -1 for a free visible unit, otherwise the value it is held at.
// `logits` are those of the hidden units given the sample, kept for the next step; `known` tells whether they are up to
// date.
const state = (top) => ({
  visible: new Uint8Array(top.visible),
  visibleProbs: new Float32Array(top.visible),
  hidden: new Uint8Array(top.hidden),
  hiddenProbs: new Float32Array(top.hidden),
  logits: new Float32Array(top.hidden),
  known: false,
  clamp: new Int8Array(top.visible).fill(-1),
});

function hold(units, clamp) {
  for (let i = 0; i < units.length; i++) if (clamp[i] >= 0) units[i] = clamp[i];
}

function refresh(top, chain) {
  if (!chain.known) top.hiddenLogits(chain.visible, chain.logits);
  chain.known = true;
  return chain.logits;
}

// h given v: forced units (a Map unit -> 0 or 1) take their forced value.
function drawHidden(top, chain, { temperature = 1, words, forced }) {
  chain.hiddenProbs.set(refresh(top, chain));
  draw(probabilities(chain.hiddenProbs, temperature), words, top.level + 1, chain.hidden);
  for (const [unit, value] of forced ?? []) chain.hidden[unit] = value;
}

// v given h: clamped units keep their value, with probability 1.
function drawVisible(top, chain, { temperature = 1, words, clamp = chain.clamp }) {
  probabilities(top.visibleLogits(chain.hidden, chain.visibleProbs), temperature);
  draw(chain.visibleProbs, words, top.level, chain.visible);
  if (clamp) for (const units of [chain.visible, chain.visibleProbs]) hold(units, clamp);
  chain.known = false;
}

// One step of block Gibbs sampling, v -> h -> v; see Boltzmann.step. Returns the free energy of the new v in nats.
function gibbsStep(top, chain, settings) {
  drawHidden(top, chain, settings);
  drawVisible(top, chain, settings);
  return top.freeEnergy(chain.visible, refresh(top, chain));
}

// description: {kind, top: prefix, lower: [prefix], recognition: [prefix]}, lowest layer first.
export const makeMachine = (tensors, description) => {
  const lower = (description.lower ?? []).map((prefix) => layer(tensors, prefix));
  // the index of its visible layer; the pixels are layer 0
  const top = { ...layer(tensors, description.top), level: lower.length };
  const inference = (description.recognition ?? []).map((prefix) => recognition(tensors, prefix));
  const up = (index) => inference[index] ?? lower[index];
  const chains = tensors[`${description.top}.chains`] ?? new Float32Array(0);

  // Binary draws of the top machine's visible units given pixels in [0, 1]; for an RBM the pixels themselves, drawn.
  function upward(pixels, words) {
    let units = pixels;
    if (!lower.length) return draw(pixels, words, 0);
    for (let i = 0; i < lower.length; i++) units = draw(probabilities(up(i).hiddenLogits(units), 1), words, i + 1);
    return units;
  }

  // Downward by the generative weights: {pixels: probabilities, sample, layers: [{units, probs}] of what is between}.
  function downward(units, probs, words) {
    const layers = [{ units, probs }];
    for (let i = lower.length - 1; i >= 0; i--) {
      const below = probabilities(lower[i].visibleLogits(layers[0].units), 1);
      layers.unshift({ probs: below, units: draw(below, words, i) });
    }
    const [{ probs: pixels, units: sample }, ...between] = layers;
    return { pixels, sample, layers: between };
  }

  // What a unit of a hidden layer (0 is the lowest) adds to the pixels' logits, by the weights on its way down.
  function filter(level, unit) {
    const all = [...lower, top];
    let values = all[level].turned.subarray(unit * all[level].visible, (unit + 1) * all[level].visible);
    for (let i = level - 1; i >= 0; i--)
      values = logits(new Float32Array(all[i].visible), all[i].turned, values, new Float32Array(all[i].visible));
    return values;
  }

  return {
    kind: description.kind,
    visible: (lower[0] ?? top).visible,
    hidden: top.hidden,
    lower,
    recognition: inference,
    top,
    sizes: [...lower.map(({ hidden }) => hidden), top.hidden],
    chains: {
      count: chains.length / top.visible,
      of: (index) => Uint8Array.from(chains.subarray(index * top.visible, (index + 1) * top.visible)),
    },
    hiddenLogits: top.hiddenLogits,
    visibleLogits: top.visibleLogits,
    freeEnergy: top.freeEnergy,
    energy: top.energy,
    logitsOf: (chain) => refresh(top, chain), // of the hidden units given what it holds
    state: () => state(top),
    drawHidden: (chain, settings) => drawHidden(top, chain, settings),
    drawVisible: (chain, settings) => drawVisible(top, chain, settings),
    gibbsStep: (chain, settings) => gibbsStep(top, chain, settings),
    upward,
    downward,
    filter,
  };
};

// The layers of a machine, the lowest first, as the tools look at them: up by what takes a digit up, down by the
// generative weights.
export const layersOfMachine = (made) =>
  [...made.lower, made.top].map((own, level) => {
    const up = made.recognition[level] ?? own;
    return {
      ...own,
      upWeight: up.weight,
      hiddenProbs: (below) => probabilities(up.hiddenLogits(below), 1),
      visibleProbs: (above) => probabilities(own.visibleLogits(above), 1),
      column: (unit, weight = own.weight) =>
        Float32Array.from({ length: own.visible }, (_, row) => weight[row * own.hidden + unit]),
      filter: (unit) => made.filter(level, unit),
    };
  });
