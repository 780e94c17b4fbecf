"""The checkpoints that come with the app."""

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from zoo.stores.contract import Checkpoint, Revision, Store, check_name, is_name
from zoo.stores.files import (
    WEIGHTS,
    atomic_write,
    checkpoint_files,
    copy_tree,
    list_files,
    locked,
    need_writable,
    plain_errors,
    remove_tree,
    sha256,
    sync_folder,
)

BUNDLE = Path(__file__).parent.parent / "checkpoints"
SUMS = ".sha256"  # of config and weights, as the command sha256sum writes it; hidden, so it belongs to no revision


class BundledStore(Store):
    """The checkpoints that come with the app: one plain folder and one revision each, read-only for the app.

    ``push`` works in ``.staging`` and swaps folders by renaming. A push that was killed between its two renames leaves
    the old version in ``.staging``, where readers find it and the next push restores it. A checkpoint may be a record:
    all files but the weights, for a model that is too large to come with the app.
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

    def need_writable(self) -> None:
        with plain_errors(str(self.root)):
            need_writable(self.root)

    def push(self, folder: str | Path, name: str, message: str, record: bool = False) -> str:
        """As in every store; for a ``record`` the weights are left out."""
        check_name(name)
        source, files = Path(folder), checkpoint_files(folder, record)
        with plain_errors(str(self.root)), locked(self._staging / f"{name}.lock"):
            target, aside, fresh = self.root / name, self._staging / f"{name}.old", self._staging / f"{name}.new"
            self._recover(name)
            try:
                copy_tree(source, fresh, files)
                _write_sums(fresh)
            except OSError:
                remove_tree(fresh)
                raise
            revision = _content_revision(fresh)
            if _holds_checkpoint(target) and (target / SUMS).is_file() and _content_revision(target) == revision:
                remove_tree(fresh)  # the same content is no new revision, and keeps its date
                return revision
            if target.exists():
                os.rename(target, aside)
            os.rename(fresh, target)
            sync_folder(self.root)
            self._recover(name)
            return revision

    def _folder(self, name: str) -> Path:
        folder, aside = self.root / check_name(name), self._staging / f"{name}.old"
        for _ in range(10):
            if _holds_checkpoint(folder):
                return folder
            if not aside.is_dir():
                break
            time.sleep(0.01)  # a push is, or was killed, between its two renames
        for each in (aside, folder):
            if _holds_checkpoint(each):
                return each
        raise self.unknown(name)

    def _recover(self, name: str) -> None:
        """Undo or finish a killed push. A ``.old`` folder is always complete, because it is renamed before it is
        deleted."""
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


def damaged(folder: Path) -> str | None:
    """The config, or the first file of weights, if it is not as it was bundled; None also for older bundles, which have
    no checksums."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    for digest, name in (line.split("  ", 1) for line in lines if "  " in line):
        path = folder / Path(name).name
        if not path.is_file() or sha256(path) != digest:
            return path.name
    return None


def _write_sums(folder: Path) -> None:
    files = [folder / "config.json", *sorted(folder.glob("*.safetensors"))]
    atomic_write(folder / SUMS, "".join(f"{sha256(path)}  {path.name}\n" for path in files).encode())


def _holds_checkpoint(folder: Path) -> bool:
    return (folder / "config.json").is_file()


def _content_revision(folder: Path) -> str:
    lines = "".join(f"{sha256(folder / path)}  {path}\n" for path in list_files(folder))
    return hashlib.sha256(lines.encode()).hexdigest()[:40]
