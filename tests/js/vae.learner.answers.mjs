// Asks the page's learner of VAEs: weights and images come in, the weights after some steps go out.
import { readFileSync } from "node:fs";
import { Learner } from "../../assets/vae/train/learner.js";

const { cases } = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ sizes, parameters, images, batches, settings }) => {
  const learner = new Learner(sizes);
  learner.parameters.forEach((values, which) => values.set(parameters[which]));
  const bytes = Uint8Array.from(images);
  const terms = batches.map((places) => learner.step(bytes, Int32Array.from(places), settings));
  return { terms, parameters: learner.parameters.map((values) => Array.from(values)) };
});
process.stdout.write(JSON.stringify(answers));
