// The Shakespeare tab: a text from a seed, written piece by piece, and the twist beside it. The server runs the models.
// Text, code, fields, dials, twist, link and tools are modules of their own; this one connects them.
import { showChoice } from "../shared/dom.js";
import { failureOf } from "../shared/failure.js";
import { anySeed } from "../shared/fields.js";
import { calm } from "../shared/pace.js";
import { sayer } from "../shared/status.js";
import { stayAt } from "../shared/stay.js";
import { Strip } from "../shared/strip.js";
import { lay, restore } from "./arriving.js";
import { makeAsker } from "./asking.js";
import { Code } from "./code.js";
import { makeDials } from "./dials.js";
import { addTake, linkField, linkTo } from "./export.js";
import { Fields } from "./fields.js";
import { byWord, natural } from "./models.js";
import { tool as morph } from "./morph.js";
import { tool as next } from "./next.js";
import { tool as passage } from "./passage.js";
import { SAME } from "./sentences.js";
import { tool as sliders } from "./sliders.js";
import { Text } from "./text.js";
import { Twist } from "./twist.js";
import { tool as use } from "./use.js";
import { makeViewer } from "./viewer.js";
import { NOBODY } from "./whose.js";

const TOOLS = [sliders, passage, morph, use, next]; // in the order of the tabs
// Hooks of a tool: model() when the model changed, latents() when z did, state() when seed, dials or opening did, text()
// when characters were written; text() is not called while the tools are out of view.
const HOOKS = { prefix: "shakespeare", always: ["latents", "state"], live: ["text"] };

// What the buttons do that have a name in the markup.
const PRESS = {
  dice: (page) => page.roll(),
  stop: (page) => page.text.stop(),
  on: (page) => page.writes() && page.text.writeOn(),
  home: (page) => page.setLatents(null),
};

class Desk {
  constructor(root, server) {
    this.root = root;
    this.$ = (selector) => root.querySelector(selector);
    this.model = null; // what the server sent
    this.seed = 1;
    this.opening = "";
    this.whose = NOBODY;
    this.counted = "characters"; // what the length counts
    this.top_p = natural().top_p; // where the dial stood at first
    this.listeners = { text: [], latents: [] };
    this.say = sayer(this.$(".shakespeare-status"));
    this.failure = failureOf(root);
    const { call, ask } = makeAsker(server, () => this.model, this.say);
    this.call = call;
    this.ask = ask;
    this.makeWriting();
    this.viewer = makeViewer(this);
    this.strip = /** @type {*} */ (
      new Strip(TOOLS, HOOKS, this.$(".shakespeare-tabs"), this.$(".shakespeare-panels"), this.viewer)
    );
    this.refreshLink = linkField(this.$(".shakespeare-save"), this.viewer);
    this.makeTwist();
    this.listen();
  }

  makeWriting() {
    const { root, say } = this;
    this.code = new Code(this.call, () => this.codeChanged());
    const page = {
      settings: () => this.settings(),
      put: (wish) => this.put(wish),
      written: () => this.written(),
      settled: () => {
        this.refreshLink();
        this.strip.state();
      },
      told: (read) => this.fields.told(read),
    };
    this.text = new Text(root, page, { ask: this.ask, say });
    this.fields = new Fields(root, { say, begin: () => this.begin() });
    this.dials = makeDials(this.$(".shakespeare-dials"), () => this.dialled());
    this.dials.set(natural());
  }

  makeTwist() {
    const { text, say } = this;
    this.twist = new Twist(this.$(".shakespeare-read"), {
      call: this.call,
      seed: () => this.seed,
      changed: this.refreshLink,
      busy: () => Boolean(text.busy),
      text: () => ({ text: text.full(), opening: text.opening.length }),
    });
    const { twist } = this;
    const [first, second] = [".is-first", ".is-second"].map((side) => this.$(`${side} .shakespeare-take`));
    addTake(
      first,
      "the text as written",
      () => twist.text(),
      () => this.fileName(""),
      say,
    );
    addTake(
      second,
      "the text with its twist",
      () => twist.twisted(),
      () => this.fileName("-twisted"),
      say,
    );
  }

  fileName(suffix) {
    const { seed } = this.text.shown?.wish ?? this;
    return `${this.model && !this.viewer.own ? `${this.model.name}-seed-${seed}` : "my-english"}${suffix}.txt`;
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action && this.model) PRESS[action](this);
    });
    this.$(".shakespeare-controls").addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
    this.$(".shakespeare-tabs").addEventListener("click", this.refreshLink); // the link leads to the tool that is open
  }

  // ---- the settings of a text
  settings() {
    const { temperature, top_k, top_p, length } = this.dials.values();
    return {
      model: this.model,
      seed: this.seed,
      manner: { temperature, top_k, top_p },
      latents: this.code.byHand,
      why: this.code.why,
      opening: this.opening,
      whose: this.whose,
      length,
    };
  }

  // Whether there is a model that can write; applies what was typed.
  writes() {
    this.fields.rest();
    return Boolean(this.model?.drawable);
  }

  setSeed(seed) {
    this.fields.setSeed(seed);
    this.seed = seed;
    this.code.draw(seed);
  }

  setOpening(opening) {
    this.opening = opening;
    this.fields.setOpening(opening);
  }

  setWhose(whose) {
    this.whose = whose;
    this.fields.whose.set(whose);
  }

  // The settings of the text that is shown or wanted; leaves what is being typed.
  put({ seed, manner, length, opening, whose, latents, why }) {
    const moved = this.code.put(latents, why);
    this.setSeed(seed);
    if (this.fields.typing) this.opening = opening;
    else this.setOpening(opening);
    this.setWhose(whose);
    this.dials.set({ ...manner, length });
    if (moved) this.code.changed();
  }

  // A text with the current fields. `again`: asked for by the button, so a message explains why the text is the same.
  begin(again = false) {
    const { model, text, twist } = this;
    const wanted = model && this.fields.read();
    if (!wanted) return;
    this.say("");
    if (wanted.seed !== this.seed) this.code.put(null);
    this.setSeed(wanted.seed);
    if (!byWord(model)) this.setOpening(wanted.opening);
    this.setWhose(wanted.whose);
    if (again && text.isWhole(this.settings())) this.say(SAME);
    if (this.writes()) text.write();
    if (twist.isOwn) twist.choose("play"); // so that the new text is visible
  }

  // Write from a z that a tool sets, or null for the seed's own.
  setLatents(z, why = "set by hand") {
    if (!this.code.exists) return;
    this.code.put(z && Float64Array.from(z), why);
    this.code.changed();
    if (this.writes()) this.text.write();
  }

  // ---- what changed
  // The code is another one: whoever listens follows.
  codeChanged() {
    for (const listener of this.listeners.latents) listener(this.code.now(), this.code.why);
    this.strip.latents();
  }

  // The text changed: updates the twist and the listening tools.
  written() {
    this.twist.refresh();
    for (const listener of this.listeners.text) listener(this.text.full(), { writing: Boolean(this.text.busy) });
    this.strip.text();
  }

  dialled() {
    if (this.fields.typing) return this.begin();
    if (this.writes()) this.text.dialled();
  }

  // ---- what is pressed
  roll() {
    this.fields.setSeed(anySeed());
    this.begin();
    this.bringInSight();
  }

  // The form's button begins a text; the one that stops it is above the text.
  go() {
    this.begin(true);
    this.bringInSight();
  }

  // On a phone the text is below the dials.
  bringInSight() {
    if (matchMedia("(max-width: 1020px)").matches && this.text.busy)
      this.$(".is-first").scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  // ---- a model arrives
  choose(next) {
    if (!next) return;
    this.failure.hide();
    if (next.error) this.failure.show(next.error);
    this.model = next.error ? null : next;
    const { model, twist } = this;
    twist.longest = next.limits?.twist ?? twist.longest;
    showChoice(this.root);
    this.code.leave(model);
    this.text.leave();
    this.say("");
    lay(this, next);
    if (model) this.arrive();
    twist.alone(!model?.drawable);
    this.refreshLink();
  }

  arrive() {
    const { model, strip } = this;
    this.fields.model(model);
    this.dials.model(model);
    const tool = restore(this, model.restore);
    this.text.tell();
    strip.model();
    if (strip.shown.some(({ id }) => id === tool)) strip.show(tool);
    if (this.writes()) this.text.write();
    this.written();
    if (model.restore?.at) stayAt(this.$(".shakespeare-tools"));
  }
}

export default function mount({ element, props, server, watch }) {
  const desk = new Desk(element, server);
  element.querySelector(".shakespeare").viewer = desk.viewer; // for tests, and to look at in the browser's console
  desk.choose(props.value);
  watch("value", () => desk.choose(props.value));
  return { link: () => (desk.model ? linkTo(desk.viewer) : "") };
}
