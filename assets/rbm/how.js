// How it works: the formulas of the machine with the numbers of the running chain, and what its figures mean.
import { el, makeButton } from "../shared/dom.js";
import { line } from "../shared/formulas.js";
import { sigmoid, softplus } from "../shared/maths.js";
import { parts } from "../shared/notation.js";
import { layersOf } from "./pictures.js";

const HEATS = [0.25, 0.5, 1, 2, 4];
const NEAR = 12; // the number of units among which another one is picked
const REST = 250; // milliseconds between two readings of a running chain; faster, no number could be read

const fixed = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "?");
const signed = (value) => `${value < 0 ? "−" : "+"} ${fixed(Math.abs(value))}`;
const raised = (number) => String(number).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
const bold = (textContent) => el("b", { textContent });

class Card {
  constructor(title, text, ...formulas) {
    this.numbers = el("div", { className: "rbm-numbers" });
    this.text = el("p", { className: "rbm-text", textContent: text });
    this.element = el(
      "article",
      { className: "rbm-how-card" },
      el("h4", { textContent: title }),
      ...formulas.map((each) => el("p", { className: "rbm-formula", tabIndex: 0 }, line(parts(each), "", "inline"))),
      this.text,
      this.numbers,
    );
  }

  // Lines of [name, value], the last one their sum.
  lines(rows) {
    this.numbers.replaceChildren(
      ...rows.map(([name, value, total]) =>
        el("p", { className: total ? "is-total" : "" }, el("span", { textContent: name }), bold(value)),
      ),
    );
  }
}

const CARDS = {
  energy: [
    "The energy of a state",
    "The machine gives an energy to every picture v together with every setting h of its hidden units. Low " +
      "energy is likely: p(v, h) is proportional to exp(−E). This is the first chain’s state now:",
    "E(*v*, *h*) = − *a*·*v* − *b*·*h* − *v* W *h*",
  ],
  up: [
    "Hidden given visible",
    "A hidden unit adds up the weights to the pixels that are on, and its bias. σ squeezes the sum into a probability, and a coin " +
      "with that probability decides. All hidden units decide at once, because none is joined to another.",
    "p(h_j = 1 | *v*) = σ(b_j + Σ_i v_i w_{ij})",
  ],
  down: [
    "Visible given hidden",
    "The way back uses the same weights: a pixel adds up the weights of the hidden units that are on, and its bias. Once up and down is one Gibbs step.",
    "p(v_i = 1 | *h*) = σ(a_i + Σ_j w_{ij} h_j)",
  ],
  free: [
    "The free energy",
    "The energy of a picture, summed over all settings of the hidden units. It can be computed exactly, and it is minus the " +
      "log-probability of the picture, up to one constant that is the same for all pictures: log Z.",
    "F(*v*) = − *a*·*v* − Σ_j log(1 + exp(b_j + Σ_i v_i w_{ij}))",
    "log p(*v*) = − F(*v*) − log Z",
  ],
  heat: [
    "Temperature",
    "Every sum is divided by T before σ. Below 1 the units are surer than they were trained to be, and the chain stays in its valley; " +
      "above 1 they are less sure, and it wanders. Only T = 1 samples from the model. The unit above, at other temperatures:",
    "σ(x / T)",
  ],
  learn: ["How it learned", "", "Δw_{ij} = ε ( ⟨v_i h_j⟩_{data} − ⟨v_i h_j⟩_{model} )"],
  nats: ["What its figures mean", "", "log p(*v*) = − F(*v*) − log Z"],
};
const STEPS = { 1: "one step", 10: "ten steps" };

class How {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.top = null;
    this.unit = 0;
    this.pixel = 0;
    this.read = 0;
    this.note = el("p", { className: "rbm-text" });
    this.cards = Object.fromEntries(Object.entries(CARDS).map(([name, words]) => [name, new Card(...words)]));
    const other = makeButton("Another unit and pixel", () => {
      this.pick(Math.random);
      this.show();
    });
    this.cards.up.element.append(other);
    box.append(
      this.note,
      el("div", { className: "rbm-how" }, ...Object.values(this.cards).map(({ element }) => element)),
    );
  }

  async model() {
    this.top = null;
    this.sayLearning();
    this.sayFigures();
    const { model } = this.viewer;
    this.note.textContent = model.lower.length
      ? "In a deep belief network the chain runs in the top machine. What is called visible here are the units of the layer below it; the layers further down only translate them into pixels."
      : "";
    const layers = await layersOf(this.viewer);
    if (!layers) return;
    this.top = layers.at(-1);
    [this.unit, this.pixel] = [0, 0];
    this.pick(() => 0);
    this.show();
  }

  state() {
    this.show();
  }

  frame() {
    if (performance.now() - this.read > REST) this.show();
  }

  // The first chain as the top machine sees it: {visible, hidden}, binary; null before there is one.
  chain() {
    const [chain] = this.viewer.chains();
    if (!chain || !this.top) return null;
    const visible = [chain.layers?.at(-1)?.units, chain.sample].find((units) => units?.length === this.top.visible);
    return visible && chain.hidden?.length === this.top.hidden ? { visible, hidden: chain.hidden } : null;
  }

  // A hidden and a visible unit near even odds, where something changes: most pixels are always off.
  pick(uniform) {
    const chain = this.chain();
    if (!chain) return;
    const near = (logits) => {
      const order = Array.from(logits, (logit, i) => [Math.abs(logit), i]).sort(([one], [two]) => one - two);
      return order[Math.floor(uniform() * Math.min(NEAR, order.length))][1];
    };
    this.unit = near(this.top.hiddenLogits(chain.visible));
    this.pixel = near(this.top.visibleLogits(chain.hidden));
  }

  show() {
    const chain = this.chain();
    if (!chain) return;
    this.read = performance.now();
    const { top } = this;
    const { visible, hidden } = chain;
    const dot = (values, units) => values.reduce((sum, value, i) => sum + value * units[i], 0);
    // by the machine's own weights: the chain at the top does not use the recognition weights
    const up = top.hiddenLogits(visible);
    const down = top.visibleLogits(hidden);
    const [a, b] = [dot(top.visibleBias, visible), dot(top.hiddenBias, hidden)];
    const joined = dot(up, hidden) - b;
    this.cards.energy.lines([
      ["− a·v", fixed(-a)],
      ["− b·h", fixed(-b)],
      ["− v W h", fixed(-joined)],
      ["E(v, h)", `${fixed(-a - b - joined)} nats`, true],
    ]);
    this.showUnit(
      this.cards.up,
      `hidden unit ${this.unit}`,
      top.hiddenBias[this.unit],
      up[this.unit],
      hidden[this.unit],
      `the ${dot(visible, visible)} ${top === this.lowest() ? "pixels" : "units"} that are on add`,
    );
    this.showUnit(
      this.cards.down,
      `${top === this.lowest() ? "pixel" : "unit"} ${this.pixel}`,
      top.visibleBias[this.pixel],
      down[this.pixel],
      visible[this.pixel],
      `the ${dot(hidden, hidden)} hidden units that are on add`,
    );
    this.showFree(
      -a,
      up.reduce((sum, logit) => sum + softplus(logit), 0),
    );
    this.showHeat(up[this.unit]);
  }

  lowest() {
    return this.viewer.model.lower.length ? null : this.top;
  }

  showUnit(card, name, bias, logit, drawn, adding) {
    card.lines([
      [`bias of ${name}`, fixed(bias)],
      [adding, signed(logit - bias)],
      ["sum", fixed(logit)],
      ["σ(sum), the probability", fixed(sigmoid(logit), 3), true],
      ["when it was last drawn it came out", drawn ? "on" : "off"],
    ]);
  }

  showFree(linear, hidden) {
    const constant = this.viewer.model.log_partition;
    const free = linear - hidden;
    const rows = [
      ["− a·v", fixed(linear)],
      ["− Σ log(1 + exp(…))", fixed(-hidden)],
      ["F(v)", `${fixed(free)} nats`, true],
    ];
    if (Number.isFinite(constant))
      rows.push(["log Z", fixed(constant)], ["log p(v) = − F(v) − log Z", `${fixed(-free - constant)} nats`, true]);
    this.cards.free.lines(rows);
  }

  showHeat(logit) {
    const bars = HEATS.map((heat) => {
      const share = sigmoid(logit / heat);
      const bar = el("i");
      bar.style.width = `${100 * share}%`;
      const now = Math.abs(this.viewer.temperature - heat) < 1e-6 ? " (now)" : "";
      return el(
        "p",
        {},
        el("span", { textContent: `T = ${heat}${now}` }),
        el("span", { className: "rbm-bar" }, bar),
        bold(fixed(share, 3)),
      );
    });
    this.cards.heat.numbers.replaceChildren(...bars);
    this.cards.heat.numbers.classList.add("is-bars");
  }

  sayLearning() {
    const {
      config: { steps, chains },
      title,
    } = this.viewer.model;
    const general =
      "The first average is over digits: raise what they turn on together. The second is over what the machine itself dreams: lower that. " +
      "When both agree, learning is done. An exact second average would need a chain that runs for ever. ";
    const short =
      `Contrastive divergence starts the chain at a digit and stops after a few steps; ${title} was trained with ${STEPS[steps] ?? `${steps} steps`}. ` +
      "After so few steps the chain is still near the digit, so the machine lowers mainly what is near. This is not the gradient of the likelihood but a biased substitute: " +
      "valleys far from any digit, which hardly any chain visits, may stay. It is still enough to redraw digits well.";
    const kept =
      `${title} was trained with ${chains} persistent chains: they never start again but go on from where the last update left them, ${steps} ` +
      `step${steps > 1 ? "s" : ""} at a time, while the weights move slowly. So they can reach valleys far from any digit, and the update can be closer to the gradient of the likelihood.`;
    this.cards.learn.text.textContent = general + (chains ? kept : short);
  }

  sayFigures() {
    const { metrics, lower, config, doubt } = this.viewer.model;
    const deep = lower.length > 0;
    const name = deep ? "log_likelihood_bound" : "log_likelihood_ais";
    const [forward, reverse, exact] = [name, `${name}_reverse`, "log_likelihood"].map((key) => metrics?.[key]?.value);
    const isExact = Number.isFinite(exact);
    const constant = isExact
      ? `Z, the sum over all states, was added up here: with the pictures summed out, 2${raised(config.hidden_dim)} settings of the hidden units are left. `
      : "Z, the sum over all states, has far too many terms to add up. ";
    const text =
      "A nat is the unit of surprise: a model that gives a digit 2.7 times the probability is one nat better. " +
      constant +
      `Annealed importance sampling ${isExact ? "only estimates Z," : "estimates it"} by walking from a simple machine, whose Z is known, to this one in thousands of small steps. ` +
      "Forward, its log Z is on average too small (the logarithm of an average), the more so if it misses valleys, so the model looks better than it is. In reverse, from " +
      "the model’s own pictures, it is on average too large if these are true samples. If both agree, that is a good sign, not a proof: both may have missed the same valley." +
      (doubt ? ` ${doubt}` : "") +
      (deep ? " For a deep network these are estimates of a lower bound, not of the likelihood itself." : "");
    this.cards.nats.text.textContent = text;
    const sign = deep ? "≥ " : "";
    const rows = [
      ["forward AIS", forward],
      ["reverse AIS", reverse],
      ["exact, all states summed", exact],
    ]
      .filter(([, value]) => Number.isFinite(value))
      .map(([label, value]) => [label, `${sign}${fixed(value)} nats`]);
    if (Number.isFinite(forward) && Number.isFinite(reverse))
      rows.push(["between the two", `${fixed(Math.abs(forward - reverse))} nats`, true]);
    this.cards.nats.lines(rows.length ? rows : [["not measured for this checkpoint", "–"]]);
  }
}

export const tool = {
  id: "how",
  title: "How it works",
  lead: "Everything a Boltzmann machine does follows from a few short formulas. Here they are, with the numbers of the first chain as it runs; pause it to read.",
  make: (box, viewer) => new How(box, viewer),
};
