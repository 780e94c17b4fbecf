// Whose turn it is in a game, and what that turn does.
import { el } from "../../shared/dom.js";

// How far a game is.
export const place = ({ place: epoch, steps }) => `epoch ${epoch.toFixed(2)}, ${steps.toLocaleString("en")} turns`;

export class Cards {
  constructor() {
    this.texts = { critic: el("p"), generator: el("p") };
    this.cards = Object.fromEntries(
      Object.entries(this.texts).map(([who, text]) => [
        who,
        el("div", { className: `gan-turn is-${who}` }, el("h4", { textContent: `The ${who}’s turn` }), text),
      ]),
    );
    this.element = el("div", { className: "gan-turns" }, this.cards.critic, this.cards.generator);
  }

  // `said` has what each player does, in words.
  show({ turn, playing }, said) {
    for (const [who, card] of Object.entries(this.cards)) {
      card.classList.toggle("is-last", !playing && turn.last === who);
      card.classList.toggle("is-next", !playing && turn.next === who);
      this.texts[who].textContent = said[who];
    }
  }
}
