// The Gibbs chain viewer: several chains of one machine run here, in the page; the server scales drawings and makes
// films.
import { chooser } from "../shared/choosing.js";
import { segments, showChoice } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { showLead } from "../shared/lead.js";
import { Own } from "../shared/own.js";
import { calm, oncePerFrame } from "../shared/pace.js";
import { sayer } from "../shared/status.js";
import { stayAt } from "../shared/stay.js";
import { Strip } from "../shared/strip.js";
import { apply, BrushChoice } from "./brush.js";
import { tool as buildup } from "./buildup.js";
import { isStart } from "./chains.js";
import { tool as compare } from "./compare.js";
import { tool as course } from "./course.js";
import { exports, restore, runLink } from "./export.js";
import { tool as filters } from "./filters.js";
import { completeHalfAnEight, completeMyHalf, holdUpperHalf } from "./half.js";
import { tool as how } from "./how.js";
import { tool as layers } from "./layers.js";
import { makeMachine } from "./machine.js";
import { meanFreeEnergy } from "./mixing.js";
import { Player } from "./player.js";
import { tool as questions } from "./questions.js";
import { Run } from "./run.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { Start } from "./start.js";
import { tool as train } from "./train.js";
import { makeViewer } from "./viewer.js";

const TOOLS = [filters, train, course, buildup, layers, compare, questions, how]; // in the order of the tabs
// model() when another model came, state() when a run rests or a unit was forced, frame() with every picture of a run
const HOOKS = { prefix: "rbm", always: ["state"], live: ["frame"] };
const COUNTS = [1, 2, 4, 9]; // of chains side by side

// What the buttons do that have a name in the markup.
const PRESS = {
  play: (page) => page.player.set(!page.player.playing),
  step: (page) => page.stepOnce(),
  restart: (page) => page.begin(),
  clear: (page) => page.starter.clear(),
  free: (page) => page.letPixelsGo(),
  unforce: (page) => page.unforce(),
  try: completeHalfAnEight,
  upper: holdUpperHalf,
  complete: completeMyHalf,
};

class Dreams {
  constructor(root, server) {
    this.root = root;
    this.server = server;
    this.$ = (selector) => root.querySelector(selector);
    this.model = null; // what the server sent
    this.run = new Run();
    this.say = sayer(this.$(".rbm-status"));
    this.redraw = oncePerFrame(() => this.run.chains && this.draw());
    this.choose = chooser(root, {
      say: this.say,
      fetch: async (next) => makeMachine(await fetchTensors(next.weights, "weights"), next),
      show: (next, machine) => this.show(next, machine),
      shown: () => this.model,
    });
    this.own = new Own(this.$(".zoo-own"), {
      ...{ family: "rbm", fetch: () => import("./train/own.js") },
      ...{ choose: this.choose, shown: () => this.model, say: this.say },
    });
    this.makeRunning();
    this.viewer = makeViewer(this);
    this.refreshLink = exports(this.$(".rbm-chain-save"), this.viewer);
    this.$(".rbm-tabs").addEventListener("click", this.refreshLink); // the link leads to the tool that is open
    this.strip = /** @type {*} */ (new Strip(TOOLS, HOOKS, this.$(".rbm-tabs"), this.$(".rbm-panels"), this.viewer));
    root.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action && this.run.chains) PRESS[action](this);
    });
  }

  makeRunning() {
    const { $, run, say, redraw } = this;
    this.player = new Player($(".rbm"), $("[data-do=play]"), {
      advance: () => this.advance(),
      rested: () => this.rested(),
      seen: redraw,
    });
    this.stage = new Stage(this.root, this.server, {
      run,
      hands: {
        painted: (index, pixels) => this.paint(index, pixels),
        force: (unit, value) => this.force(unit, value),
        hold: (unit, value) => this.hold(unit, value),
      },
      redraw,
    });
    this.starter = new Start($(".rbm"), {
      ask: (name, request) => this.ask(name, request),
      say,
      begin: (...start) => this.startFrom(...start),
    });
    this.makeSettings();
  }

  makeSettings() {
    const { $, run, say } = this;
    this.fields = new Settings($(".rbm-chain-settings"), {
      say,
      heated: (temperature) => this.heat(temperature),
      tempered: (isOn) => this.temper(isOn),
      seeded: (seed) => this.reseed(seed),
      paced: (frames) => {
        this.player.frames = frames;
      },
    });
    this.brushes = new BrushChoice(this.root);
    this.markCount = segments(
      $(".rbm-chain-transport .rbm-chain-segments"),
      COUNTS.map((count) => [count, `${count}`]),
      (count) => {
        run.count = count;
        if (run.machine) this.begin();
      },
    );
  }

  // An answer, or null: the error was said, or it came for a model that is no longer shown.
  async ask(name, request) {
    const asked = this.model;
    const { name: model, revision } = asked?.served ?? asked;
    const answer = await this.server[name]?.({ model, revision, ...request });
    if (answer && !answer.error) return answer;
    if (asked === this.model)
      this.say(answer?.error ?? "The server did not answer; try again. What runs in this page goes on.", true);
    return null;
  }

  // ---- running
  draw(isFrame = false) {
    this.stage.draw(this.model, isFrame);
    if (!isFrame) return;
    this.run.record();
    this.strip.frame();
  }

  step(count) {
    this.run.chains.step(count);
    this.draw(true);
  }

  // A frame of a run that plays.
  advance() {
    if (!this.run.chains) return;
    this.run.chains.step(this.fields.steps);
    this.stage.rest();
    this.draw(true);
  }

  stepOnce() {
    this.player.set(false);
    this.step(1);
    this.rested();
  }

  rested() {
    if (!this.run.chains) return;
    this.refreshLink();
    this.handsChanged();
  }

  // A start that was chosen is that start and nothing else. `half` is what of it is held, as `halfOf` says, or null.
  startFrom(start, pixels, half = null) {
    this.run.letAllGo();
    this.begin(start, pixels, half);
  }

  // The same again, with what is held and forced.
  begin(start = this.run.start, pixels = this.run.pixels, half = this.run.half) {
    this.run.begin(start, pixels, half);
    this.stage.begin();
    this.starter.mark(start);
    this.markCount(this.run.count);
    this.rested();
  }

  // ---- hands on it
  paint(index, pixels) {
    const { chains } = this.run;
    apply(chains, chains.list[index], this.brushes.kind, pixels);
    if (this.player.playing) this.stage.tellHeld(this.model);
    else this.rested();
    this.redraw();
  }

  letPixelsGo() {
    this.run.chains.letGo();
    this.rested();
  }

  force(unit, value) {
    if (!Number.isInteger(unit) || unit < 0 || unit >= this.run.machine.hidden)
      return this.say(`There is no hidden unit ${unit}.`, true);
    this.run.force(unit, value);
    this.handsChanged();
  }

  hold(unit, value) {
    this.run.hold(unit, value);
    this.handsChanged();
  }

  unforce() {
    this.run.unforce();
    this.handsChanged();
  }

  handsChanged() {
    this.$("[data-do=unforce]").hidden = !this.run.hasForced();
    this.stage.tellHeld(this.model);
    this.strip.state();
    this.redraw();
  }

  // ---- settings
  heat(temperature) {
    const goesOn = this.run.heat(temperature);
    if (!goesOn) this.begin();
    else if (this.run.chains) this.refreshLink();
  }

  temper(isOn) {
    this.run.temper(isOn);
    if (this.run.chains) this.refreshLink();
  }

  reseed(seed) {
    if (!this.run.chains) return;
    this.run.seed = seed;
    this.begin();
  }

  // Those of a link; a run that rests is what it leads to.
  set({ seed, temperature, tempered, count }) {
    this.run.seed = seed;
    this.fields.seed(seed);
    if (COUNTS.includes(count)) this.run.count = count;
    this.player.set(false);
    this.fields.temper(tempered);
    this.fields.heat(temperature);
  }

  // ---- a model arrives
  show(model, machine) {
    const isFirst = !this.model;
    this.model = model;
    const often = model.units?.at(-1)?.frequency;
    machine.usage = often ? Float32Array.from(often) : null; // of each unit of the top layer
    machine.better = model.start ?? null; // than random hidden units, by the model's own experiments
    this.run.take(machine);
    this.say("");
    this.tell(model);
    this.stage.layers();
    this.starter.show(model, machine);
    this.begin();
    this.stage.tell(model);
    this.reference(model);
    this.own.mark();
    this.strip.model();
    const { train: experiment, tool, at, start } = model.restore ?? {};
    this.strip.go(experiment ? "train" : tool);
    if (experiment || at) stayAt(this.$(".rbm-tools"));
    if (experiment) return;
    if (isStart(start)) restore(model.restore, this);
    else if (isFirst) this.player.set(!calm());
  }

  // What its texts say, and which parts of the page it has.
  tell(model) {
    showChoice(this.root);
    showLead(this.$(".rbm-lead"), model.lead);
    this.$(".rbm-notice").textContent = model.notice ?? "";
    this.$("[data-do=unforce]").hidden = true;
    this.brushes.model(this.run.isDeep);
    this.$(".rbm-half").hidden = this.run.isDeep;
  }

  // The mean free energy of the checkpoint's test images: that of a real digit.
  async reference(asked) {
    if (!asked.shown) return;
    try {
      const { images } = await fetchTensors(asked.shown, "test images");
      if (asked !== this.model) return;
      this.stage.tell(asked, meanFreeEnergy(this.run.machine, images));
      this.redraw();
    } catch (error) {
      console.error(error); // one line less in the plot; the chain runs without it
    }
  }
}

export default function mount({ element, props, server, watch }) {
  const dreams = new Dreams(element, server);
  element.querySelector(".rbm").viewer = dreams.viewer; // for tests, and to look at in the browser's console
  dreams.choose(props.value);
  watch("value", () => dreams.choose(props.value));
  return {
    link: () => (dreams.run.chains ? runLink(dreams.viewer) : ""),
    digitsCame: (found) => dreams.starter.digitsCame(found),
  };
}
