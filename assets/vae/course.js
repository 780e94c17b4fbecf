// The training timeline: what codes and digits looked like while this model learned.
import { later } from "../shared/later.js";

export const tool = {
  id: "timeline",
  title: "Training timeline",
  lead:
    "Watch this model learn: what it drew, and what it made of the same test digits, at moments of its training, from " +
    "before it began to its last epoch (one pass through all training digits). Move the slider, or press Play.",
  applies: ({ timeline }) => Boolean(timeline),
  make: (box, viewer) => later(() => import("../shared/timeline.js"), box, viewer),
};
