// Where a run starts: the choice of starts, and the pad with its examples and test digits.
import { toLevels } from "../shared/bytes.js";
import { paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { makePad, testDigits } from "../shared/pad.js";
import { halfOf } from "./half.js";

// `begin(start, pixels)` is called when a start is chosen; pixels is 784 values in [0, 1] or null. `ask` and `say` are
// the viewer's. With the pixels of a half that was drawn it also gets what `halfOf` says of it.
export class Start {
  constructor(root, { ask, say, begin }) {
    this.root = root;
    this.ask = ask;
    this.say = say;
    this.begin = begin;
    this.wish = 0;
    this.model = null;
    this.pixels = null; // of the digit on the pad
    this.side = ""; // which half of it was drawn, if not all of it
    this.example = "";
    this.$ = (selector) => root.querySelector(selector);
    this.unit = this.$(".rbm-chain-one input");
    this.pad = makePad(root, () => this.drawn());
    const strokes = this.pad.example.bind(this.pad);
    this.pad.example = (path) => {
      this.example = Object.keys(this.model.examples).find((digit) => this.model.examples[digit] === path);
      strokes(path);
    };
    for (const button of root.querySelectorAll("[data-start]")) {
      button.addEventListener("click", () =>
        this.choose(button.dataset.start === "unit" ? this.readUnit() : button.dataset.start),
      );
    }
    this.unit.addEventListener("change", () => this.choose(this.readUnit()));
    this.$(".zoo-pad").addEventListener("keydown", (event) => {
      if (event.key === "Delete") this.clear();
    });
    this.send = newestOnly((wish) => this.encode(wish));
  }

  show(model, machine) {
    this.model = model;
    this.machine = machine;
    if (!this.pixels) this.clear(); // a digit on the pad stays for the next model
    this.testDigits();
    this.$("[data-start=chains]").hidden = !machine.chains.count;
    this.$("[data-start=usage]").hidden = !machine.usage;
    this.unit.max = machine.hidden - 1;
    this.pad.examples(model.examples);
  }

  testDigits() {
    testDigits(this.root, this.model, this.pad.takeTest, this.say);
  }

  // The server has MNIST by now, or could not fetch it.
  digitsCame({ mnist, test_digits }) {
    if (!this.model?.mnist) return;
    const { served = {} } = this.model; // the model that one's own stands beside
    for (const each of [this.model, served]) Object.assign(each, { mnist, test_digits });
    this.testDigits();
  }

  // A new wish; whoever waits for the previous one is told that it was dropped.
  renew() {
    this.heard?.(null);
    this.heard = null;
    return ++this.wish;
  }

  mark(start) {
    for (const button of this.root.querySelectorAll("[data-start]")) {
      button.setAttribute("aria-pressed", start.split("-")[0] === button.dataset.start);
    }
  }

  readUnit() {
    const unit = Number(this.unit.value);
    const valid = this.unit.value.trim() !== "" && Number.isInteger(unit) && unit >= 0 && unit < this.machine.hidden;
    this.unit.setAttribute("aria-invalid", !valid);
    if (!valid)
      this.say(`The number of a hidden unit must be a whole number from 0 to ${this.machine.hidden - 1}.`, true);
    return valid ? `unit-${unit}` : null;
  }

  choose(start) {
    if (!start) return;
    this.renew();
    this.say("");
    this.begin(start, null);
  }

  clear() {
    this.renew();
    [this.pixels, this.side] = [null, ""];
    this.pad.clear();
  }

  drawn() {
    if (this.model) this.send(this.renew());
  }

  // The half of a digit that is on the pad, as `halfOf` says: the named one, or the one that it keeps to. The drawing as
  // a whole, on its way to the server, is dropped.
  half(named = "") {
    const { ink } = this.pad;
    const { data, width } = ink.getImageData(0, 0, ink.canvas.width, ink.canvas.height);
    const found = halfOf((x, y) => data[4 * (y * width + x)], width, named);
    if (!found?.half) return found;
    this.renew();
    [this.pixels, this.side] = [found.pixels, found.half];
    this.seen(found.pixels, true);
    return found;
  }

  // What the machine gets.
  seen(pixels, isHalf) {
    paint(this.$(".zoo-pad-seen canvas"), pixels);
    const [whole, half] = this.root.querySelectorAll(".rbm-chain-seen .rbm-chain-caption");
    [whole.hidden, half.hidden] = [isHalf, !isHalf];
  }

  name() {
    if (this.pad.test !== null) return `test-${this.pad.test}`;
    return this.pad.replaced ? `example-${this.example}` : "drawing";
  }

  async encode(wish) {
    await null; // a half needs no server
    if (wish !== this.wish) return;
    const [model, start] = [this.model, this.name()];
    const answer = await this.ask("digit", { digit: this.pad.request() });
    if (wish !== this.wish) return;
    if (!answer && model === this.model) this.pad.failed();
    if (!answer || model !== this.model) return this.heard?.(model === this.model ? false : null);
    this.pad.seen({ seen: answer.pixels, label: answer.label, label_name: answer.label_name });
    [this.pixels, this.side] = [toLevels(answer.pixels), ""];
    this.seen(this.pixels, false);
    this.say("");
    this.begin(start, this.pixels);
    this.heard?.(true);
  }

  // The start of a link, as a Promise: true once the run began there, false if it cannot, null if another start was
  // chosen.
  async restore(start, drawing = "", half = "") {
    const [kind, digits] = start.split("-");
    const number = Number(digits);
    const there =
      {
        example: number in this.model.examples,
        test: number < this.model.test_digits,
        unit: number < this.machine.hidden,
        drawing: Boolean(drawing),
        chains: this.machine.chains.count > 0,
        usage: this.machine.usage !== null,
      }[kind] ?? true;
    if (!there) return false;
    if (!["example", "test", "drawing"].includes(kind)) {
      if (kind === "unit") this.unit.value = number;
      this.choose(start);
      return true;
    }
    if (drawing) this.pad.restore({ digit: "", drawing }, 0);
    else if (kind === "example") this.pad.example(this.model.examples[number]);
    else {
      this.$(".zoo-pad-test input").value = number;
      this.pad.takeTest(number);
    }
    if (drawing && half) {
      const found = this.half(half);
      this.begin(start, found.pixels, found);
      return true;
    }
    return new Promise((done) => {
      this.heard = done;
    }); // the server scales the digit first
  }
}
