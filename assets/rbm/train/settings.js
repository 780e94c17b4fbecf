// What can be set in the training of an RBM, experiments worth a look, and the command of the same. No DOM.
import { KINDS, SETTING } from "../../shared/train/data.js";
import { Book } from "../../shared/train/settings.js";

export const SETTINGS = {
  hidden: { text: "hidden units", low: 9, high: 400, start: 100, other: 25, whole: true, anew: true },
  data: SETTING,
  digits: { text: "training digits", low: 100, high: 10000, start: 10000, other: 500, whole: true, anew: true },
  steps: { text: "Gibbs steps, k", low: 1, high: 50, start: 1, other: 10, whole: true, short: "k" },
  persistent: {
    text: "chains",
    start: false,
    other: true,
    choices: [
      [false, "start at digits (CD)"],
      [true, "run on (PCD)"],
    ],
  },
  binary: {
    text: "input",
    start: true,
    other: false,
    choices: [
      [false, "greys"],
      [true, "black or white"],
    ],
  },
  rate: { text: "learning rate", low: 0, high: 1e6, start: 0.1, other: 1, short: "rate" },
  momentum: { text: "momentum", low: 0, high: 0.99, start: 0, other: 0.5, short: "momentum" },
  decay: { text: "weight decay", low: 0, high: 1, start: 0, other: 0.001, short: "decay" },
  batch: { text: "batch", low: 1, high: 1000, start: 100, other: 10, whole: true, short: "batch" },
  epochs: { text: "stop after epochs", low: 1, high: 1000, start: 10, whole: true },
  seed: { text: "seed", low: 0, high: 4294967295, start: 1, whole: true, anew: true },
};
export const book = new Book(SETTINGS);
export const DEFAULTS = book.defaults;

// The lab's questions, each one setting away from the usual.
export const PRESETS = [
  { text: "The machine of the lab sheet", settings: {} },
  { text: "Learning rate ten times too high", settings: { rate: 1 } },
  { text: "Learning rate ten times too low", settings: { rate: 0.01 } },
  { text: "Ten Gibbs steps", settings: { steps: 10 } },
  { text: "Persistent chains", settings: { persistent: true, steps: 5 } },
  { text: "Greys as input", settings: { binary: false } },
  { text: "Only 25 hidden units", settings: { hidden: 25 } },
  { text: "400 hidden units", settings: { hidden: 400 } },
  { text: "Only 500 digits, by heart", settings: { digits: 500, hidden: 400, epochs: 100 } },
  { text: "A rate of 1000", settings: { rate: 1000 } },
  { text: "A and B: a learning rate ten times too high", settings: {}, beside: { name: "rate", value: 1 } },
  { text: "A and B: 25 hidden units beside 100", settings: {}, beside: { name: "hidden", value: 25 } },
].map((preset) => ({ ...preset, settings: { ...DEFAULTS, ...preset.settings } }));

// The command that trains it in full, on all digits and with all figures, and what a command cannot set.
export function command({ hidden, steps, persistent, binary, rate, batch, seed, momentum, decay, data = "mnist" }) {
  const recipe = binary ? "rbm" : "rbm-real";
  const sets = {
    ...(hidden === 100 ? {} : { hidden_dim: hidden }),
    ...(steps === 1 ? {} : { steps }),
    ...(persistent ? { chains: 100 } : {}),
    ...(rate === 0.1 ? {} : { learning_rate: rate }),
    ...(batch === 100 ? {} : { batch_size: batch }),
  };
  const given = Object.entries(sets).map(([name, value]) => ` --set ${name}=${value}`);
  const usual = !given.length && seed === 1;
  const text = usual
    ? `python -m training train ${recipe}${KINDS[data].given}`
    : `python -m training sweep ${recipe}${KINDS[data].given}${given.join("")} --seeds ${seed}`;
  return { text, lost: [momentum && "momentum", decay && "weight decay"].filter(Boolean) };
}
