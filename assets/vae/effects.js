// What each number of the code does: its measured effects on the digits' shape as bars, and this digit at the same
// values.
import { el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";

// What only this tool needs is fetched when it is opened.
const parts = async () => ({
  ...(await import("../shared/effects.js")),
  ...(await import("../shared/effect-bars.js")),
});

class Effects {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.parts = /** @type {*} */ (null); // until they have arrived
    this.screens = [];
    this.list = el("div", { className: "vae-segments", role: "group", "aria-label": "Which number" });
    this.title = el("h4", {});
    this.strip = el("div", { className: "vae-three" });
    this.how = el("p", { className: "zoo-tool-lead" });
    this.bars = el("div", { className: "zoo-effects" });
    this.rule = el("p", { className: "vae-rule" });
    box.append(this.list, this.title, this.strip, this.how, this.bars, this.rule);
    this.fill = newestOnly((wish) => this.decode(wish));
  }

  async model() {
    this.screens = [];
    const { model } = this.viewer;
    try {
      this.parts ??= await parts();
    } catch {
      return this.viewer.say("The bars could not be loaded.", true, () => this.model());
    }
    if (model !== this.viewer.model) return;
    const { effects } = model;
    const { howText, ruleText, titleOf } = this.parts;
    this.choices = effects.latents.map((latent) => {
      const button = makeButton(titleOf(latent), () => this.choose(latent));
      return { latent, button };
    });
    this.list.replaceChildren(...this.choices.map(({ button }) => button));
    this.how.textContent = howText(effects, "digits were each drawn");
    this.rule.textContent = ruleText(effects, false);
    this.choose(effects.latents.find(({ names }) => names.length) ?? effects.latents[0]);
  }

  choose(latent) {
    const { effects } = this.viewer.model;
    this.latent = latent;
    for (const choice of this.choices) choice.button.setAttribute("aria-pressed", String(choice.latent === latent));
    this.title.textContent = this.parts.titleOf(latent);
    this.parts.showEffects(this.bars, latent, effects);
    this.screens = effects.values.map((value) => this.place(value));
    this.strip.replaceChildren(...this.screens.map(({ button }) => button));
    this.code();
  }

  // A small digit: the code above with this number at a value; pressed, it becomes the code.
  place(value) {
    const screen = makeScreen("");
    const label = `z${this.latent.index} at ${figure(value, 0)}`;
    const button = el(
      "button",
      { type: "button", className: "vae-picked", title: "Move the slider there" },
      screen,
      el("span", { textContent: label }),
    );
    button.addEventListener("click", () => this.viewer.set(this.at(value)));
    return { screen, button, value };
  }

  at(value) {
    return this.viewer.code().with(this.latent.index, value);
  }

  code() {
    if (!this.screens.length || this.viewer.code().length !== this.viewer.model.latents.length) return;
    this.fill({ screens: this.screens, codes: this.screens.map(({ value }) => this.at(value)) });
  }

  async decode({ screens, codes }) {
    const pictures = screens === this.screens && (await this.viewer.decode(codes));
    if (!pictures || screens !== this.screens) return;
    pictures.forEach((picture, at) => paint(screens[at].screen, picture));
  }
}

export const tool = {
  id: "effects",
  title: "What each number does",
  lead:
    "Nobody told the model what its numbers should mean. So it was measured afterwards: each number was moved in many random codes, and the digits were " +
    "measured. Choose a number. Above its bars: the digit that you see now, with only this number moved.",
  applies: (model) => Boolean(model.effects),
  make: (box, viewer) => new Effects(box, viewer),
};
