// The score of "fool the discriminator" and what is said of it, as functions of the rounds.
import { aDigit, figure, percent } from "../shared/words.js";
import { chance } from "./words.js";

export const ROUNDS = 10;
export const PLACES = ["left", "right"];

// The place that a key chooses, 0 or 1; null for any other key. Arrows count only if they `may`.
export function placeOf(key, may = true) {
  const at = { 1: 0, 2: 1, ...(may ? { ArrowLeft: 0, ArrowRight: 1 } : {}) }[key];
  return at ?? null;
}

// How many of the rounds {choice, real, guess} each got right; `its` is null for a model without a discriminator.
export function tally(rounds) {
  const right = (key) => rounds.filter((round) => round[key] === round.real).length;
  const alone = rounds.some(({ guess }) => guess === null);
  return { yours: right("choice"), its: alone ? null : right("guess"), of: rounds.length };
}

// The chance that a coin gets `right` or more of `of` rounds.
export function byCoin(right, of) {
  let ways = 1; // of choosing `got` of `of`
  let sum = 0;
  for (let got = 0; got <= of; got++) {
    if (got >= right) sum += ways;
    ways = (ways * (of - got)) / (got + 1);
  }
  return sum / 2 ** of;
}

const FEW = 0.06; // the chance below which a score is not put down to luck: 8 of 10 or more
const rarely = (share) => `one game in ${Math.round(1 / share).toLocaleString("en")}`;

// ---- one round
// What the discriminator made of a round.
export function guessText({ guess, real, scores, confidence }) {
  if (guess === null) return "";
  const sure = confidence === null ? "" : `, ${chance(confidence)} sure`;
  const outcome = guess === real ? "It is right" : "It was fooled";
  const why = `its scores are ${scores.map((score) => figure(score)).join(" and ")}: the higher, the more real a picture looks to it`;
  const plain = confidence === null ? " How sure it is cannot be said: this one gives points, no chances." : "";
  return `The discriminator takes the ${PLACES[guess]} one for real${sure}. ${outcome}; ${why}.${plain}`;
}

// What came out of a round for the visitor.
export function roundText({ choice, real, digit }) {
  const truth = `the real one, ${aDigit(digit)}, is on the ${PLACES[real]}`;
  return choice === real ? `Right: ${truth}.` : `Fooled: ${truth}. The one you took was made by the generator.`;
}

// ---- the whole game
export function meaning({ yours, its, of }) {
  return [whoWon(yours, its, of), yourLuck(yours, of), itsLuck(its, of)].filter(Boolean).join(" ");
}

function whoWon(yours, its, of) {
  if (its === null) return `You found ${yours} of the ${of} real digits.`;
  const score = `You found ${yours} of the ${of} real digits, the discriminator ${its}.`;
  if (yours === its) return `${score} A draw.`;
  return `${score} ${yours > its ? "You win." : "It wins."}`;
}

function yourLuck(yours, of) {
  const lucky = byCoin(yours, of);
  const coin = `Tossing a coin gives ${of / 2} on average`;
  if (lucky < FEW)
    return `${coin}, and ${yours} or more in ${rarely(lucky)}. So you can tell these digits from real ones.`;
  if (byCoin(of - yours, of) < FEW)
    return `${coin}, so you are below chance: you keep taking the generated digits for the real ones. The generator fools you completely.`;
  return `${coin}, and a score like yours is nothing unusual for a coin: the generator fooled you often enough.`;
}

function itsLuck(its, of) {
  if (its === null) return "";
  if (byCoin(its, of) < FEW)
    return "The discriminator still tells them apart: it finds traces that the generator has not learned to hide.";
  if (byCoin(of - its, of) < FEW)
    return "The discriminator is mostly wrong: by now the generated digits look more real to it than real ones do.";
  return "The discriminator’s score is nothing unusual for a coin, either: that is where the generator wants it.";
}

// ---- who has a discriminator
export function aloneText({ critic, models = [] }) {
  if (critic) return "";
  const other = models.find((model) => model.critic);
  const where = other ? ` ${other.title} has one: choose it above.` : "";
  return `The discriminator of this model was not kept.${where}`;
}

// ---- ranks
// A share of other digits, as in "than 12 % of the real ones".
export const sharesText = (share) => (share > 0.995 ? "nearly all" : share < 0.005 ? "hardly any" : percent(share));

// What came of changing every pixel a little, the way that the map says: {before, after, step}.
export function changeText({ before, after, step }) {
  const amount = `In the last picture every pixel was changed by ${percent(step)} of full brightness at most, the way the map says`;
  if (!before.rank || !after.rank)
    return `${amount}: the score went from ${figure(before.score)} to ${figure(after.score)}.`;
  const [then, now] = [before, after].map(({ rank }) => sharesText(rank.real));
  return `${amount}: it now looks more real to the discriminator than ${now} of the real digits; before, than ${then}.`;
}
