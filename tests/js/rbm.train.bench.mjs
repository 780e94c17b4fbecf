// Trains RBMs as the page does, with the settings of the recipe `rbm`: how fast, and with `epochs` the weights of each
// seed as a file. Digits come as a safetensors file.
import { readFileSync, writeFileSync } from "node:fs";
import { weightsOf } from "../../assets/rbm/train/checkpoint.js";
import { DEFAULTS } from "../../assets/rbm/train/settings.js";
import { RBMTraining } from "../../assets/rbm/train/training.js";
import { parseSafetensors } from "../../assets/shared/safetensors.js";

const { digits, epochs, seeds, folder } = JSON.parse(readFileSync(0, "utf8"));
const content = readFileSync(digits);
const { train, held } = parseSafetensors(content.buffer.slice(content.byteOffset, content.byteOffset + content.length));
const speeds = seeds.map((seed) => {
  const waiting = [];
  const said = [];
  const training = new RBMTraining({ post: (message) => said.push(message), later: (call) => waiting.push(call) });
  const settings = { ...DEFAULTS, seed, epochs, digits: train.length / 784 };
  training.receive({ act: "begin", settings, train, held });
  training.receive({ act: "play" });
  while (waiting.length) waiting.shift()();
  training.receive({ act: "take" });
  writeFileSync(`${folder}/${seed}.safetensors`, weightsOf(said.at(-1)));
  return said.at(-2).speed;
});
process.stdout.write(JSON.stringify(speeds));
