"""Where checkpoints are kept: the bundle that comes with the app, a local folder, or the Hugging Face Hub.

``open_store("bundled" | "path" | "hf://namespace")`` opens one; ``locate(name)`` finds a checkpoint in the store in use
and, failing that, in the bundle.
"""

import hashlib
import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from zoo.contract import Checkpoint, NotInStore, Revision, Store, check_name, is_name
from zoo.errors import ZooError
from zoo.files import (
    WEIGHTS,
    checkpoint_files,
    copy_tree,
    list_files,
    locked,
    plain_errors,
    remove_tree,
    sha256,
    sync_folder,
)
from zoo.hubstore import HubStore
from zoo.localstore import LocalStore

__all__ = ["BundledStore", "Checkpoint", "HubStore", "LocalStore", "NotInStore", "Revision", "Store"]
__all__ += ["available", "data_root", "home", "locate", "open_store"]

log = logging.getLogger(__name__)
BUNDLE = Path(__file__).parent / "checkpoints"


class BundledStore(Store):
    """The checkpoints that come with the app: one plain folder each, one revision each, read-only for the app.

    ``push`` works in ``.staging`` and swaps folders by renaming. A push that was killed between its two renames leaves
    the old version in ``.staging``, where readers find it and the next push puts it back. A checkpoint may be a record:
    all but the weights, of a model that is too large to come with the app.
    """

    kind = "bundled"
    uri = "bundled"

    def __init__(self, root: str | Path = BUNDLE):
        self.root = Path(root)
        self._staging = self.root / ".staging"

    def names(self) -> list[str]:
        with plain_errors(str(self.root)):
            folders = list(self.root.iterdir()) if self.root.is_dir() else []
            asides = list(self._staging.glob("*.old"))
        names = {path.name for path in folders if _holds_checkpoint(path)} | {path.stem for path in asides}
        return sorted(filter(is_name, names))

    def checkpoint(self, name: str, revision: str | None = None) -> Checkpoint:
        with plain_errors(str(self.root)):
            folder = self._folder(name)
            current = _content_revision(folder)
        if revision is not None:
            self.match(name, revision, [current])
        return Checkpoint(name, folder, self.kind, current, self.uri)

    def records(self) -> set[str]:
        return {name for name in self.names() if not (self._folder(name) / WEIGHTS).is_file()}

    def history(self, name: str) -> list[Revision]:
        found = self.checkpoint(name)
        newest = max((found.folder / path).stat().st_mtime for path in list_files(found.folder))
        date = datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds")
        return [Revision(found.revision, "Bundled with the app", date)]

    def push(self, folder: str | Path, name: str, message: str, record: bool = False) -> str:
        """As every store's; of a ``record`` the weights are left out."""
        check_name(name)
        source, files = Path(folder), [path for path in checkpoint_files(folder) if not (record and path == WEIGHTS)]
        with plain_errors(str(self.root)), locked(self._staging / f"{name}.lock"):
            target, aside, fresh = self.root / name, self._staging / f"{name}.old", self._staging / f"{name}.new"
            self._recover(name)
            try:
                copy_tree(source, fresh, files)
            except OSError:
                remove_tree(fresh)
                raise
            if target.exists():
                os.rename(target, aside)
            os.rename(fresh, target)
            sync_folder(self.root)
            self._recover(name)
            return _content_revision(target)

    def _folder(self, name: str) -> Path:
        folder, aside = self.root / check_name(name), self._staging / f"{name}.old"
        for _ in range(10):
            if _holds_checkpoint(folder):
                return folder
            if not aside.is_dir():
                break
            time.sleep(0.01)  # a push is between its two renames, or was killed there
        for each in (aside, folder):
            if _holds_checkpoint(each):
                return each
        raise self.unknown(name)

    def _recover(self, name: str) -> None:
        """Undo or finish what a killed push began. A ``.old`` folder is whole: it is deleted under another name."""
        target, aside = self.root / name, self._staging / f"{name}.old"
        for leftover in ("new", "trash"):
            remove_tree(self._staging / f"{name}.{leftover}")
        if not aside.is_dir():
            return
        if not target.exists():
            os.rename(aside, target)
            return
        os.rename(aside, self._staging / f"{name}.trash")
        remove_tree(self._staging / f"{name}.trash")


def _holds_checkpoint(folder: Path) -> bool:
    return (folder / "config.json").is_file()


def _content_revision(folder: Path) -> str:
    lines = "".join(f"{sha256(folder / path)}  {path}\n" for path in list_files(folder))
    return hashlib.sha256(lines.encode()).hexdigest()[:40]


def home() -> Path:
    """The app's own folder: ``ZOO_HOME``, else a folder in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.environ.get("ZOO_HOME") or Path(cache) / "generative-model-zoo").expanduser()


def data_root() -> Path:
    """The data folder: ``ZOO_DATA``, or ``home()/data``."""
    return Path(os.environ.get("ZOO_DATA") or home() / "data").expanduser()


def open_store(uri: str | None = None) -> Store:
    """The store at ``uri``: "bundled", "hf://namespace" or a folder; default ``ZOO_STORE``, else ``home()/store``."""
    uri = str(uri or os.environ.get("ZOO_STORE") or home() / "store")
    if uri == "bundled":
        return BundledStore()
    if uri.startswith("hf://"):
        return HubStore(uri.removeprefix("hf://").rstrip("/"))
    if "://" in uri:
        raise ZooError(f"'{uri}' is not a store; give a folder, hf://namespace or bundled.")
    return LocalStore(uri)


def locate(name: str, revision: str | None = None, stores: Sequence[Store] | None = None) -> Checkpoint:
    """The checkpoint from the first store that can give it: by default the store in use, then the bundle.

    A store that fails is logged and passed over. Raises ``ZooError`` with the names there are if none can give it.
    """
    check_name(name)
    stores = _default_stores() if stores is None else stores
    problems = []
    for store in stores:
        try:
            return store.checkpoint(name, revision)
        except NotInStore:
            continue
        except ZooError as error:
            log.warning("%s cannot give '%s': %s", store.uri, name, error)
            problems.append(str(error).rstrip("."))
    wanted = f"checkpoint '{name}'" + (f" at revision {revision}" if revision else "")
    reasons = f" ({'; '.join(problems)})" if problems else ""
    there = ", ".join(available(stores)) or "none yet"
    raise ZooError(f"There is no {wanted} to be had{reasons}; choose one of those there are: {there}.")


def need_weights(found: Checkpoint) -> Checkpoint:
    """The checkpoint; ``ZooError`` where the bundle has it without its weights."""
    if found.source == BundledStore.kind and not (found.folder / WEIGHTS).is_file():
        raise ZooError(
            f"The weights of '{found.name}' do not come with the app; train it with `python -m training train "
            f"{found.name}`, or name a store that has them in ZOO_STORE."
        )
    return found


def available(stores: Sequence[Store] | None = None) -> list[str]:
    """Names of what can be loaded from any of the stores, sorted; a store that fails is logged and passed over."""
    names = set()
    for store in _default_stores() if stores is None else stores:
        try:
            names.update(set(store.names()) - store.records())
        except ZooError as error:
            log.warning("%s cannot list its checkpoints: %s", store.uri, error)
    return sorted(names)


def _default_stores() -> list[Store]:
    try:
        return [open_store(), BundledStore()]
    except ZooError as error:
        log.warning("The store that ZOO_STORE names cannot be opened: %s", error)
        return [BundledStore()]
