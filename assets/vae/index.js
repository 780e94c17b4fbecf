// The latent viewer: draw -> code -> digit. Dense decoders run here, in the page; the server encodes, and decodes what
// is not dense. Sliders, pad and tools are modules of their own.
import { paint, showChoice } from "../shared/dom.js";
import { readSeed, SEED_RULE } from "../shared/fields.js";
import { calm, newestOnly, oncePerFrame } from "../shared/pace.js";
import { makePad, testDigits } from "../shared/pad.js";
import { sayer } from "../shared/status.js";
import { Strip } from "../shared/strip.js";
import { codeGrid } from "./codes.js";
import { tool as compare } from "./compare.js";
import { tool as denoise } from "./denoise.js";
import { homeOf, posteriorCode, priorCode } from "./distributions.js";
import { tool as save } from "./export.js";
import { Glide } from "./glide.js";
import { makeJudge } from "./judge.js";
import { tool as loss } from "./loss.js";
import { map, tool as plane } from "./map.js";
import { arithmetic, morph } from "./morph.js";
import { sliders } from "./sliders.js";
import { decoderOf } from "./tools.js";
import { tool as traverse } from "./traverse.js";

const TOOLS = [plane, traverse, morph, arithmetic, save, compare, denoise, loss]; // in the order of the tabs
const HOOKS = { prefix: "vae", always: ["digit"], live: ["code", "pixels"] };

export default function mount({ element, props, server, watch }) {
  const $ = (selector) => element.querySelector(selector);
  const seedField = $(".vae-seed input");

  let model = null; // what the server sent: name, latents, decoder, ...
  let decoder = null; // {now, many}
  let editor = null; // the sliders, or the code grid of a code book: {show}
  let latents = new Float32Array(0); // the code, by latent index
  let picture = new Float32Array(784); // the digit shown
  let digit = null; // the digit that was encoded last: {request, answer}
  let seed = null; // the seed that gave the code, until it is moved
  let wanted = 0; // counts requests for codes, so that a late answer to an earlier one is dropped
  let drawings = 0; // counts the digits on the pad in the same way: moving a slider does not undo what was drawn

  const say = sayer($(".vae-status"));
  const judge = makeJudge($(".vae-judged"), server);

  async function askFor(asked, name, request) {
    const answer = await server[name]?.({ model: asked.name, revision: asked.revision, ...request });
    if (answer && !answer.error) return answer;
    if (asked === model)
      say(answer?.error ?? "The server did not answer; try again. What runs in this page goes on.", true);
    return null;
  }
  const ask = (name, request) => askFor(model, name, request);

  // ---- the digit
  const hook = (name) => {
    strip[name]();
    if (isFlat()) docked?.[name]?.();
  };

  function showPicture(values) {
    picture = Float32Array.from(values);
    paint($(".vae-output"), picture);
    editor.drawn?.(picture);
    judge(picture);
    hook("pixels");
  }

  const fetchPicture = newestOnly(async ({ code, asked }) => {
    if (asked !== model) return; // another model was chosen meanwhile
    const [drawn] = (await decode([code])) ?? [];
    if (drawn && model === asked) showPicture(drawn);
  });

  const render = oncePerFrame(() => {
    if (!decoder) return;
    const drawn = decoder.now(latents);
    if (drawn) showPicture(drawn);
    else fetchPicture({ code: Array.from(latents), asked: model });
    hook("code");
  });

  // Pictures of codes; none for codes of another length, which belong to another model.
  const decode = async (codes) => (codes.every(({ length }) => length === latents.length) ? decoder.many(codes) : null);

  // ---- the code
  const isFlat = () => model?.latents.length === 2; // two latents are a plane: their map stands beside the sliders
  function put(values) {
    latents.set(values);
    editor.show(latents);
    render();
  }

  const glide = new Glide(put);
  const glidingTime = () => (calm() || model.codebook ? 0 : 260); // there is nothing between two entries of a code book

  function moved(index, value) {
    wanted++;
    seed = null;
    glide.arrive();
    latents[index] = value;
    put(latents);
  }

  function set(code, { glide: gliding = true } = {}) {
    if (code?.length !== latents.length) return;
    wanted++;
    seed = null;
    if (gliding) return glide.start(Float32Array.from(latents), Array.from(code), glidingTime());
    glide.stop();
    put(code);
  }

  // A code from the prior; for a code book the server draws it from the model's own prior.
  function randomCode(number) {
    if (!model.codebook) return priorCode(model, number);
    return ask("draw", { seed: number }).then((answer) => answer?.code ?? null);
  }

  async function drawFromSeed() {
    const value = readSeed(seedField);
    if (value === null) return say(SEED_RULE, true);
    say("");
    const mine = ++wanted;
    const drawn = await randomCode(value);
    if (!drawn || mine !== wanted) return;
    set(drawn);
    seed = value;
  }

  // ---- encoding
  const encode = newestOnly(async ({ drawing, wish }) => {
    if (drawing !== drawings) return; // cleared, or for another model
    const request = pad.request();
    const answer = await ask("encode", { digit: request });
    if (!answer || drawing !== drawings) return;
    say("");
    digit = { request, answer };
    pad.seen(answer);
    showPosterior();
    if (wish === wanted) set(answer.code); // otherwise the code was moved meanwhile
    hook("digit");
  });
  const send = () => {
    if (decoder) encode({ drawing: ++drawings, wish: ++wanted });
  };

  function showPosterior() {
    editor?.spread?.(digit?.answer.sd ? digit.answer : null);
    $(".vae-posterior").hidden = !digit?.answer.sd || Boolean(model?.codebook);
  }

  function forget() {
    digit = null;
    showPosterior();
    hook("digit");
  }

  // ---- buttons
  const press = {
    clear: () => {
      wanted++;
      drawings++;
      pad.clear();
      forget();
      say("");
    },
    reset: () => set(homeOf(model)),
    drawing: () => (pad.isEmpty() ? say("There is no drawing yet; draw a digit or take an example.", true) : send()),
    again: () => set(posteriorCode(digit.answer, Math.floor(Math.random() * 4294967296))),
    random: () => {
      seedField.value = 1 + Math.floor(Math.random() * 9999);
      drawFromSeed();
    },
  };
  element.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action && decoder) press[action]();
  });
  seedField.addEventListener("input", () => {
    if (decoder) drawFromSeed();
  });

  const pad = makePad($(".vae"), send);
  $(".zoo-pad").addEventListener("keydown", (event) => {
    if (event.key === "Delete") press.clear();
  });

  // ---- what the tools see
  const viewer = {
    get model() {
      return model;
    },
    code: () => Array.from(latents),
    home: () => Array.from(Float32Array.from(homeOf(model))),
    set,
    digit: () => digit,
    pixels: () => Array.from(picture),
    seed: () => seed,
    name: () => model?.name,
    ask,
    say,
    decode,
    randomCode,
  };
  const strip = new Strip(TOOLS, HOOKS, $(".vae-tabs"), $(".vae-panels"), viewer);
  let docked = null;

  // ---- a model arrives
  let choosing = 0;
  async function choose(next) {
    const mine = ++choosing;
    if (!next) return;
    if (next.error) return say(next.error, true);
    say(model ? `Loading ${next.title ?? next.name} …` : "");
    try {
      const made = await decoderOf(next.decoder, (name, request) => askFor(next, name, request));
      if (mine !== choosing) return;
      const first = !model;
      [model, decoder] = [next, made];
      wanted++;
      drawings++;
      glide.stop();
      seed = digit = null;
      showChoice(element);
      say("");
      show();
      introduce(first);
    } catch (error) {
      if (mine !== choosing) return;
      const retry = "choose another model and then this one again, or reload the page"; // choosing the model that is already chosen does nothing
      say(`${next.name} could not be shown: ${error.message}; ${retry}.`, true);
    }
  }

  function show() {
    latents = Float32Array.from(homeOf(model));
    $(".vae-lead").textContent = model.lead;
    $(".vae-hint").textContent = model.hint;
    $(".vae-note").textContent = model.note;
    const book = model.codebook;
    $(".vae-code-title").textContent =
      `Move its code: ${latents.length} ${book ? "entries of a code book" : "numbers"}`;
    $("[data-do=reset]").hidden = Boolean(book); // entries have no average
    const box = $(".vae-sliders");
    box.replaceChildren();
    editor = book ? codeGrid(box, viewer) : sliders(box, model, moved);
    editor.show(latents);
    showPosterior();
    testDigits($(".vae"), model.test_digits, pad.takeTest, say);
    $(".vae-dock").hidden = !isFlat();
    if (isFlat()) {
      docked ??= map($(".vae-dock"), viewer);
      docked.model();
    }
    strip.model();
    render();
  }

  // At first show a link's code or seed, otherwise a drawing, so that there is something to look at.
  function introduce(first) {
    $(".vae-notice").textContent = model.notice ?? ""; // about a link; cleared when another model is chosen
    if (!first) return pad.isEmpty() ? undefined : send();
    pad.examples(model.examples);
    const { code, seed: linked } = model.restore ?? {};
    if (code) set(code);
    else if (Number.isInteger(linked)) {
      seedField.value = linked;
      drawFromSeed();
    } else pad.example(model.examples[3]);
  }

  $(".vae").viewer = viewer; // for tests, and to look at in the browser's console
  choose(props.value);
  watch("value", () => choose(props.value));
}
