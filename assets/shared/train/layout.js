// What the tool is made of, before anything runs.
import { el, makeButton, makeSelect } from "../dom.js";

export const small = (textContent = "") => el("p", { className: "zoo-train-small", textContent });
export const figure = (title, ...parts) => el("figure", {}, el("h4", { textContent: title }), ...parts);
export const canvas = (className, label) => el("canvas", { className, role: "img", "aria-label": label });
export const keys = (...pairs) =>
  el(
    "p",
    { className: "zoo-train-keys" },
    ...pairs.map(([className, text]) => el("span", {}, el("i", { className }), text)),
  );

// Steps a second; 0 for as many as there can be.
const PACES = [
  [0, "as fast as it can"],
  [60, "60 a second"],
  [10, "10 a second"],
  [1, "one a second"],
];
const OWN = [-1, "settings of your own"]; // no experiment: seen while it is so, not to be chosen
const PROPER = "The same, properly, on all digits and with all figures: ";

// `press` has a function for each button and choice, `beside` is the choice of a second run, `one` what a step is called, and
// the rest says whether the model can be taken along and brought back. Gives the parts by name.
/** @param {HTMLElement} box @param {any} given */
export function layout(box, { press, presets, beside = "", canTake = false, canLoad = false, one }) {
  const button = (text, name, className = "") => makeButton(text, () => press[name](), className);
  const parts = {
    play: button("▶ Train", "play", "zoo-primary"),
    back: makeSelect("back to epoch", [], () => {}),
    presets: makeSelect("an experiment", [...presets.map(({ text }, at) => [at, text]), OWN], (at) =>
      press.preset(presets[Number(at)]),
    ),
    use: button("Play with it", "use"),
    save: button("Save as a checkpoint", "save"),
    both: el("div", { className: "zoo-train-both", hidden: true }),
    verdict: el("p", { className: "zoo-train-verdict", role: "status" }),
    runs: el("div", { className: "zoo-train-runs" }),
    where: el("span", { className: "zoo-train-where" }),
    settings: el("div", { className: "zoo-train-settings", role: "group", "aria-label": "Settings" }),
    pending: small(),
    link: el("input", { type: "text", readOnly: true, className: "zoo-link", "aria-label": "Link to this experiment" }),
    proper: el("code"),
    lost: small(),
    data: small(),
  };
  parts.both.append(parts.verdict);
  /** @type {any} */ (parts.presets.querySelector("option:last-child")).hidden = true;
  box.append(
    el("div", { className: "zoo-row zoo-train-presets" }, parts.presets, parts.where),
    el(
      "div",
      { className: "zoo-row" },
      parts.play,
      button(one, "step"),
      button("One epoch", "epoch"),
      button("Start again", "again"),
      parts.back,
      button("Go back", "rewind"),
      makeSelect("speed", PACES, (steps) => press.pace(Number(steps))),
      ...(canTake ? [parts.use] : []),
    ),
    beside,
    parts.both,
    parts.runs,
    parts.settings,
    parts.pending,
    el(
      "div",
      { className: "zoo-row" },
      parts.link,
      button("Copy link", "copy"),
      ...(canTake ? [parts.save] : []),
      ...(canLoad ? [button("Load one", "load")] : []),
    ),
  );
  if (canTake) box.append(el("p", { className: "zoo-train-small" }, PROPER, parts.proper), parts.lost, parts.data);
  return parts;
}
