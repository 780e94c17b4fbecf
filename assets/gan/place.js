// Where on the page the visitor is busy, above with the digits or below with the tools: a link leads there.
import { stayAt } from "../shared/stay.js";

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

  // The place of a link.
  go(at) {
    this.at = at ?? null;
    if (this.at === "tool") stayAt(this.tools);
  }
}
