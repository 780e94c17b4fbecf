// Does a model use its latents? What its measured figures say, in a sentence or two.
import { figure, percent } from "../shared/words.js";

const TELLS = 0.5; // nats of information about a passage below which a code tells nothing to speak of
const SURE = 3; // standard errors by which more than chance is no chance

const number = (text) => (text ? Number(text.replaceAll(",", "")) : null);

// What was measured, with what the estimators' texts say of it; null where it was not. `most` nats is what the estimate of the
// information can show, `pool` how many codes one was to be picked out of, `draws` how many were weighted for a bound.
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

// A share to as many digits as tell it from its neighbours among `pool`.
export const chanceText = (pool) => `${(100 / pool).toFixed(pool > 100 ? 1 : 0)}\u00a0%`;

// Whether texts give back the codes they were written from; null where that was not measured, or chance is not known.
function comesBack({ back, pool }) {
  if (back === null || pool === null) return null;
  const chance = 1 / pool;
  return back > chance + SURE * Math.sqrt((chance * (1 - chance)) / pool);
}

const readBack = ({ back, pool }) => {
  if (back === null) return "";
  return `from a text written by a code the encoder picks out this code ${pool ? `among ${pool} ` : ""}in ${percent(back)} of all cases${pool ? `, where chance would give ${chanceText(pool)}` : ""}`;
};
const atLeast = ({ told, most }) =>
  `at least ${figure(told, 1)} nats about a passage${most ? ` (this estimate can show at most ${figure(most, 1)})` : ""}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text) => (text ? ` ${capital(text)}.` : "");

// So few numbers turn the chances of each letter a little; one text of a code need not look like the next.
function nudge({ metrics: { character_accuracy: own, character_accuracy_other: other } }) {
  if (!own || !other) return "";
  const share = ({ value }) => `${figure(100 * value, 1)}\u00a0%`;
  return `It is a nudge, not a script: told the code of a passage, the decoder guesses ${share(own)} of its characters right, told another's ${share(other)}. `;
}

function informative(model, found) {
  const answers = (found.told / Math.LN2).toFixed(0);
  const tells = `its codes tell ${atLeast(found)} of ${model.window} characters, as much as ${answers} yes-or-no answers`;
  if (comesBack(found) === false)
    return `Only by half: ${tells}, but what is written does not follow them: ${readBack(found)}.`;
  return `Yes: ${tells}.${sentence(readBack(found))} ${nudge(model)}The codes say what kind of passage it is to be; the rest the decoder makes out from the letters it has written already.`;
}

function silent(found) {
  if (comesBack(found))
    return `Hardly: its codes tell ${atLeast(found)}, which is next to nothing. Yet ${readBack(found)}.`;
  const kl = found.kl !== null && `${figure(found.kl, 1)} nats of KL`;
  if (found.kl > TELLS)
    return `No: it pays KL but tells nothing. It pays ${kl} a passage, but its codes are much the same for every passage: they tell ${atLeast(found)}.${sentence(readBack(found))}`;
  return `No: its codes tell ${atLeast(found)}.${kl ? ` It pays ${kl}.` : ""}${sentence(readBack(found))} Its decoder has learned to do without them; this is called posterior collapse.`;
}

// KL alone is no proof: a model may pay it for codes that are alike for all passages.
function unmeasured(found) {
  if (found.kl === null) return "";
  return `Nobody can say: its codes cost ${figure(found.kl, 1)} nats of KL a passage, but how much they tell one passage from another was not measured.${sentence(readBack(found))}`;
}

export const verdict = (model) => {
  const found = measuredOf(model);
  if (found.told === null) return unmeasured(found);
  return found.told >= TELLS ? informative(model, found) : silent(found);
};

// The language model is what one would have without any latents. The tighter bound is compared, which charges a VAE less for what
// only the bound costs; the yardstick's figure is exact.
export const beside = ({ metrics, yardstick }) => {
  if (!yardstick) return "A language model of the same size without a latent is the yardstick.";
  const gap = metrics.nats_per_character_iw.value - yardstick.nats_per_character;
  const where = gap > -0.0005 ? `at most ${figure(Math.max(0, gap), 3)} above` : `at least ${figure(-gap, 3)} below`;
  return `The same decoder without a latent (${yardstick.title}) has ${figure(yardstick.nats_per_character, 3)}: this model is ${where} it.`;
};
