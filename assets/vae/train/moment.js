// One sentence about what the numbers of a VAE's training say now. No DOM.
import { ahead, gap, said, told } from "../../shared/train/moment.js";
import { figure } from "../../shared/words.js";
import { toldOf } from "./runaway.js";

const GAP = 3; // nats by which digits it knows must be ahead of others
const SILENT = 0.5; // nats: a code with less says next to nothing

const one = (value) => figure(value, 1);

// What there may be to say, the most urgent first: [when, what].
/** @type {[(known: any) => boolean, (known: any) => string][]} */
const SAYINGS = [
  [({ broken }) => broken, ({ broken }) => toldOf(broken)],
  [
    ({ steps }) => steps === 0,
    () =>
      "It knows nothing yet. All digits land at nearly the same place of the plane, and every place decodes to grey. Press Train.",
  ],
  [({ settings }) => settings.rate === 0, () => "The learning rate is 0, so every step changes nothing."],
  [
    ({ place, now, settings }) => place >= 1 && now.kl < SILENT && settings.beta > 0,
    ({ now }) =>
      `The code says next to nothing: ${one(now.kl)} nats. The decoder draws the same for every digit. A lower price β, or a smaller learning rate, lets the code speak.`,
  ],
  [
    ({ curve }) => gap(curve) > GAP,
    ({ curve }) =>
      `A digit that it learns from now costs ${one(gap(curve))} nats less than one that it never sees. It begins to learn its digits by heart.`,
  ],
  [
    ({ settings, place }) => settings.beta === 0 && place >= 1,
    ({ now }) =>
      `With β = 0 the code costs nothing, so it grows as it likes: ${one(now.kl)} nats. The points run far apart, and between them the decoder never learned what to draw.`,
  ],
  [
    () => true,
    ({ now }) =>
      `A held-out digit costs ${one(now.held)} nats: ${one(now.reconstruction)} for its pixels, given the code, and ${one(now.kl)} for the code. It was never told which digit is which.`,
  ],
];

// `frame` is what the training tells (see training.js).
export function moment(frame) {
  const known = { ...frame, now: frame.curve.at(-1) };
  return said(SAYINGS, known);
}

// One sentence about two models at the same epoch, from the points of their curves.
export const verdict = (a, b) =>
  `After ${told(a.epoch)}, a digit that it never saw costs ${cost(a)} with A and ${cost(b)} with B: ${ahead(b.held - a.held, 0.5)}.`;
const cost = ({ held, reconstruction, kl }) =>
  `${one(held)} nats (${one(reconstruction)} for its pixels, ${one(kl)} for the code)`;
