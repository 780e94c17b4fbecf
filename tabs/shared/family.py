"""A family of checkpoints as a tab shows it: its members, their order and titles, and their loaded models."""

import functools
import math
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

import zoo
from tabs.shared.catalogue import Entry, catalogue
from tabs.shared.measures import is_single
from zoo import pages
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import Page
from zoo.stores import Checkpoint, locate
from zoo.stores.files import WEIGHTS

REVISION = re.compile(r"[0-9a-f]{7,40}")


MOST_LOADED = 32  # models at once: all families and the judge
FIRST = 3  # how many of a family's best models are listed before all others
MORE = "More models"  # the heading of models without a group, if others have one


class Family:
    """The checkpoints that the tab called ``name`` shows, or those whose page ``claims`` accepts.

    ``judged_by`` is a metric, lower is better, whose best models come first; without it all are listed in their order.
    """

    def __init__(self, name: str, claims: Callable[[Page], bool] | None = None, judged_by: str = ""):
        self.name = name
        self.claims = claims or (lambda page: page.family == name)
        self.judged_by = judged_by

    def choices(self) -> list[str]:
        """Checkpoints of this family in the store and the bundle, in the order of the tab's list."""
        return list(self._entries())

    def _entries(self) -> dict[str, Entry]:
        """``choices`` with their catalogue entries, all from one lookup: a second lookup may find other checkpoints."""
        mine = {name: entry for name, entry in catalogue().items() if self.claims(entry.page)}
        return dict(sorted(mine.items(), key=lambda item: (item[1].page.order, item[0])))

    def first(self) -> str:
        """The model that the tab opens on: the first with weights of those to start with, or else of the list."""
        there = self._entries()
        return next(iter([*self._best(there), *there]))

    def best(self) -> list[str]:
        """The members with weights, best first; in a family that is not judged, those to start with."""
        return self._best(self._entries())

    def line(self, name: str) -> str:
        """What a model teaches, in a line: how it differs from the one that it is compared with, or what it is."""
        page = catalogue()[name].page
        said = page.changes or page.summary
        return f"{said[:1].upper()}{said[1:].rstrip('.')}." if said else ""

    def groups(self) -> dict[str, list[str]]:
        """The members by heading; all under "" in a family without groups, unless it is judged and has many."""
        there = self._entries()
        best = self._best(there)[:FIRST] if self.judged_by else []
        grouped = any(entry.page.group for entry in there.values()) or bool(best and len(there) > FIRST + 1)
        found: dict[str, list[str]] = {pages.START: best if grouped else [], **{group: [] for group in pages.GROUPS}}
        for name, entry in there.items():
            if name not in found[pages.START]:
                found.setdefault(entry.page.group or (MORE if grouped else ""), []).append(name)
        return {heading: names for heading, names in found.items() if names}

    def _best(self, there: dict[str, Entry]) -> list[str]:
        """The members with weights, best first; if that is equal or not measured, by their order. In a family that is
        not judged, those of the group to start with."""
        able = [name for name, entry in there.items() if has_weights(entry.checkpoint)]
        if not self.judged_by:
            return [name for name in able if there[name].page.group == pages.START]
        return sorted(able, key=lambda name: _figure(there[name].checkpoint, self.judged_by))

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
        """The family as the page lists it: name, title and class of each, and how it differs from which base."""
        return [
            {"name": name, "title": entry.page.title[:80], "kind": entry.kind, **variation(entry.page)}
            for name, entry in self._entries().items()
        ]


def _figure(checkpoint: Checkpoint, metric: str) -> float:
    """A measured figure of a checkpoint; infinity if it is missing."""
    with suppress(ZooError):  # an unreadable config is reported where the model is shown
        found = (record(checkpoint).metrics or {}).get(metric)
        if is_single(found):
            return found["value"]
    return math.inf


def variation(page: Page) -> dict:
    """The base with which a model is compared and how it differs; the page makes its presets from these."""
    return {"base": page.base, "changes": page.changes[:400]}


def has_weights(checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint has weights, not just the record of its run."""
    return (checkpoint.folder / WEIGHTS).is_file()


def drawable(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint. Raises ``ZooError`` if it has no weights."""
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


@functools.lru_cache(maxsize=MOST_LOADED)
def _model(checkpoint: Checkpoint):
    return zoo.load_folder(checkpoint.folder)


def model(checkpoint: Checkpoint):
    """The checkpoint's model, loaded once and kept while it is among the last few in use, by whichever tab."""
    with _loading[checkpoint]:  # many may ask for it at once, and all but the first find it loaded
        return _model(checkpoint)


_loading: defaultdict[Checkpoint, threading.Lock] = defaultdict(threading.Lock)
