// Fool the discriminator: a game against it, a digit of one's own, and a map of what it looks at.
import { el } from "../shared/dom.js";
import { Contest } from "./contest.js";
import { Gaze } from "./gaze.js";
import { Own } from "./own.js";

class Fool {
  constructor(box, viewer) {
    this.contest = new Contest(viewer);
    this.own = new Own(viewer, () => this.gaze?.changed("own"));
    this.gaze = new Gaze(viewer, this.own);
    const parts = [this.contest, this.own, this.gaze];
    box.append(el("div", { className: "gan-cards" }, ...parts.map(({ element }) => element)));
    this.parts = parts;
  }

  model() {
    for (const part of this.parts) part.model();
  }

  // MNIST has come, or could not be fetched.
  digits() {
    this.own.testDigits();
  }

  // Another sample is shown large.
  large() {
    this.gaze.changed("large");
  }
  state() {
    this.gaze.changed("large");
  }
}

export const tool = {
  id: "fool",
  title: "Fool the discriminator",
  lead:
    "The generator learned by trying to fool a second network, the discriminator, whose only job is to tell real digits from generated ones. " +
    "Can you tell them apart better than it does? Does it take your own handwriting for real? And what does it look at?",
  applies: (model) => model.drawable,
  make: (box, viewer) => new Fool(box, viewer),
};
