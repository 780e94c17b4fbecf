// What the free energy of a run belongs to. In an RBM these are the pixels that were drawn. In a deep network they are
// the units under the top, between which and the top the chain runs; the pixels are drawn from them afterwards.
import { plain } from "../shared/plot.js";

const layerOf = ({ lower }) => lower.length; // 0: the pixels

export const symbolOf = (model) => (layerOf(model) ? `h${"₀₁₂₃₄₅₆₇₈₉"[layerOf(model)]}` : "v");

export const titleOf = (model) =>
  layerOf(model) ? `Free energy of hidden layer ${layerOf(model)}, in nats` : "Free energy, in nats";

// Under the chains' pictures.
export const besidePictures = (model) => {
  const layer = layerOf(model);
  const big = "Big: how probable each pixel is.";
  if (!layer)
    return (
      `${big} Small: pixels drawn with those probabilities, and the hidden units. F is the free energy of the drawn ` +
      "pixels: the lower it is, the more probable that picture."
    );
  return (
    `${big} Small: pixels drawn with those probabilities, and the units of the top layer. F is the free energy of hidden ` +
    `layer ${layer}, not of the pixels: the lower it is, the more probable is what this layer holds. The pixels are ` +
    "drawn from it afterwards."
  );
};

// Under the plot. `reference` is the mean over 20 test digits, or null.
export const underPlot = (model, reference) => {
  const layer = layerOf(model);
  const meaning = layer
    ? `F(${symbolOf(model)}), one line per chain: the lower, the more probable is what hidden layer ${layer} holds. This is not the free energy of the picture.`
    : "F(v), one line per chain: the lower, the more probable the picture.";
  if (reference === null) return meaning;
  const one = layer ? "what the layer holds" : "a picture";
  const than = layer ? "what these digits turn on in it" : "these digits";
  return (
    `${meaning} Dashed: the mean of 20 test digits, ${plain(Number(reference.toFixed(1)))}. ` +
    `A chain that stays far below it sits in a hollow: ${one} that the machine finds more probable than ${than} on ` +
    "average. It need not be a digit. Such a hollow may hold so few states that together they hardly count, and yet be hard to leave."
  );
};

// What was done by hand and lasts through a restart; "" if nothing.
export const heldText = (model, held, forced) => {
  const many = (count, name) => `${count.toLocaleString("en")} ${name}${count === 1 ? "" : "s"}`;
  const parts = [
    held && `${many(held, layerOf(model) ? "unit" : "pixel")} held, all chains together`,
    forced && `${many(forced, "hidden unit")} forced`,
  ].filter(Boolean);
  if (!parts.length) return "";
  return `By hand: ${parts.join("; ")}. Restart, another seed and another temperature keep this. A start chosen on the left lets all of it go.`;
};
