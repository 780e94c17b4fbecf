"""Starts a fleet: completes and orders its runs, shares out the machine, and says how it ended."""

import os
from collections.abc import Callable
from dataclasses import replace

import torch
from rich.console import Console
from rich.table import Table

from training.data import own, sets
from training.fleet import plan, worker
from training.fleet.board import Board
from training.fleet.crew import Crew, Run
from training.fleet.worker import FAILED, STOPPED, Order
from training.named import named
from training.recipe import Recipe
from zoo.cores import cores
from zoo.errors import ZooError
from zoo.folders import data_root, home
from zoo.stores import Store

MOST_WORKERS = 8  # by default: each needs up to 1 GB of memory
ON_A_GPU = 4  # runs that share it by default


def fleet(recipes: list[Recipe], store: Store, data: str, epochs: int | None, console: Console) -> list[Run]:
    """The runs of these recipes and of those that they need, in order."""
    absent = plan.needed(recipes, store)
    for name in absent:
        console.print(f"{name} is trained, too, because others need it.", highlight=False)
    added = [sets.on(recipe, data) if data else recipe for name in absent if (recipe := named(name))]
    judges = [recipe for recipe in added if own.is_judge(recipe)]  # never shortened: they measure all later models, too
    others = [recipe for recipe in [*recipes, *added] if recipe not in judges]
    planned = [*judges, *(replace(recipe, epochs=epochs or recipe.epochs) for recipe in others)]
    return [Run(recipe, plan.waits_for(recipe, store)) for recipe in plan.ordered(planned, store)]


def show(runs: list[Run], store: Store, console: Console) -> None:
    """What would be done, and why."""
    shown, names = Table("run", "epochs", "why", "after", box=None), {run.recipe.name for run in runs}
    for run in runs:
        why = plan.lacking(run.recipe, store) or "up to date"
        shown.add_row(run.recipe.name, str(run.recipe.epochs), why, ", ".join(sorted(run.after & names)))
    console.print(shown, f"The checkpoints would go to {store.uri}.", sep="\n")


def train(runs: list[Run], store: Store, device: str, data: str, epochs: int | None, workers: int | None,
          until: float | None, track: str, console: Console, work: Callable = worker.work,
          keep: str = "") -> None:  # fmt: skip
    """Do the runs beside each other and show them. Raises ``ZooError`` at the end if any failed."""
    told = {"data": data, "epochs": epochs, "until": until, "track": track, "keep": keep}
    go(runs, store, device, workers, console, work, **told)
    conclude(runs, store, console)


def go(runs: list[Run], store: Store, device: str, workers: int | None, console: Console, work: Callable,
       lacking: Callable[[Recipe, Store], str] = plan.lacking, **told) -> None:  # fmt: skip
    """Do those runs that are ``lacking`` beside each other and show them; ``told`` are further fields of ``Order``."""
    store.need_writable()
    devices = _devices(device)
    workers = min(workers or by_default(device), len(runs))
    threads = threads_of(workers)
    places = {"ZOO_HOME": str(home().absolute()), "ZOO_DATA": str(data_root().absolute()), "ZOO_STORE": store.uri}
    order = Order("", store.uri, ",".join(devices), threads=threads, environment=places, **told)
    crew = Crew(runs, store, order, workers, work, lacking)
    with Board(console, runs, store.uri, order.until) as board:
        crew.go(board.changed)


def threads_of(workers: int) -> int:
    """The threads of each worker: its share of the cores, but no more than ``OMP_NUM_THREADS``. On a machine that is
    shared with others, threads that wait for each other take many times as long as one."""
    share, given = max(1, cores() // workers), os.environ.get("OMP_NUM_THREADS", "")
    return min(share, int(given)) if given.isdecimal() and int(given) else share


def conclude(runs: list[Run], store: Store, console: Console) -> None:
    failed = [run.recipe.name for run in runs if run.state == FAILED]
    stopped = [run.recipe.name for run in runs if run.state == STOPPED]
    if failed:
        raise ZooError(
            f"{len(failed)} of {len(runs)} runs failed: {', '.join(failed)}. Run the command again to go on."
        )
    if stopped:
        console.print(f"{len(stopped)} of {len(runs)} runs are not finished; run the command again to go on.")
    else:
        console.print(f"All {len(runs)} checkpoints are in {store.uri}.")


def _devices(device: str) -> list[str]:
    """All GPUs for ``cuda``, or the device itself."""
    count = torch.cuda.device_count() if device == "cuda" else 0
    return [f"cuda:{number}" for number in range(count)] if count > 1 else [device]


def by_default(device: str) -> int:
    """How many runs go beside each other by default."""
    devices = _devices(device)
    if devices[0].startswith("cuda"):
        return min(ON_A_GPU * len(devices), cores())
    return min(MOST_WORKERS, cores()) if devices == ["cpu"] else 1
