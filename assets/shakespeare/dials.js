// The dials: how boldly and how much the model writes, each with its value and one plain line about it.
import { el } from "../shared/dom.js";
import { pieces, unit } from "./models.js";

// One slider: {box, input, set(value), show(value)}; `spec` is {name, label, min, max, step, said(value), plain}. The value is kept
// outside the input, which has only fixed steps. `moved` is called at each move, `rested` when it is let go.
/** @param {*} dial @param {*} moved @param {*} rested */
export const makeDial = (
  { name, label, min, max, step, said, plain, toInput = (value) => value, fromInput = (value) => value },
  moved,
  rested,
) => {
  const id = `shakespeare-${name}`;
  const input = el("input", { type: "range", id, name, min, max, step, "aria-describedby": `${id}-plain` });
  const output = el("output");
  const text = el("small", { id: `${id}-plain`, textContent: plain });
  const box = el(
    "div",
    { className: `shakespeare-dial shakespeare-dial-${name}` },
    // named by hand: without "for" a label belongs to the first that can have one, which is the output
    el("label", { htmlFor: id }, el("span", { textContent: label }), output, input),
    text,
  );
  const made = {
    box,
    input,
    value: null,
    set(value) {
      made.value = value;
      input.value = toInput(value);
      output.textContent = said(value);
      input.setAttribute("aria-valuetext", said(value));
    },
    limit(most) {
      input.max = most;
    },
    plain(sentence) {
      text.textContent = sentence;
    },
  };
  input.addEventListener("input", () => {
    made.set(fromInput(Number(input.value)));
    moved?.(made.value);
  });
  input.addEventListener("change", () => rested?.(made.value));
  return made;
};

// On a phone the dials are folded, so that the text is visible.
function folded(details) {
  const narrow = matchMedia("(max-width: 700px)");
  const fold = () => {
    details.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();
}

const MOST = 200; // the largest top-k, of the thousands of words or pieces of words that a model knows

// the server sets the largest temperature and length
const fixed = (value) => value.toFixed(2);
const TEMPERATURE = {
  name: "temperature",
  label: "temperature",
  min: 0,
  max: 1,
  step: 0.05,
  said: fixed,
  plain:
    "How daring it is. Low: safe, but soon repeats itself. High: surprising, but soon nonsense. 0: always the most likely next one.",
};
const TOP_P = {
  name: "top_p",
  label: "top-p",
  min: 0.05,
  max: 1,
  step: 0.05,
  said: (value) => (value === 1 ? "all" : fixed(value)),
};
const LENGTH = { name: "length", label: "length", min: 10, max: 1000, step: 10 };

// Temperature, top-k, top-p and length in `box`: {values(), set(values), model(model)}. `rested` is called when one was moved
// and let go, with the keyboard at every step.
export const makeDials = (box, rested) => {
  let all = MOST; // the slider value that means all that the model knows
  const top_k = makeDial(
    {
      name: "top_k",
      label: "top-k",
      min: 1,
      max: all,
      step: 1,
      said: (value) => (value === 0 ? "all" : `${value}`),
      toInput: (value) => (value === 0 ? all : Math.min(value, all)),
      fromInput: (value) => (value >= all ? 0 : value),
    },
    null,
    rested,
  );
  const length = makeDial({ ...LENGTH, said: (value) => `${value}` }, null, rested);
  const dials = {
    temperature: makeDial(TEMPERATURE, null, rested),
    top_k,
    top_p: makeDial(TOP_P, null, rested),
    length,
  };
  folded(box.closest("details"));
  const more = el("details", { className: "shakespeare-rarer" }, el("summary", { textContent: "More" }), top_k.box);
  box.append(dials.temperature.box, dials.top_p.box, length.box, more);
  return {
    values: () => Object.fromEntries(Object.entries(dials).map(([name, { value }]) => [name, value])),
    set(values) {
      for (const [name, value] of Object.entries(values)) if (name in dials) dials[name].set(value);
      if (top_k.value) more.open = true; // what is set is in sight
    },
    model(model) {
      all = Math.min(model.tokens, MOST);
      dials.temperature.limit(model.limits.temperature);
      top_k.limit(all);
      top_k.set(top_k.value >= all ? 0 : top_k.value);
      top_k.plain(`Choose only among so many likeliest ${pieces(model)}: fewer slips, less variety.`);
      dials.top_p.plain(
        `Choose only among the likeliest ${pieces(model)} that together have this share of the probability.`,
      );
      length.limit(model.longest);
      length.plain(
        unit(model) === "words"
          ? "Words and marks to write."
          : model.speeches
            ? "Characters at most; the speech may end before."
            : "Characters to write after the opening.",
      );
    },
  };
};
