"""Writes a recipe's texts into a trained checkpoint: ``page.json`` and the card."""

import json
from pathlib import Path

import zoo
from training import card
from training.amend import amend
from training.data.sets import as_trained
from training.metrics import Metric
from training.recipe import Recipe
from zoo import pages, reading
from zoo.errors import ZooError
from zoo.stores import Checkpoint
from zoo.stores.files import WEIGHTS, atomic_write


def write(recipe: Recipe, found: Checkpoint, store) -> str:
    """Write the recipe's texts into its checkpoint in ``store``. Returns the new revision.

    Nothing is trained or measured.
    """
    return amend(
        found, store, lambda folder: write_into(recipe, folder, store), f"Write the words of {recipe.name} anew"
    )


def write_into(recipe: Recipe, folder: Path, store) -> None:
    """Write ``page.json``, title and summary in the training record, and the card; without weights only those sections
    of the card that depend on figures alone."""
    try:
        metrics, training = (reading.json_file(folder / name) for name in ("metrics.json", "training.json"))
        readme = (folder / "README.md").read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise ZooError(f"{folder} is missing files or damaged; train or fetch the checkpoint again.") from None
    recipe = as_trained(recipe, training["recipe"]["data"])
    training |= {"title": recipe.title, "summary": recipe.summary}
    measured, runs = {name: Metric(**entry) for name, entry in metrics.items()}, card.runs_of(folder, recipe.name)
    if (folder / WEIGHTS).is_file():
        unit = next(key.removeprefix("test_") for key in training if key.startswith("test_"))
        model = zoo.load_folder(folder)
        text = card.write(recipe, model, measured, training, card.drawn(readme), store, unit, runs)
    else:
        text = card.amended(readme, recipe, measured, training, store, runs)
    atomic_write(folder / "README.md", text.encode())
    atomic_write(folder / "training.json", (json.dumps(training, indent=1, allow_nan=False) + "\n").encode())
    pages.write(folder, recipe.page())
