// The GAN sampler: a grid of digits from a seed, one of them large, pins, and the tools' strip. The server runs the network.
import { segments, showChoice } from "../shared/dom.js";
import { SEED_RULE, anySeed, readSeed, readWhole } from "../shared/fields.js";
import { calm } from "../shared/pace.js";
import { Strip } from "../shared/strip.js";
import { tool as arithmetic } from "./arithmetic.js";
import { tool as compare } from "./compare.js";
import { Detail } from "./detail.js";
import { exports } from "./export.js";
import { tool as game } from "./game.js";
import { Grid } from "./grid.js";
import { loader, still as stillLine, store } from "./load.js";
import { tool as numbers } from "./numbers.js";
import { Pins } from "./pins.js";
import { MOST, columnsOf } from "./samples.js";
import { tool as timeline } from "./timeline.js";
import { tool as walk } from "./walk.js";

const TOOLS = [timeline, walk, arithmetic, numbers, compare, game]; // in the order in which they stand
// model() when another model came, pins() when the pinned samples changed, state() when seed, truncation or digit did
const HOOKS = { prefix: "gan", always: ["pins", "state"], live: [] };

export default function mount({ element, props, server, watch }) {
  const $ = (selector) => element.querySelector(selector);
  const field = (name) => $(`.gan-controls [name=${name}]`);
  const COUNTS = [25, 36, 64, 100];
  const NATURAL = 64;
  const PATIENCE = 1500; // milliseconds after which the first digits are explained to be late
  const REST = 250; // milliseconds without a move after which a drag counts as done

  let model = null; // what the server sent
  let wish = null; // what the grid is to show; a request that comes back for another is dropped
  let shown = { index: 0, pin: null }; // the sample shown large, or the pin
  let last = null; // {wish, samples} of the last grid that came whole; what is shown again where the next does not come
  const state = { seed: 1, truncation: null, digit: null, count: NATURAL, get model() { return model; } };

  let passing = 0;
  const say = (text, isError = false) => {
    $(".gan-status").textContent = text;
    $(".gan-status").classList.toggle("is-error", isError);
    clearTimeout(passing);
    if (!isError && !text.endsWith("…")) passing = setTimeout(() => say(""), 6000);
  };

  // An answer, or null: the error was said, or it came for a model that is no longer shown.
  async function ask(name, request) {
    const asked = model;
    const whose = request.model ? {} : { model: asked.name, revision: asked.revision };
    const answer = await server[name]?.({ ...whose, ...request });
    if (asked !== model) return null;
    if (answer && !answer.error) return answer;
    say(answer?.error ?? "The server did not answer: wait a moment and try again.", true);
    return null;
  }

  // ---- the grid
  const current = (one) => one === wish && one.model === model;
  const samples = store(ask, state);
  const load = loader(samples, {
    current,
    show: (sample) => {
      wake(true);
      if (sample.index >= state.count) return;
      grid.show(sample);
      if (!shown.pin && sample.index === shown.index) enlarge(sample, !wish.brief);
    },
    step: (count, { count: all }) => progress(`${count} of ${all}`),
    done: (one, failed) => {
      wake(!failed);
      if (one.brief) return; // the whole one follows
      if (failed) return fallBack(one);
      last = { wish: one, samples: [...grid.samples] };
      progress(`${one.count} of ${one.count}`);
      markPins();
      settled();
    },
  });
  const isNow = (sample) => ["seed", "truncation", "digit"].every((name) => sample[name] === state[name]); // not one from before
  const progress = (text) => { $(".gan-progress").textContent = text; };

  // Make what the fields say. Brief while a slider is dragged: the sample shown large and the first of the grid.
  function make({ brief = false, fresh = false } = {}) {
    if (!model?.drawable) return;
    clearTimeout(resting);
    if (fresh) samples.forget();
    wish = { model, seed: state.seed, truncation: state.truncation, digit: state.digit, count: state.count, index: shown.index, brief };
    grid.stale();
    markPins();
    still.hide();
    if (!brief) progress(`0 of ${state.count}`);
    if (!awake) waking ||= setTimeout(() => { $(".gan-waking").textContent = "The first digits take a few seconds: the server is waking up."; }, PATIENCE);
    load(wish);
    if (brief) resting = setTimeout(make, REST);
  }
  let resting = 0;

  // The digits of a wish did not come: back to those before, so that fields, link and files are of what is shown.
  function fallBack(wanted) {
    if (typing) return progress(""); // the next wish is being written
    if (last) {
      wish = last.wish;
      set(wish);
      last.samples.forEach((sample) => grid.show(sample));
      if (!shown.pin) enlarge(grid.samples[shown.index]);
      progress(`${wish.count} of ${wish.count}`);
      markPins();
      settled();
    } else progress("");
    still.show(wanted, last?.wish);
  }

  // A server that just started loads its libraries first; one that has drawn for this page is awake.
  let awake = false;
  let waking = 0;
  function wake(is) {
    awake ||= is;
    clearTimeout(waking);
    waking = 0;
    $(".gan-waking").textContent = "";
  }

  function lay() {
    grid.lay(state.count, columnsOf(state.count, Boolean(model?.classes) && state.digit === null));
    if (shown.index >= state.count) shown.index = 0;
    grid.mark(shown.pin ? -1 : shown.index);
  }

  function settled() {
    refreshLink();
    strip.state();
  }

  // ---- one sample large
  function enlarge(sample, rests = true) {
    detail.show(sample, { pinned: Boolean(pins.find(sample)), rests });
  }

  function pick(index) {
    if (!grid.samples[index]) return;
    shown = { index, pin: null };
    grid.mark(index);
    enlarge(grid.samples[index]);
    inSight();
    refreshLink();
  }

  function pickPin(pin) {
    shown = { index: shown.index, pin };
    grid.mark(-1);
    enlarge(pin);
    inSight();
  }
  // On a phone the large picture stands below the grid.
  const inSight = () => $(".gan-one-top").scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });

  function markPins() {
    const ofThis = pins.list.filter(({ seed, truncation }) => seed === state.seed && truncation === state.truncation);
    grid.pinned(new Set(ofThis.filter(({ index, label }) => grid.samples[index]?.label === label).map(({ index }) => index)));
    if (detail.sample) detail.pinned(Boolean(pins.find(detail.sample)));
  }

  // ---- settings
  // What a field holds, or null, and the sentence is said.
  function read(value, sentence) {
    if (value === null) say(sentence, true);
    return value;
  }
  const seedTyped = () => read(readSeed(field("seed")), SEED_RULE);
  const countTyped = () => read(readWhole(field("count"), 1, MOST), `How many is a whole number from 1 to ${MOST}.`);

  function set({ seed, truncation, digit, count }) {
    setSeed(seed);
    setTruncation(truncation);
    setCount(count);
    setDigit(digit);
  }

  function setSeed(value) {
    state.seed = field("seed").value = value;
    field("seed").setAttribute("aria-invalid", false);
  }

  function setCount(value) {
    state.count = field("count").value = value;
    field("count").setAttribute("aria-invalid", false);
    showCount(value);
    lay();
  }

  let counted = false; // the visitor, or a link, said how many
  function chooseCount(value) {
    counted = true;
    setCount(value);
  }

  function setDigit(value) {
    state.digit = value;
    showDigit(value ?? "all");
    lay();
  }

  function setTruncation(value) {
    state.truncation = value;
    field("truncation").value = value ?? field("truncation").max;
    $(".gan-truncation output").textContent = value === null ? "" : value.toFixed(2);
    field("truncation").setAttribute("aria-valuetext", value === null ? "off" : value.toFixed(2));
    $(".gan-truncation").classList.toggle("is-off", value === null);
    $("[data-do=off]").setAttribute("aria-pressed", value === null);
  }

  const press = {
    dice: () => {
      setSeed(anySeed());
      generate(false);
    },
    off: () => { setTruncation(null); make(); },
  };
  element.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action && model) press[action]();
  });

  function generate(again = false) {
    clearTimeout(typing);
    typing = 0;
    const seed = seedTyped();
    const count = seed === null ? null : countTyped(); // one sentence at a time
    if (seed === null || count === null || !model) return;
    const same = wish && !wish.brief && seed === wish.seed && count === wish.count && viewer.sampled().length === count;
    setSeed(seed);
    if (count !== state.count) chooseCount(count);
    say(again && same ? "Same seed, same digits: that is what a seed is for. Type another one, or roll the dice." : "");
    make({ fresh: again });
  }
  $(".gan-controls").addEventListener("submit", (event) => {
    event.preventDefault();
    generate(true);
  });
  let typing = 0;
  for (const name of ["seed", "count"]) {
    field(name).addEventListener("input", () => {
      clearTimeout(typing);
      typing = field(name).value.trim() ? setTimeout(generate, REST) : 0; // an empty field is one that is being typed into
    });
  }
  field("truncation").addEventListener("input", () => {
    setTruncation(Number(field("truncation").value));
    make({ brief: true });
  });
  field("truncation").addEventListener("change", () => make());

  const showCount = segments($(".gan-counts"), COUNTS.map((count) => [count, `${count}`]), (count) => { chooseCount(count); make(); });
  const digits = [["all", "all"], ...Array.from({ length: 10 }, (_, digit) => [digit, `${digit}`])];
  const showDigit = segments($(".gan-digits"), digits, (digit) => { setDigit(digit === "all" ? null : digit); make(); });

  // ---- what the tools see
  const viewer = {
    get model() { return model; },
    get seed() { return state.seed; },
    get truncation() { return state.truncation; },
    get digit() { return state.digit; },
    get count() { return state.count; },
    pins: () => pins.list.map((pin) => ({ ...pin })),
    onPins: (callback) => pins.onChange(callback),
    sampled: () => grid.samples.filter(isNow),
    selected: () => (shown.pin ? null : grid.samples[shown.index] ?? null),
    columns: () => grid.columns,
    get tool() { return strip.open === strip.shown[0]?.id ? null : strip.open; }, // of the first a link need not speak
    samples, ask, say,
  };
  const grid = new Grid($(".gan-grid"), { pick, pin: (index) => grid.samples[index] && pins.toggle(grid.samples[index]) });
  const pins = new Pins($(".gan-keep"), { show: pickPin, say });
  const detail = new Detail($(".gan-one-parts"), { ask, togglePin: (sample) => pins.toggle(sample) });
  const still = stillLine($(".gan-still"), (wanted) => {
    say("");
    set(wanted);
    make();
  });
  const refreshLink = exports($(".gan-save"), viewer);
  const strip = new Strip(TOOLS, HOOKS, $(".gan-tabs"), $(".gan-panels"), viewer);

  // ---- a model arrives
  function choose(next) {
    if (!next) return;
    if (next.error) return say(next.error, true);
    model = next;
    showChoice(element);
    wish = last = null;
    still.hide();
    say(pins.clear() ? "The pinned samples were taken down: they belonged to the model before, and the same numbers give other digits here." : "");
    $(".gan-lead").textContent = model.lead;
    $(".gan-lesson p").textContent = model.lesson;
    $(".gan-lesson").hidden = !model.lesson;
    $(".gan-notice").textContent = model.notice ?? "";
    for (const part of [".gan-layout", ".gan-keep"]) $(part).hidden = !model.drawable;
    $(".gan-record").hidden = model.drawable;
    $(".gan-record code").textContent = `python -m training train ${model.name}`;
    $(".gan-digits").hidden = !model.classes;
    for (const button of $(".gan-digits").children) button.hidden = button.choice >= model.classes;
    [field("truncation").min, field("truncation").max] = model.truncations;
    grid.clear();
    detail.model(model);
    progress("");
    const tool = restore(model.restore);
    strip.model();
    if (model.drawable) make();
    if (TOOLS.some(({ id }) => id === tool)) openTool(tool);
    else if (!model.drawable) openTool("timeline");
    refreshLink();
  }

  const openTool = (id) => { if (strip.shown.some((tool) => tool.id === id)) strip.show(id); };

  // How many where nobody said so: ten rows of all digits where there are classes; all where a link's sample lies beyond.
  const natural = (index) => (model.classes || index >= NATURAL ? MOST : NATURAL);

  // What a link says of the digits, each part of it checked by the server, or what stays as it is; the tool that it opens.
  function restore(link) {
    if (link) [state.truncation, state.digit] = [link.truncation ?? null, link.digit ?? null];
    if (link?.count) counted = true;
    setSeed(link?.seed ?? state.seed);
    setTruncation(state.truncation);
    shown = { index: link?.pin ?? shown.index, pin: null };
    if (state.digit >= model.classes) state.digit = null;
    setCount(link?.count ?? (counted && !link ? state.count : natural(shown.index)));
    setDigit(state.digit);
    return link?.tool;
  }

  $(".gan-tabs").addEventListener("click", refreshLink); // the link leads to the tool that is open
  pins.onChange(() => {
    markPins();
    strip.pins();
  });
  $(".gan").viewer = viewer; // for tests and for the curious, in the browser's console
  choose(props.value);
  watch("value", () => choose(props.value));
}
