"""Which data set a recipe is trained on: its own, or one that takes its place."""

from dataclasses import replace

from training.data.drawn import binary_drawn, drawn, labelled_drawn
from training.data.images import binary_mnist, labelled_mnist, mnist
from training.recipe import Recipe
from zoo.errors import ZooError

OTHERS = {"drawn": {mnist: drawn, binary_mnist: binary_drawn, labelled_mnist: labelled_drawn}}


def on(recipe: Recipe, name: str) -> Recipe:
    """The recipe with the data set called ``name`` in place of its own.

    A ``ZooError`` names the sets where there is none of that name, and says so where the recipe is not of images.
    """
    if name not in OTHERS:
        raise ZooError(f"There is no data set '{name}'; there is {', '.join(OTHERS)}.")
    if recipe.data not in OTHERS[name]:
        raise ZooError(f"{recipe.name} is not trained on images, so '{name}' is no data for it.")
    return replace(recipe, data=OTHERS[name][recipe.data])


def stand_in(data: str) -> str:
    """The name of the set that takes another's place to which a recorded ``data`` belongs, "" for a recipe's own."""
    return next((name for name, sets in OTHERS.items() if data in [each.__name__ for each in sets.values()]), "")


def as_trained(recipe: Recipe, data: str) -> Recipe:
    """The recipe on the data that ``training.json`` says a checkpoint was trained on."""
    name = stand_in(data)
    return on(recipe, name) if name and recipe.data.__name__ != data else recipe
