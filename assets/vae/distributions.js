// Codes drawn in the page: from the prior and from the posterior of a digit.
import { normals } from "../shared/random.js";

// The initial code: the average of all digits; for a code book, whose entries have no average, its first entry.
export const homeOf = ({ codebook, latents }) =>
  codebook ? Array(codebook.rows * codebook.columns).fill(0) : latents.map(({ mean }) => mean);

// A draw from the prior for a seed. Units that the encoder rectifies are never negative.
export function priorCode({ latents, config }, seed) {
  const noise = normals(seed, latents.length);
  const least = config.code_activation === "relu" ? 0 : -Infinity;
  return latents.map(({ mean, sd, index }) => Math.max(least, mean + sd * noise[index])); // in order of their index
}

// A draw from q(z|x): the encoder's mean plus noise with its standard deviation.
export function posteriorCode({ code, sd }, seed) {
  const noise = normals(seed, code.length);
  return code.map((mean, i) => mean + sd[i] * noise[i]);
}
