// A link may open the page at its tools: it stays there while it is being filled, until the visitor moves it.
const PATIENCE = 4000; // milliseconds in which what is above may still grow
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // what a visitor does who wants to be elsewhere

export function stayAt(part) {
  const stay = () => part.scrollIntoView({ block: "start", behavior: "instant" });
  const grown = new ResizeObserver(stay);
  const leave = () => {
    grown.disconnect();
    for (const kind of MOVES) removeEventListener(kind, leave, true);
  };
  grown.observe(document.body);
  for (const kind of MOVES) addEventListener(kind, leave, true);
  setTimeout(leave, PATIENCE);
  stay();
}
