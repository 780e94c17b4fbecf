// The GAN sampler: a grid of digits from a seed, one of them large, pins, and the tools' strip. The network
// runs in the page once that has its weights, and on the server before.
import { el, showChoice } from "../shared/dom.js";
import { failureOf } from "../shared/failure.js";
import { showLead } from "../shared/lead.js";
import { Own } from "../shared/own.js";
import { calm } from "../shared/pace.js";
import { sayer } from "../shared/status.js";
import { Strip } from "../shared/strip.js";
import { wording } from "../shared/wording.js";
import { tool as arithmetic } from "./arithmetic.js";
import { tool as compare } from "./compare.js";
import { Controls } from "./controls.js";
import { Detail } from "./detail.js";
import { tool as directions } from "./directions.js";
import { exports, link } from "./export.js";
import { tool as fool } from "./fool.js";
import { tool as game } from "./game.js";
import { Grid } from "./grid.js";
import { Home } from "./home.js";
import { store } from "./load.js";
import { Mover } from "./move.js";
import { tool as numbers } from "./numbers.js";
import { Pins } from "./pins.js";
import { Place } from "./place.js";
import { columnsOf } from "./samples.js";
import { Sheets } from "./sheets.js";
import { tool as tally } from "./tally.js";
import { tool as timeline } from "./timeline.js";
import { tool as plane } from "./train-plane.js";
import { makeViewer } from "./viewer.js";
import { tool as walk } from "./walk.js";
import { Wishes } from "./wishes.js";
import { points } from "./words.js";

// in the order in which they stand
const TOOLS = [timeline, plane, directions, fool, walk, arithmetic, numbers, tally, compare, game];
// model() when the model changed, pins() when the pinned samples did, state() when seed, truncation or digit did,
// large() when another sample is shown large
const HOOKS = { prefix: "gan", always: ["pins", "state", "large", "digits"], live: [] };

class Sampler {
  constructor(root, server) {
    this.root = root;
    this.server = server;
    this.$ = (selector) => root.querySelector(selector);
    this.model = null; // what the server sent
    this.shown = { index: 0, pin: null }; // the sample shown large, or the pin
    this.linked = null; // the link whose moves wait for its sample
    this.say = sayer(this.$(".gan-status"));
    this.failure = failureOf(root);
    this.speak = wording(root);
    this.home = new Home();
    this.own = new Own(this.$(".zoo-own"), {
      ...{ family: "gan", fetch: () => import("./train/own.js") },
      ...{ choose: (model) => this.choose(model), shown: () => this.model, say: this.say },
    });
    this.viewer = makeViewer(this);
    this.makeParts();
    this.refreshLink = exports(this.$(".gan-save"), this.viewer);
    this.strip = /** @type {*} */ (new Strip(TOOLS, HOOKS, this.$(".gan-tabs"), this.$(".gan-panels"), this.viewer));
    this.place = new Place(root, this.refreshLink);
    this.$(".gan-tabs").addEventListener("click", this.refreshLink); // the link leads to the tool that is open
    this.pins.onChange(() => this.pinsChanged());
  }

  makeParts() {
    const { root, say, viewer } = this;
    const togglePin = (sample) => sample && this.pins.toggle(sample);
    this.controls = new Controls(root, {
      say,
      lay: () => this.lay(),
      make: (how) => this.wishes.make(how),
      isShown: (seed, count) => this.wishes.isFor(seed, count) && viewer.sampled().length === count,
    });
    this.grid = new Grid(this.$(".gan-grid"), {
      pick: (index) => this.pick(index),
      pin: (index) => togglePin(this.grid.samples[index]),
    });
    this.sheets = new Sheets(this.$(".gan-sheets"), { say, current: () => this.model });
    this.pins = new Pins(this.$(".gan-keep"), { viewer, show: (pin) => this.pickPin(pin) });
    this.detail = new Detail(this.$(".gan-one-parts"), {
      ask: viewer.ask,
      togglePin,
      moved: (latents) => this.mover.drag(latents),
      directions: { has: () => this.hasTool("directions"), open: () => this.goTo("directions") },
    });
    this.mover = new Mover(viewer, {
      sample: () => this.detail.sample,
      show: (sample, rests) => this.enlarge(sample, rests),
      failed: () => this.detail.bars.release(),
    });
    viewer.samples = store(viewer);
    this.wishes = new Wishes(root, {
      samples: viewer.samples,
      controls: this.controls,
      begin: () => this.begin(),
      show: (sample, brief) => this.show(sample, brief),
      whole: () => this.whole(),
      index: () => this.shown.index,
      retry: (wish) => this.retry(wish),
    });
  }

  // The answer; null if there was an error, which is shown, or if the model is no longer the one on the page.
  async ask(name, request) {
    const asked = this.model;
    const answer = await this.answer(asked, name, request);
    if (asked !== this.model) return null;
    if (answer && !answer.error) return answer;
    this.say(answer?.error ?? "The server did not answer: wait a moment and try again.", true);
    return null;
  }

  // What the server says, of the model that is shown or of the one that is asked for; of one that the visitor trained it
  // knows nothing.
  async answer(asked, name, { model, ...request }) {
    const served = asked.served ?? asked;
    const ask = (which, more) => this.server[which]?.({ model: served.name, revision: served.revision, ...more });
    const own = model ? this.own.listed().find((each) => each.name === model)?.kept : asked.own;
    if (!own) return ask(name, model ? { ...request, model, revision: undefined } : request);
    const { answerHere } = await import("./train/own.js");
    return answerHere(own, name, request, ask);
  }

  // ---- the grid
  lay() {
    const { shown, grid } = this;
    const { count, digit } = this.controls;
    grid.lay(count, columnsOf(count, Boolean(this.model?.classes) && digit === null));
    if (shown.index >= count) shown.index = 0;
    grid.mark(shown.pin ? -1 : shown.index);
  }

  begin() {
    this.grid.stale();
    this.markPins();
  }

  show(sample, brief) {
    if (sample.index >= this.controls.count) return;
    this.grid.show(sample);
    if (!this.shown.pin && sample.index === this.shown.index) this.enlargeLinked(sample, !brief);
  }

  whole() {
    this.home.begin();
    this.markPins();
    this.refreshLink();
    this.strip.state();
  }

  retry(wish) {
    this.say("");
    this.controls.set(wish);
    this.wishes.make();
  }

  // ---- one sample large: the server is asked once it `rests`
  enlarge(sample, rests = true) {
    this.detail.show(sample, { pinned: Boolean(this.pins.find(sample)), rests });
    if (!rests) return;
    this.strip.large();
    this.refreshLink();
  }

  // The sample that a link leads to, with the numbers that it moves.
  enlargeLinked(sample, rests = true) {
    this.enlarge(sample, rests);
    if (this.linked?.pinned || this.linked?.seed === sample.seed) this.detail.bars.move(this.linked.z);
    this.linked = null;
  }

  // Other latents for the sample shown large, which is then called moved.
  async move(latents) {
    if (await this.mover.to(latents)) this.bringInSight();
  }

  pick(index) {
    const sample = this.grid.samples[index];
    if (!sample) return;
    this.shown = { index, pin: null };
    this.grid.mark(index);
    this.enlarge(sample);
    this.bringInSight();
  }

  pickPin(pin) {
    this.shown.pin = pin;
    this.grid.mark(-1);
    this.enlarge(pin);
    this.bringInSight();
  }

  pinsChanged() {
    const { pin } = this.shown;
    if (pin?.drawn && !this.detail.sample) this.enlargeLinked(pin);
    this.markPins();
    this.strip.pins();
    this.refreshLink();
  }

  // The model could not draw the pin that was large: the grid's sample is large in its place.
  async settlePin() {
    const { model, shown } = this;
    await this.pins.ready;
    if (!model.drawable || model !== this.model || shown !== this.shown || !shown.pin || shown.pin.drawn) return;
    [shown.pin, this.linked] = [null, null];
    this.grid.mark(shown.index);
    if (this.grid.samples[shown.index]) this.enlargeLinked(this.grid.samples[shown.index]);
  }

  // On a phone the large picture is below the grid.
  bringInSight() {
    this.$(".gan-one-top").scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  markPins() {
    const { grid, detail, pins, controls } = this;
    const ofThis = pins
      .there()
      .filter(({ seed, truncation, moved }) => !moved && seed === controls.seed && truncation === controls.truncation);
    grid.pinned(
      new Set(ofThis.filter(({ index, label }) => grid.samples[index]?.label === label).map(({ index }) => index)),
    );
    if (detail.sample) detail.pinned(Boolean(pins.find(detail.sample)));
  }

  // ---- a model arrives
  choose(model) {
    if (!model) return;
    this.failure.hide();
    if (model.error) return this.failure.show(model.error);
    this.model = model;
    this.home.choose(model);
    this.wishes.clear(model);
    this.say("");
    this.tell(model);
    this.grid.clear();
    this.detail.model(model);
    this.sheets.model(model);
    this.pins.model(model, model.restore?.pins);
    this.restore(model.restore);
    this.own.mark();
    this.strip.model();
    this.wishes.make();
    const experiment = model.restore?.plane ?? model.restore?.train;
    this.openTool(experiment ? plane.id : model.restore?.tool);
    this.settlePin();
    if (model.restore) this.place.go(experiment ? "tool" : model.restore.at);
    this.refreshLink();
    this.speak(model.data);
  }

  // The server has MNIST by now, or could not fetch it.
  digitsCame(found) {
    if (!this.model?.mnist) return;
    for (const each of [this.model, this.model.served ?? {}]) Object.assign(each, found);
    this.detail.digitsCame();
    this.strip.digits();
  }

  // Its texts, and which parts of the page it has.
  tell(model) {
    const { $ } = this;
    showChoice(this.root);
    showLead($(".gan-lead"), model.lead);
    $(".gan-lesson ul").replaceChildren(...points(model.lesson).map((textContent) => el("li", { textContent })));
    $(".gan-lesson").hidden = !model.lesson;
    $(".gan-notice").textContent = model.notice ?? "";
    for (const part of [".gan-layout", ".gan-keep"]) $(part).hidden = !model.drawable;
    $(".gan-record").hidden = model.drawable;
    $(".gan-record code").textContent = `python -m training train ${model.name}`;
  }

  // Where a link leads, or where one was.
  restore(link) {
    const pin = link ? this.pins.list[link.pinned - 1] : this.pins.list.find((each) => each === this.shown.pin);
    this.shown = { index: link?.pin ?? this.shown.index, pin: pin && !pin.misfit ? pin : null };
    this.linked = link?.z && (!link.pinned || this.shown.pin) ? link : null;
    this.controls.show(this.model, link, this.shown.index);
  }

  // The tool of a link; a model without weights opens the timeline.
  openTool(id) {
    const wanted = TOOLS.some((tool) => tool.id === id) ? id : this.model.drawable ? null : timeline.id;
    if (this.hasTool(wanted)) this.strip.show(wanted);
  }

  hasTool(id) {
    return this.strip.shown.some((tool) => tool.id === id);
  }

  // Opens a tool and brings it in sight.
  goTo(id) {
    this.strip.show(id);
    this.refreshLink();
    this.$(".gan-tabs").scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }
}

export default function mount({ element, props, server, watch }) {
  const sampler = new Sampler(element, server);
  element.querySelector(".gan").viewer = sampler.viewer; // for tests, and to look at in the browser's console
  sampler.choose(props.value);
  watch("value", () => sampler.choose(props.value));
  return {
    link: () => (sampler.model ? link(sampler.viewer) : ""),
    digitsCame: (found) => sampler.digitsCame(found),
  };
}
