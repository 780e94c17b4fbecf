"""The model card: Hub metadata, what the model is, its numbers, how to make it again."""

import math

from huggingface_hub import EvalResult, ModelCard, ModelCardData

from training.metrics import Metric
from training.recipe import Recipe
from zoo.base import ZooModel

FIGURES = {
    "reconstructions": "The first 20 test images, each above its reconstruction.",
    "samples": "Random draws, not picked.",
    "denoised": "Test images under noise, each above what the model makes of it.",
    "code-use": "How often each vector of the code book is used over the test set.",
    "codes": "How each code unit is used over the test set.",
    "posterior-means": "Posterior means over the test set, latent by latent.",
    "posterior-sds": "Posterior standard deviations: near 1 the latent says nothing about the image.",
    "decoder-weights": "First-layer weights of the decoder: a latent with weights near 0 is ignored.",
    "latent-plane": "The test set in the latent plane, coloured by digit.",
    "manifold": "What each place in the plane decodes to, spaced by the prior's quantiles.",
    "filters": "What each hidden unit looks for: its weights to the pixels, the unit that is on most often first; "
    "orange switches it on, purple off. At most 100 are shown.",
    "upper-filters": "What each unit of the top layer looks for, seen through the layers below it: the product of the "
    "weights; the unit that is on most often first, at most 100.",
    "activation-frequencies": "How often each hidden unit is on over the test set, layer by layer, sorted.",
    "gibbs-chain": "Eight Gibbs chains from noise, not picked: a row each, after more and more steps.",
    "untied-weights": "How far fine-tuning has moved the recognition weights R and the generative weights W′ apart: "
    "|R − W′| for each unit of the first hidden layer, the unit that is on most often first, at most 100.",
    "confusion": "How often each digit is taken for which.",
    "mistakes": "The first test digits that it gets wrong, true label → its label.",
    "learning-curves": "Training and validation loss; the dashed line is the epoch kept.",
}


_USE = {  # by whether the model generates
    True: "images = model.sample(16)  # (16, 1, 28, 28) in [0, 1]",
    False: "digits = model(images).argmax(1)  # of images (n, 1, 28, 28) in [0, 1]",
}


_KEPT = {True: "the best on the validation images", False: "the last"}


def mismatches(text: str, metrics: dict[str, Metric]) -> list[str]:
    """A sentence for each metric whose row of the card is not the one that belongs to its value."""
    rows = zip(metrics, _rows(metrics).split("\n"), strict=True)
    return [f"the card's row of {name} is not that of metrics.json" for name, row in rows if row not in text]


def write(recipe: Recipe, model: ZooModel, metrics: dict[str, Metric], training: dict, drawn: list[str]) -> str:
    """The card as Markdown with its metadata block; ``drawn`` are the figures' names."""
    data = ModelCardData(
        license="mit",
        library_name="generative-model-zoo",
        tags=[recipe.model.lower(), "generative-model-zoo", "pytorch_model_hub_mixin"],
        datasets=["ylecun/mnist"],
        model_name=recipe.name,
        eval_results=[_result(_task(model), name, m) for name, m in metrics.items() if _is_number(m.value)],
    )
    return str(ModelCard(f"---\n{data.to_yaml()}\n---\n\n{_body(recipe, model, metrics, training, drawn)}"))


def _is_number(value) -> bool:
    return not isinstance(value, list) and math.isfinite(value)


def _task(model: ZooModel) -> str:
    return "unconditional-image-generation" if model.generates() else "image-classification"


def _result(task: str, name: str, metric: Metric) -> EvalResult:
    return EvalResult(
        task_type=task,
        dataset_type="ylecun/mnist",
        dataset_name="MNIST",
        dataset_split=metric.split,
        metric_type=name,
        metric_name=f"{name} ({metric.unit})",
        metric_value=round(metric.value, 6),
    )


def _body(recipe: Recipe, model: ZooModel, metrics: dict[str, Metric], training: dict, drawn: list[str]) -> str:
    parameters = sum(parameter.numel() for parameter in model.parameters())
    minutes = training["seconds"] / 60
    figures = "\n\n".join(f"![{FIGURES[name]}](figures/{name}.png)\n\n*{FIGURES[name]}*" for name in drawn)
    return f"""# {recipe.title}

{recipe.summary} {parameters:,} parameters, trained on MNIST ({training["train_images"]:,} images; \
{training["validation_images"]:,} more to select the epoch).

## Results on the {training["test_images"]:,} test images

| metric | value | unit | estimator |
|---|---:|---|---|
{_rows(metrics)}

{_limits(recipe, training)}

## Training

{training["epochs"]} epochs of {recipe.batch_size} images a batch, step `{recipe.step.__name__}` at a rate of up to \
{recipe.learning_rate:g}, seed {recipe.seed}; {minutes:.1f} minutes on {training["device"]}. The weights are those of \
epoch {training["best_epoch"]}, {_KEPT[bool(recipe.selected_on)]}. `training.json` has the curves and versions.

Make it again, and recompute every number above from the checkpoint:

```
python -m training train {recipe.name}
python -m training evaluate {recipe.name}
```

## Use

```python
import zoo

model = zoo.load("{recipe.name}")
{_USE[model.generates()]}
```

## Figures

{figures}
"""


def _rows(metrics: dict[str, Metric]) -> str:
    return "\n".join(
        f"| `{name}` | {metric.bound + ' ' if metric.bound else ''}{_number(metric)} | {metric.unit} | "
        f"{metric.estimator.replace('|', chr(92) + '|')} |"
        for name, metric in metrics.items()
    )


def _number(metric: Metric) -> str:
    if isinstance(metric.value, list):
        return ", ".join(f"{value:.2f}" for value in metric.value)
    shown = f"{metric.value:,.4f}" if abs(metric.value) < 1 else f"{metric.value:,.2f}"
    shown = f"{metric.value:,}" if isinstance(metric.value, int) else shown
    return f"{shown} ± {metric.noise:.1g}" if metric.noise else shown


def _limits(recipe: Recipe, training: dict) -> str:
    text = "Figures after ± are the standard error of the estimator's own draws, not of the choice of test images."
    if training["epochs"] < recipe.epochs:
        text += f" **Stopped early: {training['epochs']} of the recipe's {recipe.epochs} epochs.**"
    if training.get("diverged"):
        text += f" **{training['diverged']}**"
    return text
