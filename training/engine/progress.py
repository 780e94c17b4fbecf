"""Shows the progress of a training: a bar in a terminal, one line per epoch in a log file."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from training.data.images import Data
from training.engine import loop

REDRAW = 0.2  # seconds; reading the loss from a GPU more often would slow it down


class TrainingProgress:
    """Context manager whose ``data`` is the pipeline's callback, and ``batch`` and ``epoch`` are ``fit``'s."""

    def __init__(self, console: Console, epochs: int):
        self.console, self.epochs = console, epochs
        self.bar = Progress(
            TextColumn("epoch {task.fields[epoch]}/" + str(epochs)), BarColumn(bar_width=None),
            TextColumn("{task.fields[losses]}"), TextColumn("{task.fields[rate]:,.0f} {task.fields[unit]}/s"),
            TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self.task = self.bar.add_task("", total=None, epoch=1, losses="", rate=0, unit="examples")
        self.last = self.epoch_started = time.perf_counter()

    def __enter__(self) -> "TrainingProgress":
        self.bar.start()
        return self

    def __exit__(self, *_) -> None:
        self.bar.stop()

    def data(self, data: Data) -> None:
        """Called once the data are read: from now on time counts, in examples of this kind."""
        self.bar.update(self.task, unit=data.train.unit)
        self.last = self.epoch_started = time.perf_counter()

    def batch(self, epoch: int, seen: int, size: int, totals: dict) -> None:
        """Called after each batch: ``epoch`` finished epochs, ``seen`` of ``size`` examples, sums of the loss terms."""
        now = time.perf_counter()
        if seen != size and now - self.last < REDRAW:
            return
        self.last = now
        self.bar.update(
            self.task, total=self.epochs * size, completed=epoch * size + seen, epoch=epoch + 1,
            losses=_terms({name: float(total) / seen for name, total in totals.items()}),
            rate=seen / (now - self.epoch_started),
        )  # fmt: skip

    def epoch(self, progress: loop.Progress) -> None:
        """Called after each epoch: prints one line if there is no terminal for a bar."""
        self.epoch_started = time.perf_counter()
        if not self.console.is_terminal:
            self.console.print(
                f"epoch {progress.epoch}/{self.epochs}  train {_terms(progress.train[-1])}  "
                f"validation {_terms(progress.validation[-1])}  {progress.seconds:.0f} s",
                soft_wrap=True,
            )


def _terms(averages: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.2f}" for name, value in averages.items())
