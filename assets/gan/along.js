// Moving along the directions of a model: the latents of a move, the moves of a film, and what is said of a direction.
import { aDigit, figure, percent } from "../shared/words.js";

export const REACH = 3; // standard deviations that a slider goes either way
export const FRAMES = 9; // of the film from one end of a direction to the other

// ---- mathematics
// Latents moved by so many standard deviations along each direction {vector}, in the precision of a model.
export function movedAlong(latents, directions, amounts) {
  const moved = Float64Array.from(latents);
  directions.forEach(({ vector }, k) => {
    for (let i = 0; i < moved.length; i++) moved[i] += amounts[k] * vector[i];
  });
  return Float32Array.from(moved);
}

// The places of a film, from one end to the other.
export const places = Array.from({ length: FRAMES }, (_, i) => (REACH * (2 * i)) / (FRAMES - 1) - REACH);

// The same amounts with another one of direction `at`.
export const withAmount = (amounts, at, amount) => amounts.map((each, k) => (k === at ? amount : each));

export const isStill = (amounts) => amounts.every((amount) => amount === 0);

// What the film of direction `at` depends on beside its start: all amounts but its own.
export const filmKey = (amounts, at) => JSON.stringify([at, withAmount(amounts, at, 0)]);

// ---- words
const SHAPES = {
  thickness: { name: "Thicker", less: "thinner", more: "thicker", what: "Width of the strokes", unit: "pixels" },
  slant: { name: "Slanted to the right", less: "slanted to the left", more: "slanted to the right", what: "Slant" },
  width: {
    name: "Wider",
    less: "narrower",
    more: "wider",
    what: "Spread of the ink from side to side",
    unit: "pixels",
  },
  height: {
    name: "Taller",
    less: "shorter",
    more: "taller",
    what: "Spread of the ink from top to bottom",
    unit: "pixels",
  },
};

const digitOf = (property) => Number(property.replace("digit_", ""));
const wordsOf = (property) => {
  if (SHAPES[property]) return SHAPES[property];
  const digit = digitOf(property);
  const what = `The judge’s mean certainty that it is ${aDigit(digit)}`;
  return { name: `Towards ${digit}`, less: `less like ${aDigit(digit)}`, more: `more like ${aDigit(digit)}`, what };
};

export const nameOf = ({ name, component }) => (name ? wordsOf(name).name : `No simple name (no. ${component})`);
// What stands at the two ends of its slider.
export const endsOf = ({ name }) => (name ? [wordsOf(name).less, wordsOf(name).more] : ["−", "+"]);

export const amountText = (amount) => (amount > 0 ? `+${figure(amount, 1)}` : figure(amount, 1));

// "thicker +1.2, towards 7 −0.5"; empty where nothing was moved.
export const moveText = (directions, amounts) =>
  directions
    .flatMap((direction, k) => (amounts[k] ? [`${nameOf(direction).toLowerCase()} ${amountText(amounts[k])}`] : []))
    .join(", ");

const rangeText = ({ property, low, high }) => {
  if (property === "slant") return `${figure(low, 0)}° to ${figure(high, 0)}°`;
  if (!SHAPES[property]) return `${percent(low)} to ${percent(high)}`;
  const change = low > 0 ? ` (${high > low ? "+" : "−"}${percent(Math.abs(high / low - 1))})` : "";
  return `${figure(low, 1)} to ${figure(high, 1)} ${SHAPES[property].unit}${change}`;
};

// What one effect was: "Slant: −8° to 20° from one end to the other; slanted to the right in 100 of 100 samples."
export function effectText(effect) {
  const { what, less, more } = wordsOf(effect.property);
  const rises = effect.size > 0;
  const share = Math.round(100 * (rises ? effect.rose : 1 - effect.rose));
  const times = `${figure(Math.abs(effect.size))} ± ${figure(effect.noise)} times the spread of real digits`;
  return `${what}: ${rangeText(effect)}; ${rises ? more : less} in ${share} of 100 samples. That is ${times}.`;
}

export const holdsText = ({ share }) => `${figure(100 * share, 1)} %`;

// How the five were chosen.
export function choiceText({ directions, components }) {
  const whole = figure(100 * directions.reduce((sum, { share }) => sum + share, 0), 0);
  const named = directions.filter(({ name }) => name).length;
  const rest = named < directions.length ? ", then those that vary most" : "";
  return `Chosen from the first ${components} directions: first those with the clearest names${rest}. Together they hold ${whole} % of what varies.`;
}

// How much of what varies it holds.
export const shareText = ({ component, share }, { components }) =>
  `It is number ${component} of the first ${components} directions, and holds ${figure(100 * share, 1)} % of all that varies in the generator’s first layer.`;

// What its name is based on: a sentence, then one a line for each effect worth a word.
export function basisOf(direction, { samples, reach }) {
  const [first, ...others] = direction.effects;
  const how = `${samples} samples were moved by ${figure(reach, 0)} to the left and by ${figure(reach, 0)} to the right, and their pictures measured.`;
  const intro = direction.name
    ? `${how} This changed most clearly:`
    : `${how} Nothing changed clearly enough, or what did gives another direction its name; so this one has none. What changed most:`;
  const large = others.filter(({ size }) => Math.abs(size) >= 0.5);
  return { intro, lines: [first, ...large].map(effectText) };
}
