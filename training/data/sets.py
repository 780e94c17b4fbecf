"""Selects the data set of a recipe: its own or one that replaces it."""

from dataclasses import replace

from training.data import own
from training.data.drawn import binary_drawn, drawn, labelled_drawn
from training.data.images import binary_mnist, labelled_mnist, mnist
from training.data.no_digits import labelled_drawn_and_others, labelled_mnist_and_others
from training.recipe import Recipe
from zoo.errors import ZooError

OTHERS = {
    "drawn": {
        mnist: drawn,
        binary_mnist: binary_drawn,
        labelled_mnist: labelled_drawn,
        labelled_mnist_and_others: labelled_drawn_and_others,
    }
}


def on(recipe: Recipe, name: str) -> Recipe:
    """The recipe with the data set called ``name`` instead of its own.

    Raises ``ZooError`` if there is no such data set, or if the recipe does not train on images.
    """
    if name not in OTHERS:
        raise ZooError(f"There is no data set '{name}'; choose {' or '.join(OTHERS)}.")
    if recipe.data not in OTHERS[name]:
        raise ZooError(
            f"{recipe.name} is not trained on images and cannot use '{name}'; choose a recipe of an image model."
        )
    return replace(recipe, data=OTHERS[name][recipe.data])


def stand_in(data: str) -> str:
    """The name of the replacing data set to which a recorded ``data`` belongs; "" for a recipe's own."""
    if own.MARK in data:
        return own.recorded(data)
    return next((name for name, sets in OTHERS.items() if data in [each.__name__ for each in sets.values()]), "")


def as_trained(recipe: Recipe, data: str) -> Recipe:
    """The recipe with the data recorded in ``training.json``, on which the checkpoint was trained."""
    if own.MARK in data:
        if recipe.data.__name__ != data:
            raise ZooError(f"{recipe.name} was trained on other pictures than its data set has now; train it again.")
        return recipe
    name = stand_in(data)
    return on(recipe, name) if name and recipe.data.__name__ != data else recipe
