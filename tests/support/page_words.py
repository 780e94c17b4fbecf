"""``page.json`` of made-up checkpoints."""

from pathlib import Path

from training.recipes import RECIPES
from zoo import pages


def write_page(model, folder: Path, name: str, title: str, summary: str, **can) -> None:
    """What training would write for this model, with these words; its place is that of the recipe of its name.

    ``can`` are capabilities that differ from those of its class.
    """
    recipe = RECIPES.get(name)
    words = {key: getattr(recipe, key) for key in pages.PLACED} if recipe else {"order": pages.LAST}
    page = pages.make(type(model), model.config, title=title, summary=summary, **words)
    pages.write(folder, page.model_copy(update={"capabilities": page.capabilities.model_copy(update=can)}))
