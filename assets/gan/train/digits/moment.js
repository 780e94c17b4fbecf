// One sentence about what the numbers of a game on digits say now. No DOM.
import { said, told } from "../../../shared/train/moment.js";
import { figure, percent } from "../../../shared/words.js";
import { toldOf } from "../runaway.js";

const STRONG = 98; // % of pairs that a critic ranks rightly when it has all but won
const SURE = 0.3; // loss of a critic, in nats, below which it is as good as sure of both kinds
const LOGITS = ["logistic", "saturating"]; // objectives of which the loss says so
const EVEN = 65; // % up to which it hardly does better than a coin
const ALIKE = 45; // % of the distance between real digits, below which what is drawn is all alike
const FELL = 25; // percentage points by which it was more before

const share = (value) => percent(value / 100);
const critic = ({ right }) => `The critic is right ${share(right)} of the time`;

// What there may be to say, the most urgent first: [when, what].
/** @type {[(known: any) => boolean, (known: any) => string][]} */
const SAYINGS = [
  [({ broken }) => broken, ({ broken }) => toldOf(broken)],
  [
    ({ steps }) => steps === 0,
    () =>
      "Neither player knows anything yet: the generator makes grey noise of its random numbers, and the critic has seen nothing. Press Train, or take one turn after the other.",
  ],
  [
    ({ settings }) => settings.generator === 0,
    () => "The generator’s rate is 0: it stands still while the critic learns to tell its pictures apart.",
  ],
  [
    ({ settings }) => settings.critic === 0,
    () => "The critic’s rate is 0: it stands still, and the generator learns what pleases it as it is.",
  ],
  [
    ({ apart, most, place }) => place >= 1 && apart < most - FELL,
    (known) =>
      `Its pictures are only ${share(known.apart)} as different from each other as real digits are, and it was ${share(known.most)} before. The generator draws what pleases the critic just now, again and again: this is mode collapse.`,
  ],
  [
    ({ right, settings, critic: paid, place }) =>
      right > STRONG && place >= 2 && LOGITS.includes(settings.objective) && paid < SURE,
    (known) =>
      `${critic(known)} and sure of it: the generator hears little that helps. Whatever it changes, the critic stays sure.`,
  ],
  [
    ({ apart }) => apart < ALIKE,
    (known) =>
      `${critic(known)}. All pictures still look alike: they are ${share(known.apart)} as different from each other as real digits are. It finds where ink is common first, then strokes.`,
  ],
  [
    ({ right }) => right < EVEN,
    (known) =>
      `${critic(known)}, hardly more often than a coin would be: the two are near a balance. Balance is not quality: a weak critic is fooled by junk.`,
  ],
  [
    () => true,
    (known) =>
      `${critic(known)}, of a real and a generated digit. What is drawn is ${share(known.apart)} as varied as real digits are. Each pixel has its own weights, so specks between the strokes are hard to get rid of.`,
  ],
];

// `frame` is what the training tells (see training.js).
export function moment(frame) {
  const most = Math.max(...frame.curve.map(({ apart }) => apart));
  return said(SAYINGS, { ...frame, ...frame.curve.at(-1), most });
}

// One sentence about two games at the same epoch, from the points of their curves.
export const verdict = (a, b) =>
  `After ${told(a.epoch)}, the critic is right ${share(a.right)} of the time with A and ${share(b.right)} with B; what is drawn is ${share(a.apart)} and ${share(b.apart)} as varied as real digits. Which digits are better you have to see: no loss says it.`;

// What the turns of both players did, in words.
export function turns({ told: paid, settings }) {
  const cost = (player) => (paid[player] ? `It paid ${figure(paid[player].loss)} this time.` : "");
  const pays = paid.critic?.penalty ? ` Steep ground cost it ${paid.critic.penalty.toFixed(2)} more.` : "";
  const shown = settings.batch.toLocaleString("en");
  return {
    critic: `It is shown ${shown} real digits and ${shown} generated ones, and learns to score the real ones higher. ${cost("critic")}${pays}`,
    generator: `It learns, through the critic, how each of its pixels should have been for a higher score. ${cost("generator")}`,
  };
}
