"""The settings of a sweep: ``learning_rate=1e-4,2e-4`` as text, checked, and the recipes that they make."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any

from training.recipe import Recipe
from zoo import pages
from zoo.errors import ZooError

OF_RECIPE = ("learning_rate", "batch_size", "epochs", "average", "bfloat16")  # besides those of its config and game
LONGEST = 60  # characters of a checkpoint's name; one that is longer ends with a digest
MOST_SEEDS = 1000
KINDS = {bool: "true or false", int: "a whole number", float: "a number", tuple: "whole numbers such as 200x200"}
WORDS = {"true": True, "false": False}


def grid(recipe: Recipe, given: Iterable[str], seeds: str) -> list[tuple[str, ...]]:
    """The settings of each run, as ``NAME=VALUE``, one value after the other; of each the seeds stand together.

    Raises ``ZooError`` if a setting or a seed is none.
    """
    lists: dict[str, list[str]] = {}
    for text in given:
        name, equals, values = (part.strip() for part in text.partition("="))
        if not equals:
            raise ZooError(f"'{text}' is not a setting; write NAME=VALUE,VALUE, such as learning_rate=1e-4,2e-4.")
        if name in lists:
            raise ZooError(f"{name} is given twice; give all its values at once, separated by commas.")
        lists[name] = _values(recipe, name, values)
    rows = [
        tuple(f"{name}={value}" for name, value in zip(lists, row, strict=True)) for row in product(*lists.values())
    ]
    numbers = [f"seed={seed}" for seed in (seeds_of(seeds) if seeds else [recipe.seed])]
    runs = [(*row, seed) for row in rows for seed in numbers]
    for run in runs:
        changed(recipe, run)
    return runs


def _values(recipe: Recipe, name: str, text: str) -> list[str]:
    """The values in a list, each once."""
    values = [value.strip() for value in text.split(",")]
    if not all(values):
        raise ZooError(f"{name} has no value, or one of its values is empty; write {name}=VALUE,VALUE.")
    each: dict[Any, str] = {}
    for value in values:
        each.setdefault(_typed(recipe, name, value), value)
    return list(each.values())


def seeds_of(text: str) -> list[int]:
    """The numbers in ``1-5`` or ``1,3,7-9``, each once. Raises ``ZooError`` for anything else."""
    found: list[int] = []
    for part in text.split(","):
        bounds = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part)
        if not bounds:
            raise ZooError(f"'{text}' are not seeds; write numbers from 0 on, such as 1-5 or 1,3,7-9.")
        first, last = int(bounds[1]), int(bounds[2] or bounds[1])
        if not first <= last < first + MOST_SEEDS:
            raise ZooError(
                f"'{part.strip()}' is not a range of at most {MOST_SEEDS} seeds; the smaller number is first."
            )
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def changed(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """The recipe with these settings, as a checkpoint of its own, called by both."""
    of_recipe, of_config, of_game = {}, {}, {}
    for setting in settings:
        name, _, text = setting.partition("=")
        value = _typed(recipe, name, text)
        place = of_recipe if name in (*OF_RECIPE, "seed") else of_config if name in _names(recipe.config) else of_game
        place[name] = value
    try:
        config = replace(recipe.config, **of_config)
        game = replace(recipe.game, **of_game) if of_game else recipe.game
    except (TypeError, ValueError) as error:
        raise ZooError(f"{recipe.name} cannot have {', '.join(settings)}: {error}") from None
    said = ", ".join(setting.replace("_", " ").replace("=", " ") for setting in settings)
    return replace(
        recipe, name=_called(recipe.name, settings), title=f"{recipe.title}, {said}", base=recipe.name,
        summary=f"The recipe {recipe.name} in a sweep: {said}.", changes=f"other settings: {said}", order=pages.LAST,
        config=config, game=game, **of_recipe,
    )  # fmt: skip


def told(setting: Sequence[str]) -> str:
    """A setting without its seed, to read."""
    return ", ".join(part.replace("=", " ") for part in setting if not part.startswith("seed=")) or "as it is"


def _called(name: str, settings: Sequence[str]) -> str:
    label = re.sub(r"[^a-z0-9]+", "-", " ".join(settings).lower()).strip("-")
    whole = f"{name}-{label}"
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[: LONGEST - 9].rstrip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def _names(part: Any) -> list[str]:
    return [field.name for field in fields(part)] if is_dataclass(part) else []


def _typed(recipe: Recipe, name: str, text: str) -> Any:
    """The value of a setting, of the kind that the recipe has for it."""
    if name == "seed":
        return int(text)
    known = {each: getattr(recipe, each) for each in OF_RECIPE}
    for part in (recipe.config, recipe.game):
        known |= {each: getattr(part, each) for each in _names(part)}
    if name not in known:
        raise ZooError(f"{recipe.name} has no setting '{name}'; choose one of {', '.join(known)}.")
    kind = type(known[name])
    try:
        if kind is bool:
            return WORDS[text.lower()]
        if kind is tuple:
            return tuple(map(int, text.split("x")))
        value = kind(text)
    except (KeyError, ValueError):
        raise ZooError(f"{name} of {recipe.name} is {KINDS.get(kind, 'something else')}, not '{text}'.") from None
    if name in ("learning_rate", "batch_size", "epochs") and not 0 < value < float("inf"):
        raise ZooError(f"{name} has to be above 0, not {text}.")
    return value
