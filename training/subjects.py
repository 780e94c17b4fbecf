"""What cards say about a model's data: an entry for each data set that replaces another, and one for each unit in
which a split can count."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from training.data.sets import stand_in
from training.recipe import Recipe
from zoo.models.base import ZooModel

SHOWN = 3  # samples of text
SEED = 1


@dataclass(frozen=True)
class Subject:
    """A data set: its id on the Hub if it has one, its name, its language if it has one, and the split of results.

    ``trained_on(recipe, training)`` completes the sentence about the training data. ``task`` is the Hub's task, by
    whether the model generates. ``use(recipe, model)`` is a line of sample code. ``samples(model)`` are texts for the
    card; images have a figure instead.
    """

    dataset: str | None
    name: str
    language: str | None
    split: str
    trained_on: Callable[[Recipe, dict], str]
    task: dict[bool, str]
    use: Callable[[Recipe, ZooModel], str]
    samples: Callable[[ZooModel], list[str]] = lambda model: []


def _images(name: str, recipe: Recipe, training: dict) -> str:
    purpose = recipe.game.validation
    return f"{name} ({training['train_images']:,} images; {training['validation_images']:,} more to {purpose})"


def _image_use(recipe: Recipe, model: Any) -> str:
    size = recipe.config.image_size
    if model.generates():
        return f"images = model.sample(16)  # (16, 1, {size}, {size}) in [0, 1]"
    return f"digits = model(images).argmax(1)  # of images (n, 1, {size}, {size}) in [0, 1]"


def _text(unit: str, pieces: str, recipe: Recipe, training: dict) -> str:
    return (
        f"tinyshakespeare: the first 90 % of its characters ({training[f'train_{unit}']:,} {pieces}). The last 10 % "
        f"({training[f'validation_{unit}']:,} {unit}) are the validation text, which was not used to select anything"
    )


def _character_use(recipe: Recipe, model: Any) -> str:
    return "print(model.characters.text(model.sample(1)[0].tolist()))"


def _character_samples(model: Any) -> list[str]:
    ids = model.sample(SHOWN, torch.Generator().manual_seed(SEED))
    return [model.characters.text(row) for row in ids.tolist()]


def _word_use(recipe: Recipe, model: Any) -> str:
    return "print(model.text(model.sample(50)))"


def _word_samples(model: Any) -> list[str]:
    return [model.text(model.sample(50, torch.Generator().manual_seed(SEED)))]


_IMAGE_TASK = {True: "unconditional-image-generation", False: "image-classification"}
_DRAWN = "`drawn`, this project's own set made of ten drawn digits"
_TASK = {True: "text-generation"}
_SHAKESPEARE = "karpathy/tiny_shakespeare", "tinyshakespeare", "en", "validation"
SUBJECTS = {
    "images": Subject("ylecun/mnist", "MNIST", None, "test", partial(_images, "MNIST"), _IMAGE_TASK, _image_use),
    "drawn": Subject(None, "drawn", None, "test", partial(_images, _DRAWN), _IMAGE_TASK, _image_use),
    "passages": Subject(
        *_SHAKESPEARE, partial(_text, "passages", "passages of 256 characters"), _TASK, _character_use,
        _character_samples,
    ),
    "words": Subject(*_SHAKESPEARE, partial(_text, "words", "words"), _TASK, _word_use, _word_samples),
}  # fmt: skip


def subject_of(recipe: Recipe, unit: str) -> Subject:
    """The entry for the recipe's data, whose splits count in ``unit``."""
    return SUBJECTS[stand_in(recipe.data.__name__) or unit]
