// Two models of a family side by side: presets, a choice on each side, where to look, and their figures in one table.
import { el, fillOptions, makeButton, makeSelect } from "./dom.js";
import { newestOnly } from "./pace.js";
import { groupsOf, partnerOf } from "./pairs.js";

const OWN =
  "What you trained was measured in this page, on held-out digits of the training set, and the other models on all test " +
  "images. So no better figure is marked.";

const SIDES = ["left", "right"];
const SPREAD =
  "Where several random seeds were tried, a figure is their mean; ± says how far one seed usually is from it.";

// ---- the table of figures
// Rows of {title, meaning, unit, real, better, left, right}: `better` is "left", "right" or null, `real` what real
// images score or null. `facts` are rows of {name, left, right} in which the two differ.
function fillTable(table, caption, { left, right, rows, differences: facts = [] }) {
  const heads = ["", left.title, right.title].map((textContent) => el("th", { scope: "col", textContent }));
  table.replaceChildren(
    el("caption", { textContent: hasSpread(rows) ? `${caption} ${SPREAD}` : caption }),
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...facts.map(factRow), ...rows.map(figureRow)),
  );
}

const hasSpread = (rows) => rows.some((row) => SIDES.some((side) => row[side]?.includes("±")));

function factRow({ name, ...values }) {
  const cells = SIDES.map((side) => el("td", { textContent: values[side] }));
  return el("tr", { className: "is-fact" }, el("th", { scope: "row", textContent: name }), ...cells);
}

function figureRow({ title, meaning, unit, real, better, ...values }) {
  const floor = real === null || real === undefined ? "" : `real images: ${real}`;
  const beside = [meaning, unit, floor].filter(Boolean).map((textContent) => el("small", { textContent }));
  const cells = SIDES.map((side) => {
    const cell = el("td", { textContent: values[side] ?? "–", className: better === side ? "is-better" : "" });
    if (better === side) cell.append(el("span", { textContent: " ✓", title: "the better figure" }));
    return cell;
  });
  return el("tr", {}, el("th", { scope: "row" }, title, ...beside), ...cells);
}

// ---- the frame
// What a tab's tool extends: makeSide(name, choice) makes what is shown of one model, {element}, with the choice at its
// head; show(answer) shows the server's answer; request() is what it is asked beside the two names; ownSide(model, answer)
// is a side of that answer for a model of the visitor's own, with its `figures` by the names of metrics. The tool lays
// out the parts.
export class Compare {
  // `chosen`: the side, 0 or 1, with the tab's own model. `caption`: that of the table.
  constructor(box, viewer, { chosen, caption }) {
    this.box = box;
    this.viewer = viewer;
    this.chosen = chosen;
    this.caption = caption;
    this.shown = ""; // the pair shown
    this.presets = el("div", { className: "zoo-presets", role: "group", "aria-label": "Pairs worth comparing" });
    this.guide = el("p", { className: "zoo-guide" });
    const choices = SIDES.map((name) => makeSelect(name, [], () => this.ask()));
    this.fields = choices.map((choice) => choice.querySelector("select"));
    this.sides = SIDES.map((name, at) => this.makeSide(name, choices[at]));
    this.table = el("table", { className: "zoo-metrics zoo-compare-table" });
    this.figures = el("div", { className: "zoo-scroll" }, this.table);
    this.send = newestOnly((request) => this.fetch(request));
  }

  /** @param {string} _name @param {HTMLElement} _choice @returns {*} */
  makeSide(_name, _choice) {
    throw new Error("A tool that compares makes its own sides.");
  }
  request() {
    return {};
  }
  show(_answer) {}
  // Further groups of presets, besides those of the family.
  morePresets() {
    return [];
  }

  // The two sides next to each other, with `between` in the middle.
  columns(...between) {
    const [left, right] = this.sides.map(({ element }) => element);
    return el("div", { className: "zoo-compare" }, left, ...between, right);
  }

  // ---- a model is chosen in the tab
  // It goes to its own side. The other side stays unchanged; at first it is the model's usual partner.
  model() {
    const { model } = this.viewer;
    const groups = groupsOf(model.models);
    const [own, other] = this.chosen ? this.fields.toReversed() : this.fields;
    const before = other.value;
    const options = [...this.owned(), ...model.models].map(({ name, title }) => [name, title]);
    for (const field of this.fields) fillOptions(field, options);
    this.moreChoices();
    own.value = model.name;
    const there = [...other.options].map(({ value }) => value);
    const isOther = (name) => there.includes(name) && name !== model.name;
    other.value = [before, model.served?.name ?? partnerOf(model.name, groups), ...there].find(isOther) ?? model.name;
    this.presets.replaceChildren(...groups.map((group) => this.presetsOf(group)), ...this.morePresets());
    this.ask();
  }

  // The visitor's own models: {name, title, kept}.
  owned() {
    return this.viewer.owned?.() ?? [];
  }

  // Choices of one side only.
  moreChoices() {}

  presetsOf({ base, variants }) {
    const buttons = variants.map(({ name, title, changes }) => this.preset(title, [base.name, name], changes));
    return this.presetRow(`${base.title}, beside`, buttons);
  }

  presetRow(label, buttons) {
    return el("div", { className: "zoo-preset-row" }, el("span", { textContent: label }), ...buttons);
  }

  preset(text, [left, right], title = "") {
    const button = makeButton(text, () => this.pair(left, right));
    return Object.assign(button, { pair: `${left} ${right}`, title });
  }

  // ---- a pair is chosen
  pair(left, right) {
    [this.fields[0].value, this.fields[1].value] = [left, right];
    this.ask();
  }

  ask() {
    const [left, right] = this.fields.map(({ value }) => value);
    if (!left || !right) return;
    const pair = `${left} ${right}`;
    for (const button of this.presets.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(/** @type {*} */ (button).pair === pair));
    this.wait(this.shown !== pair);
    this.send({ left, right, ...this.request() });
  }

  async fetch(request) {
    const answer = await this.answer(request);
    const [left, right] = this.fields.map(({ value }) => value);
    if (!answer || request.left !== left || request.right !== right) return;
    this.shown = `${left} ${right}`;
    this.wait(false);
    this.guide.textContent = answer.guide;
    fillTable(this.table, this.caption, answer);
    return this.show(answer);
  }

  // The server knows nothing of one's own models: it answers for the other one, beside itself.
  async answer(request) {
    const own = SIDES.map((side) => this.owned().find(({ name }) => name === request[side]));
    if (!own.some(Boolean)) return this.viewer.ask("compare", request);
    const { name } = this.viewer.model.served ?? this.viewer.model;
    const other = [request.left, request.right].find((_, at) => !own[at]) ?? name;
    const answer = await this.viewer.ask("compare", { ...request, left: other, right: other });
    if (!answer) return null;
    const made = await Promise.all(own.map((one, at) => (one ? this.ownSide(one, answer) : answer[SIDES[at]])));
    const figure = (row, at) => (own[at] ? made[at].figures[row.name] : row[SIDES[at]]);
    const rows = answer.rows.map((row) => ({ ...row, left: figure(row, 0), right: figure(row, 1), better: null }));
    const [left, right] = made;
    const both = rows.filter((row) => row.left && row.right);
    const shown = both.length ? both : rows.filter((row) => row.left || row.right);
    return { ...answer, left, right, guide: OWN, rows: shown, differences: [] };
  }

  /** @param {*} _own @param {*} _answer @returns {Promise<*>} */
  async ownSide(_own, _answer) {
    throw new Error("This tool compares no models of one's own.");
  }

  // The content is dimmed while it belongs to another pair than the chosen one.
  wait(is) {
    this.box.classList.toggle("is-waiting", is);
  }
}
