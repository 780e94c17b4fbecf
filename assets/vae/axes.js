// The map's axes and what is painted on it: a plane through the space of codes, with the test digits' points.
import { normalQuantile, normalShare } from "../shared/maths.js";
import { say } from "../shared/say.js";

export const COLOURS = [
  "#ff7b72",
  "#ffa94d",
  "#ffe066",
  "#b2f24b",
  "#3ddc97",
  "#3fc8f4",
  "#7d9bff",
  "#c58bff",
  "#ff8ad4",
  "#dfe3ea",
];
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

// ---- axes: a direction in the space of codes, the position of 0 on it, and the spread of codes along it
export function ofLatent(model, index) {
  const latent = model.latents[index];
  const direction = model.latents.map((_, i) => Number(i === index));
  return {
    name: `z${index}`,
    direction,
    offset: 0,
    mean: latent.mean,
    sd: latent.sd,
    low: latent.low,
    high: latent.high,
  };
}

// A main direction of the test codes. Its spread is that of the prior if there is one, otherwise that of the codes.
export function ofPlane({ plane, latents, prior }, k) {
  const direction = plane.directions[k];
  const offset = dot(plane.centre, direction);
  const reach = 3.2 * plane.sd[k];
  const mean = prior
    ? dot(
        latents.map((latent) => latent.mean),
        direction,
      ) - offset
    : 0;
  const sd = prior ? Math.hypot(...latents.map((latent, i) => latent.sd * direction[i])) : plane.sd[k];
  return { name: `direction ${k + 1}`, direction, offset, mean, sd, low: -reach, high: reach };
}

export const along = (axis, code) => dot(axis.direction, code) - axis.offset;

// Maps a value to its place on the map, 0 to 1, and back: linear for the points, by the prior's quantiles for the grid.
export function scale(axis, bySpread) {
  if (!bySpread) {
    const range = axis.high - axis.low;
    return { place: (value) => (value - axis.low) / range, value: (place) => axis.low + place * range };
  }
  return {
    place: (value) => normalShare((value - axis.mean) / axis.sd),
    value: (place) => axis.mean + axis.sd * normalQuantile(Math.min(0.9995, Math.max(0.0005, place))),
  };
}

// Nearly all points are on the map; a latent's full range always is.
export function widen(axis, values) {
  const sorted = Float32Array.from(values).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const margin = 0.04 * (at(0.998) - at(0.002)) || 1;
  return {
    ...axis,
    low: Math.min(at(0.002), axis.mean - axis.sd) - margin,
    high: Math.max(at(0.998), axis.mean + axis.sd) + margin,
  };
}

// ---- what the map looks like
export function drawPoints(context, points, axes, only) {
  const { width, height } = context.canvas;
  // larger if there are fewer
  const size = Math.max(1.5, (width / 280) * Math.min(2, (9000 / points.labels.length) ** 0.4));
  for (let i = 0; i < points.labels.length; i++) {
    const digit = points.labels[i];
    context.globalAlpha = only === null ? 0.8 : only === digit ? 0.95 : 0.06;
    context.fillStyle = COLOURS[digit];
    context.fillRect(
      axes.x.place(points.x[i]) * width - size / 2,
      (1 - axes.y.place(points.y[i])) * height - size / 2,
      size,
      size,
    );
  }
  context.globalAlpha = 1;
}

// Each digit's name at the middle of its points, so that colour is not the only sign; grey for digits in `strange`.
export function drawNames(context, middles, axes, { only, strange, classes = null }) {
  const { width, height } = context.canvas;
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: width / 90 });
  const named = (digit) => classes?.[digit] ?? digit;
  middles.forEach((middle, digit) => {
    if (!middle || (only !== null && only !== digit)) return;
    const isStrange = strange.includes(digit);
    context.font = `700 ${Math.round(width / (isStrange ? 34 : 22))}px Inter, sans-serif`;
    const [x, y] = [axes.x.place(middle[0]) * width, (1 - axes.y.place(middle[1])) * height];
    context.strokeStyle = "#0b0d12";
    context.strokeText(named(digit), x, y);
    context.fillStyle = isStrange ? "#8b93a3" : COLOURS[digit];
    context.fillText(named(digit), x, y);
  });
}

export function drawTicks(context, axes, { x, y }) {
  const { width, height } = context.canvas;
  const ticks = ({ low, high }) => {
    const step = [0.5, 1, 2, 5, 10, 20, 50].find((each) => (high - low) / each <= 9) ?? (high - low) / 5;
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
  };
  const size = Math.round(width / 46); // also of the corners, which are round
  Object.assign(context, {
    textAlign: "left",
    textBaseline: "bottom",
    fillStyle: "#9aa3b5",
    font: `${size}px Inter, sans-serif`,
  });
  for (const value of ticks(x)) {
    const at = axes.x.place(value) * width;
    context.fillStyle = value === 0 ? "#ffffff2e" : "#ffffff12";
    context.fillRect(at, 0, 1, height);
    context.fillStyle = "#9aa3b5";
    const wide = context.measureText(say(String(value))).width;
    const end = width - size;
    const left = at + 3 + wide > end ? Math.min(at - 3, end) - wide : Math.max(at + 3, size);
    context.fillText(say(String(value)), left, height - 2);
  }
  for (const value of ticks(y)) {
    const at = (1 - axes.y.place(value)) * height;
    context.fillStyle = value === 0 ? "#ffffff2e" : "#ffffff12";
    context.fillRect(0, at, width, 1);
    context.fillStyle = "#9aa3b5";
    if (at < height * 0.94) context.fillText(say(String(value)), 3, at > size ? at - 1 : at + size + 2);
  }
}
