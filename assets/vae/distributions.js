// Codes drawn in the page: from the prior and from the posterior of a digit.
import { normals } from "../shared/random.js";

// Where the code stands at first: the average of all digits; of a code book, whose entries have none, its first entry.
export const homeOf = ({ codebook, latents }) =>
  codebook ? Array(codebook.rows * codebook.columns).fill(0) : latents.map(({ mean }) => mean);

// A draw from the prior by a seed. Units that the encoder rectifies are never negative.
export function priorCode({ latents, config }, seed) {
  const noise = normals(seed, latents.length);
  const least = config.code_activation === "relu" ? 0 : -Infinity;
  return latents.map(({ mean, sd, index }) => Math.max(least, mean + sd * noise[index])); // in order of their index
}

// A draw from q(z|x): the encoder's mean and as much noise as it leaves open.
export function posteriorCode({ code, sd }, seed) {
  const noise = normals(seed, code.length);
  return code.map((mean, i) => mean + sd[i] * noise[i]);
}
