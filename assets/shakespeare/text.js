// The text that is shown and the wish that is being written: starting, stopping, cutting, continuing, and their messages.
import { byWord } from "./models.js";
import { BROKEN } from "./sentences.js";
import { makeStill, makeTeller, makeWaker } from "./telling.js";
import { makeWriter, shownText, upTo } from "./write.js";

const MORE = 500; // characters that "Write on" adds to a complete text

// `page` gives settings(), what a text would be that is written now, {model, seed, manner, latents, why, opening, whose, length}, and
// takes those of a text by put(wish); it is told of changes: written() the text, settled() what it is of, told(read) its opening.
export class Text {
  constructor(root, page, { ask, say }) {
    this.page = page;
    this.say = say;
    this.shown = null; // shown: {wish, text, tokens, ended, made, read, how}, `text` without the opening, of which `made` are shown
    this.paper = root.querySelector(".shakespeare-text.is-written");
    this.wake = makeWaker(root.querySelector(".shakespeare-waking"));
    this.teller = makeTeller(root);
    this.still = makeStill(root.querySelector(".shakespeare-still"), (wanted) => this.retry(wanted));
    this.writer = makeWriter({
      ask,
      piece: (...piece) => this.piece(...piece),
      done: (wish, how) => this.done(wish, how),
    });
  }

  get busy() {
    return this.writer.wish;
  }
  get opening() {
    return this.shown?.read.text ?? "";
  }
  full() {
    return this.shown ? this.opening + shownText(this.shown.wish.model, this.shown) : "";
  }
  whole() {
    return !this.busy && this.shown?.how === "whole";
  }
  stop() {
    this.writer.stop();
  }

  // Another model: stops silently.
  leave() {
    this.writer.drop();
    this.shown = null;
    this.still.hide();
    this.wake.answered(false);
  }

  // Writes with the current settings, from the beginning or continuing the same text.
  write(from) {
    this.still.hide();
    this.paper.style.minHeight = `${this.paper.offsetHeight}px`; // so that the page does not jump while a text is replaced
    this.wake.asked();
    this.writer.start({ ...this.page.settings(), ...(from && { from }) });
    this.tell();
    this.page.settled();
  }

  // Continues where it stopped, with the same dials; a complete text becomes longer.
  writeOn() {
    if (!this.shown || this.busy) return;
    const { wish, made } = this.shown;
    const length = made < wish.length ? wish.length : Math.min(wish.model.longest, wish.length + MORE);
    this.page.put({ ...wish, length });
    this.say("");
    this.write(this.shown);
  }

  // A dial was moved. With another length, the text is cut or continued; any other dial makes another text.
  dialled() {
    const { shown } = this;
    const [wish, now] = [this.busy ?? shown?.wish, this.page.settings()];
    const goesOn = wish && isOf(wish, now) && shown?.wish === wish;
    if (!goesOn || (now.length < shown.made && byWord(now.model))) return this.write();
    if (now.length > shown.made && !shown.ended) return this.write(shown);
    this.cut(now.length);
  }

  cut(length) {
    const { shown } = this;
    this.writer.drop();
    this.shown = { ...shown, ...upTo(shown.wish.model, shown, length), wish: { ...shown.wish, length }, how: "whole" };
    this.tell();
    this.page.written();
    this.page.settled();
  }

  isWhole(settings) {
    return this.whole() && isOf(this.shown.wish, settings) && this.shown.wish.length === settings.length;
  }

  piece(wish, drawn, read) {
    this.wake.answered(true);
    const before = this.shown?.wish === wish ? this.shown.read : wish.from.read;
    this.shown = { ...drawn, wish, read: read ?? before, how: "" };
    this.tell();
    this.page.written();
  }

  done(wish, how) {
    this.wake.answered(how === "whole");
    if (how === "broken") this.say(BROKEN, true);
    if (this.shown?.wish === wish) this.shown.how = how;
    else this.fallBack(wish, how);
    this.tell();
    this.page.written();
    this.page.settled();
  }

  // The text of a wish did not arrive: restores the previous settings, so that fields and link match what is shown.
  fallBack(wanted, how) {
    if (this.shown) this.page.put(this.shown.wish);
    if (how !== "stopped") this.still.show(wanted, this.shown?.wish);
  }

  retry(wanted) {
    this.say("");
    this.page.put(wanted);
    this.write(wanted.from.made ? wanted.from : null);
  }

  // What the page says about the text: its seed, its progress, how the opening was read.
  tell() {
    const { model, latents } = this.page.settings();
    this.teller({ model, busy: this.busy, shown: this.shown, moved: Boolean(latents) });
    this.page.told(this.shown?.read);
  }
}

// Whether a wish has these settings, apart from the length.
const isOf = (wish, settings) =>
  ["model", "seed", "opening", "latents"].every((name) => wish[name] === settings[name]) &&
  Object.entries(settings.whose).every(([name, value]) => wish.whose[name] === value) &&
  Object.entries(settings.manner).every(([name, value]) => wish.manner[name] === value);
