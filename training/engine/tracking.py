"""Shows the curves of a run in TensorBoard or Trackio while it goes. The record of a run is its ``training.json``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from training.engine.loop import Progress
from training.recipe import Recipe
from zoo.errors import ZooError
from zoo.folders import home

PROJECT = "generative-zoo"  # in Trackio


class TensorBoard:
    """Writes to ``tensorboard/NAME`` in the app's own folder; what an earlier run has there from this epoch on is
    replaced."""

    def __init__(self, recipe: Recipe, first: int):
        from torch.utils.tensorboard.writer import SummaryWriter

        self._writer = SummaryWriter(str(home() / "tensorboard" / recipe.name), purge_step=first)

    def log(self, figures: dict[str, float], epoch: int) -> None:
        """The figures after an epoch."""
        for name, value in figures.items():
            self._writer.add_scalar(name, value, epoch)
        self._writer.flush()

    def close(self) -> None:
        """The run is over."""
        self._writer.close()


class Trackio:
    """Writes to a run of the recipe's name in the project ``PROJECT``; a run that is resumed goes on in the same."""

    def __init__(self, recipe: Recipe, first: int):
        import trackio  # type: ignore[import-not-found]

        resume = "allow" if first > 1 else "never"
        self._run = trackio.init(PROJECT, recipe.name, config=recipe.settings(), resume=resume, embed=False)

    def log(self, figures: dict[str, float], epoch: int) -> None:
        """The figures after an epoch."""
        self._run.log(figures, step=epoch)

    def close(self) -> None:
        """The run is over."""
        self._run.finish()


TRACKERS = {"tensorboard": TensorBoard, "trackio": Trackio}


def need(kind: str) -> None:
    """Raise ``ZooError`` unless there is a tracker of this name and its package is installed."""
    if kind not in TRACKERS:
        raise ZooError(f"There is no tracker '{kind}'; choose {' or '.join(TRACKERS)}.")
    if find_spec(kind) is None:
        raise ZooError(f"To track runs with {kind}, install it with `python -m pip install {kind}`.")


@contextmanager
def tracked(recipe: Recipe, kind: str) -> Iterator[Callable[[Progress], None]]:
    """Context manager: a callback of ``fit`` after each epoch, which does nothing if ``kind`` is empty."""
    opened: list[TensorBoard | Trackio] = []

    def epoch(progress: Progress) -> None:
        if kind and not opened:
            opened.append(TRACKERS[kind](recipe, progress.epoch))
        for tracker in opened:
            tracker.log(figures(progress), progress.epoch)

    try:
        yield epoch
    finally:
        for tracker in opened:
            tracker.close()


def figures(progress: Progress) -> dict[str, float]:
    """The last epoch's averages, named so that the curves of one term stand together."""
    splits = {"train": progress.train[-1], "validation": progress.validation[-1]}
    return {f"{term}/{split}": value for split, averages in splits.items() for term, value in averages.items()}
