// A passage that the visitor types: how it is read, its code, how well the model predicts it, and the nearest lines.
import { el, makeButton } from "../shared/dom.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { figure } from "../shared/words.js";
import { Again } from "./again.js";
import { isCoded } from "./models.js";
import { passagesOf, spoken } from "./passages.js";
import { many, readingText } from "./sentences.js";
import { row } from "./sheets.js";

const FARTHEST = 5; // number of latents that are named
const SILENT = 0.5; // nats below which a code says almost nothing
const NEIGHBOURS = 8;

class Passage {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.answer = null;
    this.field = el("textarea", { rows: 4, spellcheck: false, dir: "auto", "aria-label": "A passage" });
    this.later = afterRest(400, () => this.read());
    this.field.addEventListener("input", this.later);
    this.written = makeButton("Take what is written above", () =>
      this.take(viewer.text().trim().slice(0, viewer.model.passage_longest)),
    );
    this.examples = el("div", { className: "shakespeare-chips", role: "group", "aria-label": "Example passages" });
    this.reading = el("p", { className: "shakespeare-small", role: "status" });
    const top = el(
      "div",
      { className: "shakespeare-part" },
      this.field,
      this.reading,
      this.examples,
      row(this.written),
    );
    this.again = new Again(viewer);
    this.found = el(
      "div",
      { className: "shakespeare-found", hidden: true },
      this.makeCode(),
      this.again.element,
      this.makeNear(),
    );
    box.append(top, this.found);
    this.send = newestOnly((wish) => this.fetch(wish));
    this.sendNear = newestOnly((answer) => this.seek(answer));
  }

  makeCode() {
    this.bars = el("div", { className: "shakespeare-code", role: "img" });
    this.traits = el("p", { className: "shakespeare-plain" });
    this.own = this.makeNats("under its own code");
    this.prior = this.makeNats("under random codes");
    this.saved = el("p", { className: "shakespeare-plain" });
    const move = makeButton("Write above from this code", () =>
      this.viewer.setLatents(Float64Array.from(this.answer.latents.mean), "the code of your passage"),
    );
    const code = el("section", {}, el("h4", { textContent: "Its code" }), this.bars, this.traits, row(move));
    const known = el(
      "section",
      {},
      el("h4", { textContent: "How well the model predicts it" }),
      this.own.element,
      this.prior.element,
      this.saved,
    );
    return el("div", { className: "shakespeare-two" }, code, known);
  }

  makeNats(title) {
    const [bar, number] = [el("i"), el("b")];
    const element = el(
      "p",
      { className: "shakespeare-nats" },
      el("span", { textContent: title }),
      el("u", {}, bar),
      number,
    );
    const show = (value, most) => {
      bar.style.width = `${(100 * value) / most}%`;
      number.textContent = figure(value);
    };
    return { element, show };
  }

  makeNear() {
    this.lines = el("ol", { className: "shakespeare-lines" });
    this.near = el(
      "section",
      {},
      el("h4", { textContent: "The neighbours of this line" }),
      el("p", {
        className: "shakespeare-plain",
        textContent:
          "Lines of the plays whose codes are nearest to this one: lines that the model finds similar. Press one to read it here.",
      }),
      this.lines,
    );
    return this.near;
  }

  model() {
    const { model } = this.viewer;
    const passages = passagesOf(model);
    this.examples.replaceChildren(
      ...passages.map((text) => makeButton(spoken(text), () => this.take(text), "shakespeare-chip")),
    );
    this.near.hidden = !model.neighbours;
    this.answer = this.again.answer = null;
    this.found.hidden = true;
    if (!this.field.value.trim()) this.field.value = passages[0] ?? "";
    this.text();
    this.read();
  }

  text() {
    this.written.disabled = !this.viewer.text().trim();
  }
  state() {
    if (this.answer) this.again.state();
  }

  take(text) {
    this.field.value = text;
    this.read();
  }

  read() {
    const text = this.field.value;
    this.found.classList.add("is-stale");
    if (text.trim()) return this.send({ model: this.viewer.model, text });
    this.found.hidden = true;
    this.reading.textContent = "Type a line or two, or choose an example.";
  }

  async fetch({ model, text }) {
    if (model !== this.viewer.model) return;
    const typed = [...text];
    const most = model.passage_longest;
    const answer = await this.viewer.ask("read", { text: typed.slice(0, most).join("") });
    if (model !== this.viewer.model || text !== this.field.value) return; // what was typed meanwhile is read next
    if (!answer) {
      this.reading.textContent = "It could not be read; the message at the bottom of the page says why.";
      return;
    }
    this.viewer.say("");
    this.answer = answer;
    this.reading.textContent = [
      typed.length > most
        ? `The first ${most} of ${many(typed.length, "character")} are read.`
        : `${many(typed.length, "character")}, of at most ${most}.`,
      readingText(answer),
    ]
      .filter(Boolean)
      .join(" ");
    this.found.hidden = false;
    this.found.classList.remove("is-stale");
    this.showCode();
    this.showNats();
    this.again.show(answer);
    if (!model.neighbours) return;
    this.lines.classList.add("is-stale");
    this.sendNear(answer);
  }

  // A bar for each latent, up or down from 0; those with the largest KL come first.
  showCode() {
    const { mean, sd, kl } = this.answer.latents;
    const order = this.viewer.model.latents.map(({ index }) => index);
    const most = Math.max(1, ...mean.map(Math.abs));
    const far = [...order].sort((a, b) => Math.abs(mean[b]) - Math.abs(mean[a])).slice(0, FARTHEST);
    this.bars.replaceChildren(
      ...order.map((index) => {
        const bar = el("i", { className: mean[index] < 0 ? "is-below" : "" });
        bar.style.height = `${(50 * Math.abs(mean[index])) / most}%`;
        const slot = el(
          "span",
          { title: `z${index} = ${figure(mean[index])} ± ${figure(sd[index])}, ${figure(kl[index])} nats` },
          bar,
        );
        slot.classList.toggle("is-far", far.includes(index));
        return slot;
      }),
    );
    const named = far.map((index) => `z${index} = ${figure(mean[index])}`).join(", ");
    const total = kl.reduce((sum, value) => sum + value, 0);
    this.traits.textContent =
      total < SILENT
        ? `All its latents are near 0: the code says next to nothing about this passage (${figure(total)} nats).`
        : `Farthest from 0, which is the average of all passages: ${named}. All ${mean.length} together tell ${figure(total, 1)} nats about it, as much as ` +
          `${figure(total / Math.LN2, 0)} yes-or-no answers.`;
    this.bars.setAttribute("aria-label", `Its code. ${this.traits.textContent}`);
  }

  showNats() {
    const { own, prior } = this.answer.nats;
    const { blind, tokens } = this.viewer.model;
    const most = Math.max(own, prior) * 1.05;
    this.own.show(own, most);
    this.prior.show(prior, most);
    const gain = prior - own;
    this.saved.textContent =
      `Nats per character: how surprised the model is by each next character. 0 would be no surprise${blind ? `, and guessing blindly among ${tokens} characters costs ${figure(blind)}` : ""}. ` +
      (gain > 0.005
        ? `Told this passage's code it finds each character ${figure(Math.exp(gain))} times as likely, on average, as when told a random code.`
        : "Its own code hardly helps with this passage.");
  }

  async seek(answer) {
    if (answer !== this.answer) return;
    const found = await this.viewer.ask("neighbours", { latents: answer.latents.mean, count: NEIGHBOURS });
    if (!found || answer !== this.answer) return;
    this.lines.classList.remove("is-stale");
    this.lines.replaceChildren(
      ...found.lines.map(({ text, distance }) => {
        const line = el("button", { type: "button", className: "shakespeare-near", textContent: text });
        line.addEventListener("click", () => this.take(text));
        return el(
          "li",
          {},
          line,
          el("span", { className: "shakespeare-small", textContent: `${figure(distance)} away` }),
        );
      }),
    );
  }
}

export const tool = {
  id: "passage",
  title: "Your passage",
  lead:
    "Type a passage, and the encoder sums it up in a few numbers, its code. Below you see what the code says, what the decoder can write " +
    "from it, and which lines of the plays have a similar code.",
  applies: (model) => model.drawable && isCoded(model),
  make: (box, viewer) => new Passage(box, viewer),
};
