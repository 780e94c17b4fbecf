// Save and share: the digit as a picture, its code as numbers, and a link or a JSON file that gives the same again.
window.zooLatents = window.zooLatents || {};
(() => {
  const ours = window.zooLatents;
  const { el } = ours;
  const ENLARGED = 20; // each pixel of a saved picture: 560 x 560

  const shortCode = (explorer) => explorer.code().map(ours.short);

  // The address of this page with what it shows; it works wherever this page does.
  ours.link = (explorer) => {
    const { name, revision } = explorer.model;
    const query = new URLSearchParams({ model: name, revision: revision.slice(0, 8), code: shortCode(explorer).join(",") });
    if (explorer.seed() !== null) query.set("seed", explorer.seed());
    return `${location.origin}${location.pathname}?${query.toString().replaceAll("%2C", ",")}`;
  };

  ours.csv = (explorer) => {
    const rows = [["shown", ...shortCode(explorer)]];
    const { code, sd } = explorer.digit()?.answer ?? {};
    if (code) rows.push(["encoded_mean", ...code.map(ours.short)]);
    if (sd) rows.push(["encoded_sd", ...sd.map(ours.short)]);
    return `${["code", ...explorer.code().map((_, i) => `z${i}`)].join(",")}\n${rows.map((row) => row.join(",")).join("\n")}\n`;
  };

  ours.recipe = (explorer) => {
    const { name, revision, title, kind } = explorer.model;
    const code = shortCode(explorer);
    const page = `${location.origin}${location.pathname}`;
    return {
      model: name, title, kind, revision, seed: explorer.seed(), code, link: ours.link(explorer),
      api: {
        url: page, endpoint: "/decode", arguments: [name, code],
        python: `from gradio_client import Client\nanswer = Client("${page}").predict("${name}", ${JSON.stringify(code)}, api_name="/decode")`,
      },
      pixels: explorer.pixels().map((value) => Math.round(255 * value)),
    };
  };

  function picture(explorer) {
    const small = ours.screen("");
    window.zoo.paint(small, explorer.pixels());
    const large = el("canvas", { width: 28 * ENLARGED, height: 28 * ENLARGED });
    const context = large.getContext("2d");
    context.imageSmoothingEnabled = false; // a pixel is a square
    context.drawImage(small, 0, 0, large.width, large.height);
    return new Promise((done) => large.toBlob(done, "image/png"));
  }

  function make(box, explorer) {
    const save = (suffix, type, content) => async () => {
      const name = `${explorer.model.name}-digit.${suffix}`;
      ours.download(name, await content(explorer), type);
      explorer.say(`Saved ${name}.`);
    };
    const field = el("input", { type: "text", readOnly: true, className: "latents-link", "aria-label": "Link to this digit" });
    field.addEventListener("focus", () => field.select());
    const kind = (title, text, button) => el("li", {}, button, el("span", {}, el("b", { textContent: title }), text));
    const json = (it) => `${JSON.stringify(ours.recipe(it), null, 2)}\n`;
    box.append(
      el("div", { className: "latents-row latents-share-link" }, field, ours.button("Copy link", () => window.zoo.copyLink(field, ours.link(explorer), explorer.say), "zoo-primary")),
      el("ul", { className: "latents-exports" },
        kind("Picture. ", "560 × 560 pixels, crisp, for slides and papers.", ours.button("Save PNG", save("png", "image/png", picture))),
        kind("Code. ", "The numbers shown, and what the encoder said of the drawing, for a spreadsheet.", ours.button("Save CSV", save("csv", "text/csv", ours.csv))),
        kind("Everything. ", "Model, revision, code, seed and the API call that gives this digit again.", ours.button("Save JSON", save("json", "application/json", json)))),
    );
    return { code: () => { field.value = ours.link(explorer); } };
  }

  ours.tool("export", {
    title: "Save & share",
    lead: "Whoever opens the link sees this very digit: it names the model, its revision and the code.",
    applies: () => true,
    make,
  });
})();
