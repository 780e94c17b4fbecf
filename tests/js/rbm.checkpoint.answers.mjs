// Trains a machine as the page does, for an epoch, and gives the zip that the page saves, in base64.
import { readFileSync } from "node:fs";
import { filesOf } from "../../assets/rbm/train/checkpoint.js";
import { DEFAULTS } from "../../assets/rbm/train/settings.js";
import { RBMTraining } from "../../assets/rbm/train/training.js";
import { zip } from "../../assets/shared/zip.js";

const { settings, images } = JSON.parse(readFileSync(0, "utf8"));
const train = Uint8Array.from(images);
const waiting = [];
let said = null;
const training = new RBMTraining({
  post: (message) => {
    said = message;
  },
  later: (call) => waiting.push(call),
});
training.receive({ act: "begin", settings: { ...DEFAULTS, ...settings }, train, held: train });
training.receive({ act: "epoch" });
while (waiting.length) waiting.shift()();
training.receive({ act: "take" });
const content = Buffer.from(zip(filesOf({ ...said, kind: "mnist" })));
const rebuilt = training.learner.rebuilt(training.some(train, 1, null));
process.stdout.write(JSON.stringify({ zip: content.toString("base64"), rebuilt: Array.from(rebuilt) }));
