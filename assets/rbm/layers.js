// Deep network: a digit goes up layer by layer, dreams at the top, and comes down; its second layer’s weights; what
// fine-tuning changed.
import { Journey } from "./journey.js";
import { layersOf } from "./pictures.js";
import { Redrawn } from "./redrawn.js";
import { Second } from "./second.js";
import { Untied } from "./untied.js";

class Deep {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.journey = new Journey(box, viewer);
    this.second = new Second(box);
    this.untied = new Untied(box);
    this.redrawn = new Redrawn(box, viewer);
  }

  async model() {
    this.redrawn.model();
    const layers = await layersOf(this.viewer);
    if (!layers) return;
    this.second.model(layers, this.viewer.model.config);
    this.untied.model(layers, this.viewer.model);
    await this.journey.model(layers);
  }
}

export const tool = {
  id: "layers",
  title: "Deep network",
  lead:
    "A deep belief network is an RBM on top of layers that translate: the top two layers decide what it dreams, and the layers below " +
    "turn that into pixels. Follow a digit on its way.",
  applies: (model) => model.lower.length > 0,
  make: (box, viewer) => new Deep(box, viewer),
};
