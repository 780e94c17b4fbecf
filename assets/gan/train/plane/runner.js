// A game that the visitor drives: it is played, stepped, taken back and changed, and its settings are a link.
import { copyLink, el, fillOptions, makeButton, makeSelect } from "../../../shared/dom.js";
import { experimentLink } from "../../../shared/own.js";
import { oncePerFrame } from "../../../shared/pace.js";
import { engine } from "../../../shared/train/engine.js";
import { Fields } from "../../../shared/train/fields.js";
import { paceChoice, small } from "../../../shared/train/layout.js";

const READ = 700; // milliseconds between two sentences about a training that runs
export const RAN_AWAY =
  "Nothing goes on from here. Go back to an epoch that was sound and lower the rate, or start again.";

const KEY = "plane"; // of an experiment in a link

export class Runner {
  // `own`: `book` and `presets` of the settings, the class of the `training` and the `script` of its worker, `pictures`
  // {element, show(frame)}, and moment(frame), a sentence about it.
  constructor(box, viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.book = own.book;
    this.settings = { ...own.book.defaults };
    this.latest = null; // what the training told last
    this.told = 0; // when the sentence changed last
    this.parts = layout(box, own, this.presses());
    this.fields = new Fields(this.parts.settings, own.book, {
      changed: (name, value) => this.set(name, value),
      say: (text, isError) => viewer.say(text, isError),
    });
    this.draw = oncePerFrame(() => this.show());
    this.send = engine(own.training, own.script, (message) => this.heard(message));
    this.parts.link.addEventListener("focus", () => this.parts.link.select());
    this.parts.sound.hidden = true;
  }

  presses() {
    return /** @type {Record<string, any>} */ ({
      play: () => this.act(this.latest?.playing ? "pause" : "play"),
      step: () => this.act("step"),
      epoch: () => this.act("epoch"),
      again: () => this.begin(),
      rewind: () => this.rewind(),
      sound: () => this.act("rewind", { epoch: this.latest.kept.at(-1) }),
      preset: ({ settings }) => this.experiment(settings),
      pace: (steps) => this.send({ act: "pace", steps }),
      copy: () => copyLink(this.parts.link, this.parts.link.value, this.viewer.say),
    });
  }

  // ---- beginning
  // A link may bring an experiment: whether it did.
  asksFor() {
    const asked = this.viewer.model.restore?.[KEY];
    if (!asked || asked === this.asked) return false;
    this.asked = asked;
    this.experiment(this.parse(asked));
    return true;
  }

  isReady() {
    return true;
  }

  begin(more = {}) {
    if (this.isReady()) this.send({ act: "begin", settings: this.settings, ...more });
    this.describe();
  }

  // Other settings, as a whole: a new run.
  experiment(settings) {
    this.settings = { ...settings };
    this.fields.show(settings);
    this.begin();
  }

  // ---- while it runs
  act(act, more = {}) {
    if (this.isReady()) this.send({ act, ...more });
  }

  // Nobody looks at it for now.
  rest() {
    this.send({ act: "pause" });
  }

  // The epochs after the one that was chosen are gone then, so it takes a press of its own.
  rewind() {
    const select = this.parts.back.querySelector("select");
    if (!select.value) return this.viewer.say("Choose an epoch to go back to first.", true);
    this.act("rewind", { epoch: Number(select.value) });
    select.value = "";
  }

  set(name, value) {
    this.settings[name] = value;
    if (!this.book.table[name].anew) this.act("set", { changes: { [name]: value } });
    else if (!this.latest?.steps) this.begin();
    this.describe();
  }

  heard(message) {
    if (message.kind === "failed") return this.failed(message.text);
    this.latest = message;
    this.draw();
  }

  failed(text) {
    if (this.latest) this.latest.playing = false;
    this.draw();
    this.viewer.say(`The game met a fault and stopped: ${text}. “Train” tries again, “Start again” begins anew.`, true);
  }

  // ---- what is seen
  show() {
    const { latest: frame, parts } = this;
    this.own.pictures.show(frame);
    parts.play.textContent = frame.playing ? "❚❚ Pause" : "▶ Train";
    parts.where.textContent = this.where();
    this.tell();
    this.offer();
    this.describe();
    this.send({ act: "drawn" });
  }

  where() {
    return "";
  }

  tell() {
    const now = performance.now();
    const { latest: frame, parts } = this;
    if (frame.playing && now - this.told < READ) return;
    this.told = now;
    const text = this.own.moment(frame);
    parts.moment.textContent = frame.broken ? `${text} ${RAN_AWAY}` : text;
    parts.moment.classList.toggle("is-broken", Boolean(frame.broken));
  }

  // The epochs that it can go back to; where it ran away, a button leads to the last of them.
  offer() {
    const { kept, broken } = this.latest;
    const select = this.parts.back.querySelector("select");
    const list = [["", "…"], ...kept.map((each) => [each, each])];
    if (select.options.length !== list.length || select.lastElementChild?.value !== String(kept.at(-1))) {
      const chosen = select.value;
      fillOptions(select, list);
      select.value = kept.map(String).includes(chosen) ? chosen : "";
    }
    this.parts.sound.hidden = !broken;
    this.parts.sound.textContent = `Back to epoch ${kept.at(-1)}`;
  }

  // What follows from the settings: the link, the experiment's name, and what waits for the next start.
  describe() {
    const { parts, settings, latest: frame } = this;
    parts.link.value = experimentLink("gan", this.viewer.model, this.write(), KEY);
    const waits = this.book.names.filter(
      (name) => this.book.table[name].anew && frame?.steps && frame.settings[name] !== settings[name],
    );
    const names = waits.map((name) => this.book.table[name].text).join(", ");
    parts.pending.textContent = waits.length
      ? `“Start again” brings the new ${names}. The other settings count at once.`
      : "";
    const preset = this.own.presets.findIndex((each) => this.book.write(each.settings) === this.book.write(settings));
    parts.presets.querySelector("select").value = String(preset);
  }

  // ---- an experiment as text
  write() {
    return this.book.write(this.settings);
  }

  parse(text) {
    return this.book.parse(text);
  }
}

// What the tool is made of, before anything runs: the parts by name.
function layout(box, { presets, pictures }, press) {
  const button = (text, name, className = "") => makeButton(text, () => press[name](), className);
  const parts = {
    play: button("▶ Train", "play", "zoo-primary"),
    back: makeSelect("back to epoch", [], () => {}),
    presets: makeSelect(
      "an experiment",
      presets.map(({ text }, at) => [at, text]),
      (at) => press.preset(presets[Number(at)]),
    ),
    sound: button("", "sound", "zoo-primary"),
    moment: el("p", { className: "zoo-train-moment", role: "status" }),
    where: el("span", { className: "zoo-train-where" }),
    settings: el("div", { className: "zoo-train-settings", role: "group", "aria-label": "Settings" }),
    pending: small(),
    link: el("input", { type: "text", readOnly: true, className: "zoo-link", "aria-label": "Link to this experiment" }),
  };
  const buttons = [button("One turn", "step"), button("One epoch", "epoch"), button("Start again", "again")];
  box.append(
    el("div", { className: "zoo-row zoo-train-presets" }, parts.presets, parts.where),
    el(
      "div",
      { className: "zoo-row" },
      parts.play,
      ...buttons,
      parts.back,
      button("Go back", "rewind"),
      paceChoice(press.pace),
    ),
    parts.moment,
    parts.sound,
    pictures.element,
    parts.settings,
    parts.pending,
    el("div", { className: "zoo-row" }, parts.link, button("Copy link", "copy")),
  );
  return parts;
}
