// What the page shows of a machine that the visitor trained.
import { configOf, weightsOf } from "./checkpoint.js";

const BELOW = "All below works on it: let it dream, paint into its dream, look at its filters, see a digit built up.";
const TRAINED = `You trained this machine, in this page. ${BELOW}`;
const LOADED = `You loaded this machine from a checkpoint. ${BELOW}`;

export function describe(kept) {
  const weights = URL.createObjectURL(new Blob([weightsOf(kept)]));
  return {
    name: `my-rbm-${kept.id}`,
    kind: "RBM",
    config: configOf(kept),
    ...{ weights, addresses: [weights] },
    ...{ lower: [], recognition: [], top: "machine", shown: null, chains: kept.settings.persistent },
    units: [{ size: kept.settings.hidden, frequency: kept.often && Array.from(kept.often) }],
    ...{ log_partition: null, metrics: {}, doubt: "", noise_at_first: "", start: null, data: undefined },
    lead: leadOf(kept),
  };
}

function leadOf({ loaded, epoch }) {
  if (loaded) return LOADED;
  return epoch ? TRAINED : `${TRAINED} It has not been through all digits once yet.`;
}
