"""Processes that train small recipes together, started as ``torchrun`` would, which takes longer."""

import math
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import torch
from forked import PROCESSES
from rough import rough_figures
from small import quick
from tiny_fleet import tiny

from training import __main__ as cli
from training import pipeline
from training.engine import world
from training.engine.progress import TrainingProgress
from training.recipe import Recipe
from training.recipes import RECIPES

SIZE, BATCH = 40, 15  # which does not divide evenly


def divided(name: str) -> Recipe:
    """The small recipe on less data in batches of ``BATCH``, for one epoch and without a timeline."""
    recipe = replace(quick(RECIPES[name], size=SIZE), batch_size=BATCH, bfloat16=False, watch=None)
    return replace(recipe, largest_loss=math.inf, selected_on=recipe.selected_on.replace("-coverage", ""))


def start(count: int, work: Callable, *arguments) -> list:
    """``count`` processes that run ``work(*arguments)`` as parts of one run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = []
    for number in range(count):
        told = {"RANK": number, "LOCAL_RANK": number, "WORLD_SIZE": count, "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": port, "TORCHELASTIC_RUN_ID": "a-test", "OMP_NUM_THREADS": 1}  # fmt: skip
        process = PROCESSES.Process(target=_join, args=(told, work, *arguments), daemon=True)
        process.start()
        started.append(process)
    return started


def _join(told: dict, work: Callable, *arguments) -> None:
    os.environ.update({name: str(value) for name, value in told.items()})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    torch.set_num_threads(1)
    work(*arguments)


def losses(recipe: Recipe, folder: Path) -> tuple[dict, dict]:
    """The averages of the epoch, in training and in validation."""
    _, progress, _ = pipeline.fit(recipe, recipe.data("cpu"), folder / f"{recipe.name}.pt", "cpu", resume=False)
    return progress.train[0], progress.validation[0]


def all_losses(names: list[str], folder: Path, line: Connection) -> None:
    """Send the losses of these recipes; only the first process does."""
    with world.together("cpu"):
        for name in names:
            found = losses(divided(name), folder)
            if world.first():
                line.send(found)


def command(arguments: list[str], name: str, places: dict, seconds: float) -> None:
    """The command line with a small recipe, whose epochs end ``seconds`` later; what it prints goes to ``out-RANK``."""
    os.environ.update(places)
    told: Callable = TrainingProgress.epoch

    def slowly(*about) -> None:
        told(*about)
        time.sleep(seconds)

    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        patch.setitem(RECIPES, name, tiny(name))
        patch.setattr(TrainingProgress, "epoch", slowly)
        patch.setattr(sys, "argv", ["training", *arguments])
        patch.setattr(sys, "stderr", open(f"{places['ZOO_HOME']}-{os.environ['RANK']}", "w", buffering=1))  # noqa: SIM115
        cli.main()
