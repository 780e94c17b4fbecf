// The latent explorer's tools: their register, the strip that opens one at a time, and what they share.
window.zooLatents = window.zooLatents || {};
(() => {
  const ours = window.zooLatents;
  const zoo = window.zoo;
  ours.tools = [];

  // Register a tool; they stand in the order registered. `make(box, explorer)` returns hooks: model, code, digit, pixels.
  ours.tool = (id, tool) => ours.tools.push({ id, ...tool });

  // An element with its properties (or attributes) and children; text goes in as text, never as markup.
  ours.el = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const { el } = ours;

  ours.button = (text, press, className = "") => {
    const made = el("button", { type: "button", className: `zoo-button ${className}`, textContent: text });
    made.addEventListener("click", press);
    return made;
  };

  // A small screen for one digit.
  ours.screen = (label, className = "") => {
    const named = label ? { role: "img", "aria-label": label } : {};
    return el("canvas", { width: 28, height: 28, className: `zoo-screen ${className}`, ...named });
  };

  // A labelled choice: options are [value, text] pairs, disabled texts have the value null.
  ours.select = (label, options, change) => {
    const box = el("select", { className: "latents-select" });
    ours.options(box, options);
    box.addEventListener("change", () => change(box.value));
    return el("label", { className: "latents-field" }, label, box);
  };
  ours.options = (box, options) => {
    box.replaceChildren(...options.map(([value, text]) => el("option", { value, textContent: text })));
  };

  // Bytes as the browser's download.
  ours.download = (name, content, type) => {
    const url = URL.createObjectURL(new Blob([content], { type }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // A number as few digits as give the same float32 back: links and files stay short and exact.
  ours.short = (value) => {
    for (let digits = 1; digits < 9; digits++) {
      const text = Number(value.toPrecision(digits));
      if (Math.fround(text) === Math.fround(value)) return text;
    }
    return Number(value.toPrecision(9));
  };

  // ---- the decoder: in the page where it is dense, else on the server
  const pause = () => new Promise((done) => setTimeout(done));
  const BATCH = 400; // as many as the server decodes at once

  async function inPage(network, codes) {
    const pictures = [];
    let began = performance.now();
    for (const code of codes) {
      pictures.push(Float32Array.from(network.run(Float32Array.from(code))));
      if (performance.now() - began < 8) continue;
      await pause(); // a hand on a slider does not wait for a grid
      began = performance.now();
    }
    return pictures;
  }

  async function onServer(ask, codes) {
    const pictures = [];
    for (let at = 0; at < codes.length; at += BATCH) {
      const part = codes.slice(at, at + BATCH);
      const answer = await ask("decode_many", { codes: part });
      if (!answer) return null;
      const levels = zoo.levels(answer.images);
      const pixels = levels.length / part.length;
      for (let i = 0; i < part.length; i++) pictures.push(levels.slice(i * pixels, (i + 1) * pixels));
    }
    return pictures;
  }

  // {now(code) -> picture or null, many(codes) -> promise of pictures, null where the server did not answer}
  ours.decoder = async (description, ask) => {
    if (description.kind === "server") return { now: () => null, many: (codes) => onServer(ask, codes) };
    const network = await zoo.fetchNetwork(description);
    return { now: (code) => network.run(code), many: (codes) => inPage(network, codes) };
  };

  // ---- a place for one code: a small digit, and a choice of where to take it from
  const SOURCES = [["", "take …"], ["current", "the sliders"], ["drawing", "the drawing"], ["random", "a random draw"],
    ...Array.from({ length: 10 }, (_, digit) => [`example ${digit}`, `example ${digit}`])];

  async function codeFrom(source, explorer) {
    if (source === "current") return explorer.code();
    if (source === "random") return explorer.randomCode(1 + Math.floor(Math.random() * 9999));
    if (source === "drawing") {
      const digit = explorer.digit();
      if (!digit) explorer.say("There is no drawing yet; draw a digit or take an example.", true);
      return digit?.answer.code;
    }
    const path = explorer.model.examples[source.split(" ")[1]];
    return (await explorer.ask("encode", { digit: ours.inkOfPath(path) }))?.code;
  }

  // A small digit and the choice of where to take its code from; `changed()` is called when another was picked.
  class Picker {
    constructor(label, explorer, changed) {
      Object.assign(this, { explorer, changed, held: null });
      Object.assign(this, { asked: 0, taken: 0 }); // count what was asked for: a late answer does not replace what was picked since
      this.screen = ours.screen(`Code ${label}`);
      const go = el("button", { type: "button", className: "latents-picked", title: "Move the sliders to this code" }, this.screen);
      go.addEventListener("click", () => this.held && explorer.set(this.held));
      const choice = ours.select("", SOURCES, (source) => {
        choice.lastChild.value = ""; // so that the same can be taken again
        if (source) this.take(source);
      });
      choice.lastChild.setAttribute("aria-label", `Take code ${label} from`);
      this.element = el("div", { className: "latents-picker" }, el("b", { textContent: label }), go, choice);
    }

    code() { return this.held; }

    clear() {
      this.held = null;
      this.taken = ++this.asked;
    }

    async take(source) {
      const { model } = this.explorer;
      const mine = ++this.asked;
      const code = await codeFrom(source, this.explorer);
      if (!code || mine < this.taken || this.explorer.model !== model) return;
      [this.held, this.taken] = [Array.from(code), mine];
      const [picture] = (await this.explorer.decode([this.held])) ?? [];
      if (mine !== this.taken) return;
      if (picture) zoo.paint(this.screen, picture);
      this.changed();
    }
  }
  ours.picker = (label, explorer, changed) => new Picker(label, explorer, changed);

  // ---- the strip: tabs by the pattern of WAI-ARIA, the arrow keys move between them
  class Strip {
    constructor(tabs, panels, explorer) {
      Object.assign(this, { tabs, panels, explorer, made: new Map(), shown: [], open: null, inView: false }); // made: id -> {box, hooks, model}
      tabs.addEventListener("keydown", (event) => this.key(event));
      new IntersectionObserver(([entry]) => {
        this.inView = entry.isIntersecting;
        if (this.inView) this.hooks("code", "pixels");
      }, { rootMargin: "100px" }).observe(panels);
    }

    hooks(...names) { for (const name of names) this.made.get(this.open)?.hooks?.[name]?.(); }
    live(name) { if (this.inView) this.hooks(name); } // what follows the code rests while it is out of sight
    code() { this.live("code"); }
    pixels() { this.live("pixels"); }
    digit() { this.hooks("digit"); }

    model() {
      this.shown = ours.tools.filter((tool) => tool.applies?.(this.explorer.model) ?? true);
      this.tabs.replaceChildren(...this.shown.map((tool) => this.tab(tool)));
      const stays = this.shown.some(({ id }) => id === this.open);
      if (this.shown.length) this.show(stays ? this.open : this.shown[0].id);
    }

    make(tool) {
      const box = el("div", { className: `latents-tool latents-tool-${tool.id}`, role: "tabpanel", id: `latents-panel-${tool.id}` });
      box.setAttribute("aria-labelledby", `latents-tab-${tool.id}`);
      box.append(el("p", { className: "latents-tool-lead", textContent: tool.lead }));
      const entry = { box };
      this.made.set(tool.id, entry);
      this.panels.append(box);
      entry.hooks = tool.make(box, this.explorer) ?? {};
    }

    show(id) {
      this.open = id;
      if (!this.made.has(id)) this.make(this.shown.find((one) => one.id === id));
      for (const [other, { box }] of this.made) box.hidden = other !== id;
      for (const tab of this.tabs.children) {
        const selected = tab.id === `latents-tab-${id}`;
        tab.setAttribute("aria-selected", selected);
        tab.tabIndex = selected ? 0 : -1;
      }
      const entry = this.made.get(id);
      const known = entry.model === this.explorer.model; // what was picked and set in the tool stays while its model does
      entry.model = this.explorer.model;
      if (!known) this.hooks("model");
      this.hooks("digit", "code", "pixels");
    }

    tab(tool) {
      const made = el("button", { type: "button", role: "tab", id: `latents-tab-${tool.id}`, textContent: tool.title });
      made.setAttribute("aria-controls", `latents-panel-${tool.id}`);
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

  ours.strip = (tabs, panels, explorer) => new Strip(tabs, panels, explorer);
})();
