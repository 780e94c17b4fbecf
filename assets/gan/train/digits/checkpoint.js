// A GAN that was trained in the page, as the files of a checkpoint folder: zoo.load_folder reads it. No DOM.
import { folderOf, many, round } from "../../../shared/train/checkpoint.js";
import { writeLayers } from "../../../shared/train/layers.js";
import { FILE, writeFilm } from "./film.js";
import { command, gameOf, objectiveOf } from "./settings.js";

export const NAME = "my-gan"; // of the folder

export const titleOf = ({ settings: { latents, hidden }, epoch }) =>
  `${many(latents, "random number")}, ${many(hidden, "hidden unit")}, ${many(epoch, "epoch")}`;

// Its config.json.
export const configOf = ({ settings }) => ({
  model: "GAN",
  image_size: 28,
  latent_dim: settings.latents,
  hidden: settings.hidden,
  dropout: settings.dropout,
  objective: objectiveOf(settings),
  critic: true,
});

export const LAYERS = ["generator.layers.0", "generator.layers.2", "critic.layers.1", "critic.layers.4"];

export const weightsOf = ({ parameters }) => writeLayers(LAYERS, parameters);

// How a page runs its generator.
const stepsOf = () => [
  { do: "linear", name: LAYERS[0] },
  { do: "relu" },
  { do: "linear", name: LAYERS[1] },
  { do: "tanh" },
  { do: "unflatten", channels: 1, height: 28, width: 28 },
  { do: "levels", black: -1 },
];

// The losses and accuracies along the run; those before the first turn of a player are none.
export const traceOf = ({ curve }) =>
  curve.map((point) =>
    Object.fromEntries(
      ["epoch", "critic", "generator", "real_accuracy", "generated_accuracy"]
        .map((name) => [name, point[name]])
        .filter(([, value]) => Number.isFinite(value))
        .map(([name, value]) => [name, round(value)]),
    ),
  );

// `taken`: settings, parameters, epoch, curve, film, digits (how many) and kind.
export async function filesOf(taken) {
  const { settings } = taken;
  const trace = traceOf(taken);
  const film = await writeFilm(taken.film);
  return folderOf(
    NAME,
    { ...taken, settings: { ...settings, rate: settings.generator, binary: false } },
    {
      ...{ family: "gan", title: titleOf(taken), config: configOf(taken), weights: weightsOf(taken), metrics: {} },
      recipe: { step: "adversarial", game: gameOf(settings) },
      curves: { train: trace, validation: [] },
      run: { trace, ...(film && { timeline: film.layout }) },
      capabilities: {
        ...{ kind: "GAN", explanation: "gan", draws: "images", prior: "normal" },
        decoder: {
          ...{ kind: "layered", layers: "", activation: "", output: "sigmoid", inputs: settings.latents },
          steps: stepsOf(),
        },
      },
      command: command(settings).text,
      more: film ? { [FILE]: film.png } : {},
    },
  );
}
