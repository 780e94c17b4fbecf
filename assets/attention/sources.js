// The sources of a sentence's heads: an untrained network or a Shakespeare model.
import { fillOptions, segments } from "../shared/dom.js";

const listed = (characters) => characters.slice(0, 12).join(" ") + (characters.length > 12 ? " …" : "");
function readAs({ replaced, dropped }) {
  return [
    replaced.length ? ` Read as plain letters and signs: ${listed(replaced)}.` : "",
    dropped.length ? ` Left out, because the model does not know them: ${listed(dropped)}.` : "",
  ].join("");
}

const counted = ({ length }) => `${length} token${length === 1 ? "" : "s"}`;

// Each has request(), the server function's name, and what is said of the tokens and of a head's numbers.
export function randomHeads(field) {
  return {
    name: "sentence",
    request: () => ({
      text: field("text").value,
      heads: Number(field("heads").value),
      seed: field("seed").value === "" ? null : Number(field("seed").value),
      positions: field("positions").checked,
      causal: field("sentence-causal").checked,
    }),
    restore({ heads, seed, positions, causal }) {
      if (/^[1-8]$/.test(heads ?? "")) field("heads").value = heads;
      if (/^\d{1,10}$/.test(seed ?? "")) field("seed").value = seed;
      field("positions").checked = positions !== "0";
      field("sentence-causal").checked = causal === "1";
    },
    count: ({ tokens }) => `${counted(tokens)}: ${tokens.join(" · ")}`,
    about: (head) => `Head ${head + 1} of the sentence, its numbers rounded to three decimals`,
  };
}

export function realHeads($, field, changed) {
  const SIDES = [
    ["decoder", "decoder (writes)"],
    ["encoder", "encoder (reads)"],
  ];
  let [models, model, side, layer] = [[], null, "decoder", 0];
  let showSide = (_side) => {};
  let showLayer = (_layer) => {};
  const group = (name) => $(`.attention-${name}`);
  const choices = (name, made, press) => {
    group(name)
      .querySelectorAll("button")
      .forEach((button) => button.remove());
    group(name).hidden = made.length < 2;
    return segments(group(name), made, press);
  };
  function lay() {
    side = model.layers[side] ? side : "decoder";
    layer = Math.min(layer, model.layers[side] - 1);
    showSide = choices(
      "sides",
      SIDES.filter(([name]) => model.layers[name]),
      (chosen) => {
        side = chosen;
        lay();
        changed();
      },
    );
    showLayer = choices(
      "layers",
      Array.from({ length: model.layers[side] }, (_, at) => [at, `${at + 1}`]),
      (chosen) => {
        layer = chosen;
        showLayer(layer);
        changed();
      },
    );
    showSide(side);
    showLayer(layer);
  }
  return {
    name: "heads",
    start(found) {
      models = found;
      fillOptions(
        field("model"),
        models.map(({ name, title }) => [name, title]),
      );
      field("model").closest("label").hidden = models.length < 2;
      if (models.length) this.choose(models[0].name);
    },
    choose(name) {
      model = models.find((one) => one.name === name);
      layer = model.layers.decoder - 1; // the last layer combines what the others found
      lay();
    },
    request: () => ({ text: field("text").value, model: model.name, side, layer }),
    restore({ model: name, side: half, layer: at }) {
      if (models.some((one) => one.name === name)) this.choose(name);
      field("model").value = model.name;
      side = half in model.layers ? half : side;
      if (/^\d{1,2}$/.test(at ?? "")) layer = Number(at);
      lay();
    },
    count: ({ tokens, unit, side: shownSide, read }) =>
      `${counted(tokens)}, each ${unit === "subword" ? "a word, a piece of one, or a mark" : "a single character"}: ␣ is a space, ⏎ the end of a line` +
      `${shownSide === "decoder" ? "; one stands before every text" : ""}.${readAs(read)}`,
    about: (head) =>
      `Head ${head + 1} in layer ${layer + 1} of the ${side} of ${model.title}, its numbers rounded to three decimals`,
  };
}
