// The game: the minimax formula sign by sign, why the generator plays another loss, and this run's own curves.
import { el } from "../shared/dom.js";
import { figure } from "../shared/words.js";
import { Chart, legend, lossChart } from "./chart.js";
import { equilibrium, generatorLosses, readGame, slopeText, turnText } from "./losses.js";

// A formula in plain HTML: ["under", a, b] is a above b, ["sub", a] and ["sup", a] are set lower and higher, ["color",
// a, name] in a colour; `spoken` is the text for screen readers.
const part = (piece) => {
  if (typeof piece === "string") return piece;
  const [kind, textContent, more] = piece;
  if (kind === "under") return el("span", { className: "gan-under" }, textContent, el("small", { textContent: more }));
  if (kind === "color") return Object.assign(el("b", { textContent }), { style: `color: var(--${more})` });
  return el(kind, { textContent });
};
const formula = (spoken, ...pieces) =>
  el("p", { className: "gan-formula", role: "math", "aria-label": spoken }, ...pieces.map(part));
const [G, D] = [
  ["color", "G", "gan-generator"],
  ["color", "D", "gan-critic"],
];
const [DATA, NOISE] = [
  ["sub", "x∼data"],
  ["sub", "z∼N(0, I)"],
];

const SIGNS = [
  ["x", "a real digit from the training images"],
  ["z", "a list of random numbers, drawn from the bell curve: the noise"],
  ["G(z)", "the picture that the generator makes of z"],
  [
    "D(x)",
    "what the critic (also called the discriminator) says about a picture: 1 is “surely real”, 0 is “surely generated”, ½ is “I cannot tell”",
  ],
  ["E", "the average: over real digits in the first part, over noise in the second"],
  ["log", "the natural logarithm: 0 for 1, and far below 0 near 0, so being sure and wrong costs very much"],
  ["max over D", "the critic makes the whole large: D near 1 for real digits, near 0 for generated ones"],
  ["min over G", "the generator makes it small: D near 1 for its pictures. One wins what the other loses"],
];

class Slopes {
  constructor() {
    this.slider = el("input", {
      type: "range",
      min: 0.01,
      max: 0.99,
      step: 0.01,
      value: 0.05,
      "aria-label": "What the critic says about a generated picture, D(G(z))",
    });
    this.slider.addEventListener("input", () => this.show());
    this.reading = el("output");
    this.chart = new Chart("The generator’s two losses", "is-tall", (d) => {
      this.slider.value = d;
      this.show();
    });
    this.table = el("table", { className: "zoo-metrics gan-slopes" });
    this.text = el("p", { className: "gan-text" });
    const names = legend([
      ["log(1 − D(G(z))), as in the formula", "gan-second"],
      ["− log D(G(z)), as it is trained", "gan-generator"],
    ]);
    const along = el(
      "label",
      { className: "zoo-field zoo-along" },
      el("span", { textContent: "D(G(z))" }),
      this.slider,
      this.reading,
    );
    this.title = el("h4");
    this.element = el(
      "article",
      { className: "gan-card is-wide" },
      this.title,
      el("p", {
        className: "gan-text",
        textContent:
          "Early on the generator’s pictures are noise, and the critic is soon sure of it: D(G(z)) is near 0. Move the slider there and see how steep each curve is: the generator learns " +
          "from the slope alone.",
      }),
      el(
        "div",
        { className: "gan-slopes-parts" },
        el("div", {}, names, this.chart.canvas, along),
        el("div", {}, this.table, this.text),
      ),
    );
    this.show();
  }

  show() {
    const d = Number(this.slider.value);
    const { saturating, other } = generatorLosses(d);
    this.reading.textContent = d.toFixed(2);
    const points = (name) =>
      Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((at) => [at, generatorLosses(at)[name].value]);
    this.chart.show({
      x: [0, 1],
      y: [-5, 5],
      yTicks: [-4, -2, 0, 2, 4],
      xText: "D(G(z))",
      marker: d,
      lines: [
        { color: "gan-second", points: points("saturating") },
        { color: "gan-generator", points: points("other") },
      ],
      tangents: [
        { color: "gan-second", at: [d, saturating.value], slope: saturating.slope },
        { color: "gan-generator", at: [d, other.value], slope: other.slope },
      ],
    });
    const row = (name, pick, note) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name, el("small", { textContent: note })),
        ...[saturating, other].map((loss) => el("td", { textContent: figure(pick(loss)) })),
      );
    const head = el(
      "tr",
      {},
      ...["", "log(1 − D)", "− log D"].map((textContent) => el("th", { scope: "col", textContent })),
    );
    this.table.replaceChildren(
      el("thead", {}, head),
      el(
        "tbody",
        {},
        row("Loss", ({ value }) => value, "what the generator lowers"),
        row("Slope", ({ slope }) => slope, "with respect to D(G(z))"),
        row(
          "Passed back",
          ({ passed }) => passed,
          "slope with respect to the score, before the sigmoid squeezes it into D",
        ),
      ),
    );
    this.text.textContent = slopeText(d);
  }
}

const card = (title, ...parts) => el("article", { className: "gan-card" }, el("h4", { textContent: title }), ...parts);
const text = (textContent) => el("p", { className: "gan-text", textContent });

const penalty = (weight) => [
  formula(
    `plus ${weight} times E of (length of the gradient of D at x hat, minus 1) squared`,
    `+ ${weight} · E (‖∇D(x̂)‖ − 1)`,
    ["sup", "2"],
  ),
  text(
    "The gradient penalty holds the slope of D near 1: at points x̂ on lines between a real and a generated picture, any slope other than 1 costs something. " +
      "The curve below is without it.",
  ),
];

const OBJECTIVES = new Map(
  Object.entries({
    hinge: () =>
      card(
        "This model’s version: the hinge loss",
        formula(
          "The critic lowers E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))); the generator lowers minus E D(G(z))",
          ["color", "critic", "gan-critic"],
          ": E max(0, 1 − D(x)) + E max(0, 1 + D(G(z)))",
        ),
        formula("minus E D(G(z))", ["color", "generator", "gan-generator"], ": − E D(G(z))"),
        text(
          "Here D is not a probability but any number. The critic wants real digits above 1 and generated ones below −1. Scores beyond that cost nothing, so it does not " +
            "waste effort on pictures that it can already tell apart. The generator pushes its scores up, with the same slope everywhere.",
        ),
      ),
    wasserstein: ({ config }) =>
      card(
        "This model’s version: the Wasserstein distance",
        formula(
          "The critic lowers E D(G(z)) minus E D(x); the generator lowers minus E D(G(z))",
          ["color", "critic", "gan-critic"],
          ": E D(G(z)) − E D(x)",
        ),
        formula("minus E D(G(z))", ["color", "generator", "gan-generator"], ": − E D(G(z))"),
        text(
          "Here D is a score, not a probability. If D may nowhere be steeper than 1, the largest difference between its averages on real and on generated digits is how far " +
            "the real pictures would have to move, on average, to become the generated ones. So minus the critic’s loss estimates how far off the generator still is, " +
            "and it has a slope even if the two kinds do not overlap.",
        ),
        ...(config?.penalty ? penalty(config.penalty) : []),
      ),
  }),
);

class Game {
  constructor(box, viewer) {
    this.viewer = viewer;
    const minimax = formula(
      "minimum over G, maximum over D, of the mean over real x of log D(x) plus the mean over noise z of log(1 minus D(G(z)))",
      ["under", "min", "G"],
      ["under", "max", "D"],
      " E",
      DATA,
      " log ",
      D,
      "(x) + E",
      NOISE,
      " log(1 − ",
      D,
      "(",
      G,
      "(z)))",
    );
    const signs = el(
      "dl",
      { className: "gan-signs" },
      ...SIGNS.flatMap(([sign, means]) => [el("dt", { textContent: sign }), el("dd", { textContent: means })]),
    );
    this.rule = el(
      "article",
      { className: "gan-card is-wide" },
      el("h4", { textContent: "The game in one line" }),
      minimax,
      el(
        "div",
        { className: "gan-rule" },
        text(
          "The generator is a forger, the critic an expert. The expert is shown real digits and forged ones in turn and says how sure it is that each is real. " +
            "Both learn at the same time: the expert is told the truth, the forger only learns what the expert thinks of its forgeries. It never sees a real digit itself.",
        ),
        signs,
      ),
    );
    this.slopes = new Slopes();
    this.objective = el("div", { className: "gan-objective" });
    this.balance = card(
      "",
      formula("D equals one half everywhere", "D(x) = ½,   − 2 log ½ = log 4 ≈ 1.39"),
      text(
        "If generated digits were distributed exactly like real ones, even the best critic could only guess: D = ½ for every picture. The critic’s loss would be log 4 ≈ 1.39, the " +
          "generator’s − log ½ = log 2 ≈ 0.69. A real run seldom settles there: both losses keep moving, and they do not say how good the pictures are. That is why this zoo " +
          "measures the samples themselves.",
      ),
    );
    this.turnText = text("");
    this.turns = card("Who moves, and how often", this.turnText);
    this.chart = new Chart("This run’s losses beside their balance", "is-tall");
    this.said = text("");
    this.run = el(
      "article",
      { className: "gan-card is-wide" },
      el("h4", { textContent: "This run’s own game" }),
      legend([
        ["the critic’s loss", "gan-critic"],
        ["the generator’s loss", "gan-generator"],
      ]),
      this.chart.canvas,
      this.said,
    );
    box.append(
      el(
        "div",
        { className: "gan-cards" },
        this.rule,
        this.slopes.element,
        this.objective,
        this.balance,
        this.turns,
        this.run,
      ),
    );
  }

  model() {
    const { model } = this.viewer;
    const { objective, trace = [], game, train_epochs: last } = model;
    const own = OBJECTIVES.get(objective)?.(model);
    this.objective.replaceChildren(own ?? "");
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

export const tool = {
  id: "game",
  title: "The two-player game",
  lead: "Nobody tells the generator what a digit looks like. It learns by playing against a second network, the critic, which tries to tell its pictures from real ones.",
  make: (box, viewer) => new Game(box, viewer),
};
