// One sentence about what the numbers of the game say now. No DOM.
import { said, told } from "../../../shared/train/moment.js";
import { figure, percent } from "../../../shared/words.js";
import { toldOf } from "../runaway.js";

const NAMES = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const word = (count) => NAMES[count] ?? String(count);
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const share = (value) => percent(value / 100);

const STRONG = 95; // % of pairs that a critic ranks rightly when it has all but won
const EVEN = 60; // % up to which it hardly does better than a coin
const WEAK = 0.25; // mean pull on a generated point below which it hardly moves
const FAR = 50; // % of the generated points near the data, below which they are not there yet
const FULL = 90; // % that is as good as all

// How strongly the generated points are pulled on average: the length of the slope of the generator's loss by the point.
export function pulled(pulls) {
  let sum = 0;
  for (let at = 0; at < pulls.length; at += 2) sum += Math.hypot(pulls[at], pulls[at + 1]);
  return (2 * sum) / pulls.length;
}

const critic = ({ right }) => `The critic is right ${share(right)} of the time`;
const clusters = ({ reached, clusters: all }) =>
  `${capital(word(reached))} of ${word(all)} clusters ${reached === 1 ? "is" : "are"} reached`;
const found = (known) =>
  known.clusters ? clusters(known) : `The generated points reach ${share(known.covered)} of the data`;

// What there may be to say, the most urgent first: [when, what].
/** @type {[(known: any) => boolean, (known: any) => string][]} */
const SAYINGS = [
  [({ broken }) => broken, ({ broken }) => toldOf(broken)],
  [
    ({ steps }) => steps === 0,
    () =>
      "Neither player knows anything yet: the generator lays its square of random numbers anywhere, and the critic’s " +
      "landscape is nearly flat. Press Train, or take one turn after the other.",
  ],
  [
    ({ settings }) => settings.generator === 0,
    () => "The generator’s rate is 0: it stands still while the critic learns to tell its points apart.",
  ],
  [
    ({ settings }) => settings.critic === 0,
    () => "The critic’s rate is 0: its landscape stands still, and the generator just climbs it.",
  ],
  [
    ({ right, pull, near }) => right > STRONG && pull < WEAK && near < FULL,
    (known) =>
      `${critic(known)}, and its landscape is flat under the generated points: the generator hears next to nothing.`,
  ],
  [
    ({ right, near }) => right > STRONG && near < FAR,
    (known) =>
      `${critic(known)}: the two kinds of point lie far apart. The arrows show where it sends the generated ones.`,
  ],
  [
    ({ near }) => near < FAR,
    (known) =>
      `${critic(known)}. ${known.near < 1 ? "None" : `Only ${share(known.near)}`} of the generated points lie near the data yet; they are on their way, or between clusters.`,
  ],
  [
    ({ covered, lost }) => covered < FAR && lost,
    (known) =>
      `${found(known)}, and it was more before. The generator leaves what it had, runs to where the critic does not look yet, and the critic follows it. This is mode collapse.`,
  ],
  [
    ({ covered }) => covered < FAR,
    (known) =>
      `${found(known)}, though ${share(known.near)} of what is generated lies near the data. Nothing in the generator’s loss asks for the rest: what it draws only has to look real.`,
  ],
  [
    ({ right }) => right < EVEN,
    (known) => `${critic(known)}, hardly more often than a coin would be. ${found(known)}: the two are near a balance.`,
  ],
  [
    () => true,
    (known) => `${critic(known)}. ${found(known)}; ${share(known.near)} of the generated points lie near the data.`,
  ],
];

// `frame` is what the training tells (see training.js).
export function moment(frame) {
  const last = frame.curve.at(-1) ?? {};
  const most = Math.max(...frame.curve.map(({ covered }) => covered));
  const known = { ...frame, ...last, pull: pulled(frame.pulls), lost: most > last.covered + 25 };
  return said(SAYINGS, known);
}

// One sentence about two games at the same epoch, from the points of their curves.
export const verdict = (a, b) =>
  `After ${told(a.epoch)}, ${share(a.near)} of the generated points of A and ${share(b.near)} of those of B lie near the data, and they reach ${share(a.covered)} and ${share(b.covered)} of it.`;

// What the turns of both players did, in words: [title, sentence] each.
export function turns({ told: paid, settings }) {
  const cost = (player) => (paid[player] ? `It paid ${figure(paid[player].loss)} this time.` : "");
  const pays = paid.critic?.penalty ? ` Steep ground cost it ${paid.critic.penalty.toFixed(2)} more.` : "";
  const shown = settings.batch.toLocaleString("en");
  return {
    critic: `It is shown ${shown} real points and ${shown} generated ones, and raises its landscape under the real ones and lowers it under the others. ${cost("critic")}${pays}`,
    generator: `It moves its points along the arrows, uphill on the landscape, by bending its square of random numbers. ${cost("generator")}`,
  };
}
