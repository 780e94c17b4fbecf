"""Changes files of a trained checkpoint."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from zoo.errors import ZooError
from zoo.stores import BundledStore, Checkpoint
from zoo.stores.files import WEIGHTS, plain_errors


def amend(found: Checkpoint, store, change: Callable[[Path], None], message: str) -> str:
    """Push the checkpoint ``found`` to ``store`` after ``change(folder)``. Returns the new revision.

    The files are changed in a copy, which is then pushed as a whole, so readers find either the old or the new ones.
    """
    how = kept_as(found, store)
    with plain_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(found.folder, temporary, dirs_exist_ok=True))
        change(folder)
        return store.push(folder, found.name, message, **how)


def kept_as(found: Checkpoint, store) -> dict:
    """Arguments of ``push``: a checkpoint without weights is a record. Raises ``ZooError`` if ``store`` takes none."""
    if (found.folder / WEIGHTS).is_file():
        return {}
    if store.kind != BundledStore.kind:
        raise ZooError(f"{found.name} has no weights, so only the bundle can hold it; add --store bundled.")
    return {"record": True}
