// The game's losses: the generator's two possible losses, where the game would end, and what a run's losses say.
import { figure, percent } from "../shared/words.js";

const LOG4 = Math.log(4);
const LOG2 = Math.log(2);

// The generator's two losses at D(G(z)) = d: value, slope by d, and slope by the critic's score before its sigmoid.
export const generatorLosses = (d) => ({
  saturating: { value: Math.log(1 - d), slope: -1 / (1 - d), passed: -d },
  other: { value: -Math.log(d), slope: -1 / d, passed: -(1 - d) },
});

// The losses at equilibrium, for each objective: {y, text, color} of the dashed lines.
const LEVELS = new Map(
  Object.entries({
    logistic: [
      { y: LOG4, text: "critic that can only guess: log 4", color: "gan-critic" },
      { y: LOG2, text: "generator then: log 2", color: "gan-generator" },
    ],
    hinge: [{ y: 2, text: "critic that can only guess: 2", color: "gan-critic" }],
    wasserstein: [{ y: 0, text: "no distance left: 0", color: "gan-critic" }],
  }),
);
export const equilibrium = (objective) => LEVELS.get(objective) ?? [];

// What the critic's loss at the end of a run means; `won` is a critic that is hardly ever wrong.
const MEANINGS = new Map(
  Object.entries({
    logistic(critic, won) {
      if (Math.abs(critic - LOG4) < 0.1) return "That is near the balance.";
      if (won) return "The critic’s loss fell far below the balance: it has won.";
      if (critic < LOG4) {
        return (
          "The critic’s loss stayed below the balance: it can still tell the two kinds apart. " +
          "What counts is that it never wins for good, because then the generator would have little to learn from."
        );
      }
      return "The critic’s loss is above the balance: it does worse than guessing, so it is being fooled.";
    },
    hinge: (critic) =>
      critic < 2
        ? "A critic that can only guess would pay 2; this one pays less, so it still tells the two kinds apart."
        : "A critic that can only guess would pay 2; this one pays no less.",
    wasserstein: (critic) =>
      critic < 0
        ? `So the two kinds of picture were still ${figure(-critic)} apart by the critic’s measure; as a distance it should fall over the run.`
        : "So the critic’s scores no longer tell the two kinds apart.",
  }),
);

// The mean over the last tenth of a run; NaN if it was not recorded.
export function late(trace, key) {
  const rows = trace
    .slice(-Math.max(1, Math.round(trace.length / 10)))
    .map((row) => row[key])
    .filter(Number.isFinite);
  return rows.length ? rows.reduce((sum, value) => sum + value, 0) / rows.length : NaN;
}

export function readGame({ trace, objective, train_epochs: last, kept_epoch: kept }) {
  const [critic, generator, real, generated] = ["critic", "generator", "real_accuracy", "generated_accuracy"].map(
    (key) => late(trace, key),
  );
  const right = (real + generated) / 2;
  const won = right > 0.95;
  const losses = `In the last tenth of this run the critic’s loss was ${figure(critic)} and the generator’s ${figure(generator)}. `;
  const told = Number.isFinite(right)
    ? `The critic was right about ${percent(real)} of the real images and ${percent(generated)} of the generated ones. `
    : "";
  const meaning = MEANINGS.get(objective)?.(critic, won) ?? "";
  const guess = won
    ? " It is hardly ever wrong: the critic is far ahead."
    : right < 0.6
      ? " It is hardly better than tossing a coin."
      : "";
  const earlier =
    Number.isFinite(kept) && kept < last
      ? ` The digits above are drawn with the weights of epoch ${kept} of ${last}.`
      : "";
  return losses + told + meaning + guess + earlier;
}

// Who moves, and how often.
export function turnText(game, title) {
  const [generator, critic] = [game?.generator_updates ?? 1, game?.critic_updates ?? 1];
  const times = (count) =>
    ["", "one step", "two steps", "three steps", "four steps", "five steps"][count] ?? `${count} steps`;
  const how = `In ${title} the critic takes ${times(critic)} and then the generator ${times(generator)}, again and again. `;
  const rate = game?.critic_rate > 1 ? `The critic’s steps are ${game.critic_rate} times as large. ` : "";
  return (
    `${how}${rate}If the critic learns too slowly, the generator fools it with junk. If it learns too fast, the slopes that it passes back say little. ` +
    "Other models in this tab change exactly this: see them in Compare."
  );
}

// What the critic's output for one generated picture, D(G(z)) = d, means for the two losses.
export function slopeText(d) {
  if (d === 0.5) return "Here the critic cannot tell, and both losses pass back the same.";
  if (d > 0.5)
    return "This picture fools the critic. The second loss has hardly any slope here, and rightly so: there is little left to learn from this picture.";
  const { saturating, other } = generatorLosses(d);
  const [mine, theirs] = [Math.abs(saturating.passed), Math.abs(other.passed)];
  return (
    `The critic ${d < 0.2 ? "sees through" : "doubts"} this picture. The first loss passes back ${figure(mine)}, the second ${figure(theirs)}: ` +
    `${figure(theirs / mine, 1)} times as much. With the first, the surer the critic is, the less the generator learns, just when it has most to learn: the loss saturates.`
  );
}
