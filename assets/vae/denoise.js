// Denoise: add noise to the digit and see how the model redraws it.
import { toLevels } from "../shared/bytes.js";
import { el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";

const KINDS = [
  ["gaussian", "Gaussian", "adds a random amount to every pixel"],
  ["masking", "Masking", "blackens pixels at random"],
];

class Panel {
  constructor(label) {
    this.screen = makeScreen(label, "vae-denoise-screen");
    this.name = el("b", { textContent: label });
    this.error = el("span");
    this.bar = el("i");
    this.element = el(
      "figure",
      { className: "vae-denoise-panel" },
      this.screen,
      el("figcaption", {}, this.name, this.error, el("span", { className: "vae-error-bar" }, this.bar)),
    );
  }

  show(picture, name, error, most) {
    paint(this.screen, toLevels(picture));
    Object.assign(this.screen, { role: "img", ariaLabel: name });
    this.name.textContent = name;
    this.error.textContent = error === null ? "what it should be" : `squared error ${error.toFixed(1)}`;
    this.bar.parentElement.hidden = error === null;
    this.bar.style.width = `${(100 * (error ?? 0)) / most}%`;
  }
}

class Denoise {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.kind = "gaussian";
    this.seed = 1;
    this.panels = ["The digit", "With noise", "", ""].map((label) => new Panel(label));
    this.strip = el(
      "div",
      { className: "vae-denoise" },
      ...this.panels.flatMap(({ element }, i) =>
        i === 1 || i === 2
          ? [el("span", { className: "vae-arrow", textContent: "→", ariaHidden: "true" }), element]
          : [element],
      ),
    );
    this.verdict = el("p", { className: "vae-lesson" });
    this.empty = el("p", {
      className: "vae-lesson",
      textContent: "Draw a digit above, or take an example, to add noise and have it cleaned here.",
    });
    box.append(this.makeControls(), this.empty, this.strip, this.verdict);
    this.send = newestOnly((request) => this.fetch(request));
  }

  makeControls() {
    this.kinds = KINDS.map(([kind, text, title]) => {
      const button = makeButton(text, () => {
        this.kind = kind;
        this.ask();
      });
      return Object.assign(button, { title, kind });
    });
    const kinds = el("div", { className: "vae-segments", role: "group", "aria-label": "Kind of noise" }, ...this.kinds);
    this.strength = el("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0.5 });
    this.percent = el("output");
    this.strength.addEventListener("input", () => this.ask());
    const slider = el("label", { className: "zoo-field vae-strength" }, "strength", this.strength, this.percent);
    const again = makeButton("Other noise", () => {
      this.seed = 1 + Math.floor(Math.random() * 9999);
      this.ask();
    });
    return el("div", { className: "zoo-row vae-denoise-controls" }, kinds, slider, again);
  }

  model() {
    this.ask();
  }

  digit() {
    this.ask();
  }

  ask() {
    const strength = Number(this.strength.value);
    this.percent.textContent = `${Math.round(100 * strength)} %`;
    for (const button of this.kinds) button.setAttribute("aria-pressed", button.kind === this.kind);
    const digit = this.viewer.digit()?.request;
    this.empty.hidden = Boolean(digit);
    this.strip.hidden = this.verdict.hidden = !digit;
    if (digit) this.send({ digit, noise: this.kind, strength, seed: this.seed });
  }

  async fetch(request) {
    const { model } = this.viewer;
    const answer = await this.viewer.ask("denoise", request);
    if (!answer || model !== this.viewer.model) return;
    const [other] = answer.others;
    const most = Math.max(answer.error_before, answer.error_after, other?.error_after ?? 0, 1e-9);
    this.panels[0].show(answer.seen, "The digit", null, most);
    this.panels[1].show(answer.noisy, "With noise", answer.error_before, most);
    this.panels[2].show(answer.clean, model.title, answer.error_after, most);
    this.panels[3].element.hidden = !other;
    if (other) this.panels[3].show(other.clean, other.title, other.error_after, most);
    this.verdict.textContent = this.judgement(model, request.strength, answer, other);
  }

  judgement(model, strength, { error_before: before, error_after: after }, other) {
    if (before < 0.05)
      return `There is no noise yet. The squared error that remains, ${figure(after, 1)}, is what redrawing alone costs.`;
    const part = `${model.title} ${effect(before, after)}.`;
    const most = Math.round(100 * model.config.strength);
    if (model.noise && strength > model.config.strength)
      return `${part} It was trained with noise up to a strength of ${most} %; this is more.`;
    if (model.noise) return `${part} It was trained on this: noisy digits in, clean ones out.`;
    const trained = other
      ? ` ${other.title} was: on the same noisy digit it ${effect(before, other.error_after)}.`
      : "";
    return `${part} It was never shown noisy digits in training.${trained}`;
  }
}

// By how much redrawing changes the squared error.
const effect = (before, after) =>
  after < before
    ? `takes away ${Math.round(100 * (1 - after / before))} % of the error`
    : `adds to the error: ${figure(before, 1)} before, ${figure(after, 1)} after`;

export const tool = {
  id: "denoise",
  applies: (model) => !model.own,
  title: "Denoise",
  lead:
    "Add noise to your digit, then let the model encode and redraw it. How much of the error goes, and is it still " +
    "your digit?",
  make: (box, viewer) => new Denoise(box, viewer),
};
