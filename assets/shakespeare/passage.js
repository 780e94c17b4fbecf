// A passage that the visitor types: how it is read, its code, how well the model predicts it, and the nearest lines.
import { el, makeButton } from "../shared/dom.js";
import { afterRest, newestOnly } from "../shared/pace.js";
import { normals } from "../shared/random.js";
import { figure } from "../shared/words.js";
import { CAREFUL, dialled, textsOf } from "./asking.js";
import { isCoded } from "./models.js";
import { passagesOf, spoken } from "./passages.js";
import { many, readingText } from "./sentences.js";
import { row, sheet } from "./sheets.js";

const FARTHEST = 5; // number of latents that are named
const SILENT = 0.5; // nats below which a code says almost nothing
const DRAWS = 3;
const SEED = 1; // seed of a reconstruction
const LEAST = 40; // characters to write, however short the passage
const NEIGHBOURS = 8;
const AGAIN = ["Reconstruction", `written from the mean of the code, at a low temperature (${CAREFUL.temperature})`];

// Draws from N(mean, sd) for a seed.
const drawn = (mean, sd, seed) => normals(seed, mean.length).map((noise, at) => mean[at] + sd[at] * noise);

class Passage {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.answer = null;
    this.rewritten = null;
    this.pages = null;
    this.draws = 0;
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
    this.found = el(
      "div",
      { className: "shakespeare-found", hidden: true },
      this.makeCode(),
      this.makeAgain(),
      this.makeNear(),
    );
    box.append(top, this.found);
    this.send = newestOnly((wish) => this.fetch(wish));
    this.sendPages = newestOnly((wish) => this.fill(wish));
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

  makeAgain() {
    this.original = sheet("Your passage");
    this.again = sheet(AGAIN[0], "is-main");
    this.again.note.textContent = AGAIN[1];
    this.samples = Array.from({ length: DRAWS }, (_, at) => sheet(`Draw ${at + 1} from its posterior`));
    const more = makeButton(
      "Resample",
      () => {
        this.draws += 1;
        this.writePages();
      },
      "zoo-primary",
    );
    const about = el("p", {
      className: "shakespeare-plain",
      textContent:
        "The decoder writes it again from the code alone, without seeing it. Expect a similar manner, " +
        "similar line lengths and some of the words, not the passage itself: so few numbers cannot hold it. Words that are also in your passage are marked.",
    });
    const sheets = el("div", { className: "shakespeare-pair" }, this.original.element, this.again.element);
    this.row = el("div", { className: "shakespeare-three" }, ...this.samples.map(({ element }) => element));
    return el(
      "section",
      {},
      el("h4", { textContent: "Written again from its code" }),
      about,
      sheets,
      row(
        more,
        el("span", {
          className: "shakespeare-small",
          textContent:
            "draws new codes from the posterior, the codes that the encoder thinks possible for your passage",
        }),
      ),
      this.row,
    );
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
    this.answer = null;
    this.found.hidden = true;
    if (!this.field.value.trim()) this.field.value = passages[0] ?? "";
    this.text();
    this.read();
  }

  text() {
    this.written.disabled = !this.viewer.text().trim();
  }
  state() {
    if (this.answer && this.dials !== dialled(this.viewer)) this.writePages();
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
    this.original.show(answer.text);
    this.writePages();
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

  // Written from the posterior's mean, and from draws of it, which are repeated when the button is pressed or a dial moved.
  writePages() {
    const { answer, draws } = this;
    if (!answer) return;
    this.dials = dialled(this.viewer);
    this.pages = { answer, draws, count: Math.max(LEAST, answer.text.length) };
    if (this.rewritten !== answer) this.again.stale();
    for (const sample of this.samples) sample.stale();
    this.sendPages(this.pages);
  }

  async fill(wish) {
    const isNow = () => wish === this.pages && wish.answer === this.answer;
    if (isNow() && this.rewritten !== wish.answer) await this.rewrite(wish, isNow);
    if (isNow()) await this.resample(wish, isNow);
  }

  async rewrite({ answer, count }, isNow) {
    const found = await textsOf(this.viewer, { latents: [answer.latents.mean], seed: SEED, count, manner: CAREFUL });
    if (!found || !isNow()) return;
    this.rewritten = answer;
    this.again.show(found[0], answer.text, true);
  }

  async resample({ answer, draws, count }, isNow) {
    const seed = 1 + DRAWS * draws;
    const latents = this.samples.map((_, at) => drawn(answer.latents.mean, answer.latents.sd, seed + at));
    const found = await textsOf(this.viewer, { latents, luck: "own", seed, count });
    if (found && isNow()) found.forEach((text, at) => this.samples[at].show(text, answer.text, true));
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
