// Train one: two small players learn in the page, in the plane, where all that they do can be seen, or on digits.
import { later } from "../shared/later.js";

export const tool = {
  id: "plane",
  title: "Train one",
  lead:
    "Watch a GAN learn, here in your browser. In the plane its “pictures” are points, so you see everything: the critic’s landscape, " +
    "the grid by which the generator bends its random numbers towards the data, and the arrows that say where each generated point should go. " +
    "On digits it is the dense GAN of the course, and what you trained is a model of this tab.",
  make: (box, viewer) => later(() => import("./train/tool.js"), box, viewer),
};
