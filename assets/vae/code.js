// The code that the page shows, and the digit that it decodes to.
import { paint } from "../shared/dom.js";
import { readSeed, SEED_RULE, whenTyped } from "../shared/fields.js";
import { calm, newestOnly, oncePerFrame } from "../shared/pace.js";
import { homeOf, priorCode } from "./distributions.js";
import { Glide } from "./glide.js";
import { makeJudge } from "./judge.js";

const GLIDE = 260; // milliseconds from one code to another

export class Code {
  // `page` is the tab's Explorer: it has model and decoder, ask(), say() and hook(name), which the tools follow.
  constructor(root, page, server) {
    this.page = page;
    this.screen = root.querySelector(".vae-output");
    this.seedField = root.querySelector(".vae-seed input");
    this.judge = makeJudge(root.querySelector(".vae-judged"), server);
    this.editor = null; // the sliders, or the code grid of a code book: {show}
    this.latents = new Float32Array(0); // by latent index
    this.picture = new Float32Array(784); // the digit shown
    this.asked = null; // the model of which the server was asked for it
    this.seed = null; // the seed that gave the code, until it is moved
    this.wishes = 0; // counts requests for codes, so that a late answer to an earlier one is dropped
    this.glide = new Glide((values) => this.put(values));
    this.render = oncePerFrame(() => this.draw());
    this.fetchPicture = newestOnly((wish) => this.fetch(wish));
    this.isAwaited = false; // whether a seed was being typed when the button for chance was pressed
    this.hearSeed(root.querySelector("[data-do=random]"));
  }

  // Another model's code: whatever was on its way to the one before is dropped.
  leave() {
    this.wishes++;
    this.glide.stop();
    this.seed = null;
  }

  // ---- the digit
  draw() {
    const { model, decoder } = this.page;
    if (!decoder) return;
    const drawn = decoder.now(this.latents);
    this.asked = drawn ? null : model;
    if (drawn) this.showPicture(drawn);
    else this.fetchPicture({ code: Array.from(this.latents), asked: model });
    this.page.hook("code");
  }

  async fetch({ code, asked }) {
    if (!this.awaits(asked)) return;
    const [drawn] = (await this.decode([code])) ?? [];
    if (drawn && this.awaits(asked)) this.showPicture(drawn);
  }

  // Whether no other model was chosen meanwhile, and the page did not draw what came after itself.
  awaits(asked) {
    return asked === this.page.model && asked === this.asked;
  }

  // Pictures of codes; none for codes of another length, which belong to another model.
  async decode(codes) {
    return codes.every(({ length }) => length === this.latents.length) ? this.page.decoder.many(codes) : null;
  }

  showPicture(values) {
    this.picture = Float32Array.from(values);
    paint(this.screen, this.picture);
    this.editor.drawn?.(this.picture);
    this.judge(this.picture, this.page.model.name);
    this.page.hook("pixels");
  }

  // ---- the code
  put(values) {
    this.latents.set(values);
    this.editor.show(this.latents);
    this.render();
  }

  // A hand moved one number.
  moved(index, value) {
    this.wishes++;
    this.seed = null;
    this.glide.arrive();
    this.latents[index] = value;
    this.put(this.latents);
  }

  set(code, { glide = true } = {}) {
    if (code?.length !== this.latents.length) return;
    this.wishes++;
    this.seed = null;
    if (glide) return this.glide.start(Float32Array.from(this.latents), Array.from(code), this.glidingTime());
    this.glide.stop();
    this.put(code);
  }

  // There is nothing between two entries of a code book.
  glidingTime() {
    return calm() || this.page.model.codebook ? 0 : GLIDE;
  }

  // ---- from a seed
  // A code from the prior; for a code book the server draws it from the model's own prior.
  async random(seed) {
    const { model } = this.page;
    if (!model.codebook) return priorCode(model, seed);
    return (await this.page.ask("draw", { seed }))?.code ?? null;
  }

  async drawFromSeed() {
    const seed = readSeed(this.seedField);
    if (seed === null) return this.page.say(SEED_RULE, true);
    this.page.say("");
    const mine = ++this.wishes;
    const drawn = await this.random(seed);
    if (!drawn || mine !== this.wishes) return;
    this.set(drawn);
    this.seed = seed;
  }

  // A press of the button also leaves the field, whose seed counts then: the button must not take it away at once.
  hearSeed(button) {
    const waits = whenTyped(this.seedField, () => this.page.decoder && this.drawFromSeed());
    button.addEventListener("pointerdown", () => {
      this.isAwaited = waits();
    });
    button.addEventListener("keydown", () => {
      this.isAwaited = false; // of a press by pointer that was let go elsewhere
    });
    this.seedField.addEventListener("keydown", ({ key }) => {
      if (key === "Enter" && !waits() && this.page.decoder) this.drawFromSeed(); // the seed that stands there
    });
  }

  // By chance, or by the seed that was being typed.
  drawAny() {
    if (this.isAwaited) this.drawFromSeed();
    else this.drawFrom(1 + Math.floor(Math.random() * 9999));
    this.isAwaited = false;
  }

  drawFrom(seed) {
    this.seedField.value = seed;
    this.drawFromSeed();
  }

  home() {
    return Float32Array.from(homeOf(this.page.model));
  }
}
