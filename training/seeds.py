"""A recipe's runs with several seeds, which show how far its figures spread by chance. Their weights are not kept."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from training import pipeline, words
from training.amend import amend, kept_as
from training.data import sets
from training.recipe import Recipe
from training.run_folder import alone, runs_folder
from zoo import beside
from zoo.schema import SEEDS
from zoo.stores import Checkpoint
from zoo.stores.contract import Store
from zoo.stores.files import locked

TOLD = ("seed", "epochs", "best_epoch", "diverged", "seconds", "device", "commit")  # copied from a run's training.json


def length(checkpoint: Checkpoint, recipe: Recipe) -> int:
    """The planned number of epochs of a checkpoint's run, which runs with other seeds get, too."""
    training = pipeline.read_json(checkpoint.folder / "training.json")
    return recipe.epochs if training.get("diverged") else training["epochs"]


def missing(numbers: Sequence[int], found: Checkpoint, epochs: int) -> list[int]:
    """Those of the seeds of which the checkpoint has no figures after this number of epochs."""
    there = {run["seed"] for run in _kept(found, epochs)}
    return [seed for seed in numbers if seed not in there]


def add(recipe: Recipe, seed: int, found: Checkpoint, store: Store, epochs: int, device: str = "auto",
        **report) -> str | None:  # fmt: skip
    """Train and measure a checkpoint's recipe with another seed, and push the checkpoint with an updated
    ``seeds.json``.

    Returns the new revision, or None if the seed already exists. The seed of the checkpoint itself needs no run. A
    killed run is resumed. Runs with another number of ``epochs`` are removed from the file, because their figures are
    not comparable. Several processes may add seeds of one checkpoint at a time. Raises ``ZooError`` if the checkpoint
    was made by another version of the recipe.
    """
    training, metrics = (pipeline.read_json(found.folder / f"{name}.json") for name in ("training", "metrics"))
    recipe = sets.as_trained(recipe, training["recipe"]["data"])
    pipeline.of_this_recipe(training["recipe"], recipe)
    kept_as(found, store)  # so that a store refuses before the run, not after it
    store.need_writable()
    if not missing([seed], found, epochs):
        return None
    own = seed == training["seed"] and epochs == length(found, recipe)
    run = of(training, metrics) if own else _trained(replace(recipe, seed=seed, epochs=epochs), device, **report)
    with locked(runs_folder(recipe.name) / "seeds.lock"):
        return _record(recipe, run, _newest(found, store), store, epochs)


def _record(recipe: Recipe, run: dict, found: Checkpoint, store: Store, epochs: int) -> str:
    """Push the checkpoint with one more run in its ``seeds.json``. Returns the new revision."""
    runs = sorted([*_kept(found, epochs), run], key=lambda each: each["seed"])

    def change(folder: Path) -> None:
        write(folder, {"epochs": epochs, "runs": runs})
        words.write_into(recipe, folder, store)

    return amend(found, store, change, f"Seed {run['seed']} of {recipe.name}, {epochs} epochs")


def _newest(found: Checkpoint, store: Store) -> Checkpoint:
    """The checkpoint as it is now: another process may have added a seed in the meantime."""
    return store.checkpoint(found.name) if found.name in store.names() else found


def of(training: dict, metrics: dict[str, dict]) -> dict:
    """A run's entry in ``seeds.json``, from its ``training.json`` and ``metrics.json``; without floors."""
    single = {name: entry["value"] for name, entry in metrics.items() if not isinstance(entry["value"], list)}
    figures = {name: float(value) for name, value in single.items() if not name.endswith("_floor")}
    return {name: training.get(name) for name in TOLD} | {"metrics": figures}


def write(folder: Path, content: dict) -> None:
    """Write ``seeds.json``."""
    beside.write(folder / SEEDS, content)


def _kept(found: Checkpoint, epochs: int) -> list[dict]:
    """The recorded runs with this number of epochs."""
    if not (found.folder / SEEDS).is_file():
        return []
    known = beside.read(found.folder, SEEDS, found.name)
    return [run.model_dump() for run in known.runs] if known.epochs == epochs else []


def _trained(recipe: Recipe, device: str, **report) -> dict:
    """The entry of a run, which is trained now or resumed."""
    with alone(f"{recipe.name}-seed-{recipe.seed}") as folder:
        model, data, _, training, _ = pipeline.trained(
            recipe, folder, pipeline.choose_device(device), resume=True, **report
        )
        with torch.no_grad():
            metrics = recipe.measure(model, data)
    return of(training, {name: metric.to_dict() for name, metric in metrics.items()})
