// The game: the minimax formula sign by sign, why the generator plays another loss, and this run's own curves.
import { el } from "../shared/dom.js";
import { chart, figure, legend, lossChart } from "./chart.js";
import { percent } from "./start.js";

const LOG4 = Math.log(4);
const LOG2 = Math.log(2);

// A formula in plain HTML: ["under", a, b] is a above b, ["sub", a] and ["sup", a] are set lower and higher, ["color", a, name]
// in a colour; `spoken` is for who hears it.
const part = (piece) => {
  if (typeof piece === "string") return piece;
  const [kind, text, more] = piece;
  if (kind === "under") return el("span", { className: "gan-under" }, text, el("small", { textContent: more }));
  if (kind === "color") return Object.assign(el("b", { textContent: text }), { style: `color: var(--${more})` });
  return el(kind, { textContent: text });
};
const formula = (spoken, ...pieces) => el("p", { className: "gan-formula", role: "math", "aria-label": spoken }, ...pieces.map(part));
const [G, D] = [["color", "G", "gan-generator"], ["color", "D", "gan-critic"]];
const [DATA, NOISE] = [["sub", "x∼data"], ["sub", "z∼N(0, I)"]];

const SIGNS = [
  ["x", "a real digit from the training images"],
  ["z", "a list of random numbers, drawn from the bell curve: the noise"],
  ["G(z)", "the picture that the generator makes of z"],
  ["D(x)", "what the critic (also called the discriminator) says to a picture: 1 is “surely real”, 0 is “surely generated”, ½ is “I cannot tell”"],
  ["E", "the average over all that is drawn: over real digits in the first part, over noise in the second"],
  ["log", "the natural logarithm: 0 for 1, and far below 0 near 0, so being surely wrong costs very much"],
  ["max over D", "the critic moves so that the whole becomes large: real digits near 1, generated ones near 0"],
  ["min over G", "the generator moves so that it becomes small: its pictures near 1. One wins what the other loses"],
];

// The generator's two losses at D(G(z)) = d: value, slope by d, and slope by the critic's score before its sigmoid.
export const generatorLosses = (d) => ({
  saturating: { value: Math.log(1 - d), slope: -1 / (1 - d), passed: -d },
  other: { value: -Math.log(d), slope: -1 / d, passed: -(1 - d) },
});

class Slopes {
  constructor() {
    this.slider = el("input", { type: "range", min: 0.01, max: 0.99, step: 0.01, value: 0.05, "aria-label": "What the critic says to a generated picture, D(G(z))" });
    this.slider.addEventListener("input", () => this.show());
    this.reading = el("output");
    this.chart = chart("The generator’s two losses", "is-tall", (d) => { this.slider.value = d; this.show(); });
    this.table = el("table", { className: "zoo-metrics gan-slopes" });
    this.text = el("p", { className: "gan-text" });
    const legend = legend([["log(1 − D(G(z))), as in the formula", "gan-second"], ["− log D(G(z)), as it is trained", "gan-generator"]]);
    const along = el("label", { className: "zoo-field gan-along" }, el("span", { textContent: "D(G(z))" }), this.slider, this.reading);
    this.title = el("h4");
    this.element = el("article", { className: "gan-card is-wide" }, this.title, el("p", { className: "gan-text", textContent:
      "At the start the generator’s pictures are noise, and the critic is sure of it: D(G(z)) is near 0. Move the slider there and look how steep each curve is: the slope is all that "
      + "the generator learns from." }), el("div", { className: "gan-slopes-parts" }, el("div", {}, legend, this.chart.canvas, along), el("div", {}, this.table, this.text)));
    this.show();
  }

  show() {
    const d = Number(this.slider.value);
    const { saturating, other } = generatorLosses(d);
    this.reading.textContent = d.toFixed(2);
    const points = (name) => Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((at) => [at, generatorLosses(at)[name].value]);
    this.chart.show({
      x: [0, 1], y: [-5, 5], yTicks: [-4, -2, 0, 2, 4], xText: "D(G(z))", marker: d,
      lines: [{ color: "gan-second", points: points("saturating") }, { color: "gan-generator", points: points("other") }],
      tangents: [{ color: "gan-second", at: [d, saturating.value], slope: saturating.slope }, { color: "gan-generator", at: [d, other.value], slope: other.slope }],
    });
    const row = (name, pick, note) => el("tr", {}, el("th", { scope: "row" }, name, el("small", { textContent: note })),
      ...[saturating, other].map((loss) => el("td", { textContent: figure(pick(loss)) })));
    const head = el("tr", {}, ...["", "log(1 − D)", "− log D"].map((textContent) => el("th", { scope: "col", textContent })));
    this.table.replaceChildren(el("thead", {}, head), el("tbody", {}, row("Loss", ({ value }) => value, "what the generator lowers"),
      row("Slope", ({ slope }) => slope, "with respect to D(G(z))"), row("Passed back", ({ passed }) => passed, "slope with respect to the score, before the sigmoid squeezes it into D")));
    const [mine, theirs] = [Math.abs(saturating.passed), Math.abs(other.passed)];
    const seen = `The critic ${d < 0.2 ? "sees through" : "doubts"} this picture. The first loss passes back ${figure(mine)}, the second ${figure(theirs)}: `
      + `${figure(theirs / mine, 1)} times as much. With the first, the surer the critic is, the less the generator hears, just when it has most to learn: it saturates.`;
    const fooled = "This picture fools the critic. The second loss hardly pulls any more, and that is right: there is little left to learn from it.";
    this.text.textContent = d < 0.5 ? seen : d > 0.5 ? fooled : "Here both pass back the same: the critic cannot tell.";
  }
}

const card = (title, ...parts) => el("article", { className: "gan-card" }, el("h4", { textContent: title }), ...parts);
const text = (textContent) => el("p", { className: "gan-text", textContent });

const penalty = (weight) => [
  formula(`plus ${weight} times E of (length of the gradient of D at x hat, minus 1) squared`, `+ ${weight} · E (‖∇D(x̂)‖ − 1)`, ["sup", "2"]),
  text("The gradient penalty keeps D from being steeper: at points x̂ on lines between a real and a generated picture, every slope other than 1 costs. "
    + "The curve below is without it."),
];

const OBJECTIVES = new Map(Object.entries({
  hinge: () => card("This model’s version: the hinge loss", formula("The critic lowers E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))); the generator lowers minus E D(G(z))",
    ["color", "critic", "gan-critic"], ": E max(0, 1 − D(x)) + E max(0, 1 + D(G(z)))"), formula("minus E D(G(z))", ["color", "generator", "gan-generator"], ": − E D(G(z))"),
  text("Here D is no probability but any number. The critic wants real digits above 1 and generated ones below −1; what is beyond that costs nothing more, so it does not "
    + "waste effort on pictures that it has long told apart. The generator pushes its scores up, with the same slope everywhere.")),
  wasserstein: ({ config }) => card("This model’s version: the Wasserstein distance", formula("The critic lowers E D(G(z)) minus E D(x); the generator lowers minus E D(G(z))",
    ["color", "critic", "gan-critic"], ": E D(G(z)) − E D(x)"), formula("minus E D(G(z))", ["color", "generator", "gan-generator"], ": − E D(G(z))"),
  text("Here D is a score, no probability. If D may nowhere be steeper than 1, the largest difference between its averages on real and on generated digits is how far "
    + "one would have to carry the real pictures, on average, to turn them into the generated ones. So minus the critic’s loss measures how far the generator still is, "
    + "and it has a slope even where the two kinds do not overlap."),
  ...(config?.penalty ? penalty(config.penalty) : [])),
}));

// What play without a better answer would give: [y, text, colour] of the dashed lines of each objective.
const LEVELS = new Map(Object.entries({
  logistic: [{ y: LOG4, text: "critic that must guess: log 4", color: "gan-critic" }, { y: LOG2, text: "generator then: log 2", color: "gan-generator" }],
  hinge: [{ y: 2, text: "critic that must guess: 2", color: "gan-critic" }],
  wasserstein: [{ y: 0, text: "no distance left: 0", color: "gan-critic" }],
}));
export const equilibrium = (objective) => LEVELS.get(objective) ?? [];

// The last tenth of the run, averaged.
const late = (trace, key) => {
  const rows = trace.slice(-Math.max(1, Math.round(trace.length / 10))).map((row) => row[key]).filter(Number.isFinite);
  return rows.length ? rows.reduce((sum, value) => sum + value, 0) / rows.length : NaN;
};

export const readGame = ({ trace, objective, train_epochs: last, kept_epoch: kept }) => {
  const [critic, generator, real, generated] = ["critic", "generator", "real_accuracy", "generated_accuracy"].map((key) => late(trace, key));
  const right = (real + generated) / 2;
  const won = right > 0.95;
  const losses = `In the last tenth of this run the critic’s loss was ${figure(critic)} and the generator’s ${figure(generator)}. `;
  const told = Number.isFinite(right) ? `The critic was right about ${percent(real)} of the real images and ${percent(generated)} of the generated ones. ` : "";
  const meaning = new Map(Object.entries({
    logistic: Math.abs(critic - LOG4) < 0.1 ? "That is near the balance." : won ? "The critic’s loss fell far below the balance: it has won."
      : critic < LOG4 ? "The critic’s loss stayed below the balance: it can still tell the two kinds apart, "
      + "and that is common. What counts is that it never wins for good, since then the generator would have nothing to learn from."
      : "The critic’s loss is above the balance: it does worse than one who only guesses, so it is being fooled.",
    hinge: critic < 2 ? "A critic that can only guess would pay 2; this one pays less, so it still tells the two kinds apart."
      : "A critic that can only guess would pay 2; this one pays no less.",
    wasserstein: critic < 0 ? `So the two kinds of picture were still ${figure(-critic)} apart by the critic’s measure; as a distance it should fall over the run.`
      : "So the critic’s scores no longer tell the two kinds apart.",
  })).get(objective) ?? "";
  const guess = won ? " It hardly ever errs: the critic is far ahead." : right < 0.6 ? " It is hardly better than a coin." : "";
  const earlier = Number.isFinite(kept) && kept < last ? ` The digits above are drawn with the weights of epoch ${kept} of ${last}.` : "";
  return losses + told + meaning + guess + earlier;
};

class Game {
  constructor(box, viewer) {
    this.viewer = viewer;
    const minimax = formula("minimum over G, maximum over D, of the mean over real x of log D(x) plus the mean over noise z of log(1 minus D(G(z)))",
      ["under", "min", "G"], ["under", "max", "D"], " E", DATA, " log ", D, "(x) + E", NOISE, " log(1 − ", D, "(", G, "(z)))");
    const signs = el("dl", { className: "gan-signs" }, ...SIGNS.flatMap(([sign, means]) => [el("dt", { textContent: sign }), el("dd", { textContent: means })]));
    this.rule = el("article", { className: "gan-card is-wide" }, el("h4", { textContent: "The game in one line" }), minimax, el("div", { className: "gan-rule" },
      text("The generator is a forger, the critic an expert. The expert is shown real digits and forged ones in turn and says how sure it is that each is real. "
        + "Both learn at once: the expert from being told the truth, the forger only from what the expert makes of its forgeries. It never sees a real digit itself."), signs));
    this.slopes = new Slopes();
    this.objective = el("div", { className: "gan-objective" });
    this.balance = card("", formula("D equals one half everywhere", "D(x) = ½,   − 2 log ½ = log 4 ≈ 1.39"),
      text("If the generator drew exactly as the data is, even the best critic could only guess: D = ½ for every picture. The critic’s loss would be log 4 ≈ 1.39, the "
        + "generator’s − log ½ = log 2 ≈ 0.69. No real run stands still there: both go on moving, and their losses do not say how good the pictures are. That is why this zoo "
        + "measures the samples themselves."));
    this.turns = card("Who moves, and how often", (this.turnText = text("")));
    this.chart = chart("This run’s losses beside their balance", "is-tall");
    this.said = text("");
    this.run = el("article", { className: "gan-card is-wide" }, el("h4", { textContent: "This run’s own game" }),
      legend([["the critic’s loss", "gan-critic"], ["the generator’s loss", "gan-generator"]]), this.chart.canvas, this.said);
    box.append(el("div", { className: "gan-cards" }, this.rule, this.slopes.element, this.objective, this.balance, this.turns, this.run));
  }

  model() {
    const { model } = this.viewer;
    const { objective, trace = [], game, train_epochs: last } = model;
    const own = OBJECTIVES.get(objective)?.(model);
    this.objective.replaceChildren(...(own ? [own] : []));
    this.objective.hidden = !own;
    const original = own ? " (the original game; this model’s own is below)" : "";
    this.slopes.title.textContent = `Why the generator plays another loss${original}`;
    this.balance.querySelector("h4").textContent = `Where ${own ? "the original game" : "it"} would end`;
    this.turnText.textContent = turnText(game, model.title);
    this.run.hidden = !trace.length;
    if (!trace.length) return;
    const levels = equilibrium(objective);
    this.chart.show(lossChart(trace, { to: Math.max(last ?? 0, trace.at(-1).epoch, 1), levels }));
    this.said.textContent = readGame(model);
  }
}

function turnText(game, title) {
  const [generator, critic] = [game?.generator_updates ?? 1, game?.critic_updates ?? 1];
  const times = (count) => ["", "one step", "two steps", "three steps", "four steps", "five steps"][count] ?? `${count} steps`;
  const how = `In ${title} the critic takes ${times(critic)} and then the generator ${times(generator)}, again and again. `;
  const rate = game?.critic_rate > 1 ? `The critic’s steps are ${game.critic_rate} times as large. ` : "";
  return `${how}${rate}If the critic learns too slowly, the generator fools it with junk; if it learns too fast, the slopes that it passes back say little. `
    + "Other models of this tab change just this: see them in Compare.";
}

export const tool = {
  id: "game",
  title: "The two-player game",
  lead: "Nobody tells the generator what a digit looks like. It learns by playing against a second network, the critic, which tries to tell its pictures from real ones.",
  make: (box, viewer) => new Game(box, viewer),
};
