"""What cards say of the data that a model is trained on: an entry for each unit that a split may count in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from training.recipe import Recipe
from zoo.models.base import ZooModel

SHOWN = 3  # samples of text
SEED = 1


@dataclass(frozen=True)
class Subject:
    """A data set: its id on the Hub, its name, its language if it has one, and the split that results are of.

    ``trained_on(recipe, training)`` ends the sentence on what the model is trained on, ``task`` is the Hub's, by
    whether the model generates, ``use(recipe, model)`` is a line of sample code, and ``samples(model)`` are texts for
    the card: images have a figure.
    """

    dataset: str
    name: str
    language: str | None
    split: str
    trained_on: Callable[[Recipe, dict], str]
    task: dict[bool, str]
    use: Callable[[Recipe, ZooModel], str]
    samples: Callable[[ZooModel], list[str]] = lambda model: []


def _images(recipe: Recipe, training: dict) -> str:
    purpose = "watch the samples" if recipe.game else "select the epoch"
    return f"MNIST ({training['train_images']:,} images; {training['validation_images']:,} more to {purpose})"


def _image_use(recipe: Recipe, model: ZooModel) -> str:
    size = recipe.config.image_size
    if model.generates():
        return f"images = model.sample(16)  # (16, 1, {size}, {size}) in [0, 1]"
    return f"digits = model(images).argmax(1)  # of images (n, 1, {size}, {size}) in [0, 1]"


def _text(unit: str, pieces: str, recipe: Recipe, training: dict) -> str:
    return (
        f"tinyshakespeare: the first 90 % of its characters ({training[f'train_{unit}']:,} {pieces}). The last 10 % "
        f"({training[f'validation_{unit}']:,} {unit}) are the validation text, by which nothing was selected"
    )


def _character_use(recipe: Recipe, model: ZooModel) -> str:
    return "print(model.characters.text(model.sample(1)[0].tolist()))"


def _character_samples(model: ZooModel) -> list[str]:
    ids = model.sample(SHOWN, torch.Generator().manual_seed(SEED))
    return [model.characters.text(row) for row in ids.tolist()]


def _word_use(recipe: Recipe, model: ZooModel) -> str:
    return "print(model.text(model.sample(50)))"


def _word_samples(model: ZooModel) -> list[str]:
    return [model.text(model.sample(50, torch.Generator().manual_seed(SEED)))]


_TASK = {True: "text-generation"}
_SHAKESPEARE = "karpathy/tiny_shakespeare", "tinyshakespeare", "en", "validation"
SUBJECTS = {
    "images": Subject(
        "ylecun/mnist", "MNIST", None, "test", _images,
        {True: "unconditional-image-generation", False: "image-classification"}, _image_use,
    ),
    "passages": Subject(
        *_SHAKESPEARE, partial(_text, "passages", "passages of 256 characters"), _TASK, _character_use,
        _character_samples,
    ),
    "words": Subject(*_SHAKESPEARE, partial(_text, "words", "words"), _TASK, _word_use, _word_samples),
}  # fmt: skip
