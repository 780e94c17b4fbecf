// What the page shows of a machine that the visitor trained.
import { sigmoid } from "../../shared/maths.js";
import { ownName } from "../../shared/own.js";
import { KINDS } from "../../shared/train/data.js";
import { halves, USE } from "../../shared/train/draws.js";
import { Sparse } from "../../shared/train/sparse.js";
import { configOf, weightsOf } from "./checkpoint.js";
import { Learner } from "./learner.js";

const BELOW = "All below works on it: let it dream, paint into its dream, look at its filters, see a digit built up.";
const TRAINED = `You trained this machine, in this page. ${BELOW}`;
const LOADED = `You loaded this machine from a checkpoint. ${BELOW}`;

export function describe(kept) {
  const weights = URL.createObjectURL(new Blob([weightsOf(kept)]));
  return {
    name: ownName(kept),
    kind: "RBM",
    config: configOf(kept),
    ...{ weights, addresses: [weights] },
    ...{ lower: [], recognition: [], top: "machine", shown: null, chains: kept.settings.persistent },
    units: [{ size: kept.settings.hidden, frequency: kept.often && Array.from(kept.often) }],
    ...{ log_partition: null, metrics: {}, doubt: "", noise_at_first: "", start: null, data: KINDS[kept.kind]?.data },
    lead: leadOf(kept),
  };
}

function leadOf({ loaded, epoch }) {
  if (loaded) return LOADED;
  return epoch ? TRAINED : `${TRAINED} It has not been through all digits once yet.`;
}

// ---- its side in Compare
const [DRAWN, STEPS, AT_ONCE] = [60, 300, 5]; // chains that draw digits, their steps, and how many without a pause
const SUMMARY = `You trained it in this page. The generated digits are ${DRAWN} chains after ${STEPS} steps.`;

// As tabs.rbm.compare.side, with the pictures made here: `images`, bytes, are redrawn if there are any.
export async function sideOf({ kept, title }, images = new Uint8Array(0)) {
  const { name, kind, weights, lower, recognition, top, units } = described(kept);
  const learner = learnerOf(kept);
  const [reconstructions, samples] = [redrawn(learner, images), await drawn(learner)];
  const pictures = { images, reconstructions, samples };
  const figures = Number.isFinite(kept.error) ? { squared_error: kept.error.toFixed(2) } : {};
  return { name, title, kind, summary: SUMMARY, weights, lower, recognition, top, units, pictures, figures };
}

const known = new Map(); // what describe gave for this tool, by id
function described(kept) {
  if (!known.has(kept.id)) known.set(kept.id, describe(kept));
  return known.get(kept.id);
}

// It was deleted.
export function forget(id) {
  for (const address of known.get(id)?.addresses ?? []) URL.revokeObjectURL(address);
  known.delete(id);
}

function learnerOf({ tensors, settings: { hidden } }) {
  const learner = new Learner({ hidden, seed: 1 });
  learner.restore({ ...tensors, velocity: null, steps: 0 });
  return learner;
}

function redrawn(learner, images) {
  const count = images.length / 784;
  const rows = new Sparse(count, 784).fill(count, (row, unit) => images[784 * row + unit] / 255);
  return Uint8Array.from(learner.rebuilt(rows), (share) => Math.round(255 * share));
}

// Chains from noise, or from those that training kept; a pause now and then lets the page move on.
async function drawn(learner) {
  const { hidden, chains } = learner;
  const [below, above] = [new Sparse(DRAWN, 784), new Sparse(DRAWN, hidden)];
  const draw = (step, which, count) => halves(1, step, which, DRAWN * count, USE.dream);
  const noise = draw(0, 0, 784);
  below.fill(DRAWN, (row, unit) => (chains ? chains[(784 * row + unit) % chains.length] : noise[784 * row + unit] & 1));
  const [up, down] = [new Float32Array(DRAWN * hidden), new Float32Array(DRAWN * 784)];
  for (let step = 1; step <= STEPS; step++) {
    above.draw(DRAWN, below.times(learner.weight, learner.hiddenBias, up), draw(step, 1, hidden));
    below.draw(DRAWN, above.times(learner.turned, learner.visibleBias, down), draw(step, 2, 784));
    if (step % AT_ONCE === 0) await new Promise((done) => setTimeout(done));
  }
  return Uint8Array.from(down, (logit) => Math.round(255 * sigmoid(logit)));
}
