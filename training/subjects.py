"""What cards say about a model's data, by the unit that its splits count in.

A data set that is not the usual one of its unit has an entry of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from training.data.pictures import RULE
from training.data.sets import stand_in
from training.recipe import Recipe
from zoo.models.base import ZooModel

NO_LICENCE = "no licence of theirs was given"
SHOWN = 3  # samples of text
SEED = 1
_UNSEEN = "which was not used to select anything"
_TUNED = (
    "by which no epoch was selected; but two settings of the language model, its learning rate and an output embedding "
    "of its own, were chosen by short runs that were measured on it"
)


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
    return _read(_START, "The", unit, pieces, training)


def _own_text(said: str, recipe: Recipe, training: dict) -> str:
    return _read(said, "Its", "passages", "passages of 256 characters", training)


def _plays(what: str, whose: str, recipe: Recipe, training: dict) -> str:
    return _read(what, whose, "passages", f"passages of {recipe.config.window} tokens", training, _TUNED)


def _speeches(recipe: Recipe, training: dict) -> str:
    return _read(_PLAYS, f"{_TINY}'s", "speeches", "speeches and parts of long ones", training, _TUNED)


def _readings(which: str, recipe: Recipe, training: dict) -> str:
    return (
        f"speeches of up to 64 words of Shakespeare's 37 plays, their modernised form, and turns of 36 telephone calls "
        f"({training['train_examples']:,} of the task that has the most{which}). Genre and style are split by whole "
        "plays and calls, the plays by speeches. Genre and style are told with names masked, the play with and without "
        "them"
    )


def _read(what: str, whose: str, unit: str, pieces: str, training: dict, use: str = _UNSEEN) -> str:
    return (
        f"{what} ({training[f'train_{unit}']:,} {pieces}). {whose} last 10 % "
        f"({training[f'validation_{unit}']:,} {unit}) are the validation text, {use}"
    )


def _passage_use(recipe: Recipe, model: Any) -> str:
    return "print(model.vocabulary.text(model.sample(1)[0].tolist()))"


def _passage_samples(model: Any) -> list[str]:
    ids = model.sample(SHOWN, torch.Generator().manual_seed(SEED))
    return [model.vocabulary.text(row) for row in ids.tolist()]


def _word_use(recipe: Recipe, model: Any) -> str:
    return "print(model.text(model.sample(50)))"


def _word_samples(model: Any) -> list[str]:
    return [model.text(model.sample(50, torch.Generator().manual_seed(SEED)))]


def _reader_use(recipe: Recipe, model: Any) -> str:
    return 'print(model.beliefs("genre", ["good", "morrow", "cousin"])[-1])  # after the last word'


_IMAGE_TASK = {True: "unconditional-image-generation", False: "image-classification"}
_DRAWN = "`drawn`, this project's own set made of ten drawn digits"
_READER_TASK = dict.fromkeys((True, False), "text-classification")
_TASK = {True: "text-generation"}
_TINY = "tinyshakespeare"
_START = f"{_TINY}: the first 90 % of its characters"
_PLAYS = f"35 plays of Shakespeare and what the first 90 % of {_TINY} has of another"
_SPEECHES = "Shakespeare's speeches"
_SHAKESPEARE = "karpathy/tiny_shakespeare", _TINY, "en", "validation"
SUBJECTS = {
    "images": Subject("ylecun/mnist", "MNIST", None, "test", partial(_images, "MNIST"), _IMAGE_TASK, _image_use),
    "drawn": Subject(None, "drawn", None, "test", partial(_images, _DRAWN), _IMAGE_TASK, _image_use),
    "passages": Subject(
        *_SHAKESPEARE, partial(_text, "passages", "passages of 256 characters"), _TASK, _passage_use, _passage_samples
    ),
    "plays": Subject(*_SHAKESPEARE, partial(_plays, _PLAYS, f"{_TINY}'s"), _TASK, _passage_use, _passage_samples),
    "speeches": Subject(*_SHAKESPEARE, _speeches, _TASK, _passage_use, _passage_samples),
    "readings": Subject(None, _SPEECHES, "en", "test", partial(_readings, ""), _READER_TASK, _reader_use),
    "some_readings": Subject(
        None, _SPEECHES, "en", "test", partial(_readings, "; a part of those that there are, because BERT is slow"),
        _READER_TASK, _reader_use,
    ),
    "tiny_plays": Subject(*_SHAKESPEARE, partial(_plays, _START, "The"), _TASK, _passage_use, _passage_samples),
    "words": Subject(*_SHAKESPEARE, partial(_text, "words", "words"), _TASK, _word_use, _word_samples),
}  # fmt: skip


def subject_of(recipe: Recipe, unit: str) -> Subject:
    """The entry for the recipe's data, whose splits count in ``unit``."""
    name = recipe.data.__name__
    if recipe.pictures and unit == "passages":
        licence = f", its licence, as given: {recipe.pictures.licence}" if recipe.pictures.licence else ""
        said = f"`{recipe.pictures.name}`, a text of one's own{licence}: the first 90 % of its characters"
        trained_on = partial(_own_text, said)
        return Subject(
            None, recipe.pictures.name, None, "validation", trained_on, _TASK, _passage_use, _passage_samples
        )
    if recipe.pictures:
        licence = f"their licence, as given: {recipe.pictures.licence}" if recipe.pictures.licence else NO_LICENCE
        said = f"`{recipe.pictures.name}`, a data set of one's own: pictures {RULE}; {licence}"
        return Subject(None, recipe.pictures.name, None, "test", partial(_images, said), _IMAGE_TASK, _image_use)
    return SUBJECTS[stand_in(name) or (name if name in SUBJECTS else unit)]
