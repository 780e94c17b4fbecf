// A machine that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.
import { writeSafetensors } from "../../shared/safetensors.js";
import { folderOf, json, many, metric, round } from "../../shared/train/checkpoint.js";
import { CHAINS } from "./learner.js";
import { command } from "./settings.js";

export const NAME = "my-rbm"; // of the folder

export const titleOf = ({ settings, epoch }) => `${settings.hidden} hidden units, ${many(epoch, "epoch")}`;

// Its config.json.
export const configOf = ({ settings: { hidden, steps, persistent } }) => ({
  model: "RBM",
  image_size: 28,
  hidden_dim: hidden,
  weight_sd: 0.1,
  steps,
  chains: persistent ? CHAINS : 0, // a machine that was loaded may have another number
  sample_steps: 1000,
});

export function weightsOf({ settings, tensors: { weight, visibleBias, hiddenBias, chains } }) {
  const visible = visibleBias.length;
  return writeSafetensors({
    "machine.weight": [weight, [visible, settings.hidden]],
    "machine.visible_bias": [visibleBias, [visible]],
    "machine.hidden_bias": [hiddenBias, [settings.hidden]],
    ...(chains ? { "machine.chains": [Float32Array.from(chains), [chains.length / visible, visible]] } : {}),
  });
}

// `taken`: settings, tensors, often, epoch, curve, digits (how many), kind ("mnist" or "drawn"), error, measured.
export function filesOf(taken) {
  const { settings, curve, measured } = taken;
  const often = Array.from(taken.often, round);
  return folderOf(NAME, taken, {
    ...{ family: "rbm", title: titleOf(taken), config: configOf(taken), weights: weightsOf(taken) },
    metrics: { squared_error: metric(taken.error, "squared intensity per image", "exact mean", { measured }) },
    recipe: { step: "sgd", momentum: settings.momentum, weight_decay: settings.decay },
    curves: {
      train: curve.map(({ train }) => ({ free_energy: round(train) })),
      validation: curve.map(({ held, error }) => ({ free_energy: round(held), squared_error: round(error) })),
    },
    capabilities: { kind: "restricted Boltzmann machine", explanation: "rbm", draws: "images", redraws: true },
    command: command(settings).text,
    more: { "units.json": json({ layers: [{ size: often.length, frequency: often }] }) },
  });
}
