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
      const levels = Float32Array.from(zoo.fromBase64(answer.images), (level) => level / 255);
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

  // Returns {element, code(), clear(), take(source), set(code)}; `changed()` is called when another code was picked.
  ours.picker = (label, explorer, changed) => {
    const screen = ours.screen(`Code ${label}`);
    let held = null;
    const picker = {
      code: () => held,
      clear() { held = null; },
      async take(source) {
        const asked = explorer.model;
        const code = await codeFrom(source, explorer);
        if (code && explorer.model === asked) await picker.set(code);
      },
      async set(code) {
        held = Array.from(code);
        const [picture] = (await explorer.decode([held])) ?? [];
        if (picture) zoo.paint(screen, picture);
        changed();
      },
    };
    const go = el("button", { type: "button", className: "latents-picked", title: "Move the sliders to this code" }, screen);
    go.addEventListener("click", () => held && explorer.set(held));
    const choice = ours.select("", SOURCES, (source) => {
      choice.lastChild.value = ""; // so that the same can be taken again
      if (source) picker.take(source);
    });
    choice.lastChild.setAttribute("aria-label", `Take code ${label} from`);
    picker.element = el("div", { className: "latents-picker" }, el("b", { textContent: label }), go, choice);
    return picker;
  };

  // ---- the strip: tabs by the pattern of WAI-ARIA, the arrow keys move between them
  ours.strip = (tabs, panels, explorer) => {
    const made = new Map(); // id -> {box, hooks}
    let shown = [];
    let open = null;
    let inView = false;

    const hook = (name) => made.get(open)?.hooks?.[name]?.();
    const live = (name) => inView && hook(name); // what follows the code rests while it is out of sight
    new IntersectionObserver(([entry]) => {
      inView = entry.isIntersecting;
      if (inView) ["code", "pixels"].forEach(hook);
    }, { rootMargin: "100px" }).observe(panels);

    function make(tool) {
      const box = el("div", { className: `latents-tool latents-tool-${tool.id}`, role: "tabpanel", id: `latents-panel-${tool.id}` });
      box.setAttribute("aria-labelledby", `latents-tab-${tool.id}`);
      box.append(el("p", { className: "latents-tool-lead", textContent: tool.lead }));
      const entry = { box };
      made.set(tool.id, entry);
      panels.append(box);
      entry.hooks = tool.make(box, explorer) ?? {};
    }

    function show(id) {
      const tool = shown.find((one) => one.id === id);
      open = id;
      if (!made.has(id)) make(tool);
      for (const [other, { box }] of made) box.hidden = other !== id;
      for (const tab of tabs.children) {
        const selected = tab.id === `latents-tab-${id}`;
        tab.setAttribute("aria-selected", selected);
        tab.tabIndex = selected ? 0 : -1;
      }
      ["model", "digit", "code", "pixels"].forEach(hook);
    }

    function tab(tool) {
      const made = el("button", { type: "button", role: "tab", id: `latents-tab-${tool.id}`, textContent: tool.title });
      made.setAttribute("aria-controls", `latents-panel-${tool.id}`);
      made.addEventListener("click", () => {
        show(tool.id);
        made.scrollIntoView({ block: "nearest", inline: "nearest" });
      });
      return made;
    }

    tabs.addEventListener("keydown", (event) => {
      const at = shown.findIndex(({ id }) => id === open);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const tab = tabs.children[(next + shown.length) % shown.length];
      tab.focus();
      tab.click();
    });

    return {
      model() {
        shown = ours.tools.filter((tool) => tool.applies?.(explorer.model) ?? true);
        tabs.replaceChildren(...shown.map(tab));
        const stays = shown.some(({ id }) => id === open);
        if (shown.length) show(stays ? open : shown[0].id);
      },
      code: () => live("code"),
      pixels: () => live("pixels"),
      digit: () => hook("digit"),
      open: (id) => show(id),
    };
  };
})();
