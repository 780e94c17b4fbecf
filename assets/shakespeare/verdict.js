// Does a model use its latents? A sentence or two from its measured figures.
import { figure, percent } from "../shared/words.js";

const TELLS = 0.5; // nats of information about a passage below which a code tells almost nothing
const SURE = 3; // standard errors that a difference is larger than if it is more than noise

const number = (text) => (text ? Number(text.replaceAll(",", "")) : null);

// What was measured, with details from the estimators' texts; null if it was not measured. `most` is the largest information in
// nats that the estimate can show, `pool` the number of codes to choose from, `draws` the number of draws weighted for a bound.
export const measuredOf = ({ metrics, estimators = {}, latents }) => {
  const value = (name) => metrics[name]?.value ?? null;
  const said = (name, pattern) => number(pattern.exec(estimators[name] ?? "")?.[1]);
  const sum = latents.reduce((total, { information }) => total + information, 0);
  return {
    kl: value("kl_per_passage") ?? (latents.length ? sum : null),
    told: value("mutual_information"),
    most: said("mutual_information", /at most ([\d.]+) nats/),
    back: value("read_back"),
    pool: said("read_back", /nearest of ([\d,]+)/),
    draws: said("nats_per_character_iw", /([\d,]+) samples/),
  };
};

// A share of `pool`, with enough digits to tell it from its neighbours.
export const chanceText = (pool) => `${(100 / pool).toFixed(pool > 100 ? 1 : 0)}\u00a0%`;

// Whether the codes can be read back from their texts; null if that was not measured or chance is not known.
function comesBack({ back, pool }) {
  if (back === null || pool === null) return null;
  const chance = 1 / pool;
  return back > chance + SURE * Math.sqrt((chance * (1 - chance)) / pool);
}

const readBack = ({ back, pool }) => {
  if (back === null) return "";
  return `from a text written from a code, the encoder picks out this code ${pool ? `among ${pool} ` : ""}in ${percent(back)} of all cases${pool ? `, where chance would give ${chanceText(pool)}` : ""}`;
};
const atLeast = ({ told, most }) =>
  `at least ${figure(told, 1)} nats about a passage${most ? ` (this estimate can show at most ${figure(most, 1)})` : ""}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text) => (text ? ` ${capital(text)}.` : "");

// Whether two texts from one code share more words than two from different codes: beyond the noise of both figures.
export function sharesMore({ same_z_overlap: one, other_z_overlap: other }) {
  if (!one || !other) return null;
  return one.value - other.value > SURE * Math.hypot(one.noise ?? 0, other.noise ?? 0);
}

// What a reader can see of it, or cannot.
function seen({ metrics }) {
  const more = sharesMore(metrics);
  if (more === null) return "";
  const share = ({ value }) => `${figure(100 * value, 1)}\u00a0%`;
  const [one, other] = [metrics.same_z_overlap, metrics.other_z_overlap].map(share);
  return more
    ? `Two texts from one code share ${one} of their words, two from different codes ${other}. `
    : `You can hardly see it in the words: two texts from one code share ${one} of them, two from different codes ${other}, which is no more than the noise. `;
}

// So few numbers change the probability of each letter a little; two texts from one code need not look alike.
function nudge({ metrics: { character_accuracy: own, character_accuracy_other: other } }) {
  if (!own || !other) return "";
  const share = ({ value }) => `${figure(100 * value, 1)}\u00a0%`;
  return `It is a nudge, not a script: told the code of a passage, the decoder guesses ${share(own)} of its characters right, told another's ${share(other)}. `;
}

function informative(model, found) {
  const answers = (found.told / Math.LN2).toFixed(0);
  const size = model.speeches ? "" : ` of ${model.passage_longest} characters`;
  const tells = `its codes tell ${atLeast(found)}${size}, as much as ${answers} yes-or-no answers`;
  if (comesBack(found) === false)
    return `Only by half: ${tells}, but what is written does not follow them: ${readBack(found)}.`;
  return `Yes: ${tells}.${sentence(readBack(found))} ${seen(model)}${nudge(model)}The codes say something about the passage that is to be; the rest the decoder makes out from the letters it has written already.`;
}

function silent(found) {
  if (comesBack(found))
    return `Hardly: its codes tell ${atLeast(found)}, which is next to nothing. Yet ${readBack(found)}.`;
  const kl = found.kl !== null && `${figure(found.kl, 1)} nats of KL`;
  if (found.kl > TELLS)
    return `No: it pays KL but tells nothing. It pays ${kl} a passage, but its codes are much the same for every passage: they tell ${atLeast(found)}.${sentence(readBack(found))}`;
  return `No: its codes tell ${atLeast(found)}.${kl ? ` It pays ${kl}.` : ""}${sentence(readBack(found))} Its decoder has learned to do without them; this is called posterior collapse.`;
}

// KL alone is no proof: a model may pay for codes that are the same for all passages.
function unmeasured(found) {
  if (found.kl === null) return "";
  return `Nobody can say: its codes cost ${figure(found.kl, 1)} nats of KL a passage, but how much they tell one passage from another was not measured.${sentence(readBack(found))}`;
}

export const verdict = (model) => {
  const found = measuredOf(model);
  if (found.told === null) return unmeasured(found);
  return found.told >= TELLS ? informative(model, found) : silent(found);
};

// The language model is the same model without latents. Its figure is exact, so the VAE is compared by its tighter bound,
// which is nearer to the truth.
export const beside = ({ metrics, yardstick }) => {
  if (!yardstick) return "The yardstick is a language model of the same size without a latent.";
  const gap = metrics.nats_per_character_iw.value - yardstick.nats_per_character;
  const where = gap > -0.0005 ? `at most ${figure(Math.max(0, gap), 3)} above` : `at least ${figure(-gap, 3)} below`;
  return `The same decoder without a latent (${yardstick.title}) has ${figure(yardstick.nats_per_character, 3)}: this model is ${where} it.`;
};
