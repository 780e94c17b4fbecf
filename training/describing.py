"""Rewrites the files that the page needs besides a checkpoint's weights; nothing is trained, measured or drawn."""

from pathlib import Path

import torch

import zoo
from training.amend import amend
from training.data import sets
from training.pipeline import choose_device, write_content
from training.recipe import Recipe
from zoo import reading
from zoo.errors import ZooError
from zoo.stores import Checkpoint


@torch.no_grad()
def write(recipe: Recipe, found: Checkpoint, store, device: str = "auto") -> str:
    """Push the checkpoint to ``store`` with new files from ``recipe.describe``. Returns the new revision.

    For files that were added after it was trained. Card and metrics stay unchanged.
    """
    device = choose_device(device)
    try:
        trained_on = reading.json_file(found.folder / "training.json")["recipe"]["data"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ZooError(f"{found.folder / 'training.json'} is missing or damaged; train or fetch it again.") from None
    recipe = sets.as_trained(recipe, trained_on)
    described = recipe.describe(zoo.load_folder(found.folder).to(device), recipe.data(device))

    def change(folder: Path) -> None:
        for name, content in described.items():
            write_content(folder / name, content)

    return amend(found, store, change, f"Describe {recipe.name} anew")
