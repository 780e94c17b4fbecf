"""The folder of a run: its lock, and what it started from. Its resumable state is written by the training loop."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from training.engine import world
from training.recipe import Recipe
from zoo.errors import ZooError
from zoo.folders import home
from zoo.stores import Store, locate
from zoo.stores.files import WEIGHTS, atomic_write, plain_errors, sha256

STATE, STARTED, LOG = "state.pt", "start-revision", "log.txt"
ASIDE = "other-state.pt"  # the last state of a run with other settings


def runs_folder(name: str) -> Path:
    """The folder of a recipe's resumable state."""
    return home() / "runs" / name


@contextmanager
def alone(run: str) -> Iterator[Path]:
    """The folder of a run, locked against other processes; of those that train together the first has the lock."""
    folder = runs_folder(run)
    if not world.first():
        yield folder
        return
    with plain_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", timeout=0):
            yield folder
    except Timeout:
        raise ZooError(f"{run} is already being trained by another process; wait for it.") from None


def start_revision(recipe: Recipe, folder: Path, resume: bool) -> str | None:
    """The revision of the checkpoint that a run starts from; None for a recipe without one.

    A resumed run keeps the revision recorded in its folder, even if there is a newer one.
    """
    if not recipe.start:
        return None
    if resume and (kept := _kept(folder)):
        return kept
    try:
        return locate(recipe.start).revision
    except ZooError as error:
        raise ZooError(
            f"{recipe.name} starts from the weights of {recipe.start}; train {recipe.start} first. {error}"
        ) from None


def begin_anew(folder: Path, started: str | None) -> None:
    """Remove the state of an earlier run, so that ``--resume`` cannot pick it up, and record what this run starts
    from."""
    with plain_errors(str(folder)):
        (folder / STATE).unlink(missing_ok=True)
        if started:
            atomic_write(folder / STARTED, started.encode())


def put_aside(folder: Path) -> Path:
    """Rename a state that another run has left, so that it is not lost; one that was put aside before is replaced."""
    with plain_errors(str(folder)):
        return (folder / STATE).replace(folder / ASIDE)


def same_start(recipe: Recipe, folder: Path) -> bool:
    """Whether the run in ``folder`` started from the weights from which it would start now, or these are gone."""
    if not recipe.start:
        return True
    kept, newest = _kept(folder), weights(recipe.start)
    return not newest or (bool(kept) and weights(recipe.start, kept) == newest)


def weights(name: str, revision: str | None = None, stores: Sequence[Store] | None = None) -> str:
    """The SHA-256 of a checkpoint's weights; "" if no store has the checkpoint, or its weights."""
    try:
        file = locate(name, revision, stores).folder / WEIGHTS
    except ZooError:
        return ""
    return sha256(file) if file.is_file() else ""


def _kept(folder: Path) -> str:
    file = folder / STARTED
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
