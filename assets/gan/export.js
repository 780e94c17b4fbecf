// Take the digits with you: the grid as a picture, the latents as numbers, the recipe that makes them again, a link.
import { copyLink, download, el, greyImage, makeButton } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { experimentLink } from "../shared/own.js";
import { frameButton } from "../shared/sharing.js";
import { address } from "../shared/views.js";
import { pinsText } from "./kept.js";
import { movesOf, movesText } from "./moves.js";

const WIDTH = 1000; // approximate width of a saved grid
const GAP = 2; // pixels of a sample between two samples

// The address of this page with what it shows.
export const link = (viewer) => {
  const { model, seed, truncation, digit, count, selected, moves, kept, pinned, tool, fool, stage, at } = viewer;
  if (model.own) return experimentLink("gan", model, model.own.experiment); // nobody else has it, but all can train it
  const query = new URLSearchParams({ tab: "gan", model: model.name, revision: model.revision.slice(0, 8), seed });
  if (truncation !== null) query.set("truncation", String(short(truncation)));
  if (digit !== null) query.set("digit", digit);
  query.set("count", count);
  if (selected()?.index) query.set("pin", selected().index); // the first is shown by default
  const z = movesText(moves());
  if (z) query.set("z", z);
  if (kept().length) query.set("pins", pinsText(kept()));
  if (pinned()) query.set("pinned", pinned());
  if (tool) query.set("tool", tool);
  if (tool === "fool" && fool !== undefined) query.set("fool", fool); // which game
  if (tool === "plane" && stage) query.set("stage", stage);
  if (at) query.set("at", at);
  return address(query);
};

// One row per sample: seed, index, the digit that was asked for, latents.
export const csv = (samples) => {
  const names = ["seed", "index", "label", ...Array.from(samples[0].latents, (_, i) => `z${i}`)];
  const rows = samples.map(({ seed, index, label, latents }) =>
    [seed, index, label ?? "", ...Array.from(latents, short)].join(","),
  );
  return `${names.join(",")}\n${rows.join("\n")}\n`;
};

export const recipe = (viewer) => {
  const { model, seed, truncation, digit, count } = viewer;
  const page = `${location.origin}${location.pathname}`;
  const labels = model.classes ? viewer.sampled().map(({ label }) => label) : null;
  const named = {
    model: model.name,
    count,
    seed,
    ...(truncation === null ? {} : { truncation: short(truncation) }),
    ...(labels && digit !== null ? { digits: labels } : {}),
  };
  const python = Object.entries(named)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ");
  return {
    model: model.name,
    title: model.title,
    kind: model.kind,
    revision: model.revision,
    seed,
    count,
    truncation: truncation === null ? null : short(truncation),
    digit,
    labels,
    shown: viewer.selected()?.index ?? null,
    moved: viewer.selected() ? viewer.moves() : [],
    pinned: viewer.kept().map((pin) => ({
      seed: pin.seed,
      index: pin.index,
      label: pin.asked,
      truncation: pin.truncation === null ? null : short(pin.truncation),
      moved: pin.latents ? movesOf(pin) : [],
    })),
    link: link(viewer),
    api: {
      url: page,
      endpoint: "/sample",
      arguments: named,
      python: `from gradio_client import Client\nanswer = Client("${page}").predict(${python}, api_name="/sample")`,
    },
  };
};

// The grid enlarged by a whole number, so that every pixel stays a square.
export const gridPicture = (samples, columns) => {
  const [{ size }] = samples;
  const [wide, high] = [columns, Math.ceil(samples.length / columns)].map((many) => many * (size + GAP) - GAP);
  const scale = Math.max(1, Math.floor(WIDTH / wide));
  const small = el("canvas", { width: wide, height: high });
  const context = small.getContext("2d");
  context.fillRect(0, 0, wide, high);
  samples.forEach(({ image }, i) =>
    context.putImageData(greyImage(image, size), (i % columns) * (size + GAP), Math.floor(i / columns) * (size + GAP)),
  );
  const large = el("canvas", { width: wide * scale, height: high * scale });
  const enlarged = large.getContext("2d");
  enlarged.imageSmoothingEnabled = false;
  enlarged.drawImage(small, 0, 0, large.width, large.height);
  return new Promise((done) => large.toBlob(done, "image/png"));
};

// Link, PNG, CSV and JSON in `box`; returns refresh(). `viewer` also has columns().
export const exports = (box, viewer) => {
  const save = (suffix, type, content) => async () => {
    const samples = viewer.sampled();
    if (samples.length < viewer.count)
      return viewer.say("The digits are not all here yet; wait a moment, then save.", true);
    const name = `${viewer.model.name}-seed-${viewer.seed}.${suffix}`;
    download(name, await content(samples), type);
    viewer.say(`Saved ${name}.`);
  };
  const field = el("input", {
    type: "text",
    readOnly: true,
    className: "zoo-link",
    "aria-label": "Link to these digits",
  });
  field.addEventListener("focus", () => field.select());
  const refresh = () => {
    field.value = link(viewer);
  };
  const copy = () => {
    refresh();
    copyLink(field, field.value, viewer.say);
  };
  box.append(
    el(
      "div",
      { className: "zoo-row" },
      field,
      makeButton("Copy link", copy, "zoo-primary"),
      frameButton("gan", () => ({ id: "make,one", title: "Digits of a GAN" }), viewer.say),
      makeButton(
        "PNG",
        save("png", "image/png", (samples) => gridPicture(samples, viewer.columns())),
      ),
      makeButton("CSV", save("csv", "text/csv", csv)),
      makeButton(
        "JSON",
        save("json", "application/json", () => `${JSON.stringify(recipe(viewer), null, 2)}\n`),
      ),
    ),
    el("p", {
      className: "gan-caption",
      textContent:
        "The link shows the same digits again: same model, seed and truncation, the digit shown large (pin=) and the numbers of it that you moved (z=), the pinned samples as they were drawn (pins=), and the tool that you were at. PNG: the grid as a picture; " +
        "CSV: the random numbers of every sample; JSON: the settings, with the call that makes the same digits from a program.",
    }),
  );
  return refresh;
};
