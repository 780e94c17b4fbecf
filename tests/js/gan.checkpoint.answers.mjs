// The zip that the page saves of a dense GAN after an epoch, what it draws of a seed, and what it says of it.
import { filesOf } from "../../assets/gan/train/digits/checkpoint.js";
import { DEFAULTS } from "../../assets/gan/train/digits/settings.js";
import { DigitsTraining } from "../../assets/gan/train/digits/training.js";
import { answerHere } from "../../assets/gan/train/own.js";
import { answer, asked, base64, images, trained, zipped } from "./trained.mjs";

const { training, taken } = trained(DigitsTraining, DEFAULTS);
const ask = async (name, request) => (name === "fool_digit" ? { seen: request.digit } : {});
const requests = {
  samples: { seed: 3, first: 2, count: 2, truncation: null },
  look: { latents: asked.latents },
  fool_map: { latents: asked.latents },
  fool_digit: { digit: base64(images.subarray(0, 784)) },
  fool_question: { seed: 7, round: 1 },
  fool_answer: { seed: 7, round: 1 },
};
const answers = { fixed: Array.from(training.noise.subarray(0, asked.settings.latents)) }; // of the first picture in its film
for (const [name, request] of Object.entries(requests)) answers[name] = await answerHere(taken, name, request, ask);
answer({ zip: zipped(await filesOf(taken)), answers });
