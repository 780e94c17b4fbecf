// What the page's components are made of, on window.zoo: elements, fields, downloads, and the strip of tools.
(() => {
  const zoo = window.zoo;

  // An element with its properties (or attributes) and children; text goes in as text, never as markup.
  zoo.el = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const { el } = zoo;

  zoo.button = (text, press, className = "") => {
    const made = el("button", { type: "button", className: `zoo-button ${className}`, textContent: text });
    made.addEventListener("click", press);
    return made;
  };

  // A small screen for one digit.
  zoo.screen = (label, className = "") => {
    const named = label ? { role: "img", "aria-label": label } : {};
    return el("canvas", { width: 28, height: 28, className: `zoo-screen ${className}`, ...named });
  };

  // A labelled choice: options are [value, text] pairs.
  zoo.select = (label, options, change) => {
    const box = el("select", { className: "zoo-select" });
    zoo.options(box, options);
    box.addEventListener("change", () => change(box.value));
    return el("label", { className: "zoo-field" }, label, box);
  };
  zoo.options = (box, options) => {
    box.replaceChildren(...options.map(([value, text]) => el("option", { value, textContent: text })));
  };

  // A row of choices of which one is pressed: [value, text] pairs. Returns show(value).
  zoo.segments = (box, choices, press) => {
    const buttons = choices.map(([value, text]) => Object.assign(zoo.button(text, () => press(value)), { choice: value }));
    box.append(...buttons);
    return (value) => { for (const button of buttons) button.setAttribute("aria-pressed", button.choice === value); };
  };

  // On a phone the models stand in one row that can be scrolled: bring the chosen one of this tab into sight.
  zoo.showChoice = (root) => requestAnimationFrame(() => {
    const chosen = (root.closest("[role=tabpanel]") ?? document).querySelector(".zoo-models label.selected");
    if (!chosen) return;
    const [chip, row] = [chosen, chosen.parentElement].map((each) => each.getBoundingClientRect());
    chosen.parentElement.scrollLeft += chip.left + chip.width / 2 - row.left - row.width / 2;
  });

  // Bytes as the browser's download.
  zoo.download = (name, content, type) => {
    const url = URL.createObjectURL(new Blob([content], { type }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // A number as few digits as give the same float32 back: links and files stay short and exact.
  zoo.short = (value) => {
    for (let digits = 1; digits < 9; digits++) {
      const text = Number(value.toPrecision(digits));
      if (Math.fround(text) === Math.fround(value)) return text;
    }
    return Number(value.toPrecision(9));
  };

  // The clipboard is closed to pages without https: then the field is selected, for the visitor's own keys.
  zoo.copyLink = async (field, link, say) => {
    field.value = link;
    field.select();
    try {
      await navigator.clipboard.writeText(link);
      say("Link copied.");
    } catch {
      const done = document.execCommand("copy");
      say(done ? "Link copied." : "The link is selected: copy it with Ctrl+C or ⌘C.");
    }
  };

  // The strip that opens one tool at a time: tabs by the pattern of WAI-ARIA, the arrow keys move between them.
  // `always` are the hooks that follow every change, `live` those that rest while the tools are out of sight.
  class Strip {
    constructor(tools, { prefix, always, live }, tabs, panels, viewer) {
      Object.assign(this, { tools, prefix, always, live, tabs, panels, viewer });
      Object.assign(this, { made: new Map(), shown: [], open: null, inView: false }); // made: id -> {box, hooks, model}
      for (const name of always) this[name] = () => this.hooks(name);
      for (const name of live) this[name] = () => { if (this.inView) this.hooks(name); };
      tabs.addEventListener("keydown", (event) => this.key(event));
      new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView) this.hooks(...live);
      }, { rootMargin: "100px" }).observe(panels);
    }

    hooks(...names) { for (const name of names) this.made.get(this.open)?.hooks?.[name]?.(); }

    model() {
      this.shown = this.tools.filter((tool) => tool.applies?.(this.viewer.model) ?? true);
      this.tabs.replaceChildren(...this.shown.map((tool) => this.tab(tool)));
      const stays = this.shown.some(({ id }) => id === this.open);
      if (this.shown.length) this.show(stays ? this.open : this.shown[0].id);
    }

    make(tool) {
      const { prefix } = this;
      const box = el("div", { className: `zoo-tool ${prefix}-tool ${prefix}-tool-${tool.id}`, role: "tabpanel", id: `${prefix}-panel-${tool.id}` });
      box.setAttribute("aria-labelledby", `${prefix}-tab-${tool.id}`);
      box.append(el("p", { className: "zoo-tool-lead", textContent: tool.lead }));
      const entry = { box };
      this.made.set(tool.id, entry);
      this.panels.append(box);
      entry.hooks = tool.make(box, this.viewer) ?? {};
    }

    show(id) {
      this.open = id;
      if (!this.made.has(id)) this.make(this.shown.find((one) => one.id === id));
      for (const [other, { box }] of this.made) box.hidden = other !== id;
      for (const tab of this.tabs.children) {
        const selected = tab.id === `${this.prefix}-tab-${id}`;
        tab.setAttribute("aria-selected", selected);
        tab.tabIndex = selected ? 0 : -1;
      }
      const entry = this.made.get(id);
      const known = entry.model === this.viewer.model; // what was picked and set in the tool stays while its model does
      entry.model = this.viewer.model;
      if (!known) this.hooks("model");
      this.hooks(...this.always, ...this.live);
    }

    tab(tool) {
      const made = el("button", { type: "button", role: "tab", id: `${this.prefix}-tab-${tool.id}`, textContent: tool.title });
      made.setAttribute("aria-controls", `${this.prefix}-panel-${tool.id}`);
      made.addEventListener("click", () => {
        this.show(tool.id);
        made.scrollIntoView({ block: "nearest", inline: "nearest" });
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

  // Give a component its register: ours.tool(id, {title, lead, applies(model), make(box, viewer) -> hooks}), in the
  // order in which the tools stand, and ours.strip(tabs, panels, viewer).
  zoo.toolbox = (ours, settings) => {
    ours.tools = [];
    ours.tool = (id, tool) => ours.tools.push({ id, ...tool });
    ours.strip = (tabs, panels, viewer) => new Strip(ours.tools, settings, tabs, panels, viewer);
  };
})();
