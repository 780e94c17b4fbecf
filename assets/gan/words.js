// Sentences of the GAN page about samples and models, as functions of the data.
import { isNoDigit } from "../shared/judge.js";
import { aDigit, percent } from "../shared/words.js";

const digitText = (digit) => (digit === null || digit === undefined ? "all digits" : `digit ${digit}`);

export const sampleText = ({ seed, index, label, truncation, moved = false }) =>
  [
    `Sample ${index} of seed ${seed}`,
    ...(label === null ? [] : [`asked for ${aDigit(label)}`]),
    ...(truncation === null ? [] : [`truncation ${truncation.toFixed(2)}`]),
    ...(moved ? ["moved"] : []),
  ].join(", ");

// The message if the digits that were `wanted` did not arrive and those of `before`, if any, stay.
export function stillText(wanted, before) {
  if (!before) return "The server did not give the digits.";
  const { seed, truncation, digit } = before;
  const named = [
    `seed ${seed}`,
    ...(truncation === wanted.truncation
      ? []
      : [truncation === null ? "without truncation" : `truncation ${truncation.toFixed(2)}`]),
    ...(digit === wanted.digit ? [] : [digitText(digit)]),
  ].join(", ");
  const theirs = wanted.seed === seed ? "the others" : `those of seed ${wanted.seed}`;
  return `These are still the digits of ${named}; the server did not give ${theirs}.`;
}

// ---- what critic and judge say
export const chance = (p) => (p > 0.995 ? "more than 99\u00a0%" : p < 0.005 ? "less than 1\u00a0%" : percent(p));
export const probabilityText = (p) => (p > 0.995 ? "more than 0.99" : p < 0.005 ? "less than 0.01" : p.toFixed(2));

// The rank of its score among those of generated and of real digits.
export function convincing({ generated, real }) {
  if (Math.max(generated, real) < 0.005)
    return "The discriminator (the critic) finds it less convincing than nearly all other digits, generated or real.";
  return `The discriminator (the critic) finds it more convincing than ${percent(generated)} of the generated digits and ${percent(real)} of the real ones.`;
}

const sureOf = ({ digit, name, confidence }) => `${name ? `“${name}”` : aDigit(digit)} (${chance(confidence)} sure)`;

export function judgement(judged, asked) {
  const { digit, no_digit } = judged;
  const hasTo = no_digit === null ? ` and has to name ${judged.name ? "a class" : "one of the ten"}` : "";
  const who = `The judge, another network that reads digits${hasTo},`;
  const read = `${who} sees ${isNoDigit(judged) ? "no digit in it" : sureOf(judged)}`;
  if (asked === null || asked === undefined) return `${read}.`;
  return digit === asked && !isNoDigit(judged)
    ? `${read}, as was asked for.`
    : `${read}; ${aDigit(asked)} was asked for.`;
}

// ---- the number to write
const MOST_DIGITS = 20;

// The digits that were typed, or {error: a sentence}.
export function readNumber(text) {
  const typed = text.trim();
  if (!typed) return { error: "Write a number: some of the digits 0 to 9." };
  if (!/^[0-9]+$/.test(typed)) return { error: "Use only the digits 0 to 9: no letters, signs or spaces." };
  if (typed.length > MOST_DIGITS)
    return { error: `At most ${MOST_DIGITS} digits can be written at once; these are ${typed.length}.` };
  return { digits: Array.from(typed, Number) };
}

// ---- two models side by side
// Whether there is only the record of a run, without the weights.
export const isRecord = ({ drawable }) => drawable === false;

// Whether a model shows samples of this seed: it draws them, or it drew them while it was trained and they were kept.
export const showsSeed = (side, seed) => !isRecord(side) || Boolean(side.sheets?.seeds.includes(seed));

export function noiseText(left, right, seed) {
  if (left.name === right.name) return "";
  const lacking = [left, right].filter((side) => !showsSeed(side, seed));
  const records = lacking.length;
  const kept = lacking.find(({ sheets }) => sheets)?.sheets.seeds;
  const others = kept ? ` Its samples were kept for the seeds ${kept.join(", ")}.` : "";
  if (records && left.timeline && right.timeline && left.latent_dim === right.latent_dim) {
    const told = Boolean(left.classes) !== Boolean(right.classes) ? "; but one is also told which digit to draw" : "";
    return `${records > 1 ? "Neither can" : "One of them cannot"} draw here, so both show pictures from their training, made from the same random numbers, place by place${told}.${others}`;
  }
  if (records) return `One of them cannot draw here; the pictures of its training are from different noise.${others}`;
  if (left.latent_dim !== right.latent_dim)
    return `The noise cannot be the same: one draws from ${left.latent_dim} random numbers, the other from ${right.latent_dim} numbers.`;
  if (Boolean(left.classes) !== Boolean(right.classes)) {
    return "Both get the same random numbers, but one is also told which digit to draw. So its pictures are in order and do not match those of the other.";
  }
  return "Each picture on the left is made from the same random numbers as the one in the same place on the right. What a number means differs from model to model.";
}

// A long text, point by point: its sentences, and what stands between semicolons outside brackets.
export const points = (text) => (text ?? "").split(/;\s+(?![^(]*\))|(?<=\.)\s+(?=\p{Lu})/u).filter(Boolean);
