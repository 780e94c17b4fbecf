// The latent viewer: draw -> code -> digit. Dense decoders run here, in the page; the server encodes, and decodes what
// is not dense. Here its parts are put together: the drawing, the code and its sliders, and the tools.
import { chooser } from "../shared/choosing.js";
import { showChoice } from "../shared/dom.js";
import { experimentLink, Own } from "../shared/own.js";
import { sayer } from "../shared/status.js";
import { stayAt, stayBelow } from "../shared/stay.js";
import { Strip } from "../shared/strip.js";
import { linked } from "../shared/terms.js";
import { uncover } from "../shared/uncover.js";
import { Code } from "./code.js";
import { codeGrid } from "./codes.js";
import { tool as compare } from "./compare.js";
import { tool as course } from "./course.js";
import { tool as own } from "./dataset.js";
import { tool as denoise } from "./denoise.js";
import { Drawing } from "./drawing.js";
import { tool as effects } from "./effects.js";
import { link, tool as save } from "./export.js";
import { tool as loss } from "./loss.js";
import { docked, tool as plane } from "./map.js";
import { arithmetic, morph } from "./morph.js";
import { sliders } from "./sliders.js";
import { decoderOf } from "./tools.js";
import { tool as train } from "./train.js";
import { tool as traverse } from "./traverse.js";

const TOOLS = [plane, traverse, effects, morph, train, course, arithmetic, save, compare, denoise, loss, own]; // in the order of the tabs
// model() when another model came, digit() when a drawing was encoded, code() and pixels() when the code or its digit
// changed
const HOOKS = { prefix: "vae", always: ["digit"], live: ["code", "pixels"] };

// What the buttons do that have a name in the markup.
const PRESS = {
  clear: ({ drawing }) => drawing.clear(),
  reset: ({ code }) => code.set(code.home()),
  drawing: ({ drawing }) => drawing.again(),
  again: ({ drawing }) => drawing.sample(),
  random: ({ code }) => code.drawAny(),
};

class Explorer {
  constructor(root, server) {
    this.root = root;
    this.server = server;
    this.$ = (selector) => root.querySelector(selector);
    this.model = null; // what the server sent: name, latents, decoder, ...
    this.decoder = null; // {now, many}
    this.docked = null; // the map beside the sliders, once there was a model of two latents
    this.say = sayer(this.$(".vae-status"));
    this.choose = chooser(root, {
      say: this.say,
      fetch: (next) => decoderOf(next.decoder, (name, request) => this.askFor(next, name, request)),
      show: (next, decoder) => this.take(next, decoder),
      shown: () => this.model,
    });
    this.own = new Own(this.$(".zoo-own"), {
      ...{ family: "vae", fetch: () => import("./train/own.js") },
      ...{ choose: this.choose, shown: () => this.model, say: this.say },
    });
    this.code = new Code(root, this, server);
    this.drawing = new Drawing(root, this);
    this.viewer = this.makeViewer();
    this.strip = /** @type {*} */ (new Strip(TOOLS, HOOKS, this.$(".vae-tabs"), this.$(".vae-panels"), this.viewer));
    uncover(root, this.$(".vae-digit"));
    root.addEventListener("click", (event) => {
      const action = event.target.closest("[data-do]")?.dataset.do;
      if (action && this.decoder) PRESS[action](this);
    });
  }

  // What the tools see.
  makeViewer() {
    const page = this;
    const { code, drawing } = this;
    return {
      get model() {
        return page.model;
      },
      name: () => page.model?.name,
      code: () => Array.from(code.latents),
      home: () => Array.from(code.home()),
      set: (values, how) => code.set(values, how),
      seed: () => code.seed,
      pixels: () => Array.from(code.picture),
      decode: (codes) => code.decode(codes),
      randomCode: (seed) => code.random(seed),
      digit: () => drawing.digit,
      drawn: () => drawing.pad.described(),
      toolToLink: () => (page.strip.open === save.id ? page.strip.before : page.strip.open),
      ask: (name, request) => page.ask(name, request),
      quietly: (name, request) => page.askQuietly(name, request),
      own: (taken) => page.own.add(taken),
      owned: () => page.own.listed(),
      say: page.say,
    };
  }

  ask(name, request) {
    return this.askFor(this.model, name, request);
  }

  // An answer, or null: the error was said, or it came for a model that is no longer shown.
  async askFor(asked, name, request) {
    const answer = await this.answer(asked, name, request);
    if (answer && !answer.error) return answer;
    if (asked === this.model)
      this.say(answer?.error ?? "The server did not answer; try again. What runs in this page goes on.", true);
    return null;
  }

  // What the server says; of a model that the visitor trained it knows nothing.
  async answer(asked, name, request) {
    const ask = ({ name: model, revision }, which, more) => this.server[which]?.({ model, revision, ...more });
    if (!asked.own) return ask(asked, name, request);
    const { answerHere } = await import("./train/own.js");
    return answerHere(asked, name, request, (which, more) => ask(asked.served, which, more));
  }

  // The same for what nobody waits for: an error is not said.
  async askQuietly(name, request) {
    const asked = this.model;
    const answer = await this.answer(asked, name, request);
    return answer && !answer.error && asked === this.model ? answer : null;
  }

  // Two latents are a plane: their map stands beside the sliders.
  get isFlat() {
    return this.model?.latents.length === 2;
  }

  // What the tools that are open follow.
  hook(name) {
    this.strip[name]();
    if (this.isFlat) this.docked?.[name]?.();
  }

  // ---- a model arrives
  take(model, decoder) {
    const isFirst = !this.model;
    [this.model, this.decoder] = [model, decoder];
    this.code.leave();
    this.drawing.leave();
    showChoice(this.root);
    this.say("");
    this.show();
    this.introduce(isFirst);
  }

  show() {
    const { model, code, drawing } = this;
    code.latents = code.home();
    this.tell(model);
    this.makeEditor(model);
    drawing.showPosterior();
    drawing.testDigits();
    this.$(".vae-dock").hidden = !this.isFlat;
    if (this.isFlat) {
      this.docked ??= docked(this.$(".vae-dock"), this.viewer);
      this.docked.model();
    }
    this.own.mark();
    this.strip.model();
    code.render();
  }

  // The server has MNIST by now, or could not fetch it.
  digitsCame({ mnist, test_digits }) {
    if (!this.model?.mnist) return;
    const { served = {} } = this.model; // the model that one's own stands beside
    for (const each of [this.model, served]) Object.assign(each, { mnist, test_digits });
    this.drawing.testDigits();
  }

  // What its texts say, and which parts of the page it has.
  tell({ lead, hint, note, codebook }) {
    this.$(".vae-lead").replaceChildren(...linked(lead));
    this.$(".vae-hint").replaceChildren(...linked(hint));
    this.$(".vae-note").replaceChildren(...linked(note));
    const numbers = codebook ? "entries of a code book" : "numbers";
    this.$(".vae-code-title").textContent = `Move its code: ${this.code.latents.length} ${numbers}`;
    this.$("[data-do=reset]").hidden = Boolean(codebook); // entries have no average
  }

  makeEditor(model) {
    const { code } = this;
    const box = this.$(".vae-sliders");
    box.replaceChildren();
    code.editor = model.codebook
      ? codeGrid(box, this.viewer)
      : sliders(box, model, (index, value) => code.moved(index, value));
    code.editor.show(code.latents);
  }

  // A link's drawing and its code or seed; without one, at first an example, so that there is something to look at.
  introduce(isFirst) {
    const { model, code, drawing } = this;
    const { pad } = drawing;
    this.$(".vae-notice").textContent = model.notice ?? ""; // about a link; cleared when another model is chosen
    if (pad.examples(model.examples) && !model.restore) return;
    if (!isFirst && !model.restore) return pad.isEmpty() ? undefined : drawing.send();
    const { code: linked, seed, tool, at, train: experiment, ...drawn } = model.restore ?? {};
    this.strip.go(experiment ? "train" : tool);
    if (experiment || at) stayAt(this.$(".zoo-tools"));
    const isDrawn = pad.restore(drawn, model.test_digits);
    const isOfCode = !isDrawn && !at && !experiment && (linked || Number.isInteger(seed));
    // on a phone it would open on an empty sheet
    if (isFirst && isOfCode && matchMedia("(max-width: 960px)").matches) stayBelow(this.$(".vae-draw"));
    if (!isDrawn && !isFirst) drawing.clear();
    if (linked) code.set(linked);
    else if (Number.isInteger(seed)) code.drawFrom(seed);
    else if (!isDrawn) pad.example(model.examples[3] ?? model.examples[0]);
  }
}

export default function mount({ element, props, server, watch }) {
  const explorer = new Explorer(element, server);
  element.querySelector(".vae").viewer = explorer.viewer; // for tests, and to look at in the browser's console
  explorer.choose(props.value);
  watch("value", () => explorer.choose(props.value));
  const address = ({ model, viewer }) =>
    model.own ? experimentLink("vae", model, model.own.experiment) : link(viewer);
  return {
    link: () => (explorer.model ? address(explorer) : ""),
    digitsCame: (found) => explorer.digitsCame(found),
  };
}
