// “Yours”: the models that the visitor trained, above a tab's parts, each a press away.
import { el, makeButton } from "./dom.js";
import { all, keep, MOST, remove } from "./shelf.js";

const NOT_KEPT =
  "Your browser has no room for it, so it is gone when this page closes. Save it as a checkpoint to keep it.";

export class Own {
  // `choose(model)` shows a model of the page's; `shown()` is the one that is there; `say` tells. A tab's own are its
  // `family` and fetch(), a promise of a module whose describe(kept) gives, or promises, what the page shows of a kept
  // model, with the `addresses` that are held for it; and perhaps forget(id) drops what else it has of one.
  constructor(box, { family, fetch, choose, shown, say }) {
    this.box = box;
    this.family = family;
    this.fetch = fetch;
    this.choose = choose;
    this.shown = shown;
    this.say = say;
    this.kept = []; // the newest first
    this.unstored = []; // those of them that are gone when the page closes
    this.described = new Map(); // what describe gave, by id
    this.ready = all(this.family).then((kept) => {
      this.kept = kept;
      this.mark();
    });
  }

  // Keeps a model and shows it. `taken` has its `title` and its `experiment`, see experimentLink. Gives a sentence about
  // what was lost by it, or "".
  async add(taken) {
    await this.ready;
    const model = { ...taken, id: Date.now(), family: this.family };
    this.kept.unshift(model);
    const note = await this.store(model);
    await this.show(model);
    this.box.scrollIntoView({ block: "start" });
    return note;
  }

  async store(model) {
    try {
      const old = await keep(model);
      this.kept = [...(await all(this.family)), ...this.unstored].sort((a, b) => b.id - a.id);
      for (const { id } of old) this.forget(id);
      const titles = old.map(({ title }) => `“${title}”`).join(", ");
      return titles && `${titles} gave way to it: your browser keeps the newest ${MOST}.`;
    } catch (error) {
      console.warn(error);
      this.unstored.push(model);
      return NOT_KEPT;
    }
  }

  async show(model) {
    const { describe } = await this.fetch();
    if (!this.described.has(model.id)) this.described.set(model.id, await describe(model));
    const base = this.shown();
    if (!base) return; // the first model of the tab is still on its way
    const common = { revision: "", own: model, served: base.served ?? base, restore: null, notice: "", timeline: null };
    await this.choose({ ...base, ...common, title: `Yours: ${model.title}`, ...this.described.get(model.id) });
  }

  async drop(model) {
    this.kept = this.kept.filter((each) => each !== model);
    this.unstored = this.unstored.filter((each) => each !== model);
    this.mark();
    const shown = this.shown();
    if (shown?.own?.id === model.id) await this.choose(shown.served);
    this.forget(model.id);
    try {
      await remove(model.id);
    } catch (error) {
      console.warn(error); // it was never kept
    }
  }

  forget(id) {
    for (const address of this.described.get(id)?.addresses ?? []) URL.revokeObjectURL(address);
    this.described.delete(id);
    this.fetch().then(
      (module) => module.forget?.(id),
      () => {}, // it was never fetched
    );
  }

  // Another model is shown, or another one is kept.
  mark() {
    const shown = this.shown();
    const focused = /** @type {HTMLElement | null} */ (this.box.querySelector(":focus"));
    this.box.hidden = !this.kept.length && !shown?.served;
    const chips = this.kept.map((model) => this.chip(model, shown?.own?.id === model.id));
    const back = shown?.served ? [makeButton(`Back to ${shown.served.title}`, () => this.choose(shown.served))] : [];
    const most = el("span", { textContent: `the newest ${MOST} stay in your browser` });
    this.box.replaceChildren(el("b", { textContent: "Yours" }), most, ...chips, ...back);
    if (!focused) return;
    const buttons = [...this.box.querySelectorAll("button")];
    const same = buttons.find(({ dataset }) => dataset.own && dataset.own === focused.dataset.own);
    (same ?? buttons[0])?.focus({ preventScroll: true });
  }

  // All of them, as a list of models: {name, title, kept}.
  listed() {
    return this.kept.map((kept) => ({ name: ownName(kept), title: `Yours: ${kept.title}`, kept }));
  }

  chip(model, isShown) {
    const pressed = makeButton(model.title, () => this.show(model));
    pressed.setAttribute("aria-pressed", isShown);
    pressed.dataset.own = model.id;
    const gone = makeButton("×", () => this.drop(model), "zoo-own-drop");
    gone.setAttribute("aria-label", `Delete ${model.title}`);
    return el("span", { className: "zoo-own-one" }, pressed, gone);
  }
}

export const ownName = ({ family, id }) => `my-${family}-${id}`;

// The address of an experiment in a tab, beside the model that the tab shows.
export function experimentLink(tab, model, text, key = "train") {
  const query = new URLSearchParams({ tab, model: (model.served ?? model).name, [key]: text });
  return `${location.origin}${location.pathname}?${String(query).replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}
