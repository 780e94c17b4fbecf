// Train in the plane: two small players learn in the page, where all that they do can be seen.
import { later } from "../shared/later.js";

export const tool = {
  id: "plane",
  title: "Train one",
  lead:
    "Watch a GAN learn, here in your browser. Its “pictures” are points of a plane, so you see everything: the critic’s landscape, " +
    "the grid by which the generator bends its random numbers towards the data, and the arrows that say where each generated point should go.",
  make: (box, viewer) => later(() => import("./train/plane/tool.js"), box, viewer),
};
