// A passage written again from its code, and from draws of the codes that the encoder thinks possible for it.
import { el, makeButton } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { normals } from "../shared/random.js";
import { CAREFUL, dialled, textsOf } from "./asking.js";
import { row, sheet } from "./sheets.js";

const DRAWS = 3;
const SEED = 1; // seed of a reconstruction
const LEAST = 40; // characters to write, however short the passage
const AGAIN = ["Reconstruction", `written from the mean of the code, at a low temperature (${CAREFUL.temperature})`];

// Draws from N(mean, sd) for a seed.
const drawn = (mean, sd, seed) => normals(seed, mean.length).map((noise, at) => mean[at] + sd[at] * noise);

export class Again {
  constructor(viewer) {
    this.viewer = viewer;
    this.answer = null; // how the encoder read the passage
    this.rewritten = null;
    this.wanted = null;
    this.draws = 0;
    this.send = newestOnly((wish) => this.fill(wish));
    this.make();
  }

  make() {
    this.original = sheet("Your passage");
    this.again = sheet(AGAIN[0], "is-main");
    this.again.note.textContent = AGAIN[1];
    this.samples = Array.from({ length: DRAWS }, (_, at) => sheet(`Draw ${at + 1} from its posterior`));
    const more = makeButton(
      "Resample",
      () => {
        this.draws += 1;
        this.write();
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
    const samples = el("div", { className: "shakespeare-three" }, ...this.samples.map(({ element }) => element));
    this.element = el(
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
      samples,
    );
  }

  // Another passage was read.
  show(answer) {
    this.answer = answer;
    this.original.show(answer.text);
    this.write();
  }

  state() {
    if (this.dials !== dialled(this.viewer)) this.write();
  }

  // Written from the posterior's mean, and from draws of it, which are repeated when the button is pressed or a dial moved.
  write() {
    const { answer, draws } = this;
    if (!answer) return;
    this.dials = dialled(this.viewer);
    this.wanted = { answer, draws, count: Math.max(LEAST, answer.text.length) };
    if (this.rewritten !== answer) this.again.stale();
    for (const sample of this.samples) sample.stale();
    this.send(this.wanted);
  }

  async fill(wish) {
    const isNow = () => wish === this.wanted && wish.answer === this.answer;
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
}
