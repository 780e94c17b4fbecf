// A saved checkpoint of an RBM, read back in the page. No DOM.
import { parseSafetensors } from "../../shared/safetensors.js";
import { entriesOf } from "../../shared/unzip.js";
import { DEFAULTS } from "./settings.js";

const LARGEST = 20_000_000; // bytes of a zip, and of each file in it; a machine of 400 units has a fourteenth
const MOST = 1000; // hidden units that the page runs

const refuse = (why) => {
  throw new Error(why);
};

// A machine as `Own` keeps it, from a zip given as a Blob. Throws a sentence about what does not fit.
export async function fromZip(file) {
  if (file.size > LARGEST) refuse(`it has more than ${LARGEST / 1_000_000} MB`);
  const entries = entriesOf(new Uint8Array(await file.arrayBuffer()));
  const config = await json(entries, "config.json");
  if (config.model !== "RBM") refuse(`it holds a model of class ${String(config.model).slice(0, 40)}, not an RBM`);
  const hidden = config.hidden_dim;
  if (!Number.isInteger(hidden) || hidden < 1 || hidden > MOST || config.image_size !== 28)
    refuse("its machine has a size that this page cannot show");
  const tensors = parseSafetensors((await content(entries, "model.safetensors")).buffer);
  const training = entryOf(entries, "training.json") ? await json(entries, "training.json") : {};
  const often = entryOf(entries, "units.json") ? (await json(entries, "units.json")).layers?.[0]?.frequency : null;
  return {
    tensors: tensorsOf(tensors, hidden),
    often: often?.length === hidden ? Float32Array.from(often) : null,
    epoch: Number(training.epochs) || 0,
    settings: settingsOf(config, training.recipe ?? {}),
  };
}

const entryOf = (entries, name) =>
  entries[Object.keys(entries).find((path) => path === name || path.endsWith(`/${name}`)) ?? ""];

async function content(entries, name) {
  const entry = entryOf(entries, name) ?? refuse(`there is no ${name} in it`);
  if (entry.size > LARGEST) refuse(`${name} is too large`);
  return entry.read();
}

async function json(entries, name) {
  try {
    const found = JSON.parse(new TextDecoder().decode(await content(entries, name)));
    if (found && typeof found === "object") return found;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return refuse(`its ${name} cannot be read`);
}

function tensorsOf(tensors, hidden) {
  const need = (name, length) => {
    const found = tensors[`machine.${name}`];
    if (found?.length !== length || !found.every(Number.isFinite)) refuse(`its weights have no '${name}' that fits`);
    return Float32Array.from(found);
  };
  const chains = tensors["machine.chains"];
  return {
    weight: need("weight", 784 * hidden),
    visibleBias: need("visible_bias", 784),
    hiddenBias: need("hidden_bias", hidden),
    chains: chains && chains.length % 784 === 0 ? Uint8Array.from(chains) : null,
  };
}

const settingsOf = (config, recipe) => ({
  ...DEFAULTS,
  hidden: config.hidden_dim,
  steps: config.steps ?? DEFAULTS.steps,
  persistent: (config.chains ?? 0) > 0,
  binary: !/^(mnist|drawn)/.test(recipe.data ?? "binary"),
  rate: recipe.learning_rate ?? DEFAULTS.rate,
  batch: recipe.batch_size ?? DEFAULTS.batch,
  momentum: recipe.momentum ?? 0,
  decay: recipe.weight_decay ?? 0,
  seed: recipe.seed ?? DEFAULTS.seed,
});
