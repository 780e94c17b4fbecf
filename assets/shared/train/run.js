// One run of a training in the page: where it runs, what it told last, and what is seen of it.
import { el, makeButton } from "../dom.js";
import { oncePerFrame } from "../pace.js";
import { engine } from "./engine.js";

const READ = 700; // milliseconds between two sentences about a training that runs
export const RAN_AWAY =
  "Nothing goes on from here. Go back to an epoch that was sound and lower the rate, or start again.";

export class Run {
  // `own` is what is a tab's own (see Driver in driver.js, and Pair and Trainer, which extend it). `hands` has functions: drawn(), after a frame was shown; failed(text);
  // use(run) and save(run).
  constructor(own, hands) {
    this.own = own;
    this.hands = hands;
    this.pictures = own.pictures();
    this.latest = null; // what the training told last
    this.curve = null; // of the other run, drawn over its own
    this.held = null; // some digits that it never sees
    this.equipped = false; // whether the training has its digits
    this.isEmpty = false; // whether there is nothing to learn from
    this.told = 0; // when the sentence changed last
    this.taking = null; // what is done with the model that was asked for
    this.draw = oncePerFrame(() => this.show());
    this.send = engine(own.training, own.script, (message) => this.heard(message));
    this.pictures.send = (message) => this.send(message);
    this.build();
  }

  build() {
    const { hands } = this;
    this.name = el("h4", { className: "zoo-train-name", hidden: true });
    this.moment = el("p", { className: "zoo-train-moment", role: "status" });
    this.sound = makeButton("", () => this.send({ act: "rewind", epoch: this.latest.kept.at(-1) }), "zoo-primary");
    this.sound.hidden = true;
    this.use = makeButton("", () => hands.use(this));
    this.save = makeButton("", () => hands.save(this));
    this.taken = el("div", { className: "zoo-row", hidden: true }, this.use, this.save);
    const parts = [this.name, this.moment, this.sound, this.pictures.element, this.taken];
    this.element = el("section", { className: "zoo-train-run" }, ...parts);
  }

  // Its place beside another run, "A" or "B", and what is special about it; "" if it is alone.
  call(letter, special = "") {
    this.name.hidden = !letter;
    this.taken.hidden = !letter || !this.own.save; // not all that is trained can be taken along
    this.name.textContent = letter && `${letter}: ${special}`;
    this.use.textContent = `Play with ${letter}`;
    this.save.textContent = `Save ${letter} as a checkpoint`;
    if (!letter) this.curve = null;
  }

  get isBroken() {
    return Boolean(this.latest?.broken);
  }

  // It stands still, and what it still tells is of nothing that there is.
  empty() {
    if (this.latest) this.send({ act: "pause" });
    this.latest = null;
    this.isEmpty = true;
  }

  begin(settings, digits) {
    this.told = 0;
    this.isEmpty = false;
    this.send({ act: "begin", settings, ...digits });
  }

  heard(message) {
    if (message.kind === "taken") {
      this.taking?.(message);
      this.taking = null;
    } else if (message.kind === "failed") {
      this.taking = null;
      this.latest = { ...this.latest, playing: false };
      this.hands.failed(message.text);
      if (this.latest.settings) this.draw();
    } else if (!this.isEmpty) {
      this.latest = message;
      this.draw();
    }
  }

  // The model as it is, to then(taken).
  take(then) {
    this.send({ act: "pause" });
    this.taking = then;
    this.send({ act: "take" });
  }

  show() {
    if (!this.latest) return;
    this.pictures.show({ ...this.latest, other: this.curve }, this.held);
    this.pictures.curvesBox?.classList.toggle("has-before", this.latest.before.length > 0);
    this.tell();
    this.sound.hidden = !this.isBroken;
    this.sound.textContent = `Back to epoch ${this.latest.kept.at(-1)}`;
    this.hands.drawn();
    this.send({ act: "drawn" });
  }

  tell() {
    const now = performance.now();
    const { latest, moment, isBroken } = this;
    if (latest.playing && now - this.told < READ) return;
    this.told = now;
    const text = this.own.moment(latest);
    moment.textContent = isBroken ? `${text} ${RAN_AWAY}` : text;
    moment.classList.toggle("is-broken", isBroken);
  }
}
