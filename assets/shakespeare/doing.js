// What one latent does: its measured effects as bars, and what would come next after the same words as it moves.
import { el } from "../shared/dom.js";
import { showEffects } from "../shared/effect-bars.js";
import { correlationText, howText, latentOf, ruleText, titleOf } from "../shared/effects.js";
import { Moving } from "./moving.js";

const onlyText = (count) =>
  count === 1
    ? "Only the latent with the largest KL was measured."
    : `Only the ${count} latents with the largest KL were measured.`;

export class Doing {
  constructor(viewer) {
    this.viewer = viewer;
    this.title = el("h4", {});
    this.how = el("p", { className: "shakespeare-small" });
    this.bars = el("div", { className: "zoo-effects" });
    this.goes = el("p", { className: "shakespeare-plain" });
    this.rule = el("p", { className: "shakespeare-small" });
    this.moving = new Moving(viewer);
    const measured = el("section", { className: "shakespeare-part" }, this.how, this.bars, this.goes, this.rule);
    this.element = el(
      "div",
      { className: "shakespeare-doing" },
      this.title,
      el("div", { className: "shakespeare-doing-two" }, measured, this.moving.element),
    );
  }

  model() {
    const { effects, name } = this.viewer.model;
    this.moving.model();
    this.rule.textContent = effects
      ? ruleText(effects, true)
      : `What its latents do was not measured; \`python -m training measure ${name} --beside\` would do it.`;
  }

  // The latent that is explained, and the code (or null) whose number it is.
  show(index, z) {
    const { effects } = this.viewer.model;
    const latent = latentOf(effects, index);
    this.title.textContent = `What it does: ${latent ? titleOf(latent) : `z${index}`}`;
    this.how.textContent = latent
      ? howText(effects, "texts were each written")
      : effects
        ? onlyText(effects.latents.length)
        : "";
    this.goes.textContent = latent ? correlationText(latent, effects) : "";
    if (latent) showEffects(this.bars, latent, effects);
    else this.bars.replaceChildren();
    this.moving.show(index, z);
  }

  code(z) {
    this.moving.code(z);
  }
}
