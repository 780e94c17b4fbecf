// Train: the visitor trains a machine in the page, sees how it learns, and plays with it afterwards.
import { later } from "../shared/later.js";

export const tool = {
  id: "train",
  title: "Train",
  lead:
    "Train a machine yourself, here in your browser. Watch its filters form and its curves fall, change a setting while it runs, " +
    "then play with what you trained.",
  make: (box, viewer) => later(() => import("./train/tool.js"), box, viewer),
};
