// Moving the numbers of the sample shown large: the newest latents go to the server, and the sample is shown with their
// picture.
import { afterRest, newestOnly } from "../shared/pace.js";
import { movedSample, startOf } from "./moves.js";
import { generate } from "./pool.js";

const REST = 220; // milliseconds without a move after which judge and critic are asked

// `sample()` is the one shown large; `show(sample, rests)` shows another in its place; `failed()` if its picture does
// not come.
export class Mover {
  constructor(viewer, { sample, show, failed }) {
    this.viewer = viewer;
    this.sample = sample;
    this.show = show;
    this.send = newestOnly(async ({ start, latents, rests }) => {
      if (this.isOf(start) && !(await this.to(latents, rests)) && this.isOf(start)) failed();
    });
    this.rested = afterRest(REST, (wanted) => this.send({ ...wanted, rests: true }));
  }

  isOf(start) {
    const shown = this.sample();
    return Boolean(shown) && startOf(shown) === start;
  }

  // Called for every move of a drag.
  drag(latents) {
    const wanted = { start: startOf(this.sample()), latents, rests: false };
    this.send(wanted);
    this.rested(wanted);
  }

  // Shows the sample with these latents; whether that could be done. `rests` once nothing moves any more.
  async to(latents, rests = true) {
    const before = this.sample();
    if (!before) return false;
    const start = startOf(before);
    if (before.latents !== latents) {
      const answer = await generate(this.viewer, [{ latents, label: before.label }]);
      if (!answer || !this.isOf(start)) return false;
      this.show(movedSample(before, { latents, image: answer.pictures[0], size: answer.size }), rests);
    } else this.show(before, rests);
    return true;
  }
}
