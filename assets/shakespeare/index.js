// The Shakespeare tab: a text from a seed, written piece by piece, and the twist beside it. The server runs the models.
// Text, code, fields, dials, twist, link and tools are modules of their own; this one connects them.
import { showChoice } from "../shared/dom.js";
import { anySeed } from "../shared/fields.js";
import { calm } from "../shared/pace.js";
import { sayer } from "../shared/status.js";
import { Strip } from "../shared/strip.js";
import { makeAsker } from "./asking.js";
import { Code } from "./code.js";
import { makeDials } from "./dials.js";
import { addTake, linkField } from "./export.js";
import { Fields } from "./fields.js";
import { byWord, natural, unit } from "./models.js";
import { tool as morph } from "./morph.js";
import { tool as passage } from "./passage.js";
import { SAME } from "./sentences.js";
import { tool as sliders } from "./sliders.js";
import { showLead } from "./telling.js";
import { Text } from "./text.js";
import { Twist } from "./twist.js";
import { tool as use } from "./use.js";

const TOOLS = [sliders, passage, morph, use]; // in the order of the tabs
// Hooks of a tool: model() when the model changed, latents() when z did, state() when seed, dials or opening did, text()
// when characters were written; text() is not called while the tools are out of view.
const HOOKS = { prefix: "shakespeare", always: ["latents", "state"], live: ["text"] };

export default function mount({ element, props, server, watch }) {
  const $ = (selector) => element.querySelector(selector);

  let model = null; // what the server sent
  const state = { seed: 1, opening: "" };
  const listeners = { text: [], latents: [] };

  const say = sayer($(".shakespeare-status"));
  const { call, ask } = makeAsker(server, () => model, say);
  const code = new Code(call, () => {
    for (const listener of listeners.latents) listener(code.now(), code.why);
    strip.latents();
  });
  const text = new Text(
    element,
    {
      settings,
      put,
      written,
      settled() {
        refreshLink();
        strip.state();
      },
      told: (read) => fields.told(read),
    },
    { ask, say },
  );
  const fields = new Fields(element, { say, begin: () => begin() });
  const dials = makeDials($(".shakespeare-dials"), () => {
    if (fields.typing) return begin();
    if (writes()) text.dialled();
  });
  dials.set(natural());

  // The text changed: updates the twist and the listening tools.
  function written() {
    twist.refresh();
    for (const listener of listeners.text) listener(text.full(), { writing: Boolean(text.busy) });
    strip.text();
  }

  // ---- the settings of a text
  function settings() {
    const { temperature, top_k, top_p, length } = dials.values();
    return {
      model,
      seed: state.seed,
      manner: { temperature, top_k, top_p },
      latents: code.byHand,
      why: code.why,
      opening: state.opening,
      length,
    };
  }

  // Whether there is a model that can write; applies what was typed.
  function writes() {
    fields.rest();
    return Boolean(model?.drawable);
  }

  function setSeed(seed) {
    fields.setSeed(seed);
    state.seed = seed;
    code.draw(seed);
  }

  function setOpening(opening) {
    state.opening = opening;
    fields.setOpening(opening);
  }

  // The settings of the text that is shown or wanted; leaves what is being typed.
  function put({ seed, manner, length, opening, latents, why }) {
    const moved = code.put(latents, why);
    setSeed(seed);
    if (fields.typing) state.opening = opening;
    else setOpening(opening);
    dials.set({ ...manner, length });
    if (moved) code.changed();
  }

  // A text with the current fields. `again`: asked for by the button, so a message explains why the text is the same.
  function begin(again = false) {
    const wanted = model && fields.read();
    if (!wanted) return;
    say("");
    if (wanted.seed !== state.seed) code.put(null);
    setSeed(wanted.seed);
    if (!byWord(model)) setOpening(wanted.opening);
    if (again && text.isWhole(settings())) say(SAME);
    if (writes()) text.write();
    if (twist.way === "own") twist.choose("play"); // so that the new text is visible
  }

  // Write from a z that a tool sets, or null for the seed's own.
  function setLatents(z, why = "set by hand") {
    if (!code.exists) return;
    code.put(z && Float64Array.from(z), why);
    code.changed();
    if (writes()) text.write();
  }

  // ---- what is pressed
  const press = {
    dice() {
      fields.setSeed(anySeed());
      begin();
      inSight();
    },
    stop: () => text.stop(),
    on: () => {
      if (writes()) text.writeOn();
    },
    home: () => setLatents(null),
  };
  element.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action && model) press[action]();
  });
  $(".shakespeare-controls").addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.busy && !fields.typing && document.activeElement === $(".shakespeare-go")) return text.stop(); // otherwise what was typed meanwhile is wanted
    begin(true);
    inSight();
  });
  // On a phone the text is below the dials.
  function inSight() {
    if (matchMedia("(max-width: 1020px)").matches && text.busy)
      $(".is-first").scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  // ---- what the tools see
  const viewer = {
    get model() {
      return model;
    },
    get seed() {
      return state.seed;
    },
    get opening() {
      return state.opening;
    },
    get length() {
      return settings().length;
    },
    get moved() {
      return Boolean(code.byHand);
    },
    get own() {
      return twist.way === "own";
    },
    get writing() {
      return Boolean(text.busy);
    },
    get twist() {
      return { modern: twist.dials.modern.value, slang: twist.dials.slang.value };
    },
    get tool() {
      return strip.shown.slice(1).some(({ id }) => id === strip.open) ? strip.open : null;
    }, // the first one is the default of a link
    manner: () => settings().manner,
    latents: () => code.now(),
    text: () => text.full(),
    whole: () => text.whole(),
    twisted: () => twist.twisted(),
    onText: (callback) => listeners.text.push(callback),
    onLatents: (callback) => listeners.latents.push(callback),
    setLatents,
    ask,
    say,
  };
  const strip = /** @type {*} */ (new Strip(TOOLS, HOOKS, $(".shakespeare-tabs"), $(".shakespeare-panels"), viewer));
  const refreshLink = linkField($(".shakespeare-save"), viewer);
  const twist = new Twist($(".shakespeare-read"), {
    call,
    seed: () => state.seed,
    changed: refreshLink,
    text: () => ({ text: text.full(), opening: text.opening.length }),
  });
  const named = (suffix) => () =>
    `${model && !viewer.own ? `${model.name}-seed-${(text.shown?.wish ?? state).seed}` : "my-english"}${suffix}.txt`;
  addTake($(".is-first .shakespeare-take"), "the text as written", () => twist.text(), named(""), say);
  addTake($(".is-second .shakespeare-take"), "the text with its twist", () => twist.twisted(), named("-twisted"), say);

  // ---- a model arrives
  function choose(next) {
    if (!next) return;
    model = next.error ? null : next;
    twist.longest = next.limits?.twist ?? twist.longest;
    showChoice(element);
    code.leave(model);
    text.leave();
    say("");
    lay(next);
    if (model) arrive();
    twist.alone(!model?.drawable);
    refreshLink();
  }

  // What is shown for a model that can write, for one without weights, and for a damaged one.
  function lay({ lead, error, notice }) {
    showLead($(".shakespeare-lead"), lead ?? "");
    $(".shakespeare-notice").textContent = error ?? notice ?? "";
    $(".shakespeare-make").hidden = !model?.drawable;
    $(".shakespeare-layout").classList.toggle("is-alone", !model?.drawable);
    $(".shakespeare-record").hidden = !model || model.drawable;
    $(".shakespeare-record code").textContent = `python -m training train ${model?.name}`;
    $(".shakespeare-tools").hidden = !model;
    $(".shakespeare-cannot").hidden = !byWord(model);
  }

  function arrive() {
    fields.model(model);
    dials.model(model);
    const tool = restore(model.restore);
    text.tell();
    strip.model();
    if (strip.shown.some(({ id }) => id === tool)) strip.show(tool);
    if (writes()) text.write();
    written();
  }

  let counted = "characters"; // of the length
  // Takes what a link says about the text, each part checked by the server, keeps the rest, and opens the link's tool.
  function restore(link) {
    if (counted !== unit(model)) dials.set({ length: natural(model).length });
    counted = unit(model);
    if (link) {
      dials.set({ ...natural(model), ...link });
      setOpening(link.opening ?? "");
      if (link.modern !== undefined) twist.dials.modern.set(link.modern);
      if (link.slang !== undefined) twist.dials.slang.set(link.slang);
    }
    setSeed(link?.seed ?? state.seed);
    return link?.tool;
  }

  $(".shakespeare-tabs").addEventListener("click", refreshLink); // the link leads to the tool that is open
  $(".shakespeare").viewer = viewer; // for tests, and to look at in the browser's console
  choose(props.value);
  watch("value", () => choose(props.value));
}
