// A tool in which the visitor trains a model in the page, sees how it learns, and takes it along.
import { copyLink, download, el, fillOptions } from "../dom.js";
import { fetchTensors } from "../fetching.js";
import { experimentLink } from "../own.js";
import { oncePerFrame } from "../pace.js";
import { zip } from "../zip.js";
import { engine } from "./engine.js";
import { Fields } from "./fields.js";
import { layout } from "./layout.js";

const READ = 700; // milliseconds between two sentences about a training that runs
const KINDS = {
  mnist: "real digits of MNIST",
  drawn: "drawings: the ten examples above, moved, turned and thickened. MNIST is not on this server",
};
const RAN_AWAY = "Nothing goes on from here. Go back to an epoch that was sound and lower the rate, or start again.";

export class Trainer {
  // `own` is what is a tab's own: the name of the `tab`, `book` and `presets` of its settings, the class of its `training`
  // and the `script` of its worker, `pictures` {element, show(frame, held)}, and functions: moment(frame), a sentence
  // about it; titleOf(taken), what it is called; command(settings) that trains the same in full; save(taken), the files of
  // a zip called `name`, and read(file) the other way round, or null; `yours`, what is said once it is a model of the tab.
  constructor(box, viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.book = own.book;
    this.settings = { ...own.book.defaults };
    this.latest = null; // what the training told last
    this.held = null; // some digits that it never sees, once the digits are here
    this.labels = null; // of all that it never sees
    this.kind = ""; // of the digits, as the server says
    this.count = Infinity; // of them there are
    this.told = 0; // when the sentence changed last
    this.taking = null; // what is done with the machine that was asked for
    this.picker = null; // of files
    this.parts = layout(box, {
      press: this.presses(),
      canLoad: this.own.read !== null,
      presets: own.presets,
      pictures: own.pictures.element,
    });
    this.fields = new Fields(this.parts.settings, own.book, {
      changed: (name, value) => this.set(name, value),
      say: (text, isError) => viewer.say(text, isError),
    });
    this.draw = oncePerFrame(() => this.show());
    this.send = engine(own.training, own.script, (message) => this.heard(message));
    this.parts.link.addEventListener("focus", () => this.parts.link.select());
    this.parts.sound.hidden = true;
    this.takeFiles(box);
    this.describe();
  }

  presses() {
    return {
      play: () => this.act(this.latest?.playing ? "pause" : "play"),
      step: () => this.act("step"),
      epoch: () => this.act("epoch"),
      again: () => this.begin(),
      rewind: () => this.rewind(),
      sound: () => this.act("rewind", { epoch: this.latest.kept.at(-1) }),
      preset: ({ settings }) => this.experiment(settings),
      use: () => this.take((taken) => this.use(taken)),
      save: () => this.take((taken) => this.save(taken)),
      load: () => this.picker.click(),
      copy: () => copyLink(this.parts.link, this.parts.link.value, this.viewer.say),
    };
  }

  // Checkpoints are chosen as files, or dropped on the tool, where a tab can read them.
  takeFiles(box) {
    if (!this.own.read) return;
    this.picker = el("input", { type: "file", accept: ".zip", hidden: true });
    this.picker.addEventListener("change", () => {
      this.load(this.picker.files[0]);
      this.picker.value = ""; // the same file may be chosen again
    });
    box.append(this.picker);
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.load(event.dataTransfer.files[0]);
    });
  }

  // ---- beginning
  // A model is shown: the first time the digits are fetched; a link may bring an experiment.
  model() {
    const asked = this.viewer.model.restore?.train;
    if (asked && asked !== this.asked) {
      this.asked = asked;
      this.experiment(this.book.parse(asked));
    }
    if (!this.held && !this.fetching) this.fetch();
  }

  async fetch() {
    this.fetching = true;
    this.parts.moment.textContent = "The digits are on their way …";
    const answer = await this.viewer.ask("to_train", {});
    try {
      if (!answer) throw new Error("the server did not answer");
      const { train, held, labels } = await fetchTensors(answer.url, "digits");
      this.labels = this.own.pictures.labels = labels;
      [this.kind, this.held, this.count] = [answer.kind, held.slice(0, 20 * 784), train.length / 784];
      this.begin({ train, held });
    } catch (error) {
      this.parts.moment.textContent = "The digits did not come.";
      this.viewer.say(`There are no digits to train on: ${error.message}.`, true, () => this.fetch());
    }
    this.fetching = false;
    this.describe();
  }

  begin(digits = {}) {
    if (this.held) this.send({ act: "begin", settings: this.settings, ...digits });
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
    if (this.held) this.send({ act, ...more });
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
    if (message.kind === "taken") {
      this.taking?.({ ...message, kind: this.kind, labels: this.labels });
      this.taking = null;
      return;
    }
    if (message.kind === "failed") return this.failed(message.text);
    this.latest = message;
    this.draw();
  }

  failed(text) {
    this.taking = null;
    this.latest = { ...this.latest, playing: false };
    this.draw();
    this.viewer.say(
      `The training met a fault and stopped: ${text}. “Train” tries again, “Start again” begins anew.`,
      true,
    );
  }

  // ---- what is seen
  show() {
    const { latest: frame, parts } = this;
    this.own.pictures.show(frame, this.held);
    parts.play.textContent = frame.playing ? "❚❚ Pause" : "▶ Train";
    parts.where.textContent = this.where();
    this.tell();
    this.offer();
    this.describe();
    this.send({ act: "drawn" });
  }

  where() {
    const { place, steps, speed } = this.latest;
    const rate = speed ? `, ${Math.round(speed / 100) / 10} thousand digits a second` : "";
    return `epoch ${place.toFixed(2)}, ${steps.toLocaleString("en")} steps${rate}`;
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

  // What follows from the settings: the link, the command, and what waits for the next start.
  describe() {
    const { parts, settings, latest: frame } = this;
    parts.link.value = experimentLink(this.own.tab, this.viewer.model, this.book.write(settings));
    const { text, lost } = this.own.command(settings);
    parts.proper.textContent = text;
    parts.lost.textContent = lost.length ? `Only this page has ${lost.join(" and ")}; the command leaves it out.` : "";
    const waits = this.book.names.filter(
      (name) => this.book.table[name].anew && frame?.steps && frame.settings[name] !== settings[name],
    );
    const names = waits.map((name) => this.book.table[name].text).join(", ");
    parts.pending.textContent = waits.length
      ? `“Start again” brings the new ${names}. The other settings count at once.`
      : "";
    const count = Math.min(settings.digits, this.count).toLocaleString("en");
    parts.data.textContent = this.kind ? `It learns from ${count} ${KINDS[this.kind]}.` : "";
    const preset = this.own.presets.findIndex((each) => this.book.write(each.settings) === this.book.write(settings));
    parts.presets.querySelector("select").value = String(preset);
  }

  // ---- afterwards
  take(then) {
    if (!this.latest) return;
    if (this.latest.broken) return this.viewer.say(RAN_AWAY, true);
    this.act("pause");
    this.taking = then;
    this.act("take");
  }

  // It becomes a model of the tab; what the visitor has to know about that is given.
  keep(taken) {
    return this.viewer.own({ ...taken, title: this.own.titleOf(taken), experiment: this.book.write(taken.settings) });
  }

  tellKept(text, note) {
    this.viewer.say(note ? `${text} ${note}` : text, Boolean(note));
  }

  async use(taken) {
    this.tellKept(this.own.yours, await this.keep(taken));
  }

  async load(file) {
    if (!file) return;
    try {
      const note = await this.keep({ ...(await this.own.read(file)), loaded: true });
      this.tellKept(`${file.name} is among your models now, and shown above.`, note);
    } catch (error) {
      this.viewer.say(`${file.name} is no checkpoint that this tab can show: ${error.message}.`, true);
    }
  }

  save(taken) {
    const { name } = this.own;
    download(`${name}.zip`, zip(this.own.save(taken)), "application/zip");
    this.viewer.say(
      `Saved ${name}.zip. Unpacked, it is a checkpoint: python -m training push ./${name} --to STORE puts it into a store.`,
    );
  }
}
