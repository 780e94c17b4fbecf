"""Does the runs of a sweep on this machine, by the fleet."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rich.console import Console

from training.fleet import launch, worker
from training.fleet.crew import Run
from training.recipe import Recipe
from training.sweeps.results import Planned, checkpoint
from zoo.stores import Store


def runs_of(recipe: Recipe, planned: Sequence[Planned], data: str, store: Store, console: Console) -> list[Run]:
    """The fleet's runs, and before them those from whose weights they start, if they have to be trained."""
    needed = launch.fleet([each.recipe for each in planned], store, data, None, console)
    told = {each.recipe.name: {"of": recipe.name, "settings": each.settings} for each in planned}
    return [replace(run, told=told.get(run.recipe.name, {})) for run in needed]


def train(recipe: Recipe, planned: Sequence[Planned], store: Store, device: str, data: str, workers: int | None,
          keep: str, console: Console, work: Callable = worker.work) -> None:  # fmt: skip
    """Do those runs that are missing or changed."""
    runs = runs_of(recipe, planned, data, store, console)
    launch.train(runs, store, device, data, None, workers, None, "", console, work, keep)


def lacking(planned: Sequence[Planned], recipe: Recipe, store: Store) -> list[Planned]:
    """Those runs whose checkpoint is missing or changed."""
    return [each for each in planned if not checkpoint(each, recipe, store)]
