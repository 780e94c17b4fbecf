// A checkpoint that was saved, read back from its zip. No DOM.
import { parseSafetensors } from "../safetensors.js";
import { entriesOf } from "../unzip.js";
import { KINDS } from "./data.js";

const LARGEST = 20_000_000; // bytes of a zip, and of each file in it; a machine of 400 units has a fourteenth

export const refuse = (/** @type {string} */ why) => {
  throw new Error(why);
};

// What a zip, given as a Blob, has of a model of class `model` (`named` in a sentence): its `config` and `training`, the
// `kind` of data that it learned from,
// weights() by need(name, length), and tensors(name), json(name) and bytes(name) of its other files, null for one that is
// not there.
// Throws a sentence about what does not fit.
export async function opened(file, model, named) {
  if (file.size > LARGEST) refuse(`it has more than ${LARGEST / 1_000_000} MB`);
  const entries = entriesOf(new Uint8Array(await file.arrayBuffer()));
  const json = async (name) => (entryOf(entries, name) ? jsonOf(entries, name) : null);
  const tensors = async (name) => (entryOf(entries, name) ? tensorsOf(entries, name) : null);
  const bytes = async (name) => (entryOf(entries, name) ? content(entries, name) : null);
  const config = await jsonOf(entries, "config.json");
  if (config.model !== model) refuse(`it holds a model of class ${String(config.model).slice(0, 40)}, not ${named}`);
  const training = (await json("training.json")) ?? {};
  return {
    config,
    training,
    kind: kindOf(training),
    weights: () => weightsOf(entries),
    json,
    tensors,
    bytes,
  };
}

// Whether a file's number of units is one that the page runs.
export const isSize = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;

async function weightsOf(entries) {
  const found = await tensorsOf(entries, "model.safetensors");
  const need = (name, length) => {
    const values = found[name];
    if (values?.length !== length || !values.every(Number.isFinite)) refuse(`its weights have no '${name}' that fits`);
    return Float32Array.from(values);
  };
  return { found, need };
}

// One of KINDS, see data.js; null for data that the page does not know.
/** @param {any} training */
function kindOf({ recipe }) {
  const [, name] = /^(?:binary_|labelled_)?([^,]*)/.exec(recipe?.data ?? "mnist") ?? [];
  return Object.hasOwn(KINDS, name) ? name : null;
}

// The settings that a run of the page would have had: what every tab's training.json says.
/** @param {any} defaults @param {any} training */
export const settingsOf = (defaults, { recipe }) => ({
  ...defaults,
  binary: String(recipe?.data ?? "binary_").startsWith("binary_"),
  rate: recipe?.learning_rate ?? defaults.rate,
  batch: recipe?.batch_size ?? defaults.batch,
  seed: recipe?.seed ?? defaults.seed,
});

const entryOf = (entries, name) =>
  entries[Object.keys(entries).find((path) => path === name || path.endsWith(`/${name}`)) ?? ""];

async function content(entries, name) {
  const entry = entryOf(entries, name) ?? refuse(`there is no ${name} in it`);
  if (entry.size > LARGEST) refuse(`${name} is too large`);
  return entry.read();
}

async function jsonOf(entries, name) {
  const bytes = await content(entries, name);
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes));
    if (found && typeof found === "object") return found;
  } catch {
    // the same sentence
  }
  return refuse(`its ${name} cannot be read`);
}

async function tensorsOf(entries, name) {
  const { buffer } = await content(entries, name);
  try {
    return parseSafetensors(buffer);
  } catch {
    return refuse(`its ${name} cannot be read`);
  }
}
