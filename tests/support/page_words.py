"""``page.json`` of made-up checkpoints."""

from pathlib import Path

from training.recipes import RECIPES
from zoo import pages


def write_page(model, folder: Path, name: str, title: str, summary: str) -> None:
    """What training would write for this model, with these words; its place is that of the recipe of its name."""
    recipe = RECIPES.get(name)
    words = {key: getattr(recipe, key) for key in pages.PLACED} if recipe else {"order": pages.LAST}
    pages.write(folder, pages.make(type(model), model.config, title=title, summary=summary, **words))
