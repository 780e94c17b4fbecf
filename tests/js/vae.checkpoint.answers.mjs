// Trains a VAE as the page does, for an epoch, and gives the zip that the page saves, in base64, and what the page makes
// of the first digit.
import { readFileSync } from "node:fs";
import { zip } from "../../assets/shared/zip.js";
import { filesOf } from "../../assets/vae/train/checkpoint.js";
import { answerHere } from "../../assets/vae/train/own.js";
import { DEFAULTS } from "../../assets/vae/train/settings.js";
import { VAETraining } from "../../assets/vae/train/training.js";

const { settings, images, labels } = JSON.parse(readFileSync(0, "utf8"));
const train = Uint8Array.from(images);
const waiting = [];
let said = null;
const training = new VAETraining({
  post: (message) => {
    said = message;
  },
  later: (call) => waiting.push(call),
});
training.receive({ act: "begin", settings: { ...DEFAULTS, ...settings }, train, held: train });
training.receive({ act: "epoch" });
while (waiting.length) waiting.shift()();
training.receive({ act: "take" });
const taken = { ...said, kind: "mnist", labels: Uint8Array.from(labels) };
const seen = Buffer.from(train.subarray(0, 784)).toString("base64");
const { code, sd, rebuilt } = await answerHere({ own: taken }, "encode", {}, async () => ({ seen }));
const content = Buffer.from(zip(filesOf(taken))).toString("base64");
process.stdout.write(JSON.stringify({ zip: content, code, sd, rebuilt }));
