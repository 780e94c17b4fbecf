// The Gibbs chain viewer: several chains of one machine run here, in the page; the server scales drawings and makes films.
// Machine, chains, brush, trace, grids and tools are modules of their own.
import { segments, showChoice } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { calm, oncePerFrame } from "../shared/pace.js";
import { sayer } from "../shared/status.js";
import { Strip } from "../shared/strip.js";
import { apply, BRUSHES, holdUpperHalf, letGo } from "./brush.js";
import { tool as buildup } from "./buildup.js";
import { Chains, isStart, KEPT } from "./chains.js";
import { tool as compare } from "./compare.js";
import { exports, FRAMES, restore } from "./export.js";
import { tool as filters } from "./filters.js";
import { tool as how } from "./how.js";
import { tool as layers } from "./layers.js";
import { makeMachine } from "./machine.js";
import { meanFreeEnergy } from "./mixing.js";
import { Player } from "./player.js";
import { tool as questions } from "./questions.js";
import { Settings } from "./settings.js";
import { Start } from "./start.js";
import { Trace } from "./trace.js";
import { layerGrids, makeJudge, makePictures } from "./view.js";

const TOOLS = [filters, buildup, layers, compare, questions, how]; // in the order of the tabs
const HOOKS = { prefix: "rbm", always: ["state"], live: ["frame"] };

export default function mount({ element, props, server, watch }) {
  const $ = (selector) => element.querySelector(selector);

  let model = null; // what the server sent
  let machine = null;
  let chains = null;
  let runs = 0; // that began
  let pictures = /** @type {*} */ ([]);
  let drawLayers = (_chain, _look) => {};
  let picked = 0; // the chain whose hidden units are shown
  let brush = "ink";
  let film = []; // the last frames: of each the pictures of all chains, as bytes
  const settings = {
    start: "hidden",
    natural: "hidden",
    pixels: null,
    seed: 1,
    count: 4,
    temperature: 1,
    forced: new Map(),
  };

  const say = sayer($(".rbm-status"));

  async function ask(name, request) {
    const asked = model;
    const answer = await server[name]?.({ model: asked.name, revision: asked.revision, ...request });
    if (answer && !answer.error) return answer;
    if (asked === model)
      say(answer?.error ?? "The server did not answer; try again. What runs in this page goes on.", true);
    return null;
  }

  // ---- drawing
  const nats = () => (Number.isFinite(model.log_partition) ? model.log_partition : NaN);

  function draw(isFrame = false) {
    chains.list.forEach((chain, i) => pictures[i].show(chain, chains.look(chain), machine, nats()));
    judge([picked, chains.look(chains.list[picked]).pixels]);
    drawLayers(chains.list[picked], chains.look(chains.list[picked]));
    trace.draw(chains, !isFrame);
    $(".rbm-chain-steps").textContent = `${chains.steps.toLocaleString("en")} step${chains.steps === 1 ? "" : "s"}`;
    if (isFrame) {
      film.push(chains.list.map((chain) => Uint8Array.from(chains.look(chain).pixels, (p) => Math.round(255 * p))));
      if (film.length > FRAMES) film.shift();
      strip.frame();
    }
  }
  const redraw = oncePerFrame(() => {
    if (chains) draw();
  });

  // ---- running
  function advance() {
    if (!chains) return;
    chains.step(fields.steps);
    for (const picture of pictures) picture.rest();
    draw(true);
  }

  function rested() {
    if (!chains) return;
    refreshLink();
    strip.state();
    redraw();
  }

  const player = new Player($(".rbm"), $("[data-do=play]"), { advance, rested, seen: redraw });
  new ResizeObserver(redraw).observe($(".rbm-chain-hidden"));

  // ---- a run begins
  function begin(start = settings.start, pixels = settings.pixels) {
    Object.assign(settings, { start, pixels });
    runs++;
    const clamps = chains?.machine === machine && chains.count === settings.count ? chains.clamps : [];
    chains = new Chains(machine, settings);
    chains.clamps.forEach((clamp, i) => clamps[i] && clamp.set(clamps[i]));
    if (clamps.length) chains.restart(); // what was held stays held
    if (pictures.length !== settings.count || pictures.machine !== machine) {
      picked = Math.min(picked, settings.count - 1);
      pictures = makePictures($(".rbm-chain-pictures"), settings.count, {
        painted,
        pick,
        paintable: !machine.lower.length,
      });
      pictures.machine = machine;
      pick(picked);
    }
    film = [];
    starter.mark(start);
    showCount(settings.count);
    rested();
  }

  function pick(index) {
    picked = index;
    pictures.forEach(({ name }, i) => name.setAttribute("aria-pressed", i === picked));
    $(".rbm-chain-which").textContent =
      `The units of chain ${index + 1}: the stronger the colour, the more probably on. Press one to force it on in all ` +
      "chains, again to force it off, and again to let it go. Point at one to see what it draws.";
    redraw();
  }

  // ---- hands on it
  function painted(index, pixels) {
    apply(chains, chains.list[index], brush, pixels);
    if (!player.playing) rested();
    redraw();
  }

  function force(unit, value) {
    if (!Number.isInteger(unit) || unit < 0 || unit >= machine.hidden)
      return say(`There is no hidden unit ${unit}.`, true);
    if (value === null || value === undefined) settings.forced.delete(unit);
    else settings.forced.set(unit, value ? 1 : 0);
    for (const chain of value === null ? [] : chains.list) chain.hidden[unit] = value ? 1 : 0;
    chains.touched = true;
    forceChanged();
  }

  // In a deep network, the units of the layer below the top are held in every chain.
  function hold(unit, value) {
    for (const chain of chains.list) chains.hold(chain, new Map([[unit, value ?? -1]]));
    forceChanged();
  }
  const heldOf = (clamp) => [...clamp.entries()].filter(([, value]) => value >= 0);
  const held = () => new Map(heldOf(chains.list[picked].clamp));

  function forceChanged() {
    $("[data-do=unforce]").hidden = !settings.forced.size && !(machine.lower.length && chains.held());
    strip.state();
    redraw();
  }

  const press = {
    play: () => player.set(!player.playing),
    step: () => {
      player.set(false);
      chains.step(1);
      draw(true);
      rested();
    },
    restart: () => begin(),
    clear: () => starter.clear(),
    free: () => {
      letGo(chains);
      rested();
    },
    unforce: () => {
      settings.forced.clear();
      if (machine.lower.length) letGo(chains);
      forceChanged();
    },
    try: async () => {
      if (await starter.restore("example-8")) {
        press.upper();
        player.set(true);
      }
    },
    upper: () => {
      if (!starter.pixels)
        return say(
          "There is no digit yet: draw one, or take an example or a test digit, to hold its upper half.",
          true,
        );
      holdUpperHalf(chains, starter.pixels);
      rested();
    },
  };
  element.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action && chains) press[action]();
  });

  // ---- settings
  function heated(value) {
    settings.temperature = value;
    if (!chains) return;
    chains.temperature = value;
    if (!chains.steps && !chains.touched) return begin(); // its first picture was drawn at the previous temperature
    chains.touched = true;
    refreshLink();
  }

  function seeded(value) {
    if (!chains) return;
    settings.seed = value;
    begin();
  }

  const fields = new Settings($(".rbm-chain-settings"), {
    say,
    heated,
    seeded,
    paced: (frames) => {
      player.frames = frames;
    },
  });

  const [countBox, brushBox] = element.querySelectorAll(".rbm-chain-segments");
  const showCount = segments(
    countBox,
    [1, 2, 4, 9].map((count) => [count, `${count}`]),
    (count) => {
      settings.count = count;
      if (machine) begin();
    },
  );
  const showBrush = segments(
    brushBox,
    BRUSHES.map(([value, text]) => [value, text]),
    (value) => {
      brush = value;
      showBrush(value);
      $(".rbm-chain-hint").textContent = BRUSHES.find(([name]) => name === value)[2];
    },
  );

  // ---- what the tools see
  const viewer = {
    get model() {
      return model;
    },
    get machine() {
      return machine;
    },
    get playing() {
      return player.playing;
    },
    get seed() {
      return settings.seed;
    },
    get start() {
      return settings.start;
    },
    get temperature() {
      return settings.temperature;
    },
    get steps() {
      return chains.steps;
    },
    get touched() {
      return chains.touched;
    },
    chains: () =>
      (chains?.list ?? []).map((chain) => {
        const { pixels, sample, layers: between } = chains.look(chain);
        const { hidden, hiddenProbs, freeEnergy, clamp } = chain;
        return {
          visible: pixels,
          sample,
          layers: between,
          hidden,
          hiddenProbs,
          freeEnergy,
          trace: chain.trace.slice(-KEPT),
          held: heldOf(clamp),
        };
      }),
    set: (index, pixels) => {
      chains.put(chains.list[index], pixels);
      rested();
    },
    clamp: (index, units) => {
      chains.hold(chains.list[index], new Map(units));
      rested();
    },
    held: (index) => Array.from(chains.list[index].clamp),
    force,
    forced: () => settings.forced,
    film: () => film.map((shown) => shown[picked]).filter(Boolean),
    play: () => player.set(true),
    pause: () => player.set(false),
    step: (count = 1) => {
      chains.step(count);
      draw(true);
    },
    ask,
    say,
  };
  const starter = new Start($(".rbm"), { ask, say, begin });
  const judge = makeJudge($(".rbm-chain-judged"), server);
  const trace = new Trace($(".rbm-chain-plots"));
  const refreshLink = exports($(".rbm-chain-save"), viewer);
  const strip = /** @type {*} */ (new Strip(TOOLS, HOOKS, $(".rbm-tabs"), $(".rbm-panels"), viewer));
  showBrush(brush);
  $(".rbm-chain-hint").textContent = BRUSHES[0][2];

  // ---- a model arrives
  let choosing = 0;
  async function choose(next) {
    const mine = ++choosing;
    if (!next) return;
    if (next.error) return say(next.error, true);
    say(model ? `Loading ${next.title ?? next.name} …` : "");
    try {
      const made = makeMachine(await fetchTensors(next.weights, "weights"), next);
      if (mine !== choosing) return;
      const first = !model;
      [model, machine] = [next, made];
      showChoice(element);
      say("");
      show(first);
    } catch (error) {
      if (mine === choosing)
        say(
          `${next.name} could not be shown: ${error.message}; choose another model and then this one again, or reload the page.`,
          true,
        );
    }
  }

  function show(first) {
    const deep = machine.lower.length > 0;
    settings.forced.clear();
    $(".rbm-lead").textContent = model.lead;
    $(".rbm-notice").textContent = model.notice ?? "";
    $(".rbm-chain-brushes").hidden = deep;
    $(".rbm-chain-hint").textContent = deep
      ? "In a deep belief network the pixels are drawn last and have no effect on the rest, so holding one would " +
        "change nothing. Choose an RBM to paint."
      : BRUSHES.find(([name]) => name === brush)[2];
    drawLayers = layerGrids($(".rbm-chain-layers"), machine, { forced: () => settings.forced, force, held, hold });
    starter.show(model, machine);
    const [natural, chosen] = [machine.chains.count ? "chains" : "hidden", settings.start !== settings.natural];
    const stays = settings.start.startsWith("unit")
      ? Number(settings.start.slice(5)) < machine.hidden
      : settings.start !== "chains";
    settings.natural = natural; // the default start, which shows what a model dreams; the visitor's choice takes precedence
    begin(chosen && stays ? settings.start : natural, settings.pixels);
    $("[data-do=unforce]").hidden = true;
    trace.setReference(null);
    reference(model);
    strip.model();
    if (model.restore && isStart(model.restore.start)) restore(model.restore, page);
    else if (first) player.set(!calm());
  }

  // The mean free energy of the checkpoint's test images: that of a real digit.
  async function reference(asked) {
    if (!asked.shown) return;
    try {
      const { images } = await fetchTensors(asked.shown, "test images");
      if (asked !== model) return;
      trace.setReference(meanFreeEnergy(machine, images));
      redraw();
    } catch (error) {
      console.error(error); // one line less in the plot; the chain runs without it
    }
  }

  // What the run of a link needs from this page.
  const page = {
    get model() {
      return model;
    },
    get chains() {
      return chains;
    },
    get runs() {
      return runs;
    },
    get playing() {
      return player.playing;
    },
    set({ seed, temperature, count }) {
      settings.seed = seed;
      fields.seed(seed);
      if ([1, 2, 4, 9].includes(count)) settings.count = count;
      player.set(false);
      fields.heat(temperature);
    },
    starter,
    begin,
    redraw,
    rested,
    say,
  };

  $(".rbm").viewer = viewer; // for tests, and to look at in the browser's console
  choose(props.value);
  watch("value", () => choose(props.value));
}
