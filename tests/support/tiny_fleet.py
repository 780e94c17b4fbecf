"""Workers of fleets: real ones that train small models on little data, and ones that only tell what a worker may."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

import pytest
from huggingface_hub import constants
from rough import rough_figures
from small import quick, unmeasured

from training.data.images import Data
from training.fleet import worker
from training.fleet.worker import DONE, FAILED, GOES, MEASURES, STOPPED, Mark, Order
from training.metrics import Metric
from training.recipe import Recipe
from training.recipes import RECIPES
from training.run_folder import LOG, runs_folder
from zoo.models.base import ZooModel

EPOCHS = 3


def tiny(name: str) -> Recipe:
    """The recipe on little data; it still starts from what it starts from. Of its figures there is one."""
    recipe = unmeasured(RECIPES[name])
    return replace(quick(recipe, epochs=EPOCHS, size=100), start=recipe.start)


def work(order: Order, line: Connection) -> None:
    """The real worker, with small recipes."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        patch.setitem(RECIPES, order.name, tiny(order.name))
        worker.work(order, line)


def seeded(name: str) -> Recipe:
    """A recipe whose figure tells one seed's weights from another's."""
    return replace(tiny(name), epochs=1, measure=lengths)


def lengths(model: ZooModel, data: Data) -> dict:
    """The length of all weights."""
    total = sum(parameter.detach().double().square().sum().item() for parameter in model.parameters())
    return {"length": Metric(total, "squared weights", "exact")}


def work_on_seed(order: Order, line: Connection) -> None:
    """The real worker of a further seed, with a small recipe."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        patch.setitem(RECIPES, order.of, seeded(order.of))
        worker.work_on_seed(order, line)


def work_swept(order: Order, line: Connection) -> None:
    """The real worker of a sweep, with a small recipe."""
    with pytest.MonkeyPatch.context() as patch:
        rough_figures(patch)
        patch.setitem(RECIPES, order.of, replace(tiny(order.of), epochs=1))
        worker.work(order, line)


def work_on_hub(variables: dict[str, str], cache: str, order: Order, line: Connection) -> None:
    """The same with a Hub of the tests'."""
    os.environ.update(variables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_CACHE", cache)
        work_swept(order, line)


def work_slowly(order: Order, line: Connection) -> None:
    """The same, with a fifth of a second between two epochs."""
    told: Callable = worker.Teller.epoch

    def slowly(*arguments) -> None:
        told(*arguments)
        time.sleep(0.2)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker.Teller, "epoch", slowly)
        work(order, line)


def tell(order: Order, line: Connection) -> None:
    """What a worker may tell, or how it may end without a word, by the device that it was given."""
    os.environ.update(order.environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as a real one does: it may be ignored
    threading.Thread(target=worker.listen, args=(line,), daemon=True).start()
    line.send((GOES, Mark(1, 0.5, 98.7, 1234.0, 60.0)))
    if order.device == "fails":
        line.send((FAILED, "There is no data."))
    elif order.device == "stops":
        line.send((STOPPED, "1 of 3 epochs are done."))
    elif order.device == "breaks":
        runs_folder(order.name).mkdir(parents=True)
        (runs_folder(order.name) / LOG).write_text("Traceback\nRuntimeError: out of luck\n\n")
        os._exit(3)
    elif order.device == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order.device == "waits":
        with suppress(KeyboardInterrupt):
            time.sleep(60)
    else:
        line.send((MEASURES, ""))
        line.send((DONE, "0123456789" * 4))
