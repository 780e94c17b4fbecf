// The sentence mode: tokens and what each head looks at, in an untrained network or in a Shakespeare model.
import { paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { share, shareNumber } from "./format.js";
import { makeGrid } from "./grid.js";
import { habit } from "./habits.js";
import { makeLines } from "./lines.js";
import { randomHeads, realHeads } from "./sources.js";

const strongest = (weights) => weights.indexOf(Math.max(...weights));
// Every row of a head's Q, K and V belongs to a token.
const labelled = (tables, tokens) =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, { ...table, labels: tokens }]));
const LONGEST = 2000; // characters of a link's sentence; the server says how many it takes
const CELL = { width: 30, height: 28 }; // for a single character's weight, in percent
const IN_SIGHT = 15; // rows that fit in the box
const WIDER = { width: 48, height: 28 }; // for that of a word or a piece of one

export function makeSentence(root, { ask, openHead, say, changed }) {
  const $ = (selector) => root.querySelector(selector);
  const field = (name) => $(`[name=attention-${name}]`);
  let shown = null; // {tokens, weights: head -> query -> key, real}
  let head = 0;
  let pick = { i: 0, j: 0 };
  const sources = { random: randomHeads(field), real: realHeads($, field, () => update(null)) };
  let source = "random";
  const lists = { random: [], real: [] }; // example sentences

  const grid = makeGrid($(".attention-sentence-heat"), {
    fill(cell, row, column) {
      const weight = shown.weights[head][row][column];
      const hidden = shown.causal && column > row;
      cell.textContent = !shown.real ? shareNumber(weight) : weight >= 0.005 ? Math.round(100 * weight) : "";
      cell.style.setProperty("--p", Math.min(1, weight).toFixed(3));
      cell.classList.toggle("is-hidden", hidden);
      cell.classList.toggle("is-followed", row === pick.i);
      cell.classList.toggle("is-picked", row === pick.i && column === pick.j);
      cell.setAttribute(
        "aria-label",
        `${shown.tokens[row]} looks at ${shown.tokens[column]}: ${hidden ? "hidden, " : ""}${share(weight)}`,
      );
    },
    onFocus: (i, j) => choose(i, j),
    onWidth: () => shown && draw(),
  });
  const boxes = [$(".attention-sentence-heat"), $(".attention-sentence-lines")];
  const cell = () => (shown.unit === "character" ? CELL : WIDER);
  const lines = makeLines($(".attention-sentence-lines"), (i, j) => choose(i, j));

  function choose(i, j) {
    pick = { i, j };
    draw();
  }

  function buttons() {
    const size = shown.tokens.length;
    const made = shown.weights.map((weights, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "attention-head" });
      const picture = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const text = Object.assign(document.createElement("span"), { textContent: `Head ${index + 1}` });
      paint(
        picture,
        weights.flat().map((x) => Math.sqrt(x)),
      );
      picture.className = "zoo-screen";
      button.append(picture, text);
      if (shown.real)
        button.append(Object.assign(document.createElement("small"), { textContent: habit(shown.tokens, weights) }));
      button.addEventListener("click", () => {
        head = index;
        draw();
        changed();
      });
      return button;
    });
    $(".attention-heads").replaceChildren(...made);
  }

  function draw() {
    const { tokens } = shown;
    head = Math.min(head, shown.weights.length - 1);
    pick = { i: Math.min(pick.i, tokens.length - 1), j: Math.min(pick.j, tokens.length - 1) };
    const labelWidth = Math.min(120, 28 + 8 * Math.max(...tokens.map((token) => token.length)));
    const fitted = { width: grid.fitting(tokens.length, labelWidth, 46, 66), height: 34 };
    root
      .querySelectorAll(".attention-head")
      .forEach((button, index) => button.setAttribute("aria-pressed", String(index === head)));
    grid.resize({
      rows: tokens.length,
      columns: tokens.length,
      ...(shown.real ? cell() : fitted),
      labelWidth,
      rowLabel: (i) => tokens[i],
      columnLabel: (j) => tokens[j],
    });
    lines({
      weights: shown.weights[head],
      row: pick.i,
      column: pick.j,
      queryLabel: (i) => tokens[i],
      keyLabel: (j) => tokens[j],
      format: share,
    });
    strip();
    $(".attention-head-name").textContent = `Head ${head + 1}: what each token looks at`;
    const weights = shown.weights[head][pick.i];
    const best = strongest(weights);
    $(".attention-sentence-note").textContent =
      `In this head “${tokens[pick.i]}” gives the largest share of its attention, ${share(weights[best])}, to “${tokens[best]}”` +
      `${pick.j === best ? "" : `, and ${share(weights[pick.j])} to “${tokens[pick.j]}”`}. Each row adds up to 100 %.`;
    $("[data-do=open-head]").textContent = `See the numbers of head ${head + 1}`;
  }

  // The sentence itself, with each character coloured by its share of the attention, which is easier to read than a
  // grid.
  function strip() {
    const made = !shown.real
      ? []
      : shown.tokens.map((token, j) => {
          const weight = shown.weights[head][pick.i][j];
          const one = Object.assign(document.createElement("button"), {
            type: "button",
            textContent: token,
            title: `${share(weight)} of the attention of “${shown.tokens[pick.i]}”`,
          });
          one.style.setProperty("--p", Math.sqrt(weight).toFixed(3));
          one.setAttribute("aria-pressed", String(j === pick.i));
          one.setAttribute("aria-label", `${j + 1}: ${token}, ${share(weight)}`);
          one.addEventListener("click", () => {
            choose(j, strongest(shown.weights[head][j]));
            seek();
            $(".attention-strip").children[j].focus();
          });
          return one;
        });
    $(".attention-strip").replaceChildren(...made);
    $(".attention-strip").hidden = !made.length;
  }

  // Scrolls the attended characters into view in their box, since only a few fit.
  function seek() {
    const [heat, lined] = boxes;
    const { width, height } = cell();
    heat.scrollTo(width * pick.j - heat.clientWidth / 2, height * pick.i - heat.clientHeight / 2);
    lined.scrollTop = (pick.i / shown.tokens.length) * lined.scrollHeight - lined.clientHeight / 2;
  }

  function setSource(next) {
    if (next === source) return;
    takeSource(next);
    root.classList.add("is-stale"); // until the new ones arrive; a server that has just started takes a while
    $(".attention-token-count").textContent = "";
    update(null);
  }

  function takeSource(next) {
    [source, head] = [next, 0];
    for (const button of root.querySelectorAll("[data-source]"))
      button.setAttribute("aria-pressed", String(button.dataset.source === source));
    for (const part of root.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== source;
    if (Object.values(lists).flat().includes(field("text").value)) field("text").value = lists[source][0];
    chips();
  }

  function chips() {
    const made = lists[source].map((text) => {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "attention-chip",
        textContent: text,
        dir: "auto",
      });
      button.addEventListener("click", () => {
        field("text").value = text;
        update(null);
      });
      return button;
    });
    $(".attention-sentences").replaceChildren(...made);
  }

  // The last heads stay, but paler. The number of tokens is removed, since it belongs to another sentence.
  function fail(text, how = {}) {
    root.classList.add("is-stale");
    $(".attention-token-count").textContent = "";
    say(text, { isError: true, ...how });
  }
  const update = newestOnly(async () => {
    const [from, asked] = [source, sources[source].request()];
    if (!shown) say("The heads are on their way …"); // a model is read from disk first
    const answer = await ask(sources[from].name, asked);
    if (from !== source) return; // the next request is for the other heads
    if (!answer) return fail("The server did not answer.", { isSilent: true });
    if (answer.error) return fail(answer.error);
    root.classList.remove("is-stale");
    say("");
    const real = from === "real";
    const isNew = shown?.tokens.join(" ") !== answer.tokens.join(" ");
    if (isNew) {
      // a real head's later tokens see more: the last one that is in sight with the first
      const i = real ? Math.min(answer.tokens.length, IN_SIGHT) - 1 : 0;
      pick = { i, j: strongest(answer.weights[0][i]) };
    }
    shown = { ...answer, asked, real, causal: real ? answer.causal : asked.causal };
    $(".attention-token-count").textContent = sources[from].count(shown);
    buttons();
    draw();
    if (isNew) for (const box of boxes) box.scrollTo(0, 0);
    changed();
  });

  root.addEventListener("input", (event) => {
    $(".attention-heads-value").textContent = field("heads").value;
    if (event.target === field("model")) sources.real.choose(field("model").value);
    update(null);
  });
  $("[data-do=ask-again]").addEventListener("click", () => update(null));
  $("[data-do=open-head]").addEventListener("click", async () => {
    if (!shown) return;
    const { name, about } = sources[shown.real ? "real" : "random"];
    // the numbers of the shown sentence, whatever was typed since
    const [said, { asked, causal, revision }] = [about(head), shown];
    const answer = await ask(name, { ...asked, head, ...(revision ? { revision } : {}) });
    if (answer?.tables) openHead(labelled(answer.tables, shown.tokens), said, causal);
    else say(answer?.error ?? "The server did not answer; try again.", { isError: true });
  });
  for (const button of root.querySelectorAll("[data-source]"))
    button.addEventListener("click", () => setSource(button.dataset.source));

  return {
    start({ sentences, lines: examples = [], models = [] }) {
      Object.assign(lists, { random: sentences, real: examples });
      sources.real.start(models);
      $(".attention-sources").hidden = !models.length;
      field("text").value = sentences[0];
      takeSource(models.length ? "real" : "random"); // heads that learned something, where there are any
    },
    update: () => update(null),
    // What a link has of it: the source of the heads, the settings there, and the head that is shown.
    link() {
      const asked = sources[source].request();
      const flags = { positions: Number(asked.positions), causal: Number(asked.causal) };
      return { source, ...asked, ...(source === "random" ? flags : {}), head: head + 1 };
    },
    restore(given) {
      const { text } = given;
      if (text === undefined) return "";
      const from = given.source === "real" && lists.real.length ? "real" : "random";
      if (from !== source) takeSource(from);
      sources[source].restore(given);
      field("text").value = text.slice(0, LONGEST);
      $(".attention-heads-value").textContent = field("heads").value;
      head = /^[1-9]\d?$/.test(given.head ?? "") ? Number(given.head) - 1 : 0;
      return given.source === "real" && source !== "real" ? "There is no model here whose heads the link shows." : "";
    },
  };
}
