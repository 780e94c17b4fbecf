"""Tasks for the tests of sweeps on a Ray cluster: a real one that trains a small recipe, and ones that are lost."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rough import rough_figures
from tiny_fleet import tiny

from training.fleet.worker import Order
from training.recipes import RECIPES
from training.sweeps import rays

NODE = "node.json"  # beside a checkpoint: which node trained it


def node() -> str:
    """The id of the node that this runs on."""
    import ray

    return ray.get_runtime_context().get_node_id()


def small(order: Order):
    """The real task, with a small recipe; it tells its node."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        patch.setitem(RECIPES, order.of, replace(tiny(order.of), epochs=1))
        kind, found = rays.trained(order)
        return kind, found | {NODE: json.dumps(node()).encode()}


def on_a_node_that_is_lost(order: Order):
    """Say on which node this runs and wait there, the first time; then the same as ``small``."""
    said = Path(order.data)
    if not said.exists():
        said.write_text(node())
        time.sleep(60)
    return small(replace(order, data=""))


def killed(order: Order):
    """A process that is killed, perhaps for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def refused(order: Order):
    """The real task with a recipe that there is not."""
    return rays.trained(replace(order, of="none"))


def busy(seconds: float) -> None:
    """Keep a node busy."""
    time.sleep(seconds)
