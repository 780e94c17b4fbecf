"""Measures one part of a checkpoint's figures, for those that were added after it was trained; the others stay."""

from collections.abc import Callable
from pathlib import Path

import torch

import zoo
from training import words
from training.amend import amend
from training.data import sets
from training.metrics import Metric
from training.pipeline import choose_device, read_json
from training.recipe import Recipe
from zoo import beside
from zoo.errors import ZooError
from zoo.stores import Checkpoint


@torch.no_grad()
def write(recipe: Recipe, found: Checkpoint, store, part: str, device: str = "auto") -> tuple[dict[str, Metric], str]:
    """Push the checkpoint to ``store`` with the figures of a part of ``recipe.measure`` and a card that has them.

    Returns these figures and the new revision. Raises ``ZooError`` if the recipe has no such part.
    """
    measure, device = part_of(recipe, part), choose_device(device)
    recipe = sets.as_trained(recipe, read_json(found.folder / "training.json")["recipe"]["data"])
    measured = measure(zoo.load_folder(found.folder).to(device), recipe.data(device))

    def change(folder: Path) -> None:
        stored = read_json(folder / "metrics.json")
        beside.write(folder / "metrics.json", stored | {name: metric.to_dict() for name, metric in measured.items()})
        words.write_into(recipe, folder, store)

    return measured, amend(found, store, change, f"Measure {part} of {recipe.name}")


def part_of(recipe: Recipe, name: str) -> Callable:
    """The part of ``recipe.measure`` with this name."""
    parts = {getattr(part, "func", part).__name__: part for part in recipe.parts}  # a partial has no name of its own
    if name in parts:
        return parts[name]
    there = f"choose one of {', '.join(parts)}" if parts else "measure all of it"
    raise ZooError(f"The figures of {recipe.name} have no part '{name}'; {there}.")
