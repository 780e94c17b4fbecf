// The numbers that flow through a VAE for one digit: x, mean and sd, noise, code, x̂, and the two terms of the loss; all at
// once, or slowly in steps.
import { el, makeButton, makeScreen, paint } from "../../shared/dom.js";
import { plot } from "../../shared/plot.js";
import { figure, small } from "../../shared/train/layout.js";
import { figure as fixed } from "../../shared/words.js";

const PACE = 3200; // milliseconds for a step
const DIGITS = 20; // to choose from
const FEW = 2; // latents whose numbers are written
const REACH = 3.5; // of the plane that is shown

const one = (value) => fixed(value, 1);
const list = (values) =>
  values.length === 1
    ? fixed(values[0])
    : `(${[...values.subarray(0, FEW)].map((value) => fixed(value)).join(", ")}${values.length > FEW ? ", …" : ""})`;

// Of each step: its name, what stands in its cell, and what it says.
/** @type {[string, (flow: any) => string, (flow: any, settings: any) => string][]} */
const STEPS = [
  ["x", () => "", () => "The digit goes in: 784 pixels. The network has never seen it."],
  [
    "μ, σ",
    ({ mean, sd }) => `μ ${list(mean)}\nσ ${list(sd)}`,
    ({ mean, sd }) =>
      `The encoder answers with a place and a width for each latent: μ = ${list(mean)}, σ = ${list(sd)}. The ellipse in the plane is one σ wide to every side.`,
  ],
  [
    "ε",
    ({ noise }) => list(noise),
    ({ noise }) =>
      `For each latent a random number comes from outside, from a normal distribution: ε = ${list(noise)}. No weight of the network has a say in it.`,
  ],
  [
    "z = μ + σ · ε",
    ({ code }) => list(code),
    ({ code }) =>
      `The code is z = μ + σ · ε = ${list(code)}, the dot. As the chance comes in from outside, the slope of the loss flows back through μ and σ as through any sum and product. That is the reparameterisation.`,
  ],
  ["x̂", () => "", () => "The decoder turns z into a probability for each of the 784 pixels, shown as a grey."],
  [
    "the loss",
    ({ kl, reconstruction }) => `pixels ${one(reconstruction)}\ncode ${one(kl)}`,
    ({ kl, reconstruction }, { beta }) =>
      `What it costs: ${one(reconstruction)} nats for the pixels, given z, and ${one(kl)} nats for the code, since μ and σ differ from 0 and 1. Training makes ${beta === 1 ? "their sum" : `the first plus ${beta} times the second`} smaller.`,
  ],
];

export class Flow {
  constructor() {
    this.send = (/** @type {any} */ _message) => {}; // to the training
    this.digit = this.draw = 0; // which digit, and which draw of ε
    this.step = STEPS.length - 1; // up to here it is shown
    this.held = null; // the numbers that are shown step by step, while training goes on
    this.latest = null; // {flow, settings}
    this.timer = 0;
    this.x = makeScreen("The digit that goes in", "vae-flow-picture");
    this.out = makeScreen("The digit that comes out", "vae-flow-picture");
    this.plane = el("canvas", { className: "zoo-screen vae-flow-plane", role: "img" });
    this.plane.setAttribute("aria-label", "The place and width that the encoder gives, and the code that is drawn");
    this.texts = STEPS.map(() => el("span", { className: "vae-flow-numbers" }));
    this.cells = STEPS.map((_, at) => this.cell(at));
    this.told = small();
    this.told.setAttribute("role", "status");
    this.play = makeButton("▶ Slowly, in steps", () => this.slowly());
    this.element = figure(
      "One digit on its way through",
      el("div", { className: "vae-flow" }, ...this.cells),
      this.told,
      el(
        "div",
        { className: "zoo-row" },
        this.play,
        makeButton("Another ε", () => this.ask({ draw: this.draw + 1 })),
        makeButton("Another digit", () => this.ask({ digit: (this.digit + 1) % DIGITS })),
      ),
    );
  }

  cell(at) {
    const parts = { 0: [this.x], 1: [this.plane], 4: [this.out] }[at] ?? [];
    const cell = makeButton("", () => this.pick(at), "vae-flow-cell");
    cell.append(el("b", { textContent: STEPS[at][0] }), ...parts, this.texts[at]);
    return cell;
  }

  // ---- hands
  ask(more) {
    Object.assign(this, more);
    this.end();
    this.send({ act: "watch", digit: this.digit, draw: this.draw });
  }

  // From the first step to the last; pressed again, all at once.
  slowly() {
    if (this.held || !this.latest) return this.end();
    this.held = this.latest;
    this.play.textContent = "All at once";
    const next = (step) => {
      if (step === STEPS.length) return this.end();
      this.step = step;
      this.paint();
      this.timer = setTimeout(() => next(step + 1), PACE);
    };
    next(0);
  }

  end() {
    clearTimeout(this.timer);
    this.held = null;
    this.step = STEPS.length - 1;
    this.play.textContent = "▶ Slowly, in steps";
    this.paint();
  }

  // Rests at a step.
  pick(at) {
    if (!this.latest) return;
    clearTimeout(this.timer);
    this.held ??= this.latest;
    this.play.textContent = "All at once";
    this.step = at;
    this.paint();
  }

  // ---- what is seen
  show(flow, settings) {
    this.latest = { flow, settings };
    if (!this.held) this.paint();
  }

  paint() {
    const shown = this.held ?? this.latest;
    if (!shown) return;
    const { flow, settings } = shown;
    paint(this.x, flow.x);
    paint(this.out, flow.picture);
    STEPS.forEach(([, text], at) => {
      this.texts[at].textContent = text(flow);
      this.cells[at].classList.toggle("is-later", at > this.step);
      this.cells[at].setAttribute("aria-pressed", Boolean(this.held) && at === this.step);
    });
    this.told.textContent = STEPS[this.step][2](flow, settings);
    this.drawPlane(flow);
  }

  // The first two latents: the prior's circle, the ellipse of one standard deviation, and the code.
  drawPlane({ mean, sd, code }) {
    const up = mean.length > 1 ? 1 : 0;
    plot(this.plane, (context, width, height) => {
      const furthest = [0, up].flatMap((at) => [Math.abs(mean[at]) + sd[at], Math.abs(code[at])]);
      const unit = width / 2.1 / Math.max(REACH, ...furthest);
      const [x, y] = [(value) => width / 2 + unit * value, (value) => height / 2 - unit * value];
      const ellipse = (at, radii, color) => {
        context.strokeStyle = color;
        context.beginPath();
        context.ellipse(x(at[0]), y(at[up]), unit * radii[0], unit * radii[up], 0, 0, 2 * Math.PI);
        context.stroke();
      };
      context.lineWidth = 1;
      for (const radius of [1, 2]) ellipse([0, 0], [radius, radius], "#ffffff40");
      if (this.step < 1) return;
      context.lineWidth = 2;
      ellipse(mean, sd, "#ffb45e");
      if (this.step < 3) return;
      context.fillStyle = "#fff";
      context.fillRect(x(code[0]) - 3, y(code[up]) - 3, 6, 6);
    });
  }
}
