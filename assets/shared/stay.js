// A link may open the page at its tools, and Back leads to where the page was scrolled: it stays there while it is being
// filled, until the visitor moves it.
const PATIENCE = 4000; // milliseconds in which what is above may still grow
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // what a visitor does who wants to be elsewhere
let leave = () => {}; // what ends the last stay

function stay(move) {
  leave();
  const grown = new ResizeObserver(move);
  const end = () => {
    grown.disconnect();
    for (const kind of MOVES) removeEventListener(kind, end, true);
  };
  leave = end;
  grown.observe(document.body);
  for (const kind of MOVES) addEventListener(kind, end, true);
  setTimeout(end, PATIENCE);
  move();
}

export const stayAt = (part) => stay(() => part.scrollIntoView({ block: "start", behavior: "instant" }));
// The same below a part: what follows it may be sticky, and then has no place of its own.
export const stayBelow = (part) =>
  stay(() => scrollBy({ top: part.getBoundingClientRect().bottom, behavior: "instant" }));
export const stayAtHeight = (top) => stay(() => scrollTo({ top, behavior: "instant" }));
