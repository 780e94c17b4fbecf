// The pictures of a training as every checkpoint has them: in timeline.png, one frame below the other, and its layout in
// training.json (zoo/schema/runs.py). No DOM.
import { greyPng, sizeOf } from "../../../shared/png.js";
import { round } from "../../../shared/train/checkpoint.js";
import { FILMED } from "./training.js";

const SIDE = 28;
const LAYOUT = { count: FILMED, columns: 10, gap: 2, size: SIDE };
const STEP = SIDE + LAYOUT.gap;
const WIDTH = LAYOUT.columns * STEP - LAYOUT.gap;
const HEIGHT = (FILMED / LAYOUT.columns) * STEP - LAYOUT.gap; // of a frame
const LONGEST = 200; // frames of a file

export const FILE = "timeline.png";

// {layout, png} of a film, as a training keeps it; null without any.
export async function writeFilm(film) {
  if (!film?.length) return null;
  const levels = new Uint8Array(film.length * HEIGHT * WIDTH);
  film.forEach(({ levels: drawn }, frame) => {
    for (let index = 0; index < FILMED; index++) {
      const corner = STEP * Math.floor(index / LAYOUT.columns) * WIDTH + STEP * (index % LAYOUT.columns);
      for (let row = 0; row < SIDE; row++) {
        const from = index * SIDE * SIDE + row * SIDE;
        levels.set(drawn.subarray(from, from + SIDE), frame * HEIGHT * WIDTH + corner + row * WIDTH);
      }
    }
  });
  const places = film.map(({ epoch }) => round(epoch));
  return { layout: { ...LAYOUT, places }, png: await greyPng(levels, WIDTH, film.length * HEIGHT) };
}

// The same of a saved checkpoint: its layout and the bytes of its picture. Null where they do not fit: the rest is as good.
export function readFilm(layout, png) {
  const { places } = layout ?? {};
  if (!png || !Array.isArray(places) || !places.length || places.length > LONGEST) return null;
  const isRising = places.every((place, at) => Number.isFinite(place) && (!at || place > places[at - 1]));
  const isOurs = Object.entries(LAYOUT).every(([name, value]) => layout[name] === value);
  const size = sizeOf(png);
  if (!isRising || !isOurs || size?.[0] !== WIDTH || size[1] !== places.length * HEIGHT) return null;
  return { layout: { ...LAYOUT, places }, png };
}
