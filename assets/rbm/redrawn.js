// The same digits, redrawn by the models that stand beside a deep network.
import { el, makeAgain, makeScreen, paint } from "../shared/dom.js";
import { fetchTensors } from "../shared/fetching.js";
import { picture } from "./pictures.js";

const BESIDE = [
  ["rbm", "RBM"],
  ["dbn", "DBN"],
  ["dbn-finetuned", "DBN, fine-tuned"],
];

export class Redrawn {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.rows = el("div", { className: "rbm-redrawn" });
    box.append(
      el("h4", { textContent: "The same digits, redrawn by the family" }),
      el("p", {
        className: "rbm-text",
        textContent:
          "The first 20 test digits, taken up and down again once by mean field. A deep network describes a digit with fewer or " +
          "more abstract units, so it may redraw it less exactly. Fine-tuning lets the way down learn its own weights.",
      }),
      this.rows,
    );
  }

  async model() {
    const { model } = this.viewer;
    this.rows.replaceChildren(el("p", { className: "rbm-small", textContent: "Fetching the digits …" }));
    const there = new Set(model.models.map(({ name }) => name));
    const names = [
      ...BESIDE.filter(([name]) => there.has(name)),
      ...(BESIDE.some(([name]) => name === model.name) ? [] : [[model.name, model.title]]),
    ];
    const found = await Promise.all(names.map(([name, title]) => this.pictures(name, title)));
    if (this.viewer.model !== model) return;
    const rows = found.filter(Boolean);
    if (!rows.length) {
      this.rows.replaceChildren(
        el(
          "p",
          { className: "rbm-small" },
          "The pictures of these models could not be fetched. ",
          makeAgain(() => this.model()),
        ),
      );
      return;
    }
    this.rows.replaceChildren(
      this.row("the digits", rows[0].images, "test images 0–19"),
      ...rows.map((row) => this.redrawn(row)),
    );
  }

  async pictures(name, title) {
    const { model } = this.viewer;
    const shown = name === model.name ? model.shown : (await this.viewer.ask("weights_of", { name }))?.shown;
    try {
      const tensors = shown && (await fetchTensors(shown, "pictures"));
      return tensors && { title, images: tensors.images, redrawn: tensors.reconstructions };
    } catch (error) {
      this.viewer.say(`The pictures of ${title} cannot be shown here: ${error.message}.`, true);
      return null;
    }
  }

  redrawn({ title, images, redrawn }) {
    const total = images.reduce((sum, level, i) => sum + ((level - redrawn[i]) / 255) ** 2, 0);
    return this.row(title, redrawn, `squared error ${(total / (images.length / 784)).toFixed(1)}`);
  }

  row(title, tensor, note) {
    const pictures = Array.from({ length: tensor.length / 784 }, (_, i) => {
      const canvas = makeScreen(`${title}, digit ${i}`);
      paint(canvas, picture(tensor, i));
      return canvas;
    });
    return el(
      "div",
      { className: "rbm-redrawn-row" },
      el("p", {}, el("b", { textContent: title }), el("span", { textContent: note })),
      el("div", { className: "rbm-strip" }, ...pictures),
    );
  }
}
