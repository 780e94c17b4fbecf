// What the tool Train needs of this tab.
import { Trainer } from "../../shared/train/tool.js";
import { filesOf, NAME, titleOf } from "./checkpoint.js";
import { fromZip } from "./loading.js";
import { moment, verdict } from "./moment.js";
import { Pictures } from "./pictures.js";
import { book, command, PRESETS } from "./settings.js";
import { RBMTraining } from "./training.js";

const own = () => ({
  book,
  presets: PRESETS,
  training: RBMTraining,
  script: new URL("./worker.js", import.meta.url),
  pictures: () => new Pictures(),
  moment,
  verdict,
  tab: "rbm",
  titleOf,
  command,
  name: NAME,
  save: filesOf,
  read: fromZip,
  yours: "This machine is yours, and it dreams. Paint into its dream.",
});

export const make = (box, viewer) => new Trainer(box, viewer, own());
