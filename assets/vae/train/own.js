// What the page shows of a VAE that the visitor trained, and its encoder, which runs here: the server has none of it.
import { toBase64, toLevels } from "../../shared/bytes.js";
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

const address = (bytes) => URL.createObjectURL(new Blob([bytes]));

export function describe(kept) {
  const rows = kept.labels.length;
  const [weights, points] = [address(weightsOf(kept)), address(pointsOf(kept))];
  return {
    name: `my-vae-${kept.id}`,
    kind: "VAE",
    config: configOf(kept),
    decoder: { ...decoderOf(kept), weights },
    latents: latentsOf(kept),
    points: rows ? { url: points, count: rows } : null,
    addresses: [weights, points],
    ...{ loss: "elbo", grey: false, information: "kl", plane: null, codebook: null, effects: null },
    ...{ prior: true, noise: false, metrics: {}, data: undefined },
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

// What the server would answer for a model of one's own. `ask(name, request)` asks it about the model before.
export async function answerHere({ own }, name, request, ask) {
  if (name !== "encode") return name === "to_train" ? ask(name, request) : { error: ALONE };
  const answer = await ask(name, request); // the digit, scaled and centred
  if (!answer || answer.error) return answer;
  const { latents } = own.settings;
  const learner = learnerOf(own);
  const grey = toLevels(answer.seen);
  const rows = new Sparse(1, grey.length).fill(1, (_, pixel) => grey[pixel]);
  const { stats } = learner.judge(rows, new Float32Array(latents));
  const code = stats.slice(0, latents);
  const rebuilt = learner.pictures(code, 1).map((share) => Math.round(255 * share));
  const sd = Array.from(stats.subarray(latents), (logVar) => Math.exp(0.5 * logVar));
  return { ...answer, code: Array.from(code), sd, rebuilt: toBase64(Uint8Array.from(rebuilt)), terms: [], kl: null };
}
