// Q, K, V and the settings of the calculator as parameters of a link, and back.
import { exampleLink, readExample } from "./example.js";

const [MOST_ROWS, MOST_COLUMNS, LONGEST] = [64, 128, 6000]; // LONGEST: characters of the three tables
const NAMES = ["q", "k", "v"];
const MASKS = ["none", "causal", "padding", "custom"];
const flags = (row) => row.map((is) => (is ? 1 : 0)).join("");

// "1,0;0,1": rows of cells; a plain list has ~ before it. "" where a cell has one of these signs.
export function textOf({ cells, list }) {
  const isPlain = cells.flat().every((cell) => !/[,;~]/.test(cell));
  return isPlain ? (list ? "~" : "") + cells.map((row) => row.join(",")).join(";") : "";
}
export function tableOf(text) {
  const list = text.startsWith("~");
  const cells = text
    .slice(list ? 1 : 0)
    .split(";")
    .map((row) => row.split(","));
  const fits =
    cells.length <= MOST_ROWS && cells.every((row) => row.length === cells[0].length && row.length <= MOST_COLUMNS);
  return fits && (!list || cells.length === 1) ? { cells, list } : null;
}

// The parameters of a request of the calculator with its tables' labels; {} where a link cannot hold them.
export function written({ tables, scale, temperature, mask, keep, reading }, { i, j }) {
  const texts = Object.fromEntries(NAMES.map((name) => [name, textOf(tables[name.toUpperCase()])]));
  if (NAMES.some((name) => !texts[name]) || Object.values(texts).join("").length > LONGEST) return {};
  const labels = NAMES.map((name) => [`${name}_names`, (tables[name.toUpperCase()].labels ?? []).join(",")]);
  return {
    ...texts,
    ...Object.fromEntries(labels.filter(([, text]) => text)),
    ...(mask === "none" ? {} : { mask }),
    ...(keep ? { keep: (Array.isArray(keep[0]) ? keep : [keep]).map(flags).join(".") } : {}),
    ...(scale ? {} : { scale: "0" }),
    ...(temperature === "1" ? {} : { temperature }),
    ...(reading ? { reading } : {}),
    at: `${i}.${j ?? 0}`,
  };
}

// {state} that the calculator takes, null if the link has no tables, {problem} if one cannot be read.
export function read(given) {
  if (!given.q) return null;
  const tables = {};
  for (const name of NAMES) {
    const table = tableOf(String(given[name] ?? "").slice(0, LONGEST));
    if (!given[name] || !table)
      return { problem: `The link’s ${name.toUpperCase()} cannot be read, so here is an example.` };
    const labels = given[`${name}_names`]?.split(",").slice(0, MOST_ROWS);
    tables[name.toUpperCase()] = { ...table, ...(labels ? { labels } : {}) };
  }
  const mask = given.mask ?? "none";
  const problem = MASKS.includes(mask) ? "" : `The link’s mask is none of ${MASKS.join(", ")}.`;
  const rows = /^[01.]+$/.test(given.keep ?? "")
    ? given.keep.split(".").map((row) => [...row].map((flag) => flag === "1"))
    : null;
  const keep = mask === "padding" ? rows?.[0] : mask === "custom" ? rows : null;
  const [i, j] = /^\d{1,2}[.]\d{1,2}$/.test(given.at ?? "") ? given.at.split(".").map(Number) : [0, null];
  const settings = { mask: problem ? "none" : mask, keep: keep ?? null, reading: given.reading ?? "" };
  return {
    state: { tables, temperature: given.temperature ?? "1", ...settings },
    scale: given.scale !== "0",
    pick: { i, j },
    problem,
  };
}

// {link, restore} of the calculator's numbers. `example` has the same for an example that is unchanged.
export const numbersLink = (calculator, example) => ({
  link: () => {
    const { scale, temperature } = calculator.request();
    const named = example.link();
    const isPlain = named.example && scale && temperature === "1";
    return isPlain ? named : written(calculator.request(), calculator.pick);
  },
  restore(given) {
    if (given.example) return example.restore(given);
    const found = read(given);
    if (!found?.state) return found?.problem ?? "";
    calculator.leavePreset();
    calculator.field("scale").checked = found.scale;
    calculator.pick = found.pick;
    calculator.restore(found.state);
    return found.problem;
  },
});

// {link, restore} of an example of `presets`, as long as it is unchanged.
export const exampleOf = (calculator, presets) => ({
  link: () => {
    const shown = calculator.$(".attention-presets button[aria-pressed=true]")?.textContent;
    const preset = presets.find(({ name, mask = "none" }) => name === shown && mask === calculator.state.mask);
    return exampleLink(preset?.name, calculator.state.reading);
  },
  restore: (given) => {
    const { preset, reading, problem } = readExample(given, presets);
    if (preset) calculator.choosePreset(preset, reading);
    return problem;
  },
});
