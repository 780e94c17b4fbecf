// Positions: waves that are added to the tokens, and the turning of queries and keys.
import { el } from "../shared/dom.js";
import * as m from "../shared/formulas.js";
import { newestOnly } from "../shared/pace.js";
import { heatTable, numberTable, redrawn, steppers } from "./fields.js";
import { makeGrid } from "./grid.js";
import * as p from "./positions-sums.js";

const [LEAST, MOST] = p.LIMITS.count;
const WAVES = {
  count: { label: "positions", one: "positions", least: 8, most: MOST, step: 8 },
  width: { label: "numbers per token", one: "pair of numbers", least: LEAST, most: MOST, step: 2 },
};
const TURNS = {
  m: { label: "position of the query", one: "position of the query", least: 0, most: p.LIMITS.place[1] },
  n: { label: "position of the key", one: "position of the key", least: 0, most: p.LIMITS.place[1] },
  pairs: { label: "pairs of numbers", one: "pair of numbers", least: 1, most: 2 },
};
const START = { count: 32, width: 16, query: ["1", "0.5"], key: ["0.8", "-0.3"], m: 1, n: 3 };
const SVG = "http://www.w3.org/2000/svg";
const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
};

export function makePositions(root, { ask, say, changed }) {
  const $ = (selector) => root.querySelector(selector);
  const state = structuredClone(START);
  let pick = { position: 3, column: 4 };
  let tables = []; // of q and k
  let shown = null; // the last good {asked, answer}

  // ---- waves
  const sizes = steppers(WAVES, (name, value) => {
    state[name] = value;
    drawWaves();
    changed();
  });
  $(".attention-places-size").append(sizes.box);
  const grid = makeGrid($(".attention-places-numbers"), {
    fill(cell, row, column) {
      const x = p.wave(row, column, state.width);
      cell.textContent = p.show(x);
      cell.style.setProperty("--p", Math.abs(x).toFixed(3));
      cell.classList.toggle("is-negative", x < 0);
      cell.classList.toggle("is-followed", row === pick.position);
      cell.classList.toggle("is-picked", row === pick.position && column === pick.column);
      cell.setAttribute("aria-label", `position ${row}, number ${column}: ${p.show(x)}`);
    },
    onFocus: (position, column) => choose(position, column),
    onPress: (position, column) => choose(position, column),
  });
  function choose(position, column) {
    if (pick.position === position && pick.column === column) return;
    pick = { position, column };
    drawWaves();
  }

  function drawWaves() {
    const { count, width } = state;
    pick = { position: Math.min(pick.position, count - 1), column: Math.min(pick.column, width - 1) };
    sizes.set(state);
    picture();
    const labels = { rowLabel: (at) => `t = ${at}`, columnLabel: String };
    grid.resize({ rows: count, columns: width, width: 66, height: 32, labelWidth: 54, ...labels });
    const { position, column } = pick;
    const said = Math.round(p.period(column, width));
    const note =
      `This wave is back where it began after ${said > 1e6 ? "more than a million" : said.toLocaleString("en")} positions. ` +
      "Column 0 is the fastest.";
    const far = Math.min(count - 1, 9);
    const two = [p.alike(0, 2, width), p.alike(far - 2, far, width)].map(p.show);
    const same =
      `Two positions fit each other by how far apart they are: the rows of 0 and 2, multiplied number by number and added ` +
      `up, give ${two[0]}; those of ${far - 2} and ${far} give ${two[1]}.`;
    $(".attention-places-lines").replaceChildren(
      m.line(p.waveLine(position, column, width), "attention-line"),
      ...[note, same].map((textContent) => el("p", { className: "attention-says", textContent })),
    );
  }

  function picture() {
    const canvas = $(".attention-places-picture");
    const { count, width } = state;
    Object.assign(canvas, { width, height: count });
    const image = new ImageData(width, count);
    const style = getComputedStyle(root);
    const colour = (name) => rgb(style.getPropertyValue(name));
    const [warm, cold, plain] = ["--heat", "--cold", "--zoo-page"].map(colour);
    p.waves(count, width).forEach((row, position) =>
      row.forEach((x, column) => {
        const [share, full] = [Math.abs(x), x < 0 ? cold : warm];
        const mixed = plain.map((from, at) => from + share * (full[at] - from));
        image.data.set([...mixed, 255], 4 * (position * width + column));
      }),
    );
    canvas.getContext("2d").putImageData(image, 0, 0);
  }
  // A colour of the style sheet as [red, green, blue].
  function rgb(text) {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = text.trim();
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }
  $(".attention-places-picture").addEventListener("click", ({ offsetX, offsetY, currentTarget }) => {
    const { clientWidth, clientHeight } = currentTarget;
    const [row, column] = [(state.count * offsetY) / clientHeight, (state.width * offsetX) / clientWidth];
    choose(Math.floor(row), Math.floor(column));
  });

  // ---- turning
  const turns = steppers(TURNS, (name, value) => {
    if (name === "pairs") {
      const fitted = (row) => Array.from({ length: 2 * value }, (_, at) => row[at] ?? (at % 2 ? "0.5" : "1"));
      Object.assign(state, { query: fitted(state.query), key: fitted(state.key) });
      fields();
    } else state[name] = value;
    update(null);
  });
  $(".attention-turn-size").append(turns.box);
  const settle = () => turns.set({ ...state, pairs: Math.floor(state.query.length / 2) });

  function fields() {
    const heads = state.query.map((_, at) => String(at + 1));
    const made = (letter, values, about) => {
      const caption = [el("b", { className: `is-${letter}`, textContent: letter }), ` ${about}`];
      const label = (_, place) => `${letter}, number ${place + 1}`;
      const rows = [{ name: "", values }];
      return numberTable({ caption, heads, rows, label, change: () => update(null) });
    };
    tables = [
      ["q", made("q", state.query, "the query")],
      ["k", made("k", state.key, "the key")],
    ];
    $(".attention-turn-fields").replaceChildren(...tables.map(([, table]) => table));
  }

  const update = newestOnly(async () => {
    settle();
    const asked = structuredClone(state);
    const answer = await ask("rotary", { query: asked.query, key: asked.key, places: [asked.m, asked.n] });
    const wrong = answer?.cell;
    for (const [name, table] of tables) table.mark(wrong?.[0] === name ? wrong.slice(1) : null);
    root.classList.toggle("is-stale", !answer || Boolean(answer.error));
    if (!answer) return say("The server did not answer.", { isError: true, isSilent: true });
    if (answer.error) return say(answer.error, { isError: true });
    say("");
    shown = { asked, answer };
    redrawn(root, drawTurned);
    changed();
  });

  const number = (text) => Number(text.trim().replaceAll("−", "-"));
  function drawTurned() {
    const { asked, answer } = shown;
    const places = { query: asked.m, key: asked.n };
    $(".attention-turn-pairs").replaceChildren(
      ...answer.speeds.map((speed, pair) => {
        const text =
          `Pair ${pair + 1} turns by ${p.show(speed)} radian per position, ${p.show((180 / Math.PI) * speed)} degrees: the ` +
          `query by ${p.show(places.query * speed)}, the key by ${p.show(places.key * speed)}. Dashed: before.`;
        return el("figure", {}, dial(asked, answer, pair), el("figcaption", { textContent: text }));
      }),
    );
    const lines = answer.speeds.flatMap((speed, pair) => [
      ...p.turnLines("q", "q", asked.query, answer.turned.query, pair, places.query * speed),
      ...p.turnLines("k", "k", asked.key, answer.turned.key, pair, places.key * speed),
    ]);
    const distance = Math.abs(places.query - places.key);
    const note =
      `They are ${distance} ${distance === 1 ? "position" : "positions"} apart. Move both by as much as you like: the ` +
      "two arrows turn together, and the score stays the same.";
    $(".attention-turn-lines").replaceChildren(
      ...[...lines, p.scoreLine(answer)].map((line) => m.line(line, "attention-line")),
      el("p", { className: "attention-says", textContent: note }),
    );
    const labels = answer.scores.map((_, at) => String(at));
    const table = heatTable({
      name: "score",
      caption: ["rows: position of the query, columns: of the key"],
      ...{ matrix: answer.scores, show: p.show, picked: [asked.m, asked.n], columns: labels },
      rows: labels.map((at) => `q at ${at}`),
      pick: (first, second) => {
        Object.assign(state, { m: first, n: second });
        update(null);
      },
    });
    $(".attention-turn-scores").replaceChildren(table);
  }

  // One pair of numbers of query and key as arrows: dashed as typed, whole as turned.
  function dial({ query, key }, { turned }, pair) {
    const at = (row) => [row[2 * pair], row[2 * pair + 1]];
    const arrows = /** @type {[string, number[], number[]][]} */ ([
      ["q", at(query.map(number)), at(turned.query)],
      ["k", at(key.map(number)), at(turned.key)],
    ]);
    const length = (/** @type {number[]} */ [x, y]) => Math.hypot(x, y);
    const scale = 84 / Math.max(1e-9, ...arrows.map(([, before]) => length(before)));
    const made = arrows.flatMap(([name, before, after]) => {
      const to = (/** @type {number[]} */ [x, y]) => ({ x2: scale * x, y2: -scale * y });
      const far = 1 + 12 / Math.max(1e-9, scale * length(after));
      const label = { x: scale * after[0] * far, y: -scale * after[1] * far + 4, class: `is-${name}` };
      return [
        svg("circle", { r: scale * length(before), class: "is-path" }),
        svg("line", { ...to(before), class: `is-${name} is-before` }),
        svg("line", { ...to(after), class: `is-${name}` }),
        svg("circle", { cx: to(after).x2, cy: to(after).y2, r: 4, class: `is-${name} is-tip` }),
        svg("text", { ...label, "text-anchor": "middle" }, name),
      ];
    });
    const label = `Pair ${pair + 1}: query and key, before and after they are turned`;
    return svg("svg", { viewBox: "-104 -104 208 208", role: "img", "aria-label": label }, ...made);
  }

  $("[data-do=turn-again]").addEventListener("click", () => update(null));
  $(".attention-places-formula").replaceChildren(...p.formulas().map((part) => m.draw(part, "block")));

  let begun = false;
  return {
    open() {
      drawWaves();
      if (begun) return;
      begun = true;
      fields();
      update(null);
    },
    link: () => p.linkOf({ ...state, ...(shown ? { query: shown.asked.query, key: shown.asked.key } : {}) }),
    // Shows what a link holds. Returns why that cannot be.
    restore(given) {
      const found = p.stateOf(given);
      for (const [name, value] of Object.entries(found)) if (value !== null) state[name] = value;
      const isPair = state.query.length === state.key.length && state.query.length % 2 === 0;
      if (!isPair) Object.assign(state, { query: START.query, key: START.key });
      if (begun) {
        fields();
        update(null);
      }
      const asked = { count: given.count, width: given.size, query: given.q, key: given.k, m: given.m, n: given.n };
      const isWhole = isPair && Object.entries(found).every(([name, value]) => value !== null || !asked[name]);
      return isWhole ? "" : "Some of the link’s positions cannot be read, so they are left out.";
    },
  };
}
