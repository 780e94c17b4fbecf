// Trains a model as the page does, for an epoch, for the answers of the three checkpoints.
import { readFileSync } from "node:fs";
import { zip } from "../../assets/shared/zip.js";

export const asked = JSON.parse(readFileSync(0, "utf8")); // settings, images, labels ...
export const images = Uint8Array.from(asked.images);

// The training after an epoch of these images, and what it gives for a checkpoint.
export function trained(Kind, defaults) {
  const waiting = [];
  let said = null;
  const training = new Kind({
    post: (message) => {
      said = message;
    },
    later: (call) => waiting.push(call),
  });
  training.receive({ act: "begin", settings: { ...defaults, ...asked.settings }, train: images, held: images });
  training.receive({ act: "epoch" });
  while (waiting.length) waiting.shift()();
  training.receive({ act: "take" });
  const labels = asked.labels && Uint8Array.from(asked.labels);
  return { training, taken: { ...said, id: 1, kind: "mnist", labels } };
}

// Bytes, and the files of a zip, in base64.
export const base64 = (bytes) => Buffer.from(bytes).toString("base64");
export const zipped = (files) => base64(zip(files));

export const answer = (given) => process.stdout.write(JSON.stringify(given));
