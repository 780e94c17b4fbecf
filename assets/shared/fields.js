// Reading whole numbers and seeds from fields, and when what is typed counts.
import { el, makeButton } from "./dom.js";
import { afterRest } from "./pace.js";

const PAUSE = 600; // milliseconds without a key after which what is typed counts

export const LARGEST_SEED = 4294967295;
export const SEED_RULE = `The seed is a whole number from 0 to ${LARGEST_SEED}.`;

// The whole number in a field. If it has none from `low` to `high`: null, and the field is marked.
export function readWhole(input, low, high) {
  const value = Number(input.value);
  const valid = input.value.trim() !== "" && Number.isInteger(value) && value >= low && value <= high;
  input.setAttribute("aria-invalid", !valid);
  return valid ? value : null;
}
// Calls apply() once what was typed is whole: the field is left, Enter is pressed, or typing pauses. Until then a part of
// a longer number does nothing; nor does it if something else has filled the field in the
// meantime. A later call for the same field replaces this one. Gives a function: whether something typed waits.
export function whenTyped(input, apply) {
  let typed = null;
  const waits = () => typed !== null && input.value === typed;
  const done = () => {
    const isOurs = waits();
    typed = null;
    if (isOurs) apply();
  };
  const later = afterRest(PAUSE, done);
  input.oninput = () => {
    typed = input.value;
    later();
  };
  input.onchange = done; // left, or Enter
  return waits;
}

export const readSeed = (input) => readWhole(input, 0, LARGEST_SEED);
export const anySeed = () => Math.floor(Math.random() * 1e6); // short enough to read aloud

// A labelled field for a seed and a button for another seed, as two elements, and read(): its seed or null.
export function seedField(label, another, changed, className = "") {
  const input = el("input", { type: "number", className: "zoo-seed", min: 0, max: LARGEST_SEED, step: 1, value: 1 });
  whenTyped(input, changed);
  const button = makeButton(
    another,
    () => {
      input.value = anySeed();
      changed();
    },
    className,
  );
  return { parts: [el("label", { className: "zoo-field" }, label, input), button], input, read: () => readSeed(input) };
}
