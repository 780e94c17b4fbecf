// Mathematics of latents: their length, their mean, sums of them, and the way between two.
import { fromFloats } from "../shared/bytes.js";
import { LARGEST_SEED } from "../shared/fields.js";
import { short, slerp } from "../shared/maths.js";

export const lengthOf = (values) => Math.hypot(...values);
export const average = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

// The mean of several latents, in double precision.
export const meanOf = (many) => Float64Array.from(many[0], (_, i) => average(many.map((one) => one[i])));

// a − b + c of three arrays, scaled to the length `typical`, as {latents, length} with the length before scaling. Null
// if the sum is 0.
export function sumOf(a, b, c, typical) {
  const sum = Float64Array.from(a, (value, i) => value - b[i] + c[i]);
  const length = lengthOf(sum);
  if (!(length > 1e-6)) return null;
  return { latents: Float32Array.from(sum, (value) => (value * typical) / length), length, typical };
}

// Latents at a `share` of the way from a to b, in float32.
export const between = (a, b, share) => Float32Array.from(slerp(a, b, share));

// The way through several points {latents, label}: `steps` frames {latents, label} from one to the next, and the last
// point. The digit asked for cannot change gradually: it changes half-way.
export function way(points, steps) {
  const frames = points.slice(1).flatMap((end, leg) =>
    Array.from({ length: steps }, (_, i) => {
      const [start, share] = [points[leg], i / steps];
      return { latents: between(start.latents, end.latents, share), label: (share < 0.5 ? start : end).label };
    }),
  );
  frames.push({ latents: points.at(-1).latents, label: points.at(-1).label });
  return frames;
}

export const MOST_ON_WAY = 9; // samples on one way: 97 frames, of at most 120 that the server draws at once

// The samples of a way in a link: seed_index, then digit and truncation if there are any, separated by "-".
export const wayText = (points) =>
  points
    .map(({ seed, index, label, truncation }) =>
      [seed, index, label ?? "", truncation === null ? "" : short(truncation)].join("_").replace(/_+$/, ""),
    )
    .join("-");
// Parses such a text into one request to `samples` per sample; null if it cannot be read.
export function wayPoints(text) {
  const points = text.split("-").map(wayPoint);
  return points.length >= 2 && points.length <= MOST_ON_WAY && points.every(Boolean) ? points : null;
}
function wayPoint(text) {
  const [, seed, index, label, truncation] =
    /^(\d{1,10})_(\d{1,2})(?:_(\d?)(?:_(\d{1,2}(?:\.\d{1,4})?))?)?$/.exec(text) ?? [];
  if (seed === undefined || Number(seed) > LARGEST_SEED || (truncation !== undefined && !(Number(truncation) > 0)))
    return null;
  return {
    seed: Number(seed),
    first: Number(index),
    count: 1,
    truncation: truncation ? Number(truncation) : null,
    digit: label ? Number(label) : null,
  };
}

// The query of a link that leads to a way of a model.
export const wayQuery = ({ name, revision }, points) =>
  new URLSearchParams({
    tab: "gan",
    model: name,
    revision: revision.slice(0, 8),
    tool: "walk",
    at: "tool",
    walk: wayText(points),
  });

// A way as it is saved: the model, and each sample with its latents.
export const wayRecord = ({ name, revision, latent_dim }, points) => ({
  model: name,
  revision,
  latent_dim,
  way: "slerp",
  samples: points.map(({ seed, index, label, truncation, latents }) => ({
    seed,
    index,
    digit: label,
    truncation,
    latents: Array.from(latents, short),
  })),
});

// Many latents, an array of Float32Arrays, as the text that `generate` expects.
export const latentsText = (many) => fromFloats(many.flatMap((one) => Array.from(one)));
