// Asks the page's learner of RBMs: weights and images come in, the weights after some steps go out.
import { readFileSync } from "node:fs";
import { Learner } from "../../assets/rbm/train/learner.js";
import { readImages, Sparse } from "../../assets/shared/train/sparse.js";

const { cases } = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ seed, visible, hidden, weight, chains, images, batches, settings }) => {
  const learner = new Learner({ visible, hidden, seed });
  learner.weight.set(weight);
  learner.turn();
  if (chains) learner.chains = Uint8Array.from(chains);
  const bytes = Uint8Array.from(images);
  for (const places of batches) learner.step(bytes, Int32Array.from(places), settings);
  const rows = new Sparse(images.length / visible, visible);
  readImages(bytes, [...Array(images.length / visible).keys()], null, rows);
  const [weights, visibleBias, hiddenBias] = learner.parameters.map((values) => Array.from(values));
  return {
    weights,
    visibleBias,
    hiddenBias,
    chains: learner.chains && Array.from(learner.chains),
    energies: Array.from(learner.judge(rows).energies),
    rebuilt: Array.from(learner.rebuilt(rows)),
  };
});
process.stdout.write(JSON.stringify(answers));
