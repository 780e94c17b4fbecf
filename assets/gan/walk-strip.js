// The frames of a walk side by side: at most some 25, for a long way every second or third.
import { el, paintLevels } from "../shared/dom.js";
import { screen } from "../shared/film.js";

const MOST = 26;

// `go(at)` is called when frame `at` is pressed.
export class WalkStrip {
  constructor(go) {
    this.go = go;
    this.every = 1;
    this.element = el("div", { className: "gan-strip", role: "group", "aria-label": "The frames of the way" });
  }

  // Where frames are samples of the way, by `isSample(at)`, these are marked; they must be a multiple of 12 apart.
  fill(film, isSample) {
    const every = [1, 2, 3, 4, 6].find((each) => film.length / each <= MOST);
    this.every = every;
    this.samples = 0;
    this.element.replaceChildren(
      ...film.flatMap((frame, at) => (at % every ? [] : [this.frame(frame, at, isSample(at))])),
    );
    this.element.style.setProperty("--frames", Math.min(13, this.element.children.length));
  }

  frame({ image, size }, at, isSample) {
    const canvas = screen("");
    paintLevels(canvas, image, size);
    if (isSample) this.samples += 1;
    const made = el(
      "button",
      {
        type: "button",
        className: isSample ? "is-sample" : "",
        "aria-label": isSample ? `Sample ${this.samples} of the way` : `Frame ${at + 1}`,
      },
      canvas,
    );
    made.at = at;
    made.addEventListener("click", () => this.go(at));
    return made;
  }

  mark(at) {
    const here = at - (at % this.every);
    for (const button of this.element.children) button.classList.toggle("is-here", button.at === here);
  }
}
