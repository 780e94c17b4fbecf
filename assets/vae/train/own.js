// What the page shows of a VAE that the visitor trained, and its encoder, which runs here: the server has none of it.
import { toBase64, toLevels } from "../../shared/bytes.js";
import { ownName } from "../../shared/own.js";
import { randn } from "../../shared/randn.js";
import { KINDS } from "../../shared/train/data.js";
import { Sparse } from "../../shared/train/sparse.js";
import { configOf, decoderOf, latentsOf, pointsOf, weightsOf } from "./checkpoint.js";
import { Learner } from "./learner.js";

const BELOW =
  "Draw a digit: your encoder turns it into a code. Move the sliders or the ring on the map: your decoder draws.";
const TRAINED = `You trained this model, in this page. ${BELOW}`;
const LOADED = `You loaded this model from a checkpoint. ${BELOW}`;
const HINT =
  "The most informative first. The bar shows how much this number tells about a digit: its KL divergence from the prior, in nats.";
const NOTE =
  "Random draw: the seed shown draws every latent from the prior, a normal distribution around 0 with spread 1.";
const ALONE =
  "The server does not have your model, so this cannot be done with it. Save it as a checkpoint to take it along.";

const SERVED = ["to_train", "compare"]; // what the server answers without the model

const address = (bytes) => URL.createObjectURL(new Blob([bytes]));

export function describe(kept) {
  const rows = kept.labels.length;
  const [weights, points] = [address(weightsOf(kept)), address(pointsOf(kept))];
  return {
    name: ownName(kept),
    kind: "VAE",
    config: configOf(kept),
    decoder: { ...decoderOf(kept), weights },
    latents: latentsOf(kept),
    points: rows ? { url: points, count: rows } : null,
    addresses: [weights, points],
    ...{ loss: "elbo", grey: false, information: "kl", plane: null, codebook: null, effects: null },
    ...{ prior: true, noise: false, metrics: {}, data: KINDS[kept.kind]?.data },
    ...{ lead: kept.loaded ? LOADED : TRAINED, hint: HINT, note: NOTE },
  };
}

const latest = { id: null, learner: /** @type {any} */ (null) }; // of the model that encoded last

function learnerOf({ id, settings: { hidden, latents, activation }, parameters }) {
  if (latest.id === id) return latest.learner;
  const learner = new Learner({ hidden, latents, activation, seed: 0 });
  learner.parameters.forEach((values, which) => values.set(parameters[which]));
  Object.assign(latest, { id, learner });
  return learner;
}

const levels = (picture) => toBase64(Uint8Array.from(picture, (share) => Math.round(255 * share)));

// What a model makes of a digit's greys: its code, and the digit drawn from that.
function redrawn(own, grey) {
  const { latents } = own.settings;
  const learner = learnerOf(own);
  const rows = new Sparse(1, grey.length).fill(1, (_, pixel) => grey[pixel]);
  const { stats } = learner.judge(rows, new Float32Array(latents));
  const code = stats.slice(0, latents);
  return { stats, code, rebuilt: learner.pictures(code, 1) };
}

// Its side in Compare: as tabs.vae.compare.side, for the digit that both get and the seed of both.
export function sideOf({ kept, title, name }, { seen }, { seed, draws }) {
  const { latents } = kept.settings;
  const pictures = learnerOf(kept).pictures(randn(seed, draws * latents), draws);
  const samples = Array.from({ length: draws }, (_, at) => levels(pictures.subarray(784 * at, 784 * (at + 1))));
  return { name, title, samples, figures: figuresOf(kept), ...(seen ? errorOf(kept, toLevels(seen)) : {}) };
}

function errorOf(kept, grey) {
  const { rebuilt } = redrawn(kept, grey);
  const error = grey.reduce((sum, value, pixel) => sum + (value - rebuilt[pixel]) ** 2, 0);
  return { rebuilt: levels(rebuilt), error };
}

// As the page writes the metrics of a checkpoint; none of one that was loaded.
const figuresOf = ({ kl, reconstruction, error }) =>
  Number.isFinite(kl)
    ? {
        elbo: `≥ −${(kl + reconstruction).toFixed(2)}`,
        elbo_reconstruction: reconstruction.toFixed(2),
        elbo_kl: kl.toFixed(2),
        squared_error: error.toFixed(2),
      }
    : {};

// What the server would answer for a model of one's own. `ask(name, request)` asks it about the model before.
export async function answerHere({ own }, name, request, ask) {
  if (name !== "encode") return SERVED.includes(name) ? ask(name, request) : { error: ALONE };
  const answer = await ask(name, request); // the digit, scaled and centred
  if (!answer || answer.error) return answer;
  const { stats, code, rebuilt } = redrawn(own, toLevels(answer.seen));
  const { latents } = own.settings;
  const sd = Array.from(stats.subarray(latents), (logVar) => Math.exp(0.5 * logVar));
  return { ...answer, code: Array.from(code), sd, rebuilt: levels(rebuilt), terms: [], kl: null };
}
