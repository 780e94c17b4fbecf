// What would come next after the same words while one latent moves: the likeliest pieces, as bars.
import { el, makeSelect } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure, percent } from "../shared/words.js";

const VALUES = [-2, 0, 2]; // of the latent, beside where it is now
const COUNT = 8; // pieces shown
const REST = 150; // milliseconds without a move before they are asked for
const OPENINGS = ["", "O, ", "I ", "My lord, ", "What ", "Thou ", "You "];

export class Following {
  constructor(viewer) {
    this.viewer = viewer;
    this.opening = "";
    const openings = OPENINGS.map((text) => [text, text ? `“${text.trim()}”` : "nothing yet"]);
    const choice = makeSelect("after", openings, (opening) => {
      this.opening = opening;
      this.ask();
    });
    this.table = el("table", { className: "shakespeare-following" });
    this.element = el(
      "section",
      { className: "shakespeare-part" },
      el("h5", { textContent: "What comes next" }),
      el("p", {
        className: "shakespeare-small",
        textContent:
          "The same words stand there already; only this number moves. Each row is a piece of text that may come next, each bar its probability. " +
          "␣ is a space, ⏎ a new line.",
      }),
      choice,
      this.table,
    );
    this.send = newestOnly((wish) => this.fetch(wish));
    this.ask = afterRest(REST, () => this.want());
  }

  model() {
    this.index = this.z = null;
    this.table.replaceChildren();
  }

  // Another latent is looked at.
  show(index, z) {
    this.index = index;
    this.code(z);
  }

  // The code has changed.
  code(z) {
    this.z = z;
    if (z) this.ask();
  }

  want() {
    const { z, index, opening, viewer } = this;
    if (!z) return;
    this.wanted = { model: viewer.model, z, index, opening };
    this.send(this.wanted);
  }

  async fetch(wish) {
    const { model, z, index, opening } = wish;
    if (wish !== this.wanted || model !== this.viewer.model) return;
    const values = [...VALUES, z[index]];
    const latents = values.map((value) => Array.from(z, (old, at) => short(at === index ? value : old)));
    const answer = await this.viewer.ask("following", { latents, opening, count: COUNT });
    if (!answer || wish !== this.wanted) return;
    const rows = [...answer.pieces, { text: "all others", shares: answer.rest, others: true }];
    const most = Math.max(...answer.pieces.flatMap(({ shares }) => shares));
    this.table.replaceChildren(this.head(values), el("tbody", {}, ...rows.map((row) => this.row(row, most))));
  }

  head(values) {
    const places = values.map((value, at) => (at < VALUES.length ? `at ${figure(value, 0)}` : `now, ${figure(value)}`));
    const cells = places.map((textContent) => el("th", { scope: "col", textContent }));
    return el("thead", {}, el("tr", {}, el("th", { scope: "col", textContent: `z${this.index}` }), ...cells));
  }

  row({ text, shares, others }, most) {
    const cells = shares.map((share) => {
      const bar = el("i");
      bar.style.width = `${Math.min(100, (100 * share) / most)}%`;
      return el("td", {}, ...(others ? [] : [el("u", {}, bar)]), el("span", { textContent: percent(share) }));
    });
    return el("tr", { className: others ? "is-others" : "" }, el("th", { scope: "row", textContent: text }), ...cells);
  }
}
