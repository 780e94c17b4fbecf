"""One run in a process of its own. It tells the fleet how it goes, and ends when the fleet says so or is gone."""

import _thread
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from training import pipeline, seeds
from training.data import sets
from training.engine import tracking
from training.engine.budget import Budget, SpentError
from training.engine.loop import Progress
from training.fleet.keeper import Keeper
from training.named import named
from training.recipe import Recipe
from training.run_folder import LOG, runs_folder
from training.sweeps.settings import changed
from zoo import logs
from zoo.errors import ZooError
from zoo.stores import BundledStore, locate, open_store
from zoo.stores.files import plain_errors

TOLD_EVERY = 0.5  # seconds; reading the loss from a GPU more often would slow it down
DONE, STOPPED, FAILED, GOES, MEASURES = "done", "stopped", "failed", "goes", "measuring"  # what a message is about


@dataclass(frozen=True)
class Order:
    """What a worker has to do. The budget ends at ``until``, in seconds since the epoch of ``time.time``.
    ``environment`` has the variables that say where things are. In a sweep, or with a further seed, the run is the
    recipe ``of`` with other ``settings``. ``keep`` names a repository on the Hub where its state is kept, too."""

    name: str
    store: str
    device: str = "auto"
    data: str = ""
    epochs: int | None = None
    threads: int = 1
    until: float | None = None
    track: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    of: str = ""
    settings: tuple[str, ...] = ()
    keep: str = ""


@dataclass(frozen=True)
class Mark:
    """How far a run is: ``epoch`` finished epochs and ``share`` of the next, ``rate`` in examples a second, ``left`` in
    seconds."""

    epoch: int
    share: float
    loss: float
    rate: float
    left: float


def checkpoint(order: Order, recipe: Recipe, **report) -> str:
    """Train the checkpoint of the run. Returns its revision."""
    return pipeline.train(recipe, open_store(order.store), order.device, resume=None, **report)


def further_seed(order: Order, recipe: Recipe, **report) -> str:
    """Train the recipe ``order.of`` with the seed of the run and record the figures with its checkpoint. Returns the
    revision of that."""
    store, base = open_store(order.store), _named(order.of)
    found = locate(order.of, stores=[store, BundledStore()])
    return seeds.add(base, recipe.seed, found, store, recipe.epochs, order.device, **report) or found.revision


def work_on_seed(order: Order, line: Connection) -> None:
    """Train one recipe with a further seed, and tell the fleet at the other end of ``line``."""
    work(order, line, further_seed)


def work(order: Order, line: Connection, train: Callable[..., str] = checkpoint) -> None:
    """Train one recipe, or go on with it, and tell the fleet at the other end of ``line``."""
    os.environ.update(order.environment)
    if hasattr(os, "setsid"):
        os.setsid()  # so that Ctrl-C in a terminal reaches the fleet alone, which then tells its workers
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored by who started the fleet
    threading.Thread(target=listen, args=(line,), daemon=True).start()
    try:
        _write_log(runs_folder(order.name))
        torch.set_num_threads(order.threads)
        line.send((DONE, _train(order, line, train)))
    except SpentError as spent:
        line.send((STOPPED, str(spent)))
    except ZooError as error:
        line.send((FAILED, str(error)))
    except KeyboardInterrupt:
        line.send((STOPPED, "It was stopped."))


def _train(order: Order, line: Connection, train: Callable[..., str] = checkpoint) -> str:
    recipe = ordered(order)
    keeper = Keeper(order.keep, recipe.name) if order.keep else None
    teller = Teller(line, recipe.epochs)
    budget = None if order.until is None else Budget(order.until - time.time(), recipe.epochs)

    def on_batch(*told) -> None:
        teller.batch(*told)
        if budget:
            budget.batch(*told)

    def on_epoch(progress: Progress) -> None:
        teller.epoch(progress)
        tracked(progress)
        if keeper:
            keeper.epoch(progress)
        if budget:
            budget.epoch(progress)

    with tracking.tracked(recipe, order.track) as tracked:
        return train(order, recipe, on_batch=on_batch, on_epoch=on_epoch)


def ordered(order: Order) -> Recipe:
    """The recipe of the run."""
    recipe = _named(order.of or order.name)
    recipe = sets.on(recipe, order.data) if order.data else recipe
    recipe = changed(recipe, order.settings) if order.settings else recipe
    return replace(recipe, epochs=order.epochs or recipe.epochs)


def _named(name: str) -> Recipe:
    if not (recipe := named(name)):
        raise ZooError(f"There is no recipe '{name}'.")
    return recipe


class Teller:
    """``batch`` and ``epoch`` are callbacks of ``fit``, which tell the fleet how the run goes."""

    def __init__(self, line: Connection, epochs: int):
        self._line, self._epochs = line, epochs
        self._last = self._epoch_began = time.perf_counter()
        self._start: tuple[float, float] | None = None  # when the first batch was done, and how far the run was then

    def batch(self, epoch: int, seen: int, size: int, totals: dict) -> None:
        """Called after each batch: ``epoch`` finished epochs, ``seen`` of ``size`` examples, sums of the loss terms."""
        now, place = time.perf_counter(), epoch + seen / size
        if self._start is None:
            self._start, self._epoch_began = (now, place), now
        if seen < size and now - self._last < TOLD_EVERY:
            return
        began, first = self._start
        left = (self._epochs - place) * (now - began) / (place - first) if place > first else 0.0
        rate = seen / (now - self._epoch_began) if now > self._epoch_began else 0.0
        self._last = now
        self._line.send((GOES, Mark(epoch, seen / size, float(totals["loss"]) / seen, rate, left)))

    def epoch(self, progress: Progress) -> None:
        """Called after each epoch: after the last one, what follows is not training."""
        self._epoch_began = time.perf_counter()
        if progress.epoch == self._epochs:
            self._line.send((MEASURES, ""))


def listen(line: Connection) -> None:
    """Stop as with Ctrl-C when the fleet says so, and at once when it is gone: a state is whole at any moment."""
    try:
        line.recv()
    except (EOFError, OSError):
        os._exit(1)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # also wakes a thread that waits
    else:
        _thread.interrupt_main()


def _write_log(folder: Path) -> None:
    """What the run prints goes to the end of a file in its folder, also what is printed by libraries in C."""
    with plain_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        file = open(folder / LOG, "a", buffering=1, encoding="utf-8")  # noqa: SIM115, open until the process ends
    for stream in (1, 2):
        os.dup2(file.fileno(), stream)
    sys.stdout = sys.stderr = file
    logging.getLogger().handlers.clear()
    logs.start("%(asctime)s %(message)s", stream=file)
