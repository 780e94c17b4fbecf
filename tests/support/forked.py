"""Processes that are forked from one that has imported what they need, as importing it takes each of them seconds."""

import multiprocessing
import os
from multiprocessing import forkserver
from pathlib import Path

import pytest

PRELOADED = ["tiny_world", "training.pipeline", "torch._dynamo"]
PROCESSES = multiprocessing.get_context("forkserver")


def start() -> None:
    """Start the process that is forked, before the code under test does. It would not find the tests' modules: until
    Python 3.13 it is not told ``sys.path`` (python/cpython#117378)."""
    support = Path(__file__).parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, (support.parents[1], support.parent, support))))
        PROCESSES.set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()
