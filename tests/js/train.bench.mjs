// Trains models as the page does, with the settings that its fields have at first: how fast, and the weights of each seed
// as a file. Digits come as a safetensors file.
import { readFileSync, writeFileSync } from "node:fs";
import { parseSafetensors } from "../../assets/shared/safetensors.js";

const { module, kind, digits, epochs, seeds, folder } = JSON.parse(readFileSync(0, "utf8"));
const part = (name) => import(`../../assets/${module}/${name}.js`);
const [{ weightsOf }, { DEFAULTS }, { [kind]: Training }] = await Promise.all(
  ["checkpoint", "settings", "training"].map(part),
);
const content = readFileSync(digits);
const { train, held } = parseSafetensors(content.buffer.slice(content.byteOffset, content.byteOffset + content.length));
const speeds = seeds.map((seed) => {
  const waiting = [];
  const said = [];
  const training = new Training({ post: (message) => said.push(message), later: (call) => waiting.push(call) });
  const settings = { ...DEFAULTS, seed, epochs, digits: train.length / 784 };
  training.receive({ act: "begin", settings, train, held });
  training.receive({ act: "play" });
  while (waiting.length) waiting.shift()();
  training.receive({ act: "take" });
  writeFileSync(`${folder}/${seed}.safetensors`, weightsOf(said.at(-1)));
  return said.at(-2).speed;
});
process.stdout.write(JSON.stringify(speeds));
