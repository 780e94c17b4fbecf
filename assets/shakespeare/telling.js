// What surrounds a text: openings to try, its progress, and its buttons.
import { makeAgain, makeButton } from "../shared/dom.js";
import { unit } from "./models.js";
import { many } from "./sentences.js";

const PATIENCE = 1500; // milliseconds after which the page explains why the first words are late
const LONGEST_CHIP = 40; // characters of an example that is an opening; longer ones are passages

// A server that has just started loads its libraries first, and the page says so; one that has written for this page is awake.
export const makeWaker = (box) => {
  let awake = false;
  let late = 0;
  return {
    asked() {
      if (!awake)
        late ||= setTimeout(() => {
          box.textContent = "The first words take a few seconds: the server is waking up.";
        }, PATIENCE);
    },
    answered(wrote) {
      awake ||= wrote;
      clearTimeout(late);
      late = 0;
      box.textContent = "";
    },
  };
};

// Buttons with openings of the model's examples; `pick(opening)` when one is pressed.
export const showChips = (box, { examples }, pick) => {
  const short = (examples ?? []).filter((text) => typeof text === "string" && text.length <= LONGEST_CHIP);
  short.sort((a, b) => a.length - b.length); // so that more of them fit in a row
  box.replaceChildren(
    ...short.map((text) => makeButton(text.trim().replaceAll("\n", " / "), () => pick(text), "shakespeare-chip")),
  );
};

// The message if the text of a wish did not arrive: what is shown instead, and a button to try again.
export const makeStill = (box, retry) => ({
  hide() {
    box.hidden = true;
  },
  show(wanted, before) {
    const theirs = wanted.from.made
      ? "more"
      : before && wanted.seed !== before.seed
        ? `that of seed ${wanted.seed}`
        : "the new one";
    const text = before
      ? `This is still the text of seed ${before.seed}; the server did not give ${theirs}.`
      : "The server did not give the text.";
    box.replaceChildren(
      text,
      " ",
      makeAgain(() => retry(wanted)),
    );
    box.hidden = false;
  },
});

// If the button with the keyboard's focus disappears, another button of the row gets the focus.
function keepFocus(focused, buttons) {
  if (buttons.includes(focused) && focused.hidden) buttons.find((one) => !one.hidden)?.focus({ preventScroll: true });
}

// Above the text in `root`: its seed and z, its progress, and the buttons that make sense now. `busy` is the wish that is being
// written, `shown` {wish, made, how} the text that is there, `moved` whether z was set by hand.
export const makeTeller = (root) => {
  const $ = (selector) => root.querySelector(selector);
  return ({ model, busy, shown, moved }) => {
    const focused = document.activeElement; // before anything is hidden
    const wish = busy ?? shown?.wish;
    const made = busy && shown?.wish !== busy ? busy.from.made : shown?.made;
    const ended = { stopped: "stopped", failed: "the server fell silent", broken: "the page failed" }[
      !busy && shown?.how
    ];
    $(".shakespeare-progress").textContent = busy
      ? `${made} of ${busy.length}`
      : shown
        ? many(made, unit(model).slice(0, -1))
        : "";
    const facts = wish
      ? [`Seed ${wish.seed}`, wish.latents && `z ${wish.why}`, ended && `${ended} after ${made} of ${wish.length}`]
      : [];
    $(".shakespeare-told .shakespeare-from").textContent = facts.filter(Boolean).join(" · ");
    const read = $(".shakespeare-read").classList;
    read.toggle("is-writing", Boolean(busy));
    read.toggle("is-whole", !busy && shown?.how === "whole");
    $(".shakespeare-text.is-written").classList.toggle(
      "is-stale",
      Boolean(busy) && shown?.wish !== busy && !busy.from.made,
    );
    $("[data-do=stop]").hidden = !busy;
    $("[data-do=on]").hidden = Boolean(busy) || !shown || shown.ended || shown.made >= model.longest;
    $("[data-do=home]").hidden = !moved;
    keepFocus(focused, [...root.querySelectorAll(".shakespeare-told [data-do]")]);
    if (!busy) $(".shakespeare-text.is-written").style.minHeight = "";
  };
};
