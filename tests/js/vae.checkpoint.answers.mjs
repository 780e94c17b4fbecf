// The zip that the page saves of a VAE after an epoch, and what it makes of the first digit.
import { filesOf } from "../../assets/vae/train/checkpoint.js";
import { answerHere } from "../../assets/vae/train/own.js";
import { DEFAULTS } from "../../assets/vae/train/settings.js";
import { VAETraining } from "../../assets/vae/train/training.js";
import { answer, base64, images, trained, zipped } from "./trained.mjs";

const { taken } = trained(VAETraining, DEFAULTS);
const seen = base64(images.subarray(0, 784));
const { code, sd, rebuilt } = await answerHere({ own: taken }, "encode", {}, async () => ({ seen }));
answer({ zip: zipped(filesOf(taken)), code, sd, rebuilt });
