// Reading whole numbers and seeds from fields.
import { el, makeButton } from "./dom.js";

export const LARGEST_SEED = 4294967295;
export const SEED_RULE = `The seed is a whole number from 0 to ${LARGEST_SEED}.`;

// The whole number in a field. If it has none from `low` to `high`: null, and the field is marked.
export function readWhole(input, low, high) {
  const value = Number(input.value);
  const valid = input.value.trim() !== "" && Number.isInteger(value) && value >= low && value <= high;
  input.setAttribute("aria-invalid", !valid);
  return valid ? value : null;
}
export const readSeed = (input) => readWhole(input, 0, LARGEST_SEED);
export const anySeed = () => Math.floor(Math.random() * 1e6); // short enough to read aloud

// A labelled field for a seed and a button for another seed, as two elements, and read(): its seed or null.
export function seedField(label, another, changed, className = "") {
  const input = el("input", { type: "number", className: "zoo-seed", min: 0, max: LARGEST_SEED, step: 1, value: 1 });
  input.addEventListener("input", changed);
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
