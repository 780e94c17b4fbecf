"""Changing files of a checkpoint that is trained already."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from zoo.errors import ZooError
from zoo.stores import BundledStore, Checkpoint
from zoo.stores.files import WEIGHTS, plain_errors


def amend(found: Checkpoint, store, change: Callable[[Path], None], message: str) -> str:
    """Push the checkpoint ``found`` to ``store`` as ``change(folder)`` leaves its files; the new revision.

    The files are changed in a copy that is then pushed whole, so whoever reads finds the old ones or the new ones.
    """
    how = kept_as(found, store)
    with plain_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(found.folder, temporary, dirs_exist_ok=True))
        change(folder)
        return store.push(folder, found.name, message, **how)


def kept_as(found: Checkpoint, store) -> dict:
    """How a checkpoint is pushed to ``store``: as a record if it has no weights; ``ZooError`` where there are none."""
    if (found.folder / WEIGHTS).is_file():
        return {}
    if store.kind != BundledStore.kind:
        raise ZooError(f"{found.name} comes without weights, which only the bundle may; add --store bundled.")
    return {"record": True}
