"""A family of checkpoints as a tab shows it: its members, their order and titles, and their loaded models."""

import functools
import re
import time
from collections.abc import Callable

import zoo
from tabs.shared.catalogue import Entry, catalogue
from zoo import pages
from zoo.errors import ZooError
from zoo.schema import Page
from zoo.stores import Checkpoint, locate
from zoo.stores.files import WEIGHTS

REVISION = re.compile(r"[0-9a-f]{7,40}")


class Family:
    """The checkpoints that the tab called ``name`` shows, or those whose page ``claims`` accepts."""

    def __init__(self, name: str, claims: Callable[[Page], bool] | None = None):
        self.name = name
        self.claims = claims or (lambda page: page.family == name)

    def choices(self) -> list[str]:
        """Checkpoints of this family in the store and the bundle, in the order of the tab's list."""
        return list(self._entries())

    def _entries(self) -> dict[str, Entry]:
        """``choices`` with their catalogue entries, all from one lookup: a second lookup may find other checkpoints."""
        mine = {name: entry for name, entry in catalogue().items() if self.claims(entry.page)}
        return dict(sorted(mine.items(), key=lambda item: (item[1].page.order, item[0])))

    def find(self, name: object, revision: object = None) -> Checkpoint:
        """The checkpoint called ``name`` of this family, at ``revision`` if given.

        Raises ``ZooError`` if there is none or the revision is no longer available.
        """
        there = self._entries()
        if not isinstance(name, str) or name not in there:
            raise ZooError(f"There is no model '{str(name)[:40]}' here; choose one of {', '.join(there)}.")
        current = there[name].checkpoint
        if revision is None or revision == current.revision:
            return current
        older = self.at_revision(name, revision)
        if older is None:
            raise ZooError(f"There is a newer {name} now; choose it again, or reload the page.")
        return older

    def at_revision(self, name: str, revision: object) -> Checkpoint | None:
        """Another revision of a checkpoint, by its first 7 digits or more; None if no store has it."""
        if not isinstance(revision, str) or not REVISION.fullmatch(revision):
            return None
        found = _look_up(name, revision, int(time.monotonic() // 60))
        return found if found and self.claims(pages.read(found)) else None

    def title(self, name: str) -> str:
        """The checkpoint's title, or its name if it has none."""
        entry = catalogue().get(name)
        return entry.page.title[:80] if entry else name

    def models(self) -> list[dict]:
        """The family as the page lists it: name, title and class of each, and what it changes of which base."""
        return [
            {"name": name, "title": entry.page.title[:80], "kind": entry.kind, **variation(entry.page)}
            for name, entry in self._entries().items()
        ]


def variation(page: Page) -> dict:
    """The base that a model is compared with, and what it does otherwise; the page's presets are made of these."""
    return {"base": page.base, "changes": page.changes[:400]}


def has_weights(checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint has weights, not just the record of its run."""
    return (checkpoint.folder / WEIGHTS).is_file()


def drawable(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint, if its weights are there."""
    if not has_weights(checkpoint):
        raise ZooError(without_weights(checkpoint))
    return checkpoint


def without_weights(checkpoint: Checkpoint) -> str:
    """The message for a checkpoint without weights."""
    return (
        f"The weights of {checkpoint.name} are not in this app, only the record of its run; to get them, run "
        f"python -m training train {checkpoint.name}."
    )


@functools.lru_cache(maxsize=256)
def _look_up(name: str, revision: str, _minute: int) -> Checkpoint | None:
    """What the stores say about a revision; asked at most once a minute, because the Hub's answer takes a while."""
    try:
        found = locate(name, revision)
        pages.read(found)
        return found
    except ZooError:
        return None


@functools.lru_cache(maxsize=32)  # both families and the judge
def model(checkpoint: Checkpoint):
    """The checkpoint's model, loaded once and kept while it is among the last few in use, by whichever tab."""
    return zoo.load_folder(checkpoint.folder)
