"""Writing a recipe's words into a checkpoint that is trained already: ``page.json`` and the card."""

import json
import shutil
import tempfile
from pathlib import Path

import zoo
from training import card
from training.data.sets import as_trained
from training.metrics import Metric
from training.recipe import Recipe
from zoo import pages
from zoo.errors import ZooError
from zoo.stores import Checkpoint
from zoo.stores.files import WEIGHTS, atomic_write, plain_errors


def write(recipe: Recipe, found: Checkpoint, store) -> str:
    """Write the recipe's words into its checkpoint in ``store``; the new revision. Nothing is trained or measured.

    They are written into a copy that is then pushed whole, so whoever reads finds the old words or the new ones.
    """
    with plain_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(found.folder, temporary, dirs_exist_ok=True))
        _write(recipe, folder, store)
        record = {} if (folder / WEIGHTS).is_file() else {"record": True}  # stores but the bundle have none without
        return store.push(folder, recipe.name, f"Write the words of {recipe.name} anew", **record)


def _write(recipe: Recipe, folder: Path, store) -> None:
    """``page.json``, title and summary in the record of the training, and the card unless the weights are missing."""
    try:
        metrics, training, readme = (
            (folder / name).read_text(encoding="utf-8") for name in ("metrics.json", "training.json", "README.md")
        )
        metrics, training = json.loads(metrics), json.loads(training)
    except (OSError, ValueError):
        raise ZooError(f"{folder} is missing files or damaged; train or fetch the checkpoint again.") from None
    recipe = as_trained(recipe, training["recipe"]["data"])
    training |= {"title": recipe.title, "summary": recipe.summary}
    if (folder / WEIGHTS).is_file():
        measured = {name: Metric(**entry) for name, entry in metrics.items()}
        unit = next(key.removeprefix("test_") for key in training if key.startswith("test_"))
        model = zoo.load_folder(folder)
        text = card.write(recipe, model, measured, training, card.drawn(readme), store, unit)
        atomic_write(folder / "README.md", text.encode())
    atomic_write(folder / "training.json", (json.dumps(training, indent=1, allow_nan=False) + "\n").encode())
    pages.write(folder, recipe.page())
