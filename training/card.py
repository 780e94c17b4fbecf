"""The model card: Hub metadata, what the model is, its numbers, how to make it again."""

import math
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeGuard

from huggingface_hub import EvalResult, ModelCard, ModelCardData

from training.data.sets import OTHERS, stand_in
from training.metrics import Metric
from training.recipe import Recipe
from training.subjects import Subject, subject_of
from zoo import beside, lessons, reading, seeds
from zoo.errors import ZooError
from zoo.models.base import ZooModel
from zoo.schema import SEEDS, DataSet, Seeds
from zoo.stores import locate
from zoo.stores.contract import Store
from zoo.text import ranges
from zoo.wording import worded

FIGURES = {
    "reconstructions": "The first 20 test images, each above its reconstruction.",
    "samples": "Random draws, not picked.",
    "denoised": "Test images under noise, each above what the model makes of it.",
    "code-use": "How often each vector of the code book is used over the test set.",
    "codes": "How each code unit is used over the test set.",
    "posterior-means": "Posterior means over the {split} set, latent by latent.",
    "posterior-sds": "Posterior standard deviations: a latent with values near 1 says nothing.",
    "decoder-weights": "First-layer weights of the decoder: a latent with weights near 0 is ignored.",
    "latent-plane": "The test set in the latent plane, coloured by digit.",
    "manifold": "What each place in the plane decodes to, spaced by the prior's quantiles.",
    "filters": "What each hidden unit looks for: its weights to the pixels, the unit that is on most often first; "
    "orange switches it on, purple off. At most 100 are shown.",
    "upper-filters": "What each unit of the top layer looks for, seen through the layers below it: the product of the "
    "weights; the unit that is on most often first, at most 100.",
    "activation-frequencies": "How often each hidden unit is on over the test set, layer by layer, sorted.",
    "gibbs-chain": "Eight Gibbs chains from noise, not picked: one row each, after more and more steps.",
    "untied-weights": "How far fine-tuning has moved the recognition weights R and the generative weights W′ apart: "
    "|R − W′| for each unit of the first hidden layer, the unit that is on most often first, at most 100.",
    "confusion": "How often each digit is read as which.",
    "refused": "The first test digits that it refuses.",
    "taken": "The first pictures without a digit that it takes for one, with the digit that it sees.",
    "calibration": "How often a reader is right by how sure it is: on the diagonal it is as sure as it may be.",
    "mistakes": "The first test digits that it gets wrong: true label → its label.",
    "nearest": "Draws, not picked, each above the training image that is nearest to it: is it a copy?",
    "nats-by-place": "How many nats a character takes at each place of a validation passage: the more text there is "
    "before it, the fewer. With latents, also the nats given the latents of another passage.",
    "nats-by-context": "How many nats a character takes by how many characters before it are known: on the left from "
    "one on, on the right, larger, from 33 on. Where it still falls, what is that far back still tells something.",
    "nats-by-token": "How many nats a token, a word or a piece of one, takes at each place of a validation passage.",
    "kl-per-latent": "The KL divergence of each latent on average over the validation text, the largest first: what "
    "the encoder puts into each.",
}


LEARNED, SEVERAL = "What the change did", "Several seeds"  # sections


def mismatches(text: str, metrics: dict[str, Metric], data: DataSet | None = None) -> list[str]:
    """A sentence for each metric whose row in the card does not match its value; ``data`` is one's own, if any."""
    rows = zip(metrics, worded(_rows(metrics), data).split("\n"), strict=True)
    return [f"the card's row of {name} is not that of metrics.json" for name, row in rows if row not in text]


def drawn(text: str) -> list[str]:
    """Names of the figures that a card shows, in its order."""
    return re.findall(r"\(figures/([\w-]+)\.png\)", text)


def write(recipe: Recipe, model: ZooModel, metrics: dict[str, Metric], training: dict, drawn: list[str],
          store: Store, unit: str = "images", runs: Seeds | None = None) -> str:  # fmt: skip
    """The card as Markdown with its metadata block; ``drawn`` are the names of the figures, ``unit`` what the data
    counts. The base of a variant is looked up in ``store`` first. ``runs`` are the recipe's runs from several seeds."""
    subject = subject_of(recipe, unit)
    data = ModelCardData(
        **licence_of(recipe),
        library_name="generative-model-zoo",
        tags=[recipe.model.lower(), "generative-model-zoo", "pytorch_model_hub_mixin"],
        datasets=[subject.dataset] if subject.dataset else None,
        language=subject.language or None,
        pipeline_tag=subject.task[True] if subject.language else None,
        model_name=recipe.name,
        eval_results=[_result(subject, model, name, m, m.value) for name, m in metrics.items() if _is_number(m.value)],
    )
    body = worded(_body(recipe, model, metrics, training, drawn, unit), recipe.pictures)
    body = amended(body, recipe, metrics, training, store, runs)
    return str(ModelCard(f"---\n{data.to_yaml()}\n---\n\n{body}"))


def licence_of(recipe: Recipe) -> dict[str, Any]:
    """The licence as a card's metadata have it: ours, or that of the pretrained weights with which a run began."""
    if getattr(recipe.config, "pretrained", ""):
        return {"license": "other", "license_name": "as-its-start"}
    return {"license": "mit"}


def _is_number(value: float | list[float]) -> TypeGuard[float]:
    return not isinstance(value, list) and math.isfinite(value)


def _result(subject: Subject, model: ZooModel, name: str, metric: Metric, value: float) -> EvalResult:
    return EvalResult(
        task_type=subject.task[model.generates()],
        dataset_type=subject.dataset or subject.name,
        dataset_name=subject.name,
        dataset_split=metric.split,
        metric_type=name,
        metric_name=f"{name} ({metric.unit})",
        metric_value=round(value, 6),
    )


def amended(text: str, recipe: Recipe, metrics: dict[str, Metric], training: dict, store: Store,
            runs: Seeds | None) -> str:  # fmt: skip
    """A card with its sections on a variant's change and on ``runs`` from several seeds brought up to date.

    These sections need only figures, so a record without weights can have them, too.
    """
    text = _with_section(text, LEARNED, _learned(recipe, metrics, training, store, runs))
    return _with_section(text, SEVERAL, _seeds(runs) if runs else "")


def _with_section(text: str, title: str, content: str) -> str:
    """The card with this section before the one on training, replacing an old one; without it if ``content`` is
    empty."""
    before, head, old = text.partition(f"## {title}\n\n")
    text = before + old[old.index("## ") :] if head else text
    before, training, after = text.partition("## Training\n")
    section = f"## {title}\n\n{content}\n\n" if content else ""
    return f"{before}{section}{training}{after}"


def _seeds(found: Seeds) -> str:
    names = [name for name in found.runs[0].metrics if seeds.values(found, name)]
    head = ["metric", "mean ± standard deviation", *(f"seed {run.seed}" for run in found.runs)]
    rows = [[f"`{name}`", _spread(found, name), *map(_figure, seeds.values(found, name))] for name in names]
    rows += [["epochs", "", *(f"{run.epochs}" for run in found.runs)],
             ["minutes", "", *(f"{(run.seconds or 0) / 60:.1f}" for run in found.runs)],
             ["device", "", *(run.device for run in found.runs)]]  # fmt: skip
    table = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    return (
        f"The recipe was run with {len(found.runs)} random seeds, {found.epochs} epochs each; only the weights of the "
        f"run above are kept.\n\n{lines}"
    )


def _spread(found: Seeds, name: str) -> str:
    spread = seeds.spread(found, name)
    return f"{_figure(spread.mean)} ± {spread.sd:,.{_decimals(spread.mean)}f}" if spread else ""


def _figure(value: float) -> str:
    return f"{value:,.{_decimals(value)}f}"


def _decimals(value: float) -> int:
    return 4 if abs(value) < 1 else 2


def _body(recipe: Recipe, model: ZooModel, metrics: dict[str, Metric], training: dict, drawn: list[str],
          unit: str) -> str:  # fmt: skip
    subject, taken = subject_of(recipe, unit), stand_in(recipe.data.__name__)
    return f"""# {recipe.title}

{recipe.summary} {recipe.game.size(model, recipe.config)}, trained on {subject.trained_on(recipe, training)}.

## Results on the {training[f"test_{unit}"]:,} {subject.split} {unit}

| metric | value | unit | estimator |
|---|---:|---|---|
{_rows(metrics)}

{_limits(recipe, training, f"{subject.split} {unit}")}

{_samples(subject, model)}## Training

{training["epochs"]} epoch{"" if training["epochs"] == 1 else "s"} of {recipe.batch_size} {unit} a batch, \
{recipe.game.step(recipe)}, seed {recipe.seed}; \
{training["seconds"] / 60:.1f} minutes on {training["device"]}. The weights are those of \
epoch {training["best_epoch"]}, {_selected(recipe, unit)}.{recipe.game.kept(recipe, model)} \
`training.json` has the curves and versions.

Make it again, and recompute every number above from the checkpoint:

```
python -m training train {recipe.name}{f" --data {taken}" if taken in OTHERS else ""}
python -m training evaluate {recipe.name}
```

## Use

```python
import zoo

model = zoo.load("{recipe.name}")
{subject.use(recipe, model)}
```

## Figures

{_figures(recipe, subject, drawn)}
"""


def _figures(recipe: Recipe, subject: Subject, drawn: list[str]) -> str:
    """The figures with their captions; one that is not in ``FIGURES`` is captioned by its name."""
    known = FIGURES | {"learning-curves": recipe.game.curves}
    captions = {name: known.get(name, f"{name.replace('-', ' ').capitalize()}.") for name in drawn}
    captions = {name: caption.replace("{split}", subject.split) for name, caption in captions.items()}
    return "\n\n".join(f"![{caption}](figures/{name}.png)\n\n*{caption}*" for name, caption in captions.items())


def _samples(subject: Subject, model: ZooModel) -> str:
    """A section with samples of text, not picked."""
    texts = subject.samples(model)
    blocks = "\n\n".join(f"```text\n{text.strip(chr(10))}\n```" for text in texts)
    return f"## Samples, not picked\n\n{blocks}\n\n" if texts else ""


def _selected(recipe: Recipe, unit: str) -> str:
    """How the epoch was chosen."""
    if not recipe.selected_on:
        return "the last"
    by = f" by their {recipe.selected_on[1:]}" if recipe.selected_on.startswith("-") else ""
    return f"the best on the validation {unit}{by}"


def _learned(recipe: Recipe, metrics: dict[str, Metric], training: dict, store: Store, runs: Seeds | None) -> str:
    """What a variant's change did, from the figures of its run or runs and of the base's; "" if it is no variant."""
    own = {"metrics": {name: metric.to_dict() for name, metric in metrics.items()}, "training": training}
    return lessons.lesson(recipe.name, recipe.page(), own | {"seeds": runs}, _base(recipe, store))


def _base(recipe: Recipe, store: Store) -> dict | None:
    """The record of the base's run, from ``store`` or else the stores in use; None if there is none or its data
    differ."""
    for stores in ([store], None):
        with suppress(ZooError, OSError, ValueError):
            folder = locate(recipe.base, stores=stores).folder
            base = {name: reading.json_file(folder / f"{name}.json") for name in ("metrics", "training")}
            base["seeds"] = runs_of(folder, recipe.base)
            data = base["training"].get("recipe", {}).get("data", "")
            return base if stand_in(data) == stand_in(recipe.data.__name__) else None
    return None


def runs_of(folder: Path, name: str) -> Seeds | None:
    """The runs of the recipe from several seeds in a checkpoint's folder; None if there are none."""
    return beside.read(folder, SEEDS, name) if (folder / SEEDS).is_file() else None


def _rows(metrics: dict[str, Metric]) -> str:
    return "\n".join(
        f"| `{name}` | {metric.bound + ' ' if metric.bound else ''}{_number(metric)} | {metric.unit} | "
        f"{metric.estimator.replace('|', chr(92) + '|')} |"
        for name, metric in metrics.items()
    )


def _number(metric: Metric) -> str:
    if isinstance(metric.value, list):
        return ", ".join(f"{value:.2f}" for value in metric.value)
    shown = f"{metric.value:,}" if isinstance(metric.value, int) else _figure(metric.value)
    noise = f"{metric.noise:,.0f}" if metric.noise >= 1 else f"{metric.noise:.1g}"
    return f"{shown} ± {noise}" if metric.noise else shown


def _limits(recipe: Recipe, training: dict, examples: str) -> str:
    text = f"Figures after ± are the standard error from the estimator's own draws, not from the choice of {examples}."
    if training["epochs"] < recipe.epochs:
        text += f" **Stopped early: {training['epochs']} of the recipe's {recipe.epochs} epochs.**"
    if training.get("diverged"):
        text += f" **{training['diverged']}**"
    if training.get("collapse"):
        text += f" **{_collapse(training)}**"
    return text


def _collapse(training: dict) -> str:
    """The run's warnings in one sentence."""
    warnings = training["collapse"]
    epochs = ranges([each["epoch"] for each in warnings])
    when = f"after epoch{'s' if len(warnings) > 1 else ''} {epochs} of {training['epochs']}"
    said = warnings[-1]["warning"].rstrip(".")
    return f"Training warned of collapse {when}; the last warning was: {said[0].lower()}{said[1:]}."
