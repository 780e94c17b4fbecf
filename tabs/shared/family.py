"""A family of checkpoints as a tab shows it: which there are, in which order, their titles, each model loaded once."""

import functools
import re
import time

import zoo
from tabs.shared import page
from tabs.shared.catalogue import catalogue
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.stores import Checkpoint, locate
from zoo.stores.files import WEIGHTS

REVISION = re.compile(r"[0-9a-f]{7,40}")


class Family:
    """The checkpoints whose models are of ``classes``; ``first`` are the names that a newcomer should meet first."""

    def __init__(self, classes: tuple[str, ...], first: tuple[str, ...]):
        self.classes = classes
        self.first = first

    def choices(self) -> list[str]:
        """Checkpoints of this family in the store and the bundle, the ones to meet first in front, the rest by name."""
        mine = [name for name, (kind, _) in catalogue().items() if kind in self.classes]
        return sorted(mine, key=lambda name: (self.first.index(name) if name in self.first else len(self.first), name))

    def find(self, name: object, revision: object = None) -> Checkpoint:
        """The checkpoint called ``name``, if it is one of this family; at ``revision`` if that is still to be had."""
        if not isinstance(name, str) or name not in self.choices():
            raise ZooError(f"There is no model '{str(name)[:40]}' here; choose one of {', '.join(self.choices())}.")
        current = catalogue()[name][1]
        if revision is None or revision == current.revision:
            return current
        older = self.at_revision(name, revision)
        if older is None:
            raise ZooError(f"There is a newer {name} now; choose it again, or reload the page.")
        return older

    def at_revision(self, name: str, revision: object) -> Checkpoint | None:
        """Another revision of a checkpoint, by its first 7 digits or more; None where no store has it."""
        if not isinstance(revision, str) or not REVISION.fullmatch(revision):
            return None
        return _look_up(name, revision, self.classes, int(time.monotonic() // 60))

    def title(self, name: str) -> str:
        """The checkpoint's title; its name stands in where that cannot be read."""
        try:
            return _title(self.find(name))
        except (ZooError, KeyError, TypeError):
            return name

    def models(self) -> list[dict]:
        """The family as the page lists it: name, title and class of each."""
        return [{"name": name, "title": self.title(name), "kind": catalogue()[name][0]} for name in self.choices()]


def has_weights(checkpoint: Checkpoint) -> bool:
    """Whether the model itself is there, not just the record of its run."""
    return (checkpoint.folder / WEIGHTS).is_file()


def drawable(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint, if its weights are there."""
    if not has_weights(checkpoint):
        raise ZooError(without_weights(checkpoint))
    return checkpoint


def without_weights(checkpoint: Checkpoint) -> str:
    """What to say of a mere record."""
    return (
        f"The weights of {checkpoint.name} are not in this app, only the record of its run; to get them, run "
        f"python -m training train {checkpoint.name}."
    )


@functools.lru_cache(maxsize=256)
def _look_up(name: str, revision: str, classes: tuple[str, ...], _minute: int) -> Checkpoint | None:
    """What the stores say of a revision, asked at most once a minute, for the Hub's answer takes a while."""
    try:
        found = locate(name, revision)
        return found if read_config(found.folder)[0] in classes else None
    except ZooError:
        return None


@functools.lru_cache(maxsize=64)
def _title(checkpoint: Checkpoint) -> str:
    return str(page.read_json(checkpoint, "training.json")["title"])[:80]


@functools.lru_cache(maxsize=32)  # both families and the judge
def model(checkpoint: Checkpoint):
    """The checkpoint's model, loaded once and kept while it is among the last few in use, by whichever tab."""
    return zoo.load_folder(checkpoint.folder)
