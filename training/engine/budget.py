"""A run's budget of time: it ends at the end of an epoch, and can be resumed."""

import re
import time
from collections.abc import Callable

from training.engine.loop import Progress
from zoo.errors import ZooError

SECONDS = {"h": 3600, "m": 60, "s": 1}
_FORM = re.compile(r"(?:(\d+(?:\.\d+)?)h)? *(?:(\d+(?:\.\d+)?)m(?:in)?)? *(?:(\d+(?:\.\d+)?)s)?")


class SpentError(Exception):
    """A budget is used up; ``str()`` says how far the run came."""


class Budget:
    """``batch`` and ``epoch`` are callbacks of ``fit``, which raise ``SpentError`` when the run has to end.

    An epoch begins only if one as long as the last would end within ``seconds``. How long the first one takes is not
    known before: it is broken off when the time is up, and nothing of it is kept.
    """

    def __init__(self, seconds: float, epochs: int, clock: Callable[[], float] = time.monotonic):
        self.epochs, self._clock = epochs, clock
        self._end = clock() + seconds
        self._began: float | None = None  # of this epoch
        self._first = True

    def batch(self, epoch: int, seen: int, size: int, totals: dict) -> None:
        """Called after each batch: ``epoch`` finished epochs, ``seen`` of ``size`` examples."""
        now = self._clock()
        if self._began is None:
            self._began = now
        if self._first and seen < size and now > self._end:
            whole = (now - self._began) * size / seen
            raise SpentError(
                f"The budget ended within epoch {epoch + 1} of {self.epochs}, of which nothing is kept; an epoch takes "
                f"about {lasting(whole)}, so give more than that."
            )

    def epoch(self, progress: Progress) -> None:
        """Called after each epoch, whose state is then saved."""
        now = self._clock()
        longest = now - (now if self._began is None else self._began)
        self._began, self._first = now, False
        if progress.epoch < self.epochs and now + longest > self._end:
            raise SpentError(
                f"{progress.epoch} of {self.epochs} epochs are done; the next, of about {lasting(longest)}, would end "
                "after the budget."
            )


def seconds_of(text: str) -> float:
    """The seconds in ``90s``, ``8m``, ``1.5h`` or ``1h30m``. Raises ``ZooError`` for anything else, and for 0."""
    found = _FORM.fullmatch(text.strip().lower())
    parts = zip(SECONDS.values(), found.groups() if found else (), strict=False)
    seconds = sum(unit * float(number) for unit, number in parts if number)
    if not seconds:
        raise ZooError(f"'{text}' is not a length of time; give one such as 90s, 8m, 1.5h or 1h30m.")
    return seconds


def lasting(seconds: float) -> str:
    """A length of time in words: "8 s", "4 min 12 s", "2 h 5 min"."""
    if seconds < 9.95:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
