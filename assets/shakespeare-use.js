// Does it use its latent? What each latent tells, the measured figures, and one code written several times beside several codes.
window.zooText = window.zooText || {};
(() => {
  const ours = window.zooText;
  const zoo = window.zoo;
  const { el } = zoo;
  const SILENT = 0.01; // nats below which a latent tells nothing, where nobody counted the active ones
  const TIMES = 4;
  const LENGTH = 140;

  const found = ({ metrics }, name) => metrics[name]?.value;
  const bounded = ({ bound, value }, digits) => `${bound === "<=" ? "≤ " : bound === ">=" ? "≥ " : ""}${ours.decimals(value, digits)}`;
  // The measured figures, in order: [name, what it is, how it is written, what it means, where `model` is what it was measured on].
  const FIGURES = [
    ["active_units", "active latents", ({ value }, model) => `${value.toFixed(0)} of ${model.latent_dim}`,
      () => "Latents that differ from passage to passage; a collapsed model has none."],
    ["kl_per_passage", "KL per passage", (metric) => `${bounded(metric, 2)} nats`,
      () => "What the codes tell about a passage: how far the encoder's answer is from saying nothing at all. 0 would be a model that ignores its latents."],
    ["mutual_information", "mutual information", (metric) => `${bounded(metric, 2)} nats`,
      () => "How much of that really tells one passage from another; the rest is the same for all."],
    ["read_back", "read back", ({ value }) => ours.percent(value),
      () => "A passage is written from a code, and the encoder says which of 200 codes it was: so often it is right. By chance it would be 0.5 %."],
    ["same_z_overlap", "words in common, same z", ({ value }) => ours.percent(value),
      (model) => `Of the words of two texts written from one code. From two different codes: ${model.metrics.other_z_overlap ? ours.percent(found(model, "other_z_overlap")) : "not measured"}.`],
    ["character_accuracy", "next character guessed", ({ value }) => ours.percent(value),
      (model) => `Told the code of the passage and the characters before.${model.metrics.character_accuracy_other ? ` Told another passage's code: ${ours.percent(found(model, "character_accuracy_other"))}.` : ""}`],
    ["nats_per_character", "nats per character", (metric) => bounded(metric, 3), (model) => beside(model)],
    ["nats_per_character_iw", "the same, a tighter bound", (metric) => bounded(metric, 3),
      () => "The bound above is pessimistic: here 100 codes are drawn for each passage and weighted, which comes nearer to the truth."],
  ];

  // The language model is what one would have without any latents: a code that costs more than it helps is no use.
  function beside(model) {
    const other = model.yardstick;
    const meaning = "How surprised it is by each character of text it never saw, with the cost of the code paid: lower is better.";
    if (!other) return `${meaning} A language model of the same size without a latent is the yardstick.`;
    const gap = found(model, "nats_per_character") - other.nats_per_character;
    return `${meaning} The same decoder without a latent (${other.title}) has ${ours.decimals(other.nats_per_character, 3)}: `
      + (Math.abs(gap) < 0.0005 ? "just as much." : `${ours.decimals(Math.abs(gap), 3)} ${gap > 0 ? "less, so the latents cost a little" : "more, so the latents pay"}.`);
  }

  class Use {
    constructor(box, viewer) {
      Object.assign(this, { viewer, seed: 1, temperature: null });
      this.verdict = el("p", { className: "shakespeare-plain shakespeare-verdict" });
      this.bars = el("div", { className: "shakespeare-kl", role: "img" });
      this.legend = el("p", { className: "shakespeare-small" });
      this.table = el("table", { className: "zoo-metrics shakespeare-figures" });
      const chart = el("section", {}, el("h4", { textContent: "What each latent tells" }), this.bars, this.legend);
      this.measured = el("section", {}, el("h4", { textContent: "Measured on passages it never saw" }), this.table);
      box.append(this.verdict, chart, this.makeLive(), this.measured);
      this.send = zoo.newestOnly((wish) => this.fetch(wish));
    }

    makeLive() {
      const side = (title, about) => {
        const sheets = Array.from({ length: TIMES }, () => ours.sheet(""));
        const shared = el("p", { className: "shakespeare-plain" });
        sheets.forEach(({ heading, note }) => { heading.remove(); note.remove(); });
        const element = el("div", {}, el("h5", { textContent: title }), el("p", { className: "shakespeare-small", textContent: about }), ...sheets.map((sheet) => sheet.element), shared);
        return { element, sheets, shared };
      };
      this.same = side("One z, written four times", "The random numbers differ, the code does not.");
      this.others = side("Four different z's", "Random numbers and codes differ.");
      this.again = zoo.button("Again with other codes", () => { this.seed = ours.anySeed(); this.write(); }, "zoo-primary");
      this.live = el("section", {}, el("h4", { textContent: "See it live" }), ours.row(this.again),
        el("div", { className: "shakespeare-two" }, this.same.element, this.others.element));
      return this.live;
    }

    model() {
      const { model } = this.viewer;
      this.drawBars(model);
      this.drawTable(model);
      this.live.hidden = !model.drawable;
      for (const side of [this.same, this.others]) {
        side.sheets.forEach((sheet) => sheet.clear());
        side.shared.textContent = "";
      }
      this.dials = null;
    }

    state() {
      if (this.viewer.model.drawable && this.dials !== ours.dialled(this.viewer)) this.write();
    }

    drawBars(model) {
      const { latents } = model;
      const most = Math.max(1e-9, ...latents.map(({ information }) => information));
      // the active ones were counted, and those that tell the most stand in front
      const active = found(model, "active_units") ?? latents.filter(({ information }) => information > SILENT).length;
      const total = latents.reduce((sum, { information }) => sum + information, 0);
      this.bars.parentNode.hidden = !latents.length;
      this.bars.replaceChildren(...latents.map((latent, at) => {
        const bar = el("i");
        bar.style.height = `${(100 * latent.information) / most}%`;
        const slot = el("span", { title: `z${latent.index}: ${latent.information.toFixed(3)} nats${at < active ? "" : ", not active"}` }, bar, el("em", { textContent: latent.index }));
        slot.classList.toggle("is-active", at < active);
        return slot;
      }));
      this.bars.setAttribute("aria-label", `The KL of each of ${latents.length} latents, the largest first: ${latents.slice(0, 8).map(({ index, information }) => `z${index} ${information.toFixed(2)}`).join(", ")} nats.`);
      this.legend.textContent = `KL in nats of each latent, on average over passages; the tallest is ${most.toFixed(2)}. Coloured: active, they differ from passage to passage. Grey: the model leaves them unused.`;
      const nats = found(model, "kl_per_passage") ?? total;
      this.verdict.textContent = !latents.length ? "" : active && nats > 0.5
        ? `Yes: ${active} of ${latents.length} latents are in use, and together they tell ${ours.decimals(nats, 1)} nats about a passage of ${model.window} characters, as much as `
          + `${(nats / Math.LN2).toFixed(0)} yes-or-no answers. They say what kind of passage it is to be; the rest the decoder makes out from the letters it has written already.`
        : `No: its codes tell ${ours.decimals(nats, 2)} nats about a passage. Its decoder has learned to do without them; this is called posterior collapse.`;
    }

    drawTable(model) {
      const rows = FIGURES.filter(([name]) => model.metrics[name]).map(([name, title, write, mean]) => {
        const about = el("small", { textContent: mean(model) });
        return el("tr", {}, el("th", { scope: "row" }, title, about), el("td", { textContent: write(model.metrics[name], model) }));
      });
      this.table.replaceChildren(el("tbody", {}, ...rows));
      this.measured.hidden = !rows.length;
    }

    write() {
      this.dials = ours.dialled(this.viewer);
      for (const side of [this.same, this.others]) side.sheets.forEach((sheet) => sheet.stale());
      this.send({ model: this.viewer.model, seed: this.seed });
    }

    // One request, so that both sides are written in the same manner and by luck of their own each.
    async fetch({ model, seed }) {
      if (model !== this.viewer.model) return;
      const codes = await Promise.all(Array.from({ length: TIMES + 1 }, (_, at) => ours.code(this.viewer, (seed + at) % ours.LARGEST_SEED)));
      if (!codes.every(Boolean)) return;
      const latents = [...Array(TIMES).fill(codes[0]), ...codes.slice(1)];
      const texts = await ours.texts(this.viewer, { latents, luck: "own", seed, count: LENGTH });
      if (!texts || seed !== this.seed) return;
      this.show(this.same, texts.slice(0, TIMES));
      this.show(this.others, texts.slice(TIMES));
    }

    show(side, texts) {
      side.sheets.forEach((sheet, at) => sheet.show(texts[at]));
      const pairs = texts.flatMap((left, at) => texts.slice(at + 1).map((right) => ours.overlap(left, right)));
      const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
      side.shared.textContent = `Words that two of them have in common, on average: ${ours.percent(mean)}.`;
    }
  }

  ours.tool("use", {
    title: "Does it use its latent?",
    lead: "A text model that may look at what it wrote so far is tempted to ignore its latents: then they are no more than decoration, and moving them does "
      + "nothing. Here is how much this model's latents tell, and you can see for yourself whether one z gives one kind of text.",
    applies: (model) => model.kind === "TextVAE",
    make: (box, viewer) => new Use(box, viewer),
  });
})();
