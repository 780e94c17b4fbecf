// What is seen of a run: the pictures of its chains, the hidden units of the chosen one, the energies, the judge's
// reading.
import { besidePictures, heldText, titleOf, underPlot } from "./energy.js";
import { Trace } from "./trace.js";
import { layerGrids, makeJudge, makePictures } from "./view.js";

const UNITS_TEXT =
  "the stronger the colour, the more probably on. Press one to force it on in all chains, again to force it off, and " +
  "again to let it go. Point at one to see what it draws.";

export class Stage {
  // `hands`: painted(index, pixels), force(unit, value) and hold(unit, value); `redraw()` asks for draw() in the next
  // frame.
  constructor(root, server, { run, hands, redraw }) {
    this.$ = (selector) => root.querySelector(selector);
    this.run = run;
    this.hands = hands;
    this.redraw = redraw;
    this.pictures = [];
    this.machine = null; // whose pictures these are
    this.picked = 0; // the chain whose hidden units are shown
    this.drawLayers = (_chain, _look) => {};
    this.judge = makeJudge(this.$(".rbm-chain-judged"), server);
    this.trace = new Trace(this.$(".rbm-chain-plots"));
    new ResizeObserver(redraw).observe(this.$(".rbm-chain-hidden"));
  }

  // A machine arrives: the grids of its hidden layers.
  layers() {
    const { run } = this;
    const { force, hold } = this.hands;
    this.drawLayers = layerGrids(this.$(".rbm-chain-layers"), run.machine, {
      forced: () => run.forced,
      force,
      held: () => run.held(this.picked),
      hold,
    });
  }

  // What the free energies are those of; `reference` is that of test digits, or null.
  tell(model, reference = null) {
    this.$(".rbm-chain-beside").textContent = besidePictures(model);
    this.$(".rbm-chain-noise").textContent = model.noise_at_first;
    this.trace.say(titleOf(model), underPlot(model, reference), reference);
  }

  // What is held and forced.
  tellHeld(model) {
    const { chains, forced } = this.run;
    this.$(".rbm-chain-held").textContent = heldText(model, chains.held(), forced.size);
  }

  // A run begins: as many pictures as it has chains.
  begin() {
    const { count, machine, isDeep, start } = this.run;
    this.$(".rbm-chain-noise").hidden = start !== "hidden"; // it speaks of this start alone
    if (this.pictures.length === count && this.machine === machine) return;
    this.picked = Math.min(this.picked, count - 1);
    this.pictures = makePictures(this.$(".rbm-chain-pictures"), count, {
      painted: this.hands.painted,
      pick: (index) => this.pick(index),
      paintable: !isDeep,
    });
    this.machine = machine;
    this.pick(this.picked);
  }

  pick(index) {
    this.picked = index;
    this.pictures.forEach(({ name }, i) => name.setAttribute("aria-pressed", i === index));
    this.$(".rbm-chain-which").textContent = `The units of chain ${index + 1}: ${UNITS_TEXT}`;
    this.redraw();
  }

  // A pen that rests on a picture paints on, for the machine has moved.
  rest() {
    for (const picture of this.pictures) picture.rest();
  }

  // `isFrame`: the run goes on, and the slow parts may wait.
  draw(model, isFrame) {
    const { chains } = this.run;
    chains.list.forEach((chain, i) => this.pictures[i].show(chain, chains.look(chain), model));
    const chain = chains.list[this.picked];
    this.judge([this.picked, chains.look(chain).pixels, model.name]);
    this.drawLayers(chain, chains.look(chain));
    this.trace.draw(chains, !isFrame);
    const plural = chains.steps === 1 ? "" : "s";
    this.$(".rbm-chain-steps").textContent = `${chains.steps.toLocaleString("en")} step${plural}`;
  }
}
