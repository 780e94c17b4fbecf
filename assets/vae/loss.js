// What it optimises: the model's loss as a formula, with its terms for the test digits and for the current digit.
import { el, withNumbers } from "../shared/dom.js";
import { draw } from "../shared/formulas.js";
import { formula } from "../shared/notation.js";
import { figure } from "../shared/words.js";
import { rowsOf, textOf } from "./terms.js";

const BINARY =
  "Each pixel of your digit is made black or white by a threshold. The test digits' pixels were drawn with their grey as the probability, which costs more.";

const known = (value) => (Number.isFinite(value) ? value : "");

class Loss {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.text = el("p", { className: "vae-lesson" });
    this.rows = []; // {name, test, mine}
    this.equation = withNumbers(el("div", { className: "vae-equation" }), () => [
      ["part", "test digits, on average", "your digit"],
      ...this.rows.map(({ name, test, mine }) => [name, known(test), known(mine)]),
    ]);
    this.binary = el("p", { className: "vae-hint", textContent: BINARY });
    this.latents = el("div", { className: "vae-kl" });
    this.notes = el("ul", { className: "vae-notes" });
    const how = el(
      "details",
      {},
      el("summary", { textContent: "How the numbers for your digit were found" }),
      this.notes,
    );
    box.append(this.text, this.equation, this.binary, this.latents, how);
  }

  model() {
    const { model } = this.viewer;
    this.text.textContent = textOf(model);
    this.show();
  }

  digit() {
    this.show();
  }

  show() {
    const { model } = this.viewer;
    const { answer } = this.viewer.digit() ?? {};
    const rows = rowsOf(model, answer);
    this.rows = rows;
    const most = Math.max(...rows.flatMap(({ test, mine }) => [test, mine]).filter(Number.isFinite), 1e-9);
    const unit = model.config.objective === "squared_error" ? "" : " nats";
    this.equation.replaceChildren(...rows.map((row) => this.term(row, most, unit, answer)));
    this.notes.replaceChildren(
      ...(answer?.terms ?? []).map(({ name, note }) => el("li", { textContent: `${name}: ${note}` })),
    );
    this.notes.parentElement.hidden = !answer;
    this.binary.hidden = !answer || model.grey;
    this.showLatents(answer?.kl, model);
  }

  term({ sign, formula: text, name, means, test, mine }, most, unit, answer) {
    const line = (label, value, className) => {
      const bar = el("i", { className });
      bar.style.width = `${(100 * Math.max(0, value || 0)) / most}%`;
      const number = el("b", { textContent: Number.isFinite(value) ? figure(value) + unit : "not known" });
      return el(
        "div",
        { className: "vae-measure" },
        el("span", { textContent: label }),
        number,
        el("span", { className: "vae-error-bar" }, bar),
      );
    };
    const written = text ? draw(formula(text), "inline") : el("em", { textContent: "loss" });
    const lines = [line("test digits, on average", test, "is-test")];
    if (answer) lines.push(line("your digit", mine, ""));
    const body = el(
      "div",
      {},
      el("div", { className: "vae-formula" }, written),
      el("h4", { textContent: name }),
      el("p", { textContent: means }),
      ...lines,
    );
    return el("div", { className: "vae-term" }, el("span", { className: "vae-sign", textContent: sign }), body);
  }

  // A VAE's KL divergence for this digit, one bar per latent, the largest first.
  showLatents(kl, model) {
    this.latents.hidden = !kl;
    if (!kl) return;
    const ordered = kl
      .map((value, index) => ({ value, index }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 20);
    const most = Math.max(ordered[0].value, 1e-9);
    const bars = ordered.map(({ value, index }) => {
      const bar = el("i");
      bar.style.height = `${(100 * value) / most}%`;
      return el("li", { title: `z${index}: ${value.toFixed(2)} nats` }, el("span", {}, bar), `z${index}`);
    });
    const which = kl.length > ordered.length ? `the ${ordered.length} latents that say most` : "its latents";
    const text = `What each latent says about your digit, in nats of KL divergence (${which}; the tallest ${most.toFixed(2)}):`;
    this.latents.replaceChildren(el("p", { textContent: text }), el("ol", {}, ...bars));
    this.latents.dataset.model = model.name;
  }
}

export const tool = {
  id: "loss",
  title: "What it optimises",
  lead: "Training lowers one number, the loss. Here are its parts, measured on the test digits and for the digit you drew.",
  applies: (model) => !model.own,
  make: (box, viewer) => new Loss(box, viewer),
};
