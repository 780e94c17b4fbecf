// What the page shows of a machine that the visitor trained.
import { configOf, weightsOf } from "./checkpoint.js";

const LEAD =
  "You trained this machine, in this page. All below works on it: let it dream, paint into its dream, look at its filters, see a digit built up.";

export function describe(kept) {
  const { epoch } = kept;
  return {
    name: `my-rbm-${kept.id}`,
    kind: "RBM",
    config: configOf(kept),
    weights: URL.createObjectURL(new Blob([weightsOf(kept)])),
    ...{ lower: [], recognition: [], top: "machine", shown: null, chains: kept.settings.persistent },
    units: [{ size: kept.settings.hidden, frequency: kept.often && Array.from(kept.often) }],
    ...{ log_partition: null, metrics: {}, doubt: "", noise_at_first: "", start: null, data: undefined },
    lead: epoch ? LEAD : `${LEAD} It has not been through all digits once yet.`,
  };
}
