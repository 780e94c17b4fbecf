"""Which recipes to train, in which order, and which of them have their checkpoint already."""

from collections.abc import Iterable
from itertools import takewhile

import zoo
from training import pipeline
from training.data import own
from training.named import named
from training.recipe import Recipe
from training.recipes import RECIPES
from training.run_folder import weights
from training.table_cells import family
from zoo import beside
from zoo.errors import ZooError
from zoo.schema import VERSION
from zoo.stores import BundledStore, Store
from zoo.stores.files import WEIGHTS

MEASURES = ("judge", "judge-open")  # these measure other models, in this order, if they are in the bundle


def of_family(name: str) -> list[str]:
    """Names of the recipes of a family, in order. Raises ``ZooError`` if there is no such family."""
    if not (found := family(name)) or not name:
        families = dict.fromkeys(zoo.model_class(recipe.model).family for recipe in RECIPES.values())
        raise ZooError(f"There is no family '{name}'; choose one of {', '.join(filter(None, families))}.")
    return found


def needed(recipes: Iterable[Recipe], store: Store) -> list[str]:
    """Names of recipes that are not among ``recipes``, but without whose checkpoints one of these cannot be trained,
    and which neither the store nor the bundle has: what it starts from, and the judge of its data."""
    chosen = {recipe.name: recipe for recipe in recipes}
    found: list[str] = []
    open_ones = [name for recipe in chosen.values() for name in _absent(recipe, store)]
    for name in open_ones:
        if name not in chosen and name not in found:
            found.append(name)
            open_ones += _absent(recipe, store) if (recipe := named(name)) else []
    return found


def _absent(recipe: Recipe, store: Store) -> list[str]:
    start = recipe.start if recipe.start and not weights(recipe.start, stores=[store, BundledStore()]) else ""
    return [name for name in (start, own.missing_judge(recipe)) if name]


def ordered(recipes: Iterable[Recipe], store: Store) -> list[Recipe]:
    """The recipes, each after those that it waits for: the longest chains come first, the others keep their order."""
    given = {recipe.name: recipe for recipe in recipes}
    followers: dict[str, list[str]] = {name: [] for name in given}
    for recipe in given.values():
        for name in waits_for(recipe, store) & given.keys():
            followers[name].append(recipe.name)

    def chain(name: str) -> int:
        return 1 + max(map(chain, followers[name]), default=0)

    return sorted(given.values(), key=lambda recipe: -chain(recipe.name))


def waits_for(recipe: Recipe, store: Store) -> set[str]:
    """Names of the recipes whose checkpoints this one needs: what it starts from, the judge of its data if that is
    trained, too, and the judges if they are trained into the bundle, because those of the bundle measure all others."""
    names = {recipe.start, own.missing_judge(recipe)} - {""}
    if store.kind == BundledStore.kind:
        names |= set(takewhile(lambda name: name != recipe.name, MEASURES))
    return names


def lacking(recipe: Recipe, store: Store) -> str:
    """Why the recipe has to be trained, as the end of a sentence; "" if its checkpoint in ``store`` is up to date.

    It is if it was made with the same settings, which include the data's name and the number of epochs, from the same
    weights if it starts from another's, and if its files have the present version of their definitions.
    """
    if recipe.name not in store.names():
        return "has no checkpoint yet"
    try:
        folder = store.checkpoint(recipe.name).folder
        training = pipeline.read_json(folder / "training.json")
        version = beside.read(folder, "page.json", recipe.name).version
        changed = pipeline.differing(training["recipe"], recipe)
    except (ZooError, KeyError):
        return "has a checkpoint that is damaged or cannot be read"
    if not (folder / WEIGHTS).is_file():
        return "has a checkpoint without weights"
    if changed:
        return f"was trained with another {', '.join(changed)}"
    if version != VERSION:
        return "has files of an earlier version"
    stores = [store, BundledStore()]
    if recipe.start and weights(recipe.start, training.get("start_revision"), stores) != weights(
        recipe.start, stores=stores
    ):
        return f"started from other weights of {recipe.start}"
    return ""
