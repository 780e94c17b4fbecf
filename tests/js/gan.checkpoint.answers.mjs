// Trains a dense GAN as the page does, for an epoch, and gives the zip that the page saves, in base64, what the page draws
// of a seed, and what it says of it.
import { readFileSync } from "node:fs";
import { filesOf } from "../../assets/gan/train/digits/checkpoint.js";
import { DEFAULTS } from "../../assets/gan/train/digits/settings.js";
import { DigitsTraining } from "../../assets/gan/train/digits/training.js";
import { answerHere } from "../../assets/gan/train/own.js";
import { zip } from "../../assets/shared/zip.js";

const { settings, images, labels, latents } = JSON.parse(readFileSync(0, "utf8"));
const train = Uint8Array.from(images);
const waiting = [];
let said = null;
const training = new DigitsTraining({
  post: (message) => {
    said = message;
  },
  later: (call) => waiting.push(call),
});
training.receive({ act: "begin", settings: { ...DEFAULTS, ...settings }, train, held: train });
training.receive({ act: "epoch" });
while (waiting.length) waiting.shift()();
training.receive({ act: "take" });
const taken = { ...said, id: 1, kind: "mnist", labels: Uint8Array.from(labels) };
const ask = async (name, request) => (name === "fool_digit" ? { seen: request.digit } : {});
const asked = {
  samples: { seed: 3, first: 2, count: 2, truncation: null },
  look: { latents },
  fool_map: { latents },
  fool_digit: { digit: Buffer.from(train.subarray(0, 784)).toString("base64") },
  fool_question: { seed: 7, round: 1 },
  fool_answer: { seed: 7, round: 1 },
};
const answers = {};
for (const [name, request] of Object.entries(asked)) answers[name] = await answerHere(taken, name, request, ask);
process.stdout.write(JSON.stringify({ zip: Buffer.from(zip(filesOf(taken))).toString("base64"), answers }));
