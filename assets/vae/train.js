// Train: the visitor trains a VAE in the page, sees its digits drift into place, and plays with it afterwards.
import { later } from "../shared/later.js";

export const tool = {
  id: "train",
  title: "Train",
  lead:
    "Train a VAE yourself, here in your browser. Watch digits drift into place on its map, change the price of the code while it " +
    "runs, then play with what you trained.",
  make: (box, viewer) => later(() => import("./train/tool.js"), box, viewer),
};
