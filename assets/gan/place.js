// Where on the page the visitor is busy, above with the digits or below with the tools: a link leads there.
const PATIENCE = 4000; // milliseconds in which what is above the tools may still grow
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"]; // what a visitor does who wants to be elsewhere

// `changed()` is called when the visitor goes from one to the other. What is pressed elsewhere, as on the link, changes
// nothing.
export class Place {
  constructor(root, changed) {
    this.at = null; // or "tool"
    this.tools = root.querySelector(".gan-tools");
    this.changed = changed;
    this.hear(root.querySelector(".gan-layout"), null);
    this.hear(this.tools, "tool");
  }

  hear(part, at) {
    const here = (event) => {
      if (event.key === "Tab" || at === this.at) return; // who only passes through is busy elsewhere
      this.at = at;
      this.changed();
    };
    for (const kind of ["pointerdown", "keydown"]) part.addEventListener(kind, here, true);
  }

  // The place of a link: the page stays there while it is being filled, until the visitor moves it.
  go(at) {
    this.at = at ?? null;
    if (this.at !== "tool") return;
    const stay = () => this.tools.scrollIntoView({ block: "start", behavior: "instant" });
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
}
