// What the tool that trains a GAN on digits needs of this tab.
import { Trainer } from "../../../shared/train/tool.js";
import { place } from "../cards.js";
import { filesOf, NAME, titleOf } from "./checkpoint.js";
import { fromZip } from "./loading.js";
import { moment, verdict } from "./moment.js";
import { Pictures } from "./pictures.js";
import { book, command, PRESETS } from "./settings.js";
import { DigitsTraining } from "./training.js";

const own = () => ({
  book,
  presets: PRESETS,
  training: DigitsTraining,
  script: new URL("./worker.js", import.meta.url),
  pictures: () => new Pictures(),
  moment,
  verdict,
  tab: "gan",
  one: "One turn",
  place,
  titleOf,
  command,
  name: NAME,
  save: filesOf,
  read: fromZip,
  yours: "This GAN is yours, and these are its digits. All tools below work on it.",
});

export const make = (box, viewer) => new Trainer(box, viewer, own());
