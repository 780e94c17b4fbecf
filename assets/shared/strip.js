import { el } from "./dom.js";
import { joinTools, stepTo } from "./places.js";
import { shareRow } from "./sharing.js";
import { linked } from "./terms.js";
import { isLacking, left } from "./views.js";

const OTHER = "This model has no such tool. Choose another model:";

// The strip that opens one tool at a time: tabs following the WAI-ARIA pattern, with arrow keys to move between them.
// `always` are the hooks called for every change, `live` those that pause while the tools are not visible.
export class Strip {
  constructor(tools, { prefix, always, live }, tabs, panels, viewer) {
    this.tools = tools;
    this.prefix = prefix;
    this.always = always;
    this.live = live;
    this.tabs = tabs;
    this.panels = panels;
    this.viewer = viewer;
    this.made = new Map(); // by the tool's id: {box, hooks, model}
    this.shown = [];
    this.open = this.before = null; // the tool that is open, and the one before it
    this.inView = false;
    this.lack = el("p", { className: "zoo-notice", textContent: OTHER, hidden: true });
    const shownTool = () => tools.find(({ id }) => id === this.open);
    this.share = shareRow(prefix, shownTool, () => this.made.get(this.open).box, viewer);
    joinTools(prefix, { open: () => this.open, go: (id) => this.go(id) });
    for (const name of always) this[name] = () => this.hooks(name);
    for (const name of live)
      this[name] = () => {
        if (this.inView) this.hooks(name);
      };
    tabs.addEventListener("keydown", (event) => this.key(event));
    new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1); // the latest: where the page is busy, several come at once
        this.inView = entry.isIntersecting;
        if (this.inView) this.hooks(...live);
      },
      { rootMargin: "100px" },
    ).observe(panels);
  }

  hooks(...names) {
    for (const name of names) this.made.get(this.open)?.hooks?.[name]?.();
  }

  model() {
    const tools = left(this.prefix, this.tools);
    this.shown = tools.filter((tool) => !tool.applies || tool.applies(this.viewer.model));
    this.tabs.replaceChildren(...this.shown.map((tool) => this.tab(tool)));
    const stays = this.shown.some(({ id }) => id === this.open);
    if (this.shown.length) this.show(stays ? this.open : this.shown[0].id);
    this.tellLack(tools.length > 0 && !this.shown.length);
  }

  // Where a frame shows one tool alone, a model may not have it: then there is the list of models.
  tellLack(has) {
    const isSo = isLacking(this.panels.closest("section"), has);
    this.panels.closest("[role=tabpanel]")?.classList.toggle("zoo-lacks", isSo);
    this.lack.hidden = !isSo;
    if (!isSo) return;
    this.panels.append(this.lack);
    for (const { box } of this.made.values()) box.hidden = true;
  }

  make(tool) {
    const { prefix } = this;
    const box = el("div", {
      className: `zoo-tool ${prefix}-tool ${prefix}-tool-${tool.id}`,
      role: "tabpanel",
      id: `${prefix}-panel-${tool.id}`,
    });
    box.setAttribute("aria-labelledby", `${prefix}-tab-${tool.id}`);
    box.append(el("p", { className: "zoo-tool-lead" }, ...linked(tool.lead)));
    const entry = { box };
    this.made.set(tool.id, entry);
    this.panels.append(box, this.share);
    entry.hooks = tool.make(box, this.viewer) ?? {};
  }

  // Opens a tool if this model has it.
  go(id) {
    if (this.shown.some((tool) => tool.id === id)) this.show(id);
  }

  show(id) {
    if (id !== this.open) this.before = this.open;
    this.open = id;
    if (!this.made.has(id)) this.make(this.shown.find((one) => one.id === id));
    for (const [other, { box }] of this.made) box.hidden = other !== id;
    for (const tab of this.tabs.children) {
      const selected = tab.id === `${this.prefix}-tab-${id}`;
      tab.setAttribute("aria-selected", selected);
      tab.tabIndex = selected ? 0 : -1;
    }
    this.share.hidden = id === "export"; // which has its own
    const entry = this.made.get(id);
    // selections and settings in the tool stay while the model is the same
    const known = entry.model === this.viewer.model;
    entry.model = this.viewer.model;
    if (!known) this.hooks("model");
    this.hooks(...this.always, ...this.live);
  }

  tab(tool) {
    const made = el("button", {
      type: "button",
      role: "tab",
      id: `${this.prefix}-tab-${tool.id}`,
      textContent: tool.title,
    });
    made.setAttribute("aria-controls", `${this.prefix}-panel-${tool.id}`);
    made.addEventListener("click", ({ isTrusted }) => {
      if (isTrusted) stepTo(this.prefix, tool.id); // not while arrow keys pass by
      this.show(tool.id);
    });
    return made;
  }

  key(event) {
    const { shown } = this;
    const at = shown.findIndex(({ id }) => id === this.open);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = this.tabs.children[(next + shown.length) % shown.length];
    tab.focus();
    tab.click();
  }
}
