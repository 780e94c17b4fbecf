// The Shakespeare tab: a text from a seed, written piece by piece, and the twist beside it. The server runs the models.
// What stands in modules of its own (writing, dials, twist, marks, link, tools) is in window.zooText.
const zoo = window.zoo;
const ours = window.zooText;
const $ = (selector) => element.querySelector(selector);
const field = (name) => $(`.shakespeare-controls [name=${name}]`);
const REST = 300; // milliseconds without a key after which a typed seed counts
const MORE = 500; // characters that "Write on" adds to a whole text

let model = null; // what the server sent
let shown = null; // {wish, text, made, read, how} of the text that is there; `text` without the opening
const state = { seed: 1, opening: "", latents: null, why: "" }; // z where it was set by hand, and why; else null
let drawn = null; // z as the prior drew it by the seed

const say = ours.sayer($(".shakespeare-status"));
const { call, ask } = ours.asker(server, () => model, say);

// ---- writing
const wake = ours.waker($(".shakespeare-waking"));
const writer = ours.writer({
  ask,
  piece(wish, text, made, read) {
    wake.answered(true);
    shown = { wish, text, made, read: read ?? (shown?.wish === wish ? shown.read : wish.from.read), how: "" };
    tell();
    written();
  },
  done(wish, how) {
    wake.answered(how === "whole");
    if (shown?.wish === wish) shown.how = how;
    else fallBack(wish, how === "failed");
    tell();
    written();
    settled();
  },
});

const full = () => (shown ? shown.read.text + shown.text : "");

// Write what the fields say, from the beginning, or from what is there of the same text.
function write(from) {
  if (!model?.drawable) return;
  clearTimeout(typing);
  typing = 0;
  still.hide();
  const { temperature, top_k, top_p, length } = dials.values();
  const paper = $(".shakespeare-text.is-written");
  paper.style.minHeight = `${paper.offsetHeight}px`; // the page does not jump while a text makes way for the next
  wake.asked();
  writer.start({ model, seed: state.seed, manner: { temperature, top_k, top_p }, latents: state.latents, why: state.why, opening: state.opening, length,
    ...(from && { from }) });
  tell();
  settled();
}

// A text that goes on where it stopped, with the dials of then; a whole one becomes longer.
function writeOn() {
  if (!shown || writer.wish) return;
  const length = shown.made < shown.wish.length ? shown.wish.length : Math.min(model.longest, shown.wish.length + MORE);
  set({ ...shown.wish, length });
  say("");
  write(shown);
}

// A dial was moved. Of another length the text is the same, cut or written on; all else makes another text.
function dialled() {
  const wish = writer.wish ?? shown?.wish;
  const { length } = dials.values();
  if (typingOpening) return begin();
  if (!wish || !isNow(wish) || shown?.wish !== wish || (length < shown.made && ours.words(model))) return write();
  if (length > shown.made) return write(shown);
  writer.drop();
  shown = { ...shown, wish: { ...wish, length }, text: shown.text.slice(0, length), made: length, how: "whole" };
  tell();
  written();
  settled();
}
const isNow = (wish) => wish.model === model && ["seed", "opening", "latents"].every((name) => wish[name] === state[name])
  && ["temperature", "top_k", "top_p"].every((name) => wish.manner[name] === dials.values()[name]);

// The text of a wish did not come: back to the one before, so that fields and link are of what is shown.
function fallBack(wanted, failed) {
  if (shown) set(shown.wish);
  if (failed) still.show(wanted, shown?.wish);
}

// What the page says of the text: of which seed it is, how far, how the opening was read.
const teller = ours.teller(element);
function tell() {
  teller({ model, busy: writer.wish, shown, moved: Boolean(state.latents) });
  if (!typingOpening) $("#shakespeare-opening-said").textContent = shown ? ours.readingText(shown.read) : "";
}

// The text changed: the twist follows, and whoever listens.
function written() {
  twist.refresh();
  for (const listener of listeners.text) listener(full(), { writing: Boolean(writer.wish) });
  strip.text();
}

function settled() {
  refreshLink();
  strip.state();
}

// ---- z: drawn by the seed, or set by hand
const listeners = { text: [], latents: [] };
function latentsChanged() {
  for (const listener of listeners.latents) listener(viewer.latents(), state.why);
  strip.latents();
}

async function drawLatents() {
  drawn = null;
  if (!model?.latent_dim || ours.words(model)) return latentsChanged();
  const [asked, seed] = [model, state.seed];
  const answer = await call("code", { seed }); // where it fails, writing says so
  if (asked !== model || seed !== state.seed || !answer?.latents) return;
  drawn = Float64Array.from(answer.latents);
  if (!state.latents) latentsChanged();
}

function setLatents(z, why = "set by hand") {
  if (!model?.latent_dim || ours.words(model)) return;
  Object.assign(state, { latents: Float64Array.from(z), why });
  latentsChanged();
  write();
}

function goHome() {
  Object.assign(state, { latents: null, why: "" });
  latentsChanged();
  write();
}

// ---- settings
const readSeed = () => ours.readSeed(field("seed"), say);
const readOpening = () => (ours.words(model) ? "" : ours.readOpening(field("opening"), model.opening_longest, say));

function setSeed(seed) {
  field("seed").value = seed;
  field("seed").setAttribute("aria-invalid", false);
  if (seed === state.seed && drawn) return;
  state.seed = seed;
  drawLatents();
}

function setOpening(opening) {
  state.opening = field("opening").value = opening;
  field("opening").setAttribute("aria-invalid", false);
  typingOpening = false;
}

function set({ seed, manner, length, opening, latents, why }) {
  const moved = latents !== state.latents;
  Object.assign(state, { latents, why: why ?? "" });
  setSeed(seed);
  if (typingOpening) state.opening = opening; // what is being typed stays
  else setOpening(opening);
  dials.set({ ...manner, length });
  if (moved) latentsChanged();
}

// A text of its own for what the fields hold now.
function begin(again = false) {
  const seed = model && readSeed();
  const opening = seed === null || !model ? null : readOpening(); // one sentence at a time
  if (opening === null) return;
  say("");
  if (seed !== state.seed) Object.assign(state, { latents: null, why: "" });
  setSeed(seed);
  if (!ours.words(model)) setOpening(opening);
  if (again && viewer.whole() && isNow(shown.wish) && shown.wish.length === viewer.length) say(ours.SAME);
  write();
  if (twist.way === "own") twist.choose("play"); // what was asked for is to be seen
}

const press = {
  dice: () => {
    field("seed").value = ours.anySeed();
    begin();
    inSight();
  },
  stop: () => writer.stop(),
  on: writeOn,
  home: goHome,
};
element.addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action && model) press[action]();
});
$(".shakespeare-controls").addEventListener("submit", (event) => {
  event.preventDefault();
  const stops = writer.wish && document.activeElement === $(".shakespeare-go");
  if (stops) return writer.stop();
  begin(true);
  inSight();
});
// On a phone the text stands below the dials.
function inSight() {
  if (matchMedia("(max-width: 1020px)").matches && writer.wish) $(".is-first").scrollIntoView({ block: "start", behavior: zoo.calm() ? "auto" : "smooth" });
}

let typing = 0;
field("seed").addEventListener("input", () => {
  clearTimeout(typing);
  typing = field("seed").value.trim() ? setTimeout(() => begin(), REST) : 0; // an empty field is one that is being typed into
});
let typingOpening = false;
field("opening").addEventListener("input", () => {
  const size = ours.size(field("opening").value);
  typingOpening = true;
  $("#shakespeare-opening-said").textContent = model && size > 0.8 * model.opening_longest ? `${size} of ${model.opening_longest} characters` : "";
});
field("opening").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  begin();
});

// ---- what the tools see
const viewer = {
  get model() { return model; },
  get seed() { return state.seed; },
  get opening() { return state.opening; },
  get length() { return dials.values().length; },
  get moved() { return Boolean(state.latents); }, // z was set by hand
  get own() { return twist.way === "own"; },
  get writing() { return Boolean(writer.wish); },
  get twist() { return { modern: twist.dials.modern.value, slang: twist.dials.slang.value }; },
  get tool() { return strip.shown.slice(1).some(({ id }) => id === strip.open) ? strip.open : null; }, // of the first a link need not speak
  manner() {
    const { temperature, top_k, top_p } = dials.values();
    return { temperature, top_k, top_p };
  },
  latents() {
    const z = state.latents ?? drawn;
    return z && z.slice();
  },
  text: full,
  whole: () => !writer.wish && shown?.how === "whole",
  twisted: () => twist.twisted(),
  onText: (callback) => listeners.text.push(callback),
  onLatents: (callback) => listeners.latents.push(callback),
  setLatents, ask, say,
};
const dials = ours.dials($(".shakespeare-dials"), dialled);
dials.set(ours.natural());
const still = ours.still($(".shakespeare-still"), (wanted) => {
  say("");
  set(wanted);
  write(wanted.from.made ? wanted.from : null);
});
const strip = ours.strip($(".shakespeare-tabs"), $(".shakespeare-panels"), viewer);
const refreshLink = ours.linkField($(".shakespeare-save"), viewer);
const twist = ours.twist($(".shakespeare-read"), {
  call, seed: () => state.seed, changed: refreshLink, text: () => ({ text: full(), opening: shown?.read.text.length ?? 0 }),
});
const named = (suffix) => () => `${model && !viewer.own ? `${model.name}-seed-${(shown?.wish ?? state).seed}` : "my-english"}${suffix}.txt`;
ours.take($(".is-first .shakespeare-take"), "the text as written", () => twist.text(), named(""), say);
ours.take($(".is-second .shakespeare-take"), "the text with its twist", () => twist.twisted(), named("-twisted"), say);

// ---- a model arrives
function choose(next) {
  if (!next) return;
  writer.drop();
  [model, shown, drawn] = [next.error ? null : next, null, null];
  Object.assign(state, { latents: null, why: "" });
  still.hide();
  say("");
  wake.answered(false);
  ours.lead($(".shakespeare-lead"), next.lead ?? "");
  $(".shakespeare-notice").textContent = next.error ?? next.notice ?? "";
  $(".shakespeare-make").hidden = !model?.drawable;
  $(".shakespeare-layout").classList.toggle("is-alone", !model?.drawable);
  $(".shakespeare-record").hidden = !model || model.drawable;
  $(".shakespeare-record code").textContent = `python -m training train ${model?.name}`;
  $(".shakespeare-tools").hidden = !model;
  if (model) arrive();
  twist.alone(!model?.drawable);
  refreshLink();
}

function arrive() {
  const words = ours.words(model);
  $(".shakespeare-cannot").hidden = !words;
  $(".shakespeare-opening").hidden = words;
  ours.chips($(".shakespeare-chips"), model, (opening) => {
    setOpening(opening);
    begin();
  });
  dials.model(model);
  const tool = restore(model.restore);
  tell();
  strip.model();
  if (strip.shown.some(({ id }) => id === tool)) strip.show(tool);
  if (model.drawable) write();
  written();
}

let unit = "characters"; // of the length
// What a link says of the text, each part of it checked by the server, or what stays as it is; the tool that it opens.
function restore(link) {
  if (unit !== ours.unit(model)) dials.set({ length: ours.natural(model).length });
  unit = ours.unit(model);
  if (link) {
    dials.set({ ...ours.natural(model), ...link });
    setOpening(link.opening ?? "");
    if (link.modern !== undefined) twist.dials.modern.set(link.modern);
    if (link.slang !== undefined) twist.dials.slang.set(link.slang);
  }
  setSeed(link?.seed ?? state.seed);
  return link?.tool;
}

$(".shakespeare-tabs").addEventListener("click", refreshLink); // the link leads to the tool that is open
$(".shakespeare").viewer = viewer; // for tests and for the curious, in the browser's console
choose(props.value);
watch("value", () => choose(props.value));
