"""Which checkpoints the page can show: looked up in the stores at most once a minute, by one thread at a time."""

import logging
import os
import threading
import time
from typing import NamedTuple

from zoo import pages, pretrained
from zoo.errors import ZooError
from zoo.models.config import read_config
from zoo.schema import Page
from zoo.stores import BundledStore, Checkpoint, Store, open_store

FRESH = 60  # seconds for which a result is reused


class Entry(NamedTuple):
    """A checkpoint that can be shown: the class of its model, where it is, how it is presented."""

    kind: str
    checkpoint: Checkpoint
    page: Page


Found = dict[str, Entry]

log = logging.getLogger(__name__)
_lock = threading.Lock()
_last: tuple[str | None, float, Found] | None = None  # ZOO_STORE, when, what
_left_out: set[str] = set()  # names of checkpoints that were not shown when the stores were last looked at


def catalogue() -> Found:
    """Every checkpoint that can be shown, by name.

    From the store in use, or from the bundle if the store has none or a damaged one. While one thread looks again, the
    others use the previous result.
    """
    global _last
    wanted = os.environ.get("ZOO_STORE")
    known = _last if _last and _last[0] == wanted else None
    if not _lock.acquire(blocking=known is None) and known:
        return known[2]
    try:
        if _last is None or _last[0] != wanted or time.monotonic() - _last[1] >= FRESH:
            _last = (wanted, time.monotonic(), look_up())
        return _last[2]
    finally:
        _lock.release()


def look_up() -> Found:
    """What the stores hold now. A store or a checkpoint that cannot be read is logged and skipped."""
    found: Found = {}
    faulty: set[str] = set()
    for store in filter(None, (_store_in_use(), pretrained.store(), BundledStore())):
        for name in _names(store) - found.keys():
            try:
                checkpoint = store.checkpoint(name)
                kind = read_config(checkpoint.folder)[0]
                found[name] = Entry(kind, checkpoint, pages.read(checkpoint))
            except ZooError as error:
                log.warning("%s of %s cannot be shown: %s", name, store.uri, error)
                faulty.add(name)
    _left_out.clear()
    _left_out.update(faulty - found.keys())
    return found


def left_out() -> list[str]:
    """Names of checkpoints that the stores hold and that cannot be shown, because they are damaged."""
    catalogue()
    return sorted(_left_out)


def _store_in_use() -> Store | None:
    try:
        return open_store()
    except ZooError as error:
        log.warning("Showing the bundled checkpoints only: %s", error)
        return None


def _names(store: Store) -> set[str]:
    try:
        return set(store.names())
    except ZooError as error:
        log.warning("Showing the bundled checkpoints only: %s", error)
        return set()
