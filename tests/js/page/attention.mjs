// For the tests of the attention tab: the whole tab, over a server that does the arithmetic of plain tables.
import mount from "../../../assets/attention/index.js";
import { markupOf, rest, serving } from "./harness.mjs";

export const PRESETS = [
  {
    name: "Two",
    about: "Two tokens.",
    tables: {
      Q: {
        cells: [
          ["1", "0", "2"],
          ["0", "3", "1"],
        ],
      }, // two queries, three keys, four numbers to a value
      K: {
        cells: [
          ["1", "1", "0"],
          ["0", "2", "1"],
          ["2", "0", "5"],
        ],
      },
      V: {
        cells: [
          ["1", "0", "4", "7"],
          ["0", "2", "5", "8"],
          ["3", "1", "6", "9"],
        ],
      },
    },
  },
  {
    name: "Causal",
    about: "Never ahead.",
    mask: "causal",
    tables: {
      Q: { cells: [["1"], ["2"], ["3"]] },
      K: { cells: [["1"], ["0"], ["2"]] },
      V: { cells: [["1"], ["2"], ["4"]] },
    },
  },
  {
    name: "Lists",
    about: "Three lists.",
    tables: {
      Q: { cells: [["1", "2"]], list: true },
      K: { cells: [["3", "4"]], list: true },
      V: { cells: [["5", "6"]], list: true },
    },
  },
];
const SENTENCES = ["a b c", "d e"];
const MODELS = [
  { name: "lm", title: "Writer", heads: 2, layers: { decoder: 3 } },
  { name: "coded", title: "Reader", heads: 2, layers: { decoder: 2, encoder: 1 } },
];

const READING = {
  readers: [
    { name: "reader-bag", title: "Bag", right: { genre: 0.5 } },
    { name: "reader-lstm", title: "LSTM", right: { genre: 0.6 } },
    { name: "reader-bert", title: "BERT", right: {} },
  ],
  tasks: { genre: "Which kind?", style: "Whose English?" },
  speeches: ["O brave new world"],
};

// The steps of one attention, as the server gives them.
export function stepsOf({ Q, K, V }, { mask, keep, scale, temperature }) {
  const numbers = ({ cells }) => cells.map((row) => row.map(Number));
  const [q, k, v, T] = [numbers(Q), numbers(K), numbers(V), Number(temperature)];
  const dot = (a, b) => a.reduce((sum, x, d) => sum + x * b[d], 0);
  const scores = q.map((row) => k.map((other) => dot(row, other)));
  const scaled = scores.map((row) => row.map((x) => (scale ? x / Math.sqrt(k[0].length) : x)));
  const sees = {
    none: () => true,
    causal: (i, j) => j <= i,
    padding: (_, j) => Boolean(keep[j]),
    custom: (i, j) => Boolean(keep[i][j]),
  }[mask];
  const visible = mask === "none" ? null : scores.map((row, i) => row.map((_, j) => sees(i, j)));
  const masked = scaled.map((row, i) => row.map((x, j) => (sees(i, j) ? x : null)));
  const weights = masked.map((row) => {
    const powers = row.map((x) => (x === null ? 0 : Math.exp(x / T)));
    const total = powers.reduce((sum, x) => sum + x, 0);
    return powers.map((x) => (total ? x / total : 0));
  });
  const output = weights.map((row) => v[0].map((_, d) => row.reduce((sum, x, j) => sum + x * v[j][d], 0)));
  const empty = masked.flatMap((row, i) => (row.every((x) => x === null) ? [i] : []));
  return { scores, scaled, masked, weights, output, empty, mask: visible, scale, temperature: T };
}

function computed(request) {
  const { tables, reading } = request;
  for (const name of ["Q", "K", "V"]) {
    const row = tables[name].cells.findIndex((cells) => cells.some((cell) => Number.isNaN(Number(cell || "x"))));
    if (row < 0) continue;
    const column = tables[name].cells[row].findIndex((cell) => Number.isNaN(Number(cell || "x")));
    return { error: `${name} is not a number there.`, cell: [name, row, column] };
  }
  if (!(Number(request.temperature) > 0)) return { error: "The temperature must be above 0.", cell: null };
  if (tables.Q.cells[0].length !== tables.K.cells[0].length) return { error: "Q and K differ in width.", cell: null };
  const lists = Object.keys(tables).filter((name) => tables[name].list);
  if (!lists.length) return { steps: stepsOf(tables, request) };
  const read = (way) =>
    Object.fromEntries(
      Object.entries(tables).map(([name, { cells, list }]) => [
        name,
        { cells: list && way === "many_tokens" ? cells[0].map((cell) => [cell]) : cells },
      ]),
    );
  const readings = Object.fromEntries(
    ["one_token", "many_tokens"].map((way) => [
      way,
      stepsOf(read(way), { ...request, mask: "none", scale: true, temperature: 1 }),
    ]),
  );
  return { lists, readings, ...(reading ? { steps: stepsOf(read(reading), request) } : {}) };
}

// Heads that look at the token before, or, the second one, at the first.
const weightsOf = (count, heads) =>
  Array.from({ length: heads }, (_, head) =>
    Array.from({ length: count }, (_, i) =>
      Array.from({ length: count }, (_, j) => {
        const to = head % 2 ? 0 : Math.max(0, i - 1);
        return j === to ? 0.75 : 0.25 / (count - 1);
      }),
    ),
  );
const tablesOf = (count) =>
  Object.fromEntries(
    ["Q", "K", "V"].map((name) => [name, { cells: Array.from({ length: count }, () => ["0.125", "1"]) }]),
  );

export function serverOf(more = {}) {
  const own = {
    compute: computed,
    paste: () => ({ error: "No.", forms: "Rows of numbers." }),
    export: ({ format }) => ({ text: `as ${format}` }),
    sentence: ({ text, heads, head }) => {
      const tokens = text.split(" ");
      return {
        tokens,
        weights: weightsOf(tokens.length, heads),
        ...(head === undefined ? {} : { tables: tablesOf(tokens.length) }),
      };
    },
    heads: ({ text, side, head }) => {
      const tokens = [...(side === "decoder" ? "⏎" : ""), ...text].map((each) => (each === " " ? "␣" : each));
      const about = { unit: "character", side, causal: true, revision: "r1", read: { replaced: [], dropped: ["é"] } };
      return {
        tokens,
        weights: weightsOf(tokens.length, 2),
        ...about,
        ...(head === undefined ? {} : { tables: tablesOf(tokens.length) }),
      };
    },
    ...more,
  };
  const toText = (answer) => async (request) => {
    const found = await answer(request);
    return found === null ? null : JSON.stringify(found);
  };
  return serving(Object.fromEntries(Object.entries(own).map(([name, answer]) => [name, toText(answer)])));
}

// Calls that the tab has asked for at once or with the next frame, and that have not come: cards out of sight are drawn
// one after the other. On a busy machine no fixed time is long enough for them.
let due = 0;
const [timeout, frame] = [window.setTimeout.bind(window), window.requestAnimationFrame.bind(window)];
const counted =
  (ask) =>
  (call, wait, ...values) => {
    if (wait) return ask(call, wait, ...values);
    due++;
    return ask(
      (...given) => {
        due--;
        call(...given);
      },
      wait,
      ...values,
    );
  };
Object.assign(window, { setTimeout: counted(timeout), requestAnimationFrame: counted(frame) });

export const settled = async () => {
  let quiet = 0; // frames in which nothing was due
  while (quiet < 2) {
    for (let i = 0; i < 4; i++) await rest();
    await new Promise((done) => frame(done));
    quiet = due ? 0 : quiet + 1;
  }
};

export async function opened(served = serverOf()) {
  const root = await markupOf("attention");
  mount({
    element: root,
    props: {
      value: { presets: PRESETS, sentences: SENTENCES, lines: ["ab ", "ba"], models: MODELS, reading: READING },
    },
    server: served.server,
  });
  await settled();
  const $ = (selector) => root.querySelector(selector);
  return {
    root,
    $,
    served,
    calculator: root.calculator,
    all: (selector) => [...root.querySelectorAll(selector)],
    button: (text, within = root) => [...within.querySelectorAll("button")].find((each) => each.textContent === text),
    inputs: (name) => [...root.querySelectorAll(`[data-matrix=${name}] input`)],
    cell: (name, row, column) =>
      root.querySelector(`[data-matrix=${name}] [data-row="${row}"][data-column="${column}"] input`),
    heat: (step, row, column) =>
      root.querySelector(`[data-step=${step}] .attention-heat [data-row="${row}"][data-column="${column}"]`),
    status: () => $("#attention-status span").textContent,
    last: (name = "compute") => served.of(name).at(-1),
  };
}
