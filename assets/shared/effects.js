// What a latent does, as measured (effects.json), in words: its name, the two ends of its slider, each effect with its
// band.
import { aDigit, figure, listed } from "./words.js";

const SHARE = { unit: "%", times: 100 };

// Each property: what it is, what less and more of it look like, its unit, by what its numbers are multiplied, and
// decimals.
const PROPERTIES = {
  thickness: { what: "Width of the strokes", less: "thinner", more: "thicker", unit: "pixels", digits: 1 },
  slant: { what: "Slant to the right", less: "leans left", more: "leans right", unit: "degrees", digits: 0 },
  width: { what: "Width of the digit", less: "narrower", more: "wider", unit: "pixels", digits: 1 },
  height: { what: "Height of the digit", less: "lower", more: "taller", unit: "pixels", digits: 1 },
  loops: { what: "Closed loops", less: "fewer loops", more: "more loops", unit: "loops", digits: 1 },
  words: { what: "Words in all", less: "fewer words", more: "more words", unit: "words", digits: 0 },
  line_length: { what: "Length of a line", less: "shorter lines", more: "longer lines", unit: "characters", digits: 0 },
  verse: { what: "In verse", less: "prose", more: "verse", ...SHARE, digits: 0 },
  names: { what: "Words that are names", less: "fewer names", more: "more names", ...SHARE, digits: 1 },
  questions: { what: "Has a question", less: "fewer questions", more: "more questions", ...SHARE, digits: 0 },
  exclamations: { what: "Has an exclamation", less: "calmer", more: "more exclamations", ...SHARE, digits: 0 },
  thou: { what: "“thou”, “thee”, “thy”", less: "less “thou”", more: "more “thou”", unit: "of 100 words", digits: 1 },
  you: { what: "“you”, “your”", less: "less “you”", more: "more “you”", unit: "of 100 words", digits: 1 },
  first_person: { what: "“I”, “me”, “my”", less: "less “I”", more: "more “I”", unit: "of 100 words", digits: 1 },
};
const GENRES = {
  comedy: { less: "no comedies", more: "comedies" },
  history: { less: "no histories", more: "histories" },
  tragedy: { less: "no tragedies", more: "tragedies" },
};

export const wordsOf = (property) => {
  if (property in PROPERTIES) return PROPERTIES[property];
  const digit = Number(property.replace("digit_", ""));
  const [less, more] = [`less like ${aDigit(digit)}`, `more like ${aDigit(digit)}`];
  return { what: `Taken for ${aDigit(digit)}`, less, more, ...SHARE, digits: 0 };
};

// ---- which latents, in which order
const namedEffects = ({ names, effects }) => names.map((name) => effects.find(({ property }) => property === name));
const strength = (latent) => Math.abs(namedEffects(latent)[0]?.size ?? 0);

// The latents with a name, the strongest effect first.
export const namedOf = (effects) =>
  (effects?.latents ?? []).filter(({ names }) => names.length).sort((a, b) => strength(b) - strength(a));

export const latentOf = (effects, index) => effects?.latents.find((latent) => latent.index === index) ?? null;

// ---- words
// What stands at the low and at the high end of its slider; null without a name.
export function endsOf(latent) {
  if (!latent?.names.length) return null;
  const ends = namedEffects(latent).map(({ property, size }) => {
    const { less, more } = wordsOf(property);
    return size > 0 ? [less, more] : [more, less];
  });
  return [0, 1].map((end) => ends.map((each) => each[end]).join(", "));
}

export const titleOf = (latent) => `z${latent.index}: ${endsOf(latent)?.join(" … ") ?? "no clear name"}`;

// A value of a property as a number for the eye, without its unit.
export const valueText = (property, value) => {
  const { times = 1, digits } = wordsOf(property);
  return figure(value * times, digits);
};

const signed = (text) => (/^[−0]/.test(text) ? text : `+${text}`);

// "+0.9 ± 0.1 pixels", from the lowest value of the latent to the highest.
export function changeText({ property, means, bands }) {
  const { times = 1, digits, unit } = wordsOf(property);
  const finer = digits + (bands[2] * times < 0.5 * 10 ** -digits ? 1 : 0); // a band that is not 0 is not shown as 0
  const change = signed(figure((means[2] - means[0]) * times, finer));
  const points = unit === "%" ? "points" : unit;
  return `${change} ± ${figure(bands[2] * times, finer)} ${points}`;
}

// What was done, for the heading of the bars; `done` is "digits were each drawn" or "texts were each written".
export function howText({ samples, values }, done) {
  const [low, middle, high] = values.map((value) => figure(value, 0));
  return (
    `${samples} random ${done} three times: with this number at ${low}, at ${middle} and at ${high}. All else stayed the same, ` +
    "chance too. The bars are averages. The thin line on a bar is its 95 % band: how far chance alone could have moved it, seen from the bar in the middle."
  );
}

// How names are given.
export const ruleText = ({ comparisons }, reads) =>
  `A number is named after its largest changes, two at most, and only after those that are clear and at least half of the spread of real examples${reads ? ", if real texts that the encoder reads with a higher value have more of it, too" : ""}. ` +
  `Clear means: even when the band is widened for all ${comparisons} changes that were tested (Bonferroni), it does not reach 0.`;

// What real texts with a high value of it are like; "" if nothing is sure or nothing was measured.
export function correlationText({ correlations }, { held_out, read }) {
  if (!correlations?.length) return "";
  const each = correlations.map(({ property, r, band }) => {
    const { less, more } = GENRES[property] ?? wordsOf(property);
    return `${r > 0 ? more : less} (${figure(Math.abs(r))} ± ${figure(band)})`;
  });
  const kinds = correlations.some(({ property }) => property in GENRES);
  const also = kinds ? ` (the kinds of plays: ${read.toLocaleString("en")} that it has learned from)` : "";
  return (
    `In ${held_out.toLocaleString("en")} real texts that it never saw${also}, a high value goes with: ${listed(each)}. ` +
    "The numbers are correlations: 0 is no relation, 1 a perfect one; ± is the 95 % band."
  );
}

// ---- bars
// The range of a property over all latents, 0 included, so that the bars of two latents compare: [lowest, highest].
/** @returns {[number, number]} */
export function rangeOf(effects, property) {
  const found = effects.latents.flatMap((latent) => latent.effects.filter((each) => each.property === property));
  const ends = found.flatMap(({ means, bands }) =>
    means.flatMap((mean, at) => (at === 1 ? [mean] : [mean - bands[at >> 1], mean + bands[at >> 1]])),
  );
  return [Math.min(0, ...ends), Math.max(0, ...ends)];
}

// Where 0 is in a range, as a share of the height.
export const zeroOf = ([lowest, highest]) => -lowest / (highest - lowest || 1);

// The three bars of an effect as shares of the height, from the bottom: {from, to} of the bar, {low, high} of its band
// or null.
export function barsOf({ means, bands }, [lowest, highest]) {
  const place = (value) => (value - lowest) / (highest - lowest || 1);
  return means.map((mean, at) => ({
    from: place(Math.min(0, mean)),
    to: place(Math.max(0, mean)),
    band: at === 1 ? null : [place(mean - bands[at >> 1]), place(mean + bands[at >> 1])],
  }));
}
