// One step of an LSTM cell: every number can be typed, and the equations show where each result comes from.
import * as m from "../shared/formulas.js";
import { newestOnly } from "../shared/pace.js";
import { columns, equations, GATES, gateLine, memoryLine, outputLine, PRESETS, resized } from "./cell-sums.js";
import { numberTable } from "./fields.js";
import { subscript } from "./format.js";

const MOST = 4;
const ROWS = { inputs: ["x", "what comes in"], hidden: ["h", "the output before"], cell: ["c", "the memory before"] };

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export function makeCell(root, { ask }) {
  const $ = (selector) => root.querySelector(selector);
  const status = $(".attention-lstm-status");
  let cell = structuredClone(PRESETS[0].cell);
  let unit = 0;
  let fields = []; // [name, table of numbers]

  function say(text, isSilent = false) {
    status.querySelector("span").textContent = text;
    status.querySelector("button").hidden = !isSilent;
    status.classList.toggle("is-error", Boolean(text));
    root.classList.toggle("is-stale", Boolean(text));
  }

  // ---- the numbers
  const edited = () => {
    leave();
    update(null);
  };
  function tables() {
    const state = Object.entries(ROWS).map(([name, [letter, about]]) => {
      const values = cell[name];
      const heads = values.map((_, place) => `${letter}${subscript(place)}`);
      const caption = [element("b", { textContent: letter }), ` ${about}`];
      const label = (_, place) => `${letter} ${place + 1}, ${about}`;
      return [letter, numberTable({ caption, heads, rows: [{ name: "", values }], label, change: edited })];
    });
    const heads = columns(cell);
    const gates = Object.entries(GATES).map(([name, { letter, says }]) => {
      const caption = [element("b", { textContent: `${letter} ${name}` }), element("small", { textContent: says })];
      const rows = cell.gates[name].map((values, row) => ({ name: `unit ${row + 1}`, values }));
      const label = (row, place) => `${name}, unit ${row + 1}, weight of ${heads[place]}`;
      return [name, numberTable({ caption, heads, rows, label, change: edited })];
    });
    fields = /** @type {[string, *][]} */ ([...state, ...gates]);
    $(".attention-lstm-state").replaceChildren(...state.map(([, table]) => table));
    $(".attention-lstm-gates").replaceChildren(...gates.map(([, table]) => table));
    for (const [name, count] of [
      ["units", cell.hidden.length],
      ["inputs", cell.inputs.length],
    ]) {
      $(`[data-count=${name}]`).textContent = String(count);
      $(`[data-cell=${name}-less]`).disabled = count === 1;
      $(`[data-cell=${name}-more]`).disabled = count === MOST;
    }
  }

  // ---- the steps of one unit
  function steps(done) {
    const says = (text) => element("p", { className: "attention-lstm-says", textContent: text });
    const line = (parts) => m.line(parts, "attention-line");
    const made = Object.entries(GATES).flatMap(([name, { says: text }]) => [
      says(text),
      line(gateLine(cell, done, name, unit)),
    ]);
    made.push(says("The new memory: what is kept, and what is written."), line(memoryLine(cell, done, unit)));
    made.push(says("The new output: the part of the memory that is shown."), line(outputLine(done, unit)));
    $(".attention-lstm-lines").replaceChildren(...made);
    const several = cell.hidden.length > 1;
    $(".attention-lstm-units").hidden = !several;
    const buttons = cell.hidden.map((_, at) => {
      const button = element("button", { type: "button", className: "attention-chip", textContent: `unit ${at + 1}` });
      button.setAttribute("aria-pressed", String(at === unit));
      button.addEventListener("click", () => {
        unit = at;
        steps(done);
        $(".attention-lstm-units").children[at].focus();
      });
      return button;
    });
    $(".attention-lstm-units").replaceChildren(...buttons);
  }

  const update = newestOnly(async () => {
    const asked = structuredClone(cell);
    const answer = await ask("cell", asked);
    const wrong = answer?.error ? answer.cell : null;
    for (const [name, table] of fields) table.mark(wrong?.[0] === name ? wrong.slice(1) : null);
    if (!answer) return say("The server did not answer.", true);
    if (answer.error) return say(answer.error);
    say("");
    if (asked.hidden.length !== cell.hidden.length || asked.inputs.length !== cell.inputs.length) return;
    steps(answer);
  });

  function leave() {
    $(".attention-lstm-about").textContent = "";
    for (const button of $(".attention-lstm-presets").children) button.setAttribute("aria-pressed", "false");
  }

  function take(next) {
    cell = next;
    unit = Math.min(unit, cell.hidden.length - 1);
    tables();
    update(null);
  }

  const size = (units, inputs) => {
    leave();
    take(resized(cell, units, inputs));
  };
  const presses = {
    "units-less": () => size(cell.hidden.length - 1, cell.inputs.length),
    "units-more": () => size(cell.hidden.length + 1, cell.inputs.length),
    "inputs-less": () => size(cell.hidden.length, cell.inputs.length - 1),
    "inputs-more": () => size(cell.hidden.length, cell.inputs.length + 1),
  };
  for (const [name, press] of Object.entries(presses)) $(`[data-cell=${name}]`).addEventListener("click", press);

  const chips = PRESETS.map(({ name, about, cell: start }) => {
    const button = element("button", { type: "button", className: "attention-chip", textContent: name });
    button.addEventListener("click", () => {
      leave();
      $(".attention-lstm-about").textContent = about;
      button.setAttribute("aria-pressed", "true");
      take(structuredClone(start));
    });
    return button;
  });
  $(".attention-lstm-presets").replaceChildren(...chips);
  $("[data-do=cell-again]").addEventListener("click", () => update(null));
  $(".attention-lstm-equations").replaceChildren(...equations().map((each) => m.line([each], "attention-line")));

  return { start: () => chips[0].click() };
}
