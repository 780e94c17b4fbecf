// What the page's learners make of cases: weights, examples and random numbers come in, the weights after some steps go
// out. Asked under node and in a browser.
import { Players } from "../../assets/gan/train/players.js";
import { Learner as RBMLearner } from "../../assets/rbm/train/learner.js";
import { readImages, Sparse } from "../../assets/shared/train/sparse.js";
import { Learner as VAELearner } from "../../assets/vae/train/learner.js";

const floats = (values) => Float32Array.from(values);
const plain = (all) => all.map((values) => Array.from(values));

const rbm = ({ seed, visible, hidden, weight, chains, images, batches, settings }) => {
  const learner = new RBMLearner({ visible, hidden, seed });
  learner.weight.set(weight);
  learner.turn();
  if (chains) learner.chains = Uint8Array.from(chains);
  const bytes = Uint8Array.from(images);
  for (const places of batches) learner.step(bytes, Int32Array.from(places), settings);
  const rows = new Sparse(images.length / visible, visible);
  readImages(bytes, [...Array(images.length / visible).keys()], null, rows);
  const [weights, visibleBias, hiddenBias] = plain(learner.parameters);
  return {
    ...{ weights, visibleBias, hiddenBias },
    chains: learner.chains && Array.from(learner.chains),
    energies: Array.from(learner.judge(rows).energies),
    rebuilt: Array.from(learner.rebuilt(rows)),
  };
};

const vae = ({ sizes, parameters, images, batches, settings }) => {
  const learner = new VAELearner(sizes);
  learner.parameters.forEach((values, which) => values.set(parameters[which]));
  const bytes = Uint8Array.from(images);
  const terms = batches.map((places) => learner.step(bytes, Int32Array.from(places), settings));
  return { terms, parameters: plain(learner.parameters) };
};

const gan = ({ networks, parameters, turns, settings, small }) => {
  const players = new Players({ ...networks, seed: 1, small });
  const all = () => Object.values(players.networks).flatMap((network) => network.parameters);
  all().forEach((values, which) => values.set(parameters[which]));
  const told = turns.map(({ who, real, noise, mix, rate = settings.rate, mask }) => {
    const given = who === "critic" ? [real, noise, mix] : [real, noise];
    const drop = () => mask && floats(mask);
    return players[`${who}Turn`](...given.map(floats), { ...settings, rate, drop });
  });
  return { told, parameters: plain(all()) };
};

export const learners = { rbm, vae, gan };
