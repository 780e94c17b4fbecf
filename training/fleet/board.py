"""What is shown of a fleet: a live table in a terminal, lines in a log file."""

import time
from collections.abc import Collection

from rich.console import Console
from rich.live import Live
from rich.table import Column, Table

from training.engine.budget import lasting
from training.fleet.crew import KEPT, LEFT, RUNS, WAITS, Run
from training.fleet.worker import DONE, FAILED, MEASURES, STOPPED

FIRST = (RUNS, MEASURES, FAILED, LEFT, STOPPED, DONE, WAITS, KEPT)  # the order of rows
ENDED = {FAILED: "failed", LEFT: "is left out", STOPPED: "is not finished", DONE: "is done"}  # these get a line each
STYLES = {RUNS: "bold", MEASURES: "bold", FAILED: "red", LEFT: "red", STOPPED: "yellow", DONE: "green"}
AROUND = 5  # lines of a terminal that are not rows of the table
LOGGED_EVERY = 60.0  # seconds between two lines of a run in a log file


class Board:
    """Context manager whose ``changed`` is called when something may have changed."""

    def __init__(self, console: Console, runs: Collection[Run], place: str, until: float | None = None):
        self.console, self.runs, self.place, self.until = console, runs, place, until
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None
        self._told: set[str] = set()
        self._logged: dict[tuple[str, str], float] = {}

    def __enter__(self) -> "Board":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_) -> None:
        self.changed()
        if self._live:
            self._live.stop()

    def changed(self) -> None:
        """Show what is new: a line for each run that ended, and the table, or lines now and then."""
        for run in self.runs:
            if run.state in ENDED and run.recipe.name not in self._told:
                self._told.add(run.recipe.name)
                self._print(ended(run, self.place))
        if self._live:
            self._live.update(table(self.runs, self.console.height - AROUND, self.until), refresh=True)
        else:
            self._log()

    def _log(self) -> None:
        """A line for each run when its state is new, and now and then while it runs."""
        now = time.monotonic()
        for run in self.runs:
            last = self._logged.get((run.recipe.name, run.state))
            due = last is None or (run.state == RUNS and now - last > LOGGED_EVERY)
            if run.state in (RUNS, MEASURES, KEPT) and due:
                self._logged[run.recipe.name, run.state] = now
                self._print(", ".join(filter(None, cells(run))))

    def _print(self, line: str) -> None:
        self.console.print(line, soft_wrap=True, highlight=False, markup=False)


def ended(run: Run, place: str) -> str:
    """A line about a run that ended."""
    if run.state == DONE:
        return f"{run.recipe.name} is in {place} as revision {run.said[:8]}."
    return f"{run.recipe.name} {ENDED[run.state]}: {run.said}"


def table(runs: Collection[Run], most: int, until: float | None = None) -> Table:
    """All runs, those first that go on; of more than ``most`` the last are counted only."""
    right = {"justify": "right", "no_wrap": True}
    columns = [Column(name, **right) for name in ("epoch", "loss", "rate", "time left")]
    shown = Table(
        Column("run", no_wrap=True), Column("state", no_wrap=True), *columns, box=None, caption=summary(runs, until)
    )
    rows = sorted(runs, key=lambda run: FIRST.index(run.state))
    most = max(most, 1)
    for run in rows if len(rows) <= most else rows[: most - 1]:
        shown.add_row(*cells(run), style=STYLES.get(run.state, "dim"))
    if len(rows) > most:
        shown.add_row(f"and {len(rows) - most + 1} more", style="dim")
    return shown


def summary(runs: Collection[Run], until: float | None = None) -> str:
    """How many runs are in which state, and what is left of the budget."""
    counts = {state: sum(run.state == state for run in runs) for state in FIRST}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    if until is None:
        return f"{len(runs)} runs: {said}"
    left = until - time.time()
    return f"{len(runs)} runs: {said}; " + (f"budget: {lasting(left)} left" if left > 0 else "the budget is used up")


def cells(run: Run) -> list[str]:
    """A row: name, state, epoch, loss, rate and time left."""
    mark, epochs = run.mark, run.recipe.epochs
    if mark is None:
        return [run.recipe.name, run.state, "", "", "", ""]
    left = [f"{mark.rate:,.0f}/s", lasting(mark.left)] if run.state == RUNS else ["", ""]
    return [run.recipe.name, run.state, f"{min(epochs, mark.epoch + 1)}/{epochs}", f"{mark.loss:.2f}", *left]
