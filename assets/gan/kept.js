// Pinned samples as the numbers that they are made of, whatever the model: what it can draw of them, and how a link has
// them.
import { short } from "../shared/maths.js";
import { startOf } from "./moves.js";
import { generate } from "./pool.js";

export const MOST_PINS = 12; // as in tabs/gan/pins.py

// The digit that a model is asked for to draw a pin: the pin's own, else the one that the grid of all digits has in its
// place.
export const labelOf = ({ asked, index }, { classes }) => (classes ? (asked ?? index % classes) : null);

// Why a model cannot draw a pin; empty if it can. A pin of a link has no latents before it is drawn for the first time.
export function misfitOf({ latents, asked }, { latent_dim: length, classes }) {
  if (latents && latents.length !== length)
    return `it is made of ${latents.length} random numbers, and this model takes ${length}`;
  if (classes && asked >= classes) return `it shows the digit ${asked}, which this model was never told`;
  return "";
}

// What a model that arrives makes of a pin before it has drawn it.
export const facing = (pin, model) => ({ label: labelOf(pin, model), misfit: misfitOf(pin, model), drawn: false });

// "1.0,1.12,7.3d4t0.8": seed and index of each; then the digit that was asked for and the truncation, if there are any.
export const pinsText = (pins) =>
  pins
    .map(({ seed, index, asked, truncation }) => {
      const digit = asked === null ? "" : `d${asked}`;
      return `${seed}.${index}${digit}${truncation === null ? "" : `t${short(truncation)}`}`;
    })
    .join(",");

// Draws pins by the viewer's model: pairs [pin, what to assign to it]. What the server does not draw is left out.
export async function drawn(viewer, pins) {
  const known = pins.filter(({ latents }) => latents);
  const fresh = pins.filter(({ latents }) => !latents);
  const found = await Promise.all([redrawn(viewer, known), ...fresh.map((pin) => firstDrawn(viewer, pin))]);
  return found.flat();
}

// Of the latents that are known already. A moved pin's start is drawn, too: the moved numbers may be put back.
async function redrawn(viewer, pins) {
  const starts = pins.filter(({ moved }) => moved).map((pin) => ({ ...startOf(pin), label: pin.label, pin }));
  const answer = pins.length ? await generate(viewer, [...pins, ...starts]) : null;
  if (!answer) return [];
  const { pictures, size } = answer;
  const news = new Map(pins.map((pin, i) => [pin, { image: pictures[i], size, drawn: true }]));
  starts.forEach(({ pin, ...start }, i) => {
    Object.assign(news.get(pin), { start: { ...start, image: pictures[pins.length + i], size } });
  });
  return [...news];
}

// Of a link's pin: the server says its latents.
async function firstDrawn(viewer, pin) {
  const { seed, index: first, truncation, asked } = pin;
  const digit = viewer.model.classes ? asked : null;
  const answer = await viewer.samples({ seed, first, count: 1, truncation, digit });
  if (!answer) return [];
  return [[pin, { latents: answer.codes[0], image: answer.pictures[0], size: answer.size, drawn: true }]];
}
