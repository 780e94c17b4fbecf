// Traversal: one row per latent, swept over its range, with everything else as the sliders have it.
import { el, makeButton, paint } from "../shared/dom.js";
import { newestOnly } from "../shared/pace.js";
import { byInformation, twoDecimals } from "./sliders.js";

const COLUMNS = 11;
const FIRST = 12; // rows at first; the least informative latents hardly change a digit

class Traversal {
  constructor(box, viewer) {
    this.viewer = viewer;
    this.rows = [];
    this.all = false;
    this.list = el("div", { className: "vae-rows" });
    this.more = makeButton("", () => {
      this.all = !this.all;
      this.model();
    });
    box.append(this.list, this.more);
    this.fill = newestOnly((asked) => this.decode(asked));
  }

  model() {
    const ordered = byInformation(this.viewer.model);
    this.rows = ordered.slice(0, this.all ? ordered.length : FIRST).map((latent) => this.row(latent));
    this.list.replaceChildren(...this.rows.map(({ box }) => box));
    this.more.hidden = ordered.length <= FIRST;
    this.more.textContent = this.all ? `Only the ${FIRST} most informative` : `All ${ordered.length} latents`;
    this.code();
  }

  // A row is one slider of eleven steps, drawn on one canvas; a click or the arrow keys go to a step.
  row(latent) {
    const canvas = el("canvas", { width: 28 * COLUMNS, height: 28, className: "zoo-screen" });
    const mark = el("i", { className: "vae-mark" });
    const sweep = el("div", { className: "vae-sweep", tabIndex: 0, role: "slider" }, canvas, mark);
    const values = Array.from(
      { length: COLUMNS },
      (_, i) => latent.low + ((latent.high - latent.low) * i) / (COLUMNS - 1),
    );
    const name = el("span", { className: "vae-name", textContent: `z${latent.index}` });
    const ends = (value) => el("span", { className: "vae-end", textContent: value.toFixed(1) });
    const box = el("div", { className: "vae-sweep-row" }, name, ends(latent.low), sweep, ends(latent.high));
    const row = { latent, canvas, mark, sweep, values, box };
    for (const [key, value] of [
      ["label", `Latent ${latent.index}`],
      ["valuemin", latent.low],
      ["valuemax", latent.high],
    ]) {
      sweep.setAttribute(`aria-${key}`, value);
    }
    sweep.addEventListener("click", (event) => {
      const place = sweep.getBoundingClientRect();
      this.go(row, Math.floor(((event.clientX - place.left) / place.width) * COLUMNS));
    });
    sweep.addEventListener("keydown", (event) => this.key(event, row));
    return row;
  }

  nearest({ values }, value) {
    const away = values.map((each) => Math.abs(each - value));
    return away.indexOf(Math.min(...away));
  }

  key(event, row) {
    const at = this.nearest(row, this.viewer.code()[row.latent.index]);
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: COLUMNS - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    this.go(row, to, { glide: false });
  }

  go({ latent, values }, column, how) {
    const code = this.viewer.code();
    code[latent.index] = values[Math.min(COLUMNS - 1, Math.max(0, column))];
    this.viewer.set(code, how);
  }

  code() {
    const code = this.viewer.code();
    if (code.length !== this.viewer.model.latents.length) return;
    for (const row of this.rows) {
      const value = code[row.latent.index];
      row.mark.style.left = `${(100 * this.nearest(row, value)) / COLUMNS}%`;
      row.sweep.setAttribute("aria-valuenow", twoDecimals(value));
    }
    this.fill({ code, rows: this.rows, model: this.viewer.model });
  }

  async decode({ code, rows, model }) {
    const stale = () => rows !== this.rows || model !== this.viewer.model;
    if (stale()) return;
    const codes = rows.flatMap(({ latent, values }) => values.map((value) => code.with(latent.index, value)));
    const pictures = await this.viewer.decode(codes);
    if (!pictures || stale()) return;
    pictures.forEach((picture, i) => paint(rows[Math.floor(i / COLUMNS)].canvas, picture, 28 * (i % COLUMNS), 0, 28));
  }
}

export const tool = {
  id: "traverse",
  title: "Traverse",
  lead:
    "What does each latent do? Every row changes one of them from its lowest to its highest value and leaves the " +
    "others as the sliders have them. Click a digit to go there; the frame is where the code is.",
  applies: (model) => model.latents.length > 0,
  make: (box, viewer) => new Traversal(box, viewer),
};
