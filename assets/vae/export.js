// Save and share: the digit as a picture, its code as numbers, and a link or a JSON file that restores them.
import { copyLink, download, el, makeButton, makeScreen, paint } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { aboutOf, frameButton } from "../shared/sharing.js";
import { address } from "../shared/views.js";

const figures = () => import("../shared/figure.js"); // fetched when something is saved
const ENLARGED = 20; // each pixel of a saved picture: 560 x 560

const shortCode = (viewer) => viewer.code().map(short);

// The address of this page with what it shows.
export const link = (viewer) => {
  const { name, revision } = viewer.model;
  const query = new URLSearchParams({ model: name, revision: revision.slice(0, 8), code: shortCode(viewer).join(",") });
  if (viewer.seed() !== null) query.set("seed", viewer.seed());
  const tool = viewer.toolToLink();
  for (const [key, value] of Object.entries({ ...viewer.drawn(), tool })) if (value) query.set(key, value);
  return address(query);
};

// What a saved file says of itself.
const about = (viewer) => ({ ...aboutOf("vae", "A code and its digit", viewer), link: link(viewer) });

export const csv = async (viewer) => {
  const { csvOf } = await figures();
  const rows = [["shown", ...shortCode(viewer)]];
  const { code, sd } = viewer.digit()?.answer ?? {};
  if (code) rows.push(["encoded_mean", ...code.map(short)]);
  if (sd) rows.push(["encoded_sd", ...sd.map(short)]);
  return csvOf([["code", ...viewer.code().map((_, i) => `z${i}`)], ...rows], about(viewer));
};

export const recipe = (viewer) => {
  const { name, revision, title, kind } = viewer.model;
  const code = shortCode(viewer);
  const page = `${location.origin}${location.pathname}`;
  return {
    model: name,
    title,
    kind,
    revision,
    seed: viewer.seed(),
    code,
    link: link(viewer),
    api: {
      url: page,
      endpoint: "/decode",
      arguments: [name, code],
      python: `from gradio_client import Client\nanswer = Client("${page}").predict("${name}", ${JSON.stringify(code)}, api_name="/decode")`,
    },
    pixels: viewer.pixels().map((value) => Math.round(255 * value)),
  };
};

async function picture(viewer) {
  const { tagged } = await figures();
  const small = makeScreen("");
  paint(small, viewer.pixels());
  const large = el("canvas", { width: 28 * ENLARGED, height: 28 * ENLARGED });
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false; // a pixel is a square
  context.drawImage(small, 0, 0, large.width, large.height);
  return new Promise((done) => {
    large.toBlob(async (blob) => done(tagged(new Uint8Array(await blob.arrayBuffer()), about(viewer))), "image/png");
  });
}

function make(box, viewer) {
  const save = (suffix, type, content) => async () => {
    const name = `${viewer.model.name}-digit.${suffix}`;
    download(name, await content(viewer), type);
    viewer.say(`Saved ${name}.`);
  };
  const field = el("input", {
    type: "text",
    readOnly: true,
    className: "zoo-link",
    "aria-label": "Link to this digit",
  });
  field.addEventListener("focus", () => field.select());
  const kind = (title, text, button) => el("li", {}, button, el("span", {}, el("b", { textContent: title }), text));
  const json = (it) => `${JSON.stringify(recipe(it), null, 2)}\n`;
  box.append(
    el(
      "div",
      { className: "zoo-row vae-share-link" },
      field,
      makeButton("Copy link", () => copyLink(field, link(viewer), viewer.say), "zoo-primary"),
      frameButton("vae", () => ({ id: "code,digit", title: "A code and its digit" }), viewer.say),
    ),
    el(
      "ul",
      { className: "vae-exports" },
      kind(
        "Picture. ",
        "560 × 560 pixels, crisp, for slides and papers.",
        makeButton("Save PNG", save("png", "image/png", picture)),
      ),
      kind(
        "Code. ",
        "The numbers shown, and the encoder's mean and spread for the drawing, for a spreadsheet.",
        makeButton("Save CSV", save("csv", "text/csv", csv)),
      ),
      kind(
        "Everything. ",
        "Model, revision, code, seed and the API call that gives this digit again.",
        makeButton("Save JSON", save("json", "application/json", json)),
      ),
    ),
  );
  const refresh = () => {
    field.value = link(viewer);
  };
  return { code: refresh, digit: refresh };
}

export const tool = {
  id: "export",
  title: "Save & share",
  lead: "Whoever opens the link sees this digit: the link holds the model, its revision, the code, your drawing and the tool you used before this one.",
  applies: () => true,
  make,
};
