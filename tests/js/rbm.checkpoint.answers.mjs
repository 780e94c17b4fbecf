// The zip that the page saves of a machine after an epoch, and what it makes of the first digit.
import { filesOf } from "../../assets/rbm/train/checkpoint.js";
import { DEFAULTS } from "../../assets/rbm/train/settings.js";
import { RBMTraining } from "../../assets/rbm/train/training.js";
import { answer, images, trained, zipped } from "./trained.mjs";

const { training, taken } = trained(RBMTraining, DEFAULTS);
const rebuilt = training.learner.rebuilt(training.some(images, 1, null));
answer({ zip: zipped(filesOf(taken)), rebuilt: Array.from(rebuilt) });
