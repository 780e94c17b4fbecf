// The attention calculator: Q, K, V and the settings go to the server while the user types; it returns every step.
import { newestOnly, oncePerFrame } from "../shared/pace.js";
import { joinTools, stepTo } from "../shared/places.js";
import { Copied } from "./copied.js";
import { fitKeep, isEditable, MASK_NOTES, toggleKeep } from "./masks.js";
import { readInto, SILENT } from "./pasted.js";
import { maskPasting } from "./pasting.js";
import { sameLists, showReadings, typedCells } from "./readings.js";
import { makeSteps } from "./steps.js";
import * as sums from "./sums.js";
import { labelsOf, Tables } from "./tables.js";

const COPIES = {
  latex: "The computation as LaTeX",
  numpy: "The computation as NumPy code",
  csv: "The computation as CSV",
};

export class Calculator {
  constructor(element, server) {
    this.element = element;
    this.server = server;
    this.root = element.querySelector(".attention");
    this.state = { mask: "none", keep: null, reading: "" };
    this.pick = { i: 0, j: 0 };
    this.shown = null; // the last good result: {typed, steps}
    this.answered = null; // the last answer and what was asked: {asked, answer}
    this.sentence = null; // the part for a typed sentence, once created
    this.modes = {}; // the parts with {open, link, restore}, by name
    this.mode = "numbers";
    this.linked = () => {}; // shows the link to what there is to see; see link.js
    this.undo = null; // the tables and the settings before the last paste, or before what cannot be computed
    this.good = null; // those of the last result
    this.again = () => {}; // asks again what the server did not answer
    this.copied = new Copied(this.$(".attention-copied"));
    this.tables = new Tables(element, {
      change: (note) => this.change(note),
      paste: (name, text, from) => this.paste(name, text, from),
    });
    this.steps = makeSteps(this.$(".attention-steps"), {
      onPick: (i, j) => this.choose(i, j),
      onToggle: (i, j) => this.toggleMask(i, j),
      copy: (text, what) => this.copied.copy(text, what),
    });
    this.$(".attention-mask-paste").append(...maskPasting((text) => this.paste("mask", text)));
    this.draw = oncePerFrame(() => this.drawNow());
    this.recompute = newestOnly((why) => this.compute(why));
    this.listen();
    joinTools("attention", { open: () => this.mode, go: (mode) => this.setMode(mode) });
  }

  $(selector) {
    return this.element.querySelector(selector);
  }
  all(selector) {
    return [...this.element.querySelectorAll(selector)];
  }
  field(name) {
    return this.$(`[name=attention-${name}]`);
  }
  get decimals() {
    return Number(this.field("decimals").value);
  }

  async ask(name, question) {
    const answer = await this.server[name](question);
    return typeof answer === "string" ? JSON.parse(answer) : (answer ?? null);
  }

  say(text, { isError = false, canUndo = false, isSilent = false } = {}) {
    const status = this.$("#attention-status");
    status.querySelector("span").textContent = text;
    status.classList.toggle("is-error", isError);
    this.$("[data-do=undo]").hidden = !canUndo;
    this.$("[data-do=again]").hidden = !isSilent;
  }

  // ---- copying
  async export(format) {
    const answer = await this.ask("export", { ...this.request(), format });
    if (!answer || answer.error) return this.say(answer?.error ?? SILENT, { isError: true });
    return this.copied.copy(answer.text, COPIES[format]);
  }

  // ---- input
  change(note) {
    this.leavePreset();
    this.recompute(note ? { note } : null);
  }

  // The numbers differ from the example's, so its name and text no longer apply.
  leavePreset() {
    this.markPreset(null);
    this.$(".attention-about").textContent = "";
  }

  markPreset(name) {
    for (const button of this.all(".attention-presets button"))
      button.setAttribute("aria-pressed", String(button.textContent === name));
  }

  choosePreset({ name, about, tables, mask = "none" }, reading = "") {
    this.$(".attention-about").textContent = about;
    this.field("scale").checked = true;
    this.setTemperature(1);
    this.pick = { i: 0, j: null };
    this.restore({ tables, mask, keep: null, reading });
    this.markPreset(name);
  }

  paste(name, text, from) {
    return readInto(this, name, text, from);
  }

  restore({ tables, temperature = null, ...settings }) {
    this.tables.set(tables);
    if (temperature !== null) this.setTemperature(Number(temperature));
    Object.assign(this.state, settings);
    this.checkMask();
    this.recompute(null);
  }

  // ---- settings
  checkMask() {
    const { mask } = this.state;
    for (const input of this.all("[name=attention-mask]")) input.checked = input.value === mask;
    this.$(".attention-mask-note").textContent = MASK_NOTES[mask];
    this.$("[data-step=masked]").classList.toggle("is-editable", isEditable(mask));
  }

  setMask(kind) {
    if (kind !== "custom" || this.state.mask === "padding") this.state.keep = null;
    this.state.mask = kind;
    this.checkMask();
  }

  // A pasted mask: a row of flags for all queries, or a row for each.
  setKeep(keep) {
    Object.assign(this.state, { mask: Array.isArray(keep[0]) ? "custom" : "padding", keep });
    this.checkMask();
  }

  toggleMask(i, j) {
    if (this.isStale()) return; // the cell belongs to an earlier result, possibly of another size
    if (toggleKeep(this.state.mask, this.state.keep, i, j)) this.recompute(null);
  }

  setTemperature(value) {
    this.field("temperature").value = String(value);
    this.field("temperature-range").value = String(Math.log10(value) || 0);
  }

  markTemperature(hasError) {
    const field = this.field("temperature");
    const isBad = hasError && !(Number(field.value) > 0);
    isBad ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
  }

  request() {
    const { mask, reading } = this.state;
    this.state.keep = fitKeep(mask, this.state.keep, this.tables.shape(reading), this.shown?.steps.mask);
    return {
      tables: this.tables.all(),
      scale: this.field("scale").checked,
      temperature: this.field("temperature").value.trim(),
      mask,
      keep: this.state.keep,
      reading,
    };
  }

  // ---- computing: only the newest state; after a wrong cell the last good result stays
  isStale() {
    return this.root.classList.contains("is-stale");
  }

  async compute(why) {
    this.copied.close(); // its text belongs to the previous numbers
    const asked = structuredClone(this.request());
    const answer = await this.ask("compute", asked);
    if (!answer) {
      this.again = () => this.recompute(why);
      return this.fail("The server did not answer.", { isSilent: true });
    }
    this.tables.mark(answer.cell);
    this.markTemperature(Boolean(answer.error));
    if (answer.error) {
      if (this.answered && !sameLists(this.answered.asked.tables, asked.tables)) this.dropReadings(asked);
      if (!why?.pasted && this.good) this.undo = this.good;
      return this.fail(answer.error, { canUndo: Boolean(why?.pasted ?? this.good) });
    }
    this.good = { tables: asked.tables, temperature: asked.temperature, ...structuredClone(this.state) };
    this.root.classList.remove("is-stale");
    this.say(why?.pasted ?? why?.note ?? "", { canUndo: Boolean(why?.pasted) });
    this.answered = { asked, answer };
    this.showReadings();
    if (answer.steps) {
      this.shown = { typed: typedCells(asked), steps: answer.steps, labels: labelsOf(asked.tables) };
      this.draw();
    }
    this.linked();
    this.$(".attention-steps").hidden = !answer.steps;
    this.$(".attention-choose").hidden = Boolean(answer.steps);
  }

  fail(text, how) {
    this.root.classList.add("is-stale");
    const hasResult = this.shown && !this.$(".attention-steps").hidden;
    this.say(hasResult ? `${text} Below is still the last result that could be computed.` : text, {
      isError: true,
      ...how,
    });
  }

  // ---- drawing
  showReadings() {
    if (!this.answered) return;
    const { asked, answer } = this.answered;
    showReadings(this.element, { ...asked, reading: this.state.reading }, answer, this.decimals);
  }

  // The lists that the cards are about have been replaced.
  dropReadings(asked) {
    this.answered = null;
    showReadings(this.element, asked, { lists: null, readings: null }, this.decimals);
    this.$(".attention-choose").hidden = true;
  }

  choose(i, j) {
    if (i === this.pick.i && j === this.pick.j) return;
    this.pick = { i, j };
    this.draw();
    this.linked();
  }

  drawNow() {
    const { typed, steps, labels } = this.shown;
    const [queries, keys] = [steps.scores.length, steps.scores[0].length];
    const strongest = steps.weights[0].indexOf(Math.max(...steps.weights[0])); // the first cell shown for an example
    this.pick = { i: Math.min(this.pick.i, queries - 1), j: Math.min(this.pick.j ?? strongest, keys - 1) };
    this.$("[data-do=previous]").disabled = this.pick.i === 0;
    this.$("[data-do=next]").disabled = this.pick.i === queries - 1;
    this.steps.draw({ ...sums.context(typed, steps, this.decimals), labels }, this.pick);
  }

  // A hand goes to another mode: the browser's Back leads back from it.
  go(mode) {
    stepTo("attention", mode, { mode });
    this.setMode(mode);
  }

  setMode(mode) {
    this.copied.close();
    this.mode = mode;
    for (const button of this.all("[data-mode]"))
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    for (const part of Object.keys(this.modes)) this.$(`.attention-${part}`).hidden = mode !== part;
    const [about, aboutReaders] = this.all(".attention-lead");
    for (const each of [about, this.$(".attention-overview")]) each.hidden = mode === "readers";
    aboutReaders.hidden = mode !== "readers";
    if (mode === "sentence") this.sentence.update();
    this.modes[mode]?.open?.();
    this.linked();
  }

  // Opens a head's numbers from the sentence in the calculator.
  openHead(tables, about, causal) {
    this.setMode("numbers");
    this.choosePreset({ name: null, about, tables, mask: causal ? "causal" : "none" });
    this.$(".attention-modes button").focus();
  }

  // ---- events
  listen() {
    this.element.addEventListener("click", (event) => this.press(event.target.closest("button")?.dataset ?? {}));
    this.element.addEventListener("input", (event) => this.input(event.target));
  }

  press({ do: action, mode, export: format }) {
    if (mode) this.go(mode);
    if (action === "undo") {
      this.restore(this.undo);
      this.say("");
    }
    if (action === "again") this.again();
    if (action === "previous") this.choose(this.pick.i - 1, this.pick.j);
    if (action === "next") this.choose(this.pick.i + 1, this.pick.j);
    if (action === "close-copy") this.copied.close();
    if (format) this.export(format);
  }

  input({ name, value }) {
    const inputs = {
      "attention-mask": () => this.setMask(value),
      "attention-reading": () => {
        this.state.reading = value;
      },
      "attention-temperature-range": () => this.setTemperature(Number((10 ** Number(value)).toPrecision(2))),
      "attention-temperature": () => {
        this.field("temperature-range").value = String(Math.log10(Number(value)) || 0);
      },
      "attention-scale": () => {},
    };
    if (name === "attention-decimals") {
      this.showReadings();
      if (this.shown) this.draw();
    }
    if (!Object.hasOwn(inputs, name)) return;
    inputs[name]();
    this.recompute(null);
  }
}
