"""Does the runs of a sweep on a Ray cluster (ray.io), one task for each. The project has to be at the same place on all
nodes; what was trained comes back to the one that asked, so nodes need no common folder."""

import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console

from training.fleet import launch
from training.fleet.board import Board
from training.fleet.crew import RUNS, Run
from training.fleet.worker import DONE, FAILED, Order, ordered
from training.recipe import Recipe
from training.sweeps import machines
from training.sweeps.results import Planned
from zoo.errors import ZooError
from zoo.stores import Store, open_store
from zoo.stores.files import list_files

ROOT = Path(__file__).parents[2]
RETRIES = 2  # of a run whose node or process is lost
TICK = 0.5  # seconds between two looks at the tasks
ON_A_GPU = 4  # runs that share one
LOST = "Its node or its process was lost, also when it was tried again; look at the nodes with `ray status`."


def need() -> None:
    """Raise ``ZooError`` unless Ray is installed."""
    if find_spec("ray") is None:
        raise ZooError("To train on a Ray cluster, install it with `python -m pip install ray`.")


def train(recipe: Recipe, planned: Sequence[Planned], store: Store, device: str, data: str, workers: int | None,
          console: Console, work: Callable | None = None) -> None:  # fmt: skip
    """Do those runs that are missing or changed, and push their checkpoints to the store."""
    import ray  # type: ignore[import-not-found]

    store.need_writable()
    if not ray.is_initialized():
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    runs = machines.runs_of(recipe, planned, data, store, console)
    if needed := [run.recipe.name for run in runs if not run.told]:
        raise ZooError(f"{recipe.name} starts from {', '.join(needed)}; train that first.")
    order = Order("", store.uri, device, data)
    options = {"max_retries": RETRIES, "num_cpus": 1, "runtime_env": {"env_vars": {"PYTHONPATH": _path()}}}
    if device.startswith("cuda"):
        options["num_gpus"] = 1 / ON_A_GPU
    task = ray.remote(**options)(work or trained)
    with Board(console, runs, store.uri) as board:
        _go(runs, lambda run: task.remote(told(order, run)), store, workers, board)
    launch.conclude(runs, store, console)


def told(order: Order, run: Run) -> Order:
    """What the worker of a run is told."""
    return replace(order, name=run.recipe.name, epochs=run.recipe.epochs, **run.told)


def _go(runs: list[Run], start: Callable, store: Store, workers: int | None, board: Board) -> None:
    """Start the tasks, at most ``workers`` at a time, and take what they return."""
    import ray  # type: ignore[import-not-found]

    waiting, going = list(runs), {}
    most = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    while waiting or going:
        while waiting and len(going) < most:
            run = waiting.pop(0)
            going[start(run)] = run
            run.state = RUNS
        ready, _ = ray.wait(list(going), timeout=TICK)
        for task in ready:
            _take(task, going.pop(task), store)
        board.changed()


def _take(task: Any, run: Run, store: Store) -> None:
    """What a task returned: the files of a checkpoint, which are pushed to the store, or a sentence."""
    import ray  # type: ignore[import-not-found]
    from ray import exceptions  # type: ignore[import-not-found]

    try:
        kind, found = ray.get(task)
    except exceptions.RayTaskError as error:
        last = str(error).strip().split("\n")[-1]
        run.end(FAILED, f"The project is not at {ROOT} on its node." if "No module named 'training" in last else last)
        return
    except exceptions.RayError:
        run.end(FAILED, LOST)
        return
    if kind == FAILED:
        run.end(FAILED, found)
        return
    with tempfile.TemporaryDirectory() as folder:
        for path, content in found.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content)
        run.end(DONE, store.push(folder, run.recipe.name, f"Train {run.recipe.name}"))


def trained(order: Order) -> tuple[str, Any]:
    """A task: train one recipe on its node. Returns ``DONE`` and the checkpoint's files by path, or ``FAILED`` and a
    sentence. Its state stays in the node's own folder, where a run that is tried again there goes on."""
    from training import pipeline

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        try:
            recipe = ordered(order)
            pipeline.train(recipe, store, order.device, resume=None)
            found = store.checkpoint(recipe.name).folder
        except ZooError as error:
            return FAILED, str(error)
        return DONE, {path: (found / path).read_bytes() for path in list_files(found)}


def _path() -> str:
    """The folders in which the nodes find the project."""
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
