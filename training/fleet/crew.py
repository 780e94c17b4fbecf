"""Several runs beside each other, each in a worker's process, and those that wait for others after them."""

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any

import torch

from training.fleet import plan, worker
from training.fleet.worker import DONE, FAILED, MEASURES, STOPPED, Mark, Order
from training.recipe import Recipe
from training.run_folder import LOG, runs_folder
from zoo.stores import Store

WAITS, RUNS, KEPT, LEFT = "waiting", "running", "up to date", "left out"  # of a run, besides what its worker tells
PROVIDED, UNFINISHED = (DONE, KEPT), (RUNS, MEASURES)
TICK = 0.25  # seconds between two looks at the workers, if these tell nothing
PATIENCE = 10.0  # seconds in which a worker that is told to stop has to end
PRELOADED = ("__main__", worker.__name__, "torch._dynamo")  # the last is what a process's first optimiser imports


@dataclass
class Run:
    """A recipe's run in a fleet: ``after`` names what it waits for, ``said`` is the sentence or the revision with which
    it ended."""

    recipe: Recipe
    after: set[str] = field(default_factory=set)
    state: str = WAITS
    said: str = ""
    mark: Mark | None = None
    told: dict[str, Any] = field(default_factory=dict)  # what only its worker is told

    def end(self, state: str, said: str = "") -> None:
        """The run is over, or is not begun."""
        self.state, self.said = state, said


class Crew:
    """Runs in at most ``workers`` processes at a time. ``order`` is what all workers are told; its ``device`` may be
    several, separated by commas, which are then shared out. Only runs that are ``lacking`` for some reason are done."""

    def __init__(self, runs: Iterable[Run], store: Store, order: Order, workers: int, work: Callable = worker.work,
                 lacking: Callable[[Recipe, Store], str] = plan.lacking):  # fmt: skip
        self.runs = {run.recipe.name: run for run in runs}
        self._store, self._order, self._work, self._lacking = store, order, work, lacking
        self._free = list(range(workers))
        self._crew: dict[Any, tuple[Run, BaseProcess, int]] = {}  # by pipe, whose class is another on Windows
        self._processes = _context()

    def go(self, changed: Callable[[], None] = lambda: None) -> None:
        """Do all runs; ``changed`` is called after everything that workers tell, and at least each ``TICK``."""
        try:
            self._look_through()
            while self._begin() or self._crew:
                changed()
                for line in wait(list(self._crew), TICK) if self._crew else ():
                    self._hear(line)  # type: ignore[arg-type]
            changed()
        finally:
            self._stop()

    def _look_through(self) -> None:
        """Find the runs whose checkpoints are up to date, but for those that wait for another run."""
        for run in self.runs.values():
            if not self._awaited(run) and not self._lacking(run.recipe, self._store):
                run.end(KEPT)

    def _begin(self) -> bool:
        """Start what can be started. Returns whether anything changed."""
        changed = [self._consider(run) for run in self.runs.values() if run.state == WAITS]
        return any(changed)

    def _consider(self, run: Run) -> bool:
        awaited = self._awaited(run)
        if lost := [name for name in awaited if self.runs[name].state in (FAILED, LEFT)]:
            run.end(LEFT, f"It needs {lost[0]}, which is not there.")
        elif unfinished := [name for name in awaited if self.runs[name].state == STOPPED]:
            run.end(STOPPED, f"It was not begun: it needs {unfinished[0]}, which is not finished.")
        elif awaited:
            return False
        elif self._order.until is not None and time.time() > self._order.until:
            run.end(STOPPED, "It was not begun: the budget was used up.")
        elif not self._free:
            return False
        elif self._lacking(run.recipe, self._store):
            self._start(run)
        else:
            run.end(KEPT)
        return True

    def _awaited(self, run: Run) -> list[str]:
        """What the run waits for and has not got yet."""
        return sorted(name for name in run.after & self.runs.keys() if self.runs[name].state not in PROVIDED)

    def _start(self, run: Run) -> None:
        here, there = self._processes.Pipe()
        slot, devices = self._free.pop(0), self._order.device.split(",")
        told = {"name": run.recipe.name, "epochs": run.recipe.epochs, **run.told}
        order = replace(self._order, **told, device=devices[slot % len(devices)])
        process = self._processes.Process(target=self._work, args=(order, there), daemon=True)
        process.start()
        there.close()
        run.state = RUNS
        self._crew[here] = run, process, slot

    def _hear(self, line: Connection) -> None:
        run, *_ = self._crew[line]
        try:
            kind, told = line.recv()
        except (EOFError, ConnectionError):
            self._end(line)
            return
        if kind == worker.GOES:
            run.mark = told
        elif kind == MEASURES:
            run.state = MEASURES
        else:
            run.end(kind, told)

    def _end(self, line: Connection) -> None:
        """A worker is gone: its place is free, and if it did not say how the run ended, its log does."""
        run, process, slot = self._crew.pop(line)
        process.join()
        line.close()
        self._free = sorted([*self._free, slot])
        if run.state in UNFINISHED:
            run.end(FAILED, _how(process.exitcode or 0, run.recipe.name))

    def _stop(self) -> None:
        """Tell the workers that are left to stop, and end those that do not."""
        for line in self._crew:
            try:
                line.send("stop")
            except OSError:
                continue  # it has just ended
        end = time.monotonic() + PATIENCE
        for line, (run, process, _) in self._crew.items():
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
            line.close()
            run.end(STOPPED, "It was stopped.")
        self._crew.clear()


def _how(code: int, name: str) -> str:
    """A sentence for a worker that ended without one."""
    log = runs_folder(name) / LOG
    if code < 0:
        return f"Its process was killed by signal {-code}, perhaps for want of memory."
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.is_file() else []
    last = next(filter(None, map(str.strip, reversed(lines))), "nothing")
    return f"Its process ended with code {code}; the last words of {log} are: {last}"


def _context() -> SpawnContext | ForkServerContext:
    """How processes start: from one that has everything imported, or each from the beginning where that is safer, as a
    process that was forked cannot use CUDA if that was touched before."""
    if sys.platform != "linux" or torch.cuda.is_available():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context
