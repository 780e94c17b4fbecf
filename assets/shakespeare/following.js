// What may come next after a text: the likeliest pieces as bars. A piece that is pressed is put there, and it goes on from it.
import { el, makeButton } from "../shared/dom.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";
import { row } from "./sheets.js";

const REST = 150; // milliseconds without a change before the pieces are asked for

export const SIGNS = "Here ␣ is a space, ⏎ a new line.";

export class Following {
  // `asked()` gives the request's opening and latents, or null if there is nothing to ask; `heads()` the titles of the table's
  // columns for this request. `digits` are the decimals of a percentage.
  constructor(viewer, { count, digits = 0, asked, heads }) {
    this.viewer = viewer;
    this.count = count;
    this.digits = digits;
    this.asked = asked;
    this.heads = heads;
    this.chosen = []; // tokens put after the opening
    this.stands = el("p", { className: "shakespeare-stands", role: "status" });
    this.back = makeButton("Take one back", () => this.put(this.chosen.slice(0, -1)));
    this.again = makeButton("From the beginning", () => this.put([]));
    this.table = el("table", { className: "shakespeare-following" });
    this.element = el("div", {}, this.stands, this.table, row(this.back, this.again));
    this.send = newestOnly((wish) => this.fetch(wish));
    this.ask = afterRest(REST, () => this.want());
    this.clear();
  }

  // Another model, or another opening.
  clear() {
    this.chosen = [];
    this.wanted = null;
    this.stands.textContent = "";
    this.table.replaceChildren();
    this.enable();
  }

  enable() {
    this.back.disabled = this.again.disabled = !this.chosen.length;
  }

  put(chosen, follows = false) {
    this.chosen = chosen;
    this.follows = follows; // a piece was pressed: the first of the new ones has the focus
    this.enable();
    this.want();
  }

  want() {
    const request = this.asked();
    this.wanted = request && { model: this.viewer.model, heads: this.heads(), request, so_far: this.chosen };
    if (request) this.send(this.wanted);
  }

  async fetch(wish) {
    const { model, heads, request, so_far } = wish;
    const isWanted = () => wish === this.wanted && model === this.viewer.model;
    if (!isWanted()) return;
    const answer = await this.viewer.ask("following", { ...request, so_far, count: this.count });
    if (answer && isWanted()) this.show(heads, answer);
  }

  show(heads, { pieces, rest, text }) {
    this.stands.textContent = text || "Nothing stands there yet: this is how a text begins.";
    const rows = [...pieces, { text: "all others", shares: rest }];
    const most = Math.max(...pieces.flatMap(({ shares }) => shares));
    const cells = heads.slice(0, rest.length + 1).map((textContent) => el("th", { scope: "col", textContent }));
    const head = el("thead", {}, el("tr", {}, ...cells));
    this.table.replaceChildren(head, el("tbody", {}, ...rows.map((each) => this.row(each, most))));
    if (this.follows) this.table.querySelector("button")?.focus({ preventScroll: true });
    this.follows = false;
  }

  row({ text, token, shares }, most) {
    const others = token === undefined;
    const cells = shares.map((share) => {
      const bar = el("i");
      bar.style.width = `${Math.min(100, (100 * share) / most)}%`;
      const said = el("span", { textContent: `${figure(100 * share, this.digits)}\u00a0%` });
      return el("td", {}, ...(others ? [] : [el("u", {}, bar)]), said);
    });
    return el("tr", { className: others ? "is-others" : "" }, this.name(text, token), ...cells);
  }

  name(text, token) {
    if (token === undefined) return el("th", { scope: "row", textContent: text });
    const button = makeButton(text, () => this.put([...this.chosen, token], true), "shakespeare-piece");
    button.title = "Put it there and go on";
    return el("th", { scope: "row" }, button);
  }
}
