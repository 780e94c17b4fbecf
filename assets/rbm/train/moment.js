// One sentence about what the numbers of a training say now. No DOM.
import { ahead, gap, said, told } from "../../shared/train/moment.js";
import { toldOf } from "./runaway.js";

const DEAD = 0.01; // a unit that is on, or off, for a smaller share of the digits does nothing
const MANY = 0.15; // share of such units that is worth a word
const GAP = 5; // nats by which digits it knows must be ahead of others
const DEEP = 30; // nats by which a dream must lie below the digits

const nats = (value) => {
  const whole = Math.round(value);
  return `${whole.toLocaleString("en").replace("-", "−")} nat${whole === 1 ? "" : "s"}`;
};
const one = (value) => value.toFixed(1);

export const idle = (often) => often.filter((share) => share < DEAD || share > 1 - DEAD).length;

// What there may be to say, the most urgent first: [when, what].
/** @type {[(known: any) => boolean, (known: any) => string][]} */
const SAYINGS = [
  [({ broken }) => broken, ({ broken }) => toldOf(broken)],
  [
    ({ steps }) => steps === 0,
    () =>
      "It knows nothing yet. The weights are small random numbers, and what it redraws is noise. Press Train and watch the squares below.",
  ],
  [({ settings }) => settings.rate === 0, () => "The learning rate is 0, so every step changes nothing."],
  [
    ({ place, often }) => place >= 1 && idle(often) > MANY * often.length,
    ({ often }) =>
      `${idle(often)} of ${often.length} hidden units are on for nearly all digits or for nearly none. Such a unit tells digits apart no more. A smaller learning rate often prevents it.`,
  ],
  [
    ({ curve }) => gap(curve) > GAP,
    ({ curve }) =>
      `The digits that it learns from are now ${nats(gap(curve))} ahead of digits that it never sees. It begins to learn them by heart.`,
  ],
  [
    ({ place, error }) => place < 1 || !Number.isFinite(error),
    ({ error, first }) =>
      `It first learns where ink is common, then strokes. Redrawn digits were off by ${one(first)} at the start, and are off by ${one(error)} now.`,
  ],
  [
    ({ dream, curve }) => dream.energy < curve.at(-1).train - DEEP,
    ({ dream, curve }) =>
      `Its dream lies ${nats(curve.at(-1).train - dream.energy)} below the digits: it thinks that picture more probable than them. Chains that run on would find such places and unlearn them.`,
  ],
  [
    () => true,
    ({ error, earlier, curve }) =>
      `Redrawn digits are off by ${one(error)}${earlier === null ? "" : `, and were off by ${one(earlier)} an epoch ago`}. Digits it learns from and digits it never sees are ${nats(Math.abs(gap(curve)))} apart: it does not learn them by heart.`,
  ],
];

// `frame` is what the training tells (see training.js).
export function moment(frame) {
  const { curve, place } = frame;
  const before = curve.filter((point) => point.epoch <= place - 1);
  const known = { ...frame, first: curve[0]?.error ?? 0, earlier: before.at(-1)?.error ?? null };
  return said(SAYINGS, known);
}

// One sentence about two machines at the same epoch, from the points of their curves. Free energies of different machines
// cannot be compared.
export const verdict = (a, b) =>
  `After ${told(a.epoch)}, redrawn digits are off by ${one(a.error)} with A and by ${one(b.error)} with B: ` +
  `${ahead(b.error - a.error, 0.05)}. Free energies have a level of their own in each machine; look at whether two lines drift apart.`;
