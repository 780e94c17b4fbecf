"""Finds a recipe by the name of its checkpoint: one of ``RECIPES``, or one of these on data of one's own."""

from training.data import own, own_text
from training.recipe import Recipe
from training.recipes import RECIPES


def named(name: str) -> Recipe | None:
    """The recipe of the checkpoint called ``name``; None if there is none."""
    if name in RECIPES:
        return RECIPES[name]
    for taken in own.names():
        base = name.removesuffix(f"-{taken}")
        if base != name and base in RECIPES:
            return own.on(RECIPES[base], own.kept(taken))
    for taken in own_text.names():
        base = name.removesuffix(f"-{taken}")
        if base != name and base in RECIPES:
            return own_text.on(RECIPES[base], own_text.kept(taken))
    return None
