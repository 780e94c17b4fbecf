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

const FEW = 0.05; // the chance below which a score is not put down to luck: 9 of 10 or more, 1 or fewer
const rarely = (share) => `one game in ${Math.round(1 / share).toLocaleString("en")}`;

// ---- one round
// What the discriminator made of a round.
export function guessText({ guess, real, scores, confidence }) {
  if (guess === null) return "";
  const sure = confidence === null ? "" : `, ${chance(confidence)} sure that it is this one of the two`;
  const outcome = guess === real ? "It is right" : "It was fooled";
  const why = `its scores are ${scores.map((score) => figure(score)).join(" and ")}: the higher, the more real a picture looks to it`;
  const plain = confidence === null ? " How sure it is cannot be said: this one gives points, no chances." : "";
  return `The discriminator takes the ${PLACES[guess]} one for real${sure}. ${outcome}; ${why}.${plain}${confidence === null ? "" : aloneOf(scores)}`;
}

// What two logits of the same sign say of either picture alone; a score of 0 is half and half.
function aloneOf(scores) {
  if (scores.every((score) => score < 0))
    return " Both are below 0: seen alone, it would take either for generated. How sure it is follows from the difference of the two, for one of them is real.";
  if (scores.every((score) => score > 0))
    return " Both are above 0: seen alone, it would take either for real. How sure it is follows from the difference of the two, for one of them is generated.";
  return "";
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

// How a score compares with a coin's: `side` is 1 above chance, -1 below, 0 for one that a coin gets often enough, and
// `odds` say how often it gets one as far from the middle. The same measure for both players.
export function luck(right, of) {
  const isHigh = 2 * right >= of;
  const share = byCoin(isHigh ? right : of - right, of);
  const side = share >= FEW ? 0 : isHigh ? 1 : -1;
  return { side, odds: 2 * right === of ? "" : `${right} or ${isHigh ? "more" : "fewer"} in ${rarely(share)}` };
}

function yourLuck(yours, of) {
  const { side, odds } = luck(yours, of);
  const coin = `Tossing a coin gives ${of / 2} on average${odds ? `, and ${odds}` : ""}`;
  if (side > 0) return `${coin}. So you can tell these digits from real ones.`;
  if (side < 0)
    return `${coin}, so you are below chance: you keep taking the generated digits for the real ones. The generator fools you completely.`;
  return `${coin}, so a score like yours is nothing unusual for a coin: the generator fooled you often enough.`;
}

function itsLuck(its, of) {
  if (its === null) return "";
  const { side, odds } = luck(its, of);
  const coin = odds ? ` (a coin gives ${odds})` : "";
  if (side > 0)
    return `The discriminator still tells them apart${coin}: it finds traces that the generator has not learned to hide.`;
  if (side < 0)
    return `The discriminator is mostly wrong${coin}: by now the generated digits look more real to it than real ones do.`;
  return `The discriminator’s score is nothing unusual for a coin${coin}: that is where the generator wants it.`;
}

// ---- who has a discriminator
export function aloneText({ critic, models = [] }) {
  if (critic) return "";
  const other = models.find((model) => model.critic);
  const where = other ? ` ${other.title} has one: choose it above.` : "";
  return `The discriminator of this model was not kept.${where}`;
}

// ---- ranks
// How real a digit looks beside others, by the share of them that look less real.
export function beside(share, others) {
  if (share < 0.005) return `less real than nearly all of ${others}`;
  return `more real than ${share > 0.995 ? "nearly all" : percent(share)} of ${others}`;
}

// What came of changing every pixel a little, the way that the map says: {before, after, step}.
export function changeText({ before, after, step }) {
  const amount = `In the last picture every pixel was changed by at most ${figure(100 * step, step < 0.01 ? 1 : 0)}\u00a0% of full brightness, the way the map says`;
  const scores = `the score went from ${figure(before.score)} to ${figure(after.score)}`;
  if (after.score <= before.score)
    return `${amount}: ${scores}. Here the map holds for even smaller changes only, if at all: a gradient tells of the very next step.`;
  if (!before.rank || !after.rank) return `${amount}: ${scores}.`;
  const [then, now] = [before, after].map(({ rank }) => beside(rank.real, "the real digits"));
  return `${amount}: ${scores}. To the discriminator it now looks ${now}; before, ${then}.`;
}
