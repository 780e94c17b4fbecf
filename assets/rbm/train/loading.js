// A saved checkpoint of an RBM, read back in the page. No DOM.
import { isSize, opened, refuse, settingsOf } from "../../shared/train/loading.js";
import { DEFAULTS } from "./settings.js";

const MOST = 1000; // hidden units that the page runs

// A machine as `Own` keeps it, from a zip given as a Blob. Throws a sentence about what does not fit.
export async function fromZip(file) {
  const { config, training, kind, weights, json } = await opened(file, "RBM", "an RBM");
  const hidden = config.hidden_dim;
  if (!isSize(hidden, MOST) || config.image_size !== 28) refuse("its machine has a size that this page cannot show");
  const often = (await json("units.json"))?.layers?.[0]?.frequency;
  return {
    tensors: tensorsOf(await weights(), hidden),
    often: often?.length === hidden ? Float32Array.from(often) : null,
    kind,
    epoch: Number(training.epochs) || 0,
    settings: {
      ...settingsOf(DEFAULTS, training),
      hidden,
      steps: config.steps ?? DEFAULTS.steps,
      persistent: (config.chains ?? 0) > 0,
      momentum: training.recipe?.momentum ?? 0,
      decay: training.recipe?.weight_decay ?? 0,
    },
  };
}

function tensorsOf({ found, need }, hidden) {
  const chains = found["machine.chains"];
  return {
    weight: need("machine.weight", 784 * hidden),
    visibleBias: need("machine.visible_bias", 784),
    hiddenBias: need("machine.hidden_bias", hidden),
    chains: chains && chains.length % 784 === 0 ? Uint8Array.from(chains) : null,
  };
}
