// The digit on the pad, and what the encoder says of it.
import { newestOnly } from "../shared/pace.js";
import { makePad, testDigits } from "../shared/pad.js";
import { posteriorCode } from "./distributions.js";

const NO_DRAWING = "There is no drawing yet; draw a digit or take an example.";

export class Drawing {
  // `page` is the tab's Explorer: it has model, decoder and code, ask(), say() and hook(name), which the tools follow.
  constructor(root, page) {
    this.page = page;
    this.root = root.querySelector(".vae");
    this.posterior = root.querySelector(".vae-posterior");
    this.digit = null; // the digit that was encoded last: {request, answer}
    this.drawn = 0; // counts the digits on the pad: moving a slider does not undo what was drawn
    this.encode = newestOnly((wish) => this.fetch(wish));
    this.pad = makePad(this.root, () => this.send());
    root.querySelector(".zoo-pad").addEventListener("keydown", (event) => {
      if (event.key === "Delete") this.clear();
    });
  }

  // Another model's digit: whatever was on its way for the one before is dropped.
  leave() {
    this.drawn++;
    this.digit = null;
  }

  testDigits() {
    testDigits(this.root, this.page.model, this.pad.takeTest, this.page.say);
  }

  // Encode what is on the pad.
  send() {
    if (this.page.decoder) this.encode({ drawn: ++this.drawn, wish: ++this.page.code.wishes });
  }

  async fetch({ drawn, wish }) {
    if (drawn !== this.drawn) return; // cleared, or for another model
    const { page, pad } = this;
    const request = pad.request();
    const answer = await page.ask("encode", { digit: request });
    if (drawn !== this.drawn) return;
    if (!answer) return pad.failed();
    page.say("");
    this.digit = { request, answer };
    pad.seen(answer);
    this.showPosterior();
    if (wish === page.code.wishes) page.code.set(answer.code); // otherwise the code was moved meanwhile
    page.hook("digit");
  }

  showPosterior() {
    const { model, code } = this.page;
    const spread = this.digit?.answer.sd ? this.digit.answer : null;
    code.editor?.spread?.(spread);
    this.posterior.hidden = !spread || Boolean(model?.codebook);
  }

  clear() {
    this.page.code.wishes++;
    this.leave();
    this.pad.clear();
    this.showPosterior();
    this.page.hook("digit");
    this.page.say("");
  }

  again() {
    if (this.pad.isEmpty()) this.page.say(NO_DRAWING, true);
    else this.send();
  }

  // A code by chance, of those that the encoder takes the drawing to have.
  sample() {
    this.page.code.set(posteriorCode(this.digit.answer, Math.floor(Math.random() * 4294967296)));
  }
}
