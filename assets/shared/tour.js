// A tour: step by step, a card beside a part of the tab, which stays usable meanwhile.
import { el, makeButton } from "./dom.js";

const GAP = 12; // pixels between the part and the card
const MARGIN = 24; // above a part that is scrolled to
let ended = null; // ends the tour that is on

const isSeen = (part) => Boolean(part?.getClientRects().length);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const within = (root) => root.closest("[role=tabpanel]") ?? root;
const found = (root, { at }) => [...within(root).querySelectorAll(at)].find(isSeen);

// Whether a part of some step is not in the page.
export const lacks = (root, steps) => !steps.every((step) => found(root, step));

// steps: {at, title, text}; `at` selects a part of the tab, or of the whole panel with its list of models. Steps whose
// part is not there, for this model, are left out.
export function run(root, steps) {
  ended?.();
  const find = (step) => found(root, step);
  const there = steps.filter((step) => find(step));
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const ring = el("div", { className: "zoo-tour-ring", "aria-hidden": "true" });
  const card = el("div", { className: "zoo-tour", role: "dialog", tabIndex: -1 });
  let [step, frame] = [0, 0];

  function show(next) {
    step = next;
    const { title, text } = there[step];
    const count = `${step + 1} of ${there.length}`;
    const isLast = step === there.length - 1;
    const back = makeButton("Back", () => show(step - 1));
    back.hidden = step === 0;
    const on = makeButton(isLast ? "Done" : "Next", () => (isLast ? end() : show(step + 1)), "zoo-primary");
    const leave = makeButton("Skip", end);
    leave.hidden = isLast;
    card.setAttribute("aria-label", `Tour, step ${count}`);
    card.replaceChildren(
      el("p", { className: "zoo-tour-count", textContent: count }),
      el("h3", { textContent: title }),
      el("p", { textContent: text }),
      el("div", { className: "zoo-row" }, leave, back, on),
    );
    bring(find(there[step]));
    card.focus({ preventScroll: true });
  }

  // The part may move and grow: the card follows, as long as it is there.
  function place() {
    if (!root.getClientRects().length) return end(); // another tab was opened
    frame = requestAnimationFrame(place);
    const part = find(there[step]);
    ring.hidden = !part;
    if (!part) return;
    const [at, own] = [part.getBoundingClientRect(), card.getBoundingClientRect()];
    Object.assign(ring.style, {
      left: `${at.left - 6}px`,
      top: `${at.top - 6}px`,
      width: `${at.width + 12}px`,
      height: `${at.height + 12}px`,
    });
    const [left, top] = beside(at, own, { width: innerWidth, height: innerHeight });
    Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
  }

  function end() {
    cancelAnimationFrame(frame);
    ring.remove();
    card.remove();
    removeEventListener("keydown", key);
    ended = null;
    before?.focus({ preventScroll: true });
  }
  function key({ key: pressed }) {
    if (pressed === "Escape") end();
  }

  if (!there.length) return;
  (document.querySelector(".gradio-container") ?? document.body).append(ring, card); // whose styles they share
  addEventListener("keydown", key);
  ended = end;
  show(0);
  place();
}

// Scrolls a part into the middle of the window, or its beginning to the top if it is high.
function bring(part) {
  const { top, height } = part.getBoundingClientRect();
  const margin = Math.max(MARGIN, (innerHeight - height) / 2);
  scrollTo({
    top: scrollY + top - (height > innerHeight / 2 ? MARGIN : margin),
    behavior: still() ? "auto" : "smooth",
  });
}

// Where a card goes, [left, top]: to the right of a part, to its left, below, above, or else at the window's lower end.
export function beside(part, card, view) {
  const inX = (x) => Math.max(GAP, Math.min(x, view.width - card.width - GAP));
  const inY = (y) => Math.max(GAP, Math.min(y, view.height - card.height - GAP));
  const fits = {
    right: part.right + GAP + card.width + GAP <= view.width,
    left: part.left - GAP - card.width >= GAP,
    below: part.bottom + GAP + card.height + GAP <= view.height,
    above: part.top - GAP - card.height >= GAP,
  };
  if (fits.right) return [part.right + GAP, inY(part.top)];
  if (fits.left) return [part.left - GAP - card.width, inY(part.top)];
  if (fits.below) return [inX(part.left), part.bottom + GAP];
  if (fits.above) return [inX(part.left), part.top - GAP - card.height];
  return [inX(part.left), view.height - card.height - GAP];
}
