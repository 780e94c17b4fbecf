// “Yours”: the models that the visitor trained, above a tab's parts, each a press away.
import { el, makeButton } from "./dom.js";
import { all, keep, remove } from "./shelf.js";

const NOT_KEPT =
  "Your browser has no room for it, so it is gone when this page closes. Save it as a checkpoint to keep it.";

export class Own {
  // `choose(model)` shows a model of the page's; `shown()` is the one that is there; `say` tells. A tab's own are its
  // `family` and fetch(), a promise of a module whose describe(kept, model) gives what the page shows of a kept model,
  // after the model that was shown before it.
  constructor(box, { family, fetch, choose, shown, say }) {
    this.box = box;
    this.family = family;
    this.fetch = fetch;
    this.choose = choose;
    this.shown = shown;
    this.say = say;
    this.kept = []; // the newest first
    this.ready = all(this.family).then((kept) => {
      this.kept = kept;
      this.mark();
    });
  }

  // Keeps a model and shows it. `taken` has its `title` and its `experiment`, see experimentLink.
  async add(taken) {
    await this.ready;
    const model = { ...taken, id: Date.now(), family: this.family };
    this.kept.unshift(model);
    try {
      await keep(model);
      this.kept = await all(this.family);
    } catch (error) {
      console.warn(error);
      this.say(NOT_KEPT, true);
    }
    await this.show(model);
    this.box.scrollIntoView({ block: "start" });
  }

  async show(model) {
    const { describe } = await this.fetch();
    const base = this.shown();
    if (!base) return; // the first model of the tab is still on its way
    const common = { revision: "", own: model, served: base.served ?? base, restore: null, notice: "" };
    await this.choose({ ...base, ...common, title: `Yours: ${model.title}`, ...describe(model) });
  }

  async drop(model) {
    this.kept = this.kept.filter((each) => each !== model);
    this.mark();
    try {
      await remove(model.id);
    } catch (error) {
      console.warn(error); // it was never kept
    }
  }

  // Another model is shown, or another one is kept.
  mark() {
    const shown = this.shown();
    this.box.hidden = !this.kept.length;
    const chips = this.kept.map((model) => this.chip(model, shown?.own?.id === model.id));
    const back = shown?.served ? [makeButton(`Back to ${shown.served.title}`, () => this.choose(shown.served))] : [];
    this.box.replaceChildren(el("b", { textContent: "Yours" }), ...chips, ...back);
  }

  chip(model, isShown) {
    const pressed = makeButton(model.title, () => this.show(model));
    pressed.setAttribute("aria-pressed", isShown);
    const gone = makeButton("×", () => this.drop(model), "zoo-own-drop");
    gone.setAttribute("aria-label", `Delete ${model.title}`);
    return el("span", { className: "zoo-own-one" }, pressed, gone);
  }
}

// The address of an experiment in a tab, beside the model that the tab shows.
export function experimentLink(tab, model, text) {
  const query = new URLSearchParams({ tab, model: (model.served ?? model).name, train: text });
  return `${location.origin}${location.pathname}?${String(query).replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}
