"""A local checkpoint store in the layout of the Hugging Face Hub's own cache."""

import hashlib
import json
import os
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from zoo import reading
from zoo.errors import ZooError
from zoo.folders import expanded
from zoo.stores.contract import FULL_REVISION, Checkpoint, Revision, Store, check_name, is_name
from zoo.stores.files import (
    atomic_write,
    checkpoint_files,
    copy_file,
    locked,
    need_writable,
    plain_errors,
    remove_tree,
    sha256,
    sync_folder,
    sync_tree,
)

KEPT = "kept"  # the folder of references to all revisions of the history
_OWN_ENTRIES = {".locks", ".DS_Store", "CACHEDIR.TAG"}


class LocalStore(Store):
    """A folder in the layout of the Hub's own cache, which ``from_pretrained`` and the ``hf cache`` command read.

    ``models--NAME`` contains ``blobs/SHA256``, ``snapshots/REVISION`` with links to the blobs,
    ``commits/REVISION.json`` (parent, message, date, files) and ``refs/main``, the newest revision. Replacing
    ``refs/main`` is the last step of a push; if killed before it, the push did not happen. What it leaves is in
    ``.locks`` or not in the history. Each revision of the history also has a reference in ``refs/kept``, without which
    ``hf cache prune`` would delete it.
    """

    kind = "local"

    def __init__(self, root: str | Path):
        self.root = expanded(root, "ZOO_STORE").absolute()
        self.uri = str(self.root)

    def names(self) -> list[str]:
        names = [entry.removeprefix("models--") for entry in self._entries() if entry.startswith("models--")]
        return sorted(name for name in names if is_name(name) and self._has_pushes(name))

    def checkpoint(self, name: str, revision: str | None = None) -> Checkpoint:
        head = self._known_head(name)
        if revision is not None:
            head = self.match(name, revision, [each.id for each in self.history(name)])
        folder = self._repo(name) / "snapshots" / head
        damaged = self._damaged(name, head)
        if damaged:
            raise ZooError(
                f"'{damaged}' of '{name}' (revision {head[:12]}) in {self.uri} is missing or damaged; push the "
                "checkpoint again or ask for another revision."
            )
        return Checkpoint(name, folder, self.kind, head, self.uri)

    def history(self, name: str) -> list[Revision]:
        head, snapshots = self._known_head(name), self._repo(name) / "snapshots"
        return [
            Revision(revision, str(commit.get("message") or ""), str(commit.get("date") or ""))
            for revision, commit in self._lineage(name).items()
            if revision == head or (snapshots / revision).is_dir()  # others were pruned
        ]

    def revision(self, name: str) -> str:
        return self._known_head(name)

    def need_writable(self) -> None:
        self._refuse_other_content()
        with plain_errors(self.uri):
            need_writable(self.root)

    def push(self, folder: str | Path, name: str, message: str) -> str:
        check_name(name)
        source, files = Path(folder), checkpoint_files(folder)
        self._refuse_strangers(name)
        locks = self.root / ".locks" / f"models--{name}"
        with plain_errors(self.uri), locked(locks / "push.lock"):
            for leftover in locks.glob("push-*"):
                remove_tree(leftover)
            self._sweep(name)
            staging = locks / f"push-{uuid.uuid4().hex}"
            staging.mkdir()
            try:
                digests = {path: copy_file(source / path, staging / str(i)) for i, path in enumerate(files)}
                return self._publish(name, message, digests, staging)
            finally:
                remove_tree(staging)

    def _publish(self, name: str, message: str, digests: dict[str, str], staging: Path) -> str:
        """Move the staged files into place: blobs, snapshot, commit and, last, the reference that makes them valid."""
        repo, head = self._skeleton(name, staging), self._head(name)
        if head and self._commit(name, head)["files"] == digests and not self._damaged(name, head):
            return head
        for i, digest in enumerate(digests.values()):
            os.replace(staging / str(i), repo / "blobs" / digest)
        sync_folder(repo / "blobs")
        date = datetime.now(UTC).isoformat(timespec="seconds")
        commit = {"parent": head, "message": message, "date": date, "files": digests}
        record = json.dumps(commit, indent=1, sort_keys=True).encode()
        revision = hashlib.sha256(record).hexdigest()[:40]
        for path, digest in digests.items():
            _link(repo / "blobs" / digest, staging / "snapshot" / path, depth=path.count("/"))
        sync_tree(staging / "snapshot")
        os.rename(staging / "snapshot", repo / "snapshots" / revision)
        sync_folder(repo / "snapshots")
        atomic_write(repo / "commits" / f"{revision}.json", record, staging)
        self._keep(repo, [revision, *(self._lineage(name) if head else ())], staging)
        atomic_write(repo / "refs" / "main", revision.encode(), staging)
        return revision

    def _keep(self, repo: Path, revisions: Iterable[str], staging: Path) -> None:
        """Give revisions references of their own, for ``hf cache prune``; those that were pruned before get none."""
        kept = repo / "refs" / KEPT
        kept.mkdir(exist_ok=True)
        for revision in revisions:
            if (repo / "snapshots" / revision).is_dir() and not (kept / revision).is_file():
                atomic_write(kept / revision, revision.encode(), staging)

    def _skeleton(self, name: str, staging: Path) -> Path:
        """The checkpoint's folder. A new one appears together with its subfolders, as ``hf cache`` expects."""
        repo = self._repo(name)
        if not repo.exists():
            for part in ("blobs", "commits", "refs", "snapshots"):
                (staging / "repo" / part).mkdir(parents=True)
            os.rename(staging / "repo", repo)
            sync_folder(self.root)
        return repo

    def _sweep(self, name: str) -> None:
        """Delete remains of killed pushes: references, snapshots, commits, then blobs that are not in the history."""
        repo = self._repo(name)
        if not repo.exists():
            return
        kept = self._lineage(name) if self._head(name) else {}
        blobs = {digest for commit in kept.values() for digest in commit["files"].values()}
        for path in (repo / "refs" / KEPT).glob("*"):
            if path.name not in kept:
                path.unlink()
        for path in (repo / "snapshots").iterdir():
            if path.name not in kept:
                remove_tree(path)
        for path in [*(repo / "commits").iterdir(), *(repo / "blobs").iterdir()]:
            if path.stem not in kept and path.name not in blobs:
                path.unlink()

    def _refuse_strangers(self, name: str) -> None:
        """Refuse to push into a folder with other content, such as the Hub's own downloads."""
        self._refuse_other_content()
        repo = self._repo(name)
        if repo.exists() and not (repo / "commits").is_dir():
            raise ZooError(f"{repo} was downloaded from the Hub and does not belong to a store; choose another folder.")

    def _refuse_other_content(self) -> None:
        entries = self._entries()
        if entries - _OWN_ENTRIES and not any(entry.startswith("models--") for entry in entries):
            raise ZooError(f"{self.uri} is not empty and not a checkpoint store; choose an empty or a new folder.")

    def _entries(self) -> set[str]:
        with plain_errors(self.uri):
            try:
                return {path.name for path in self.root.iterdir()}
            except FileNotFoundError:
                return set()

    def _repo(self, name: str) -> Path:
        return self.root / f"models--{check_name(name)}"

    def _has_pushes(self, name: str) -> bool:
        """Whether a push of ``name`` has finished. Downloads by the Hub's client have no ``commits`` folder."""
        repo = self._repo(name)
        with plain_errors(self.uri):
            return (repo / "commits").is_dir() and (repo / "refs" / "main").is_file()

    def _head(self, name: str) -> str | None:
        """The newest revision, or None if no push has finished."""
        if not self._has_pushes(name):
            return None
        path = self._repo(name) / "refs" / "main"
        try:
            head = path.read_text(encoding="ascii")
        except (OSError, ValueError):
            head = ""
        if not FULL_REVISION.fullmatch(head):
            raise ZooError(f"{path} is damaged; restore it from a backup, or use another store.")
        return head

    def _known_head(self, name: str) -> str:
        head = self._head(name)
        if head is None:
            raise self.unknown(name)
        return head

    def _lineage(self, name: str) -> dict[str, dict]:
        """The commit of every revision that was pushed, newest first."""
        found, revision = {}, self._known_head(name)
        while revision:
            found[revision] = self._commit(name, revision)
            revision = found[revision].get("parent")
            if revision in found:
                raise self._broken(name, revision)  # its own ancestor
        return found

    def _commit(self, name: str, revision: str) -> dict:
        try:
            commit = reading.json_file(self._commit_path(name, revision))
        except (OSError, ValueError):
            commit = None
        if not isinstance(commit, dict) or not _is_commit(commit):
            raise self._broken(name, revision)
        return commit

    def _commit_path(self, name: str, revision: str) -> Path:
        return self._repo(name) / "commits" / f"{revision}.json"

    def _broken(self, name: str, revision: str) -> ZooError:
        path = self._commit_path(name, revision)
        return ZooError(f"{path} is missing or damaged; restore it from a backup, or use another store.")

    def _damaged(self, name: str, revision: str) -> str | None:
        """The first file of a revision whose content differs from what was pushed."""
        folder = self._repo(name) / "snapshots" / revision
        for path, digest in self._commit(name, revision)["files"].items():
            try:
                if sha256(folder / path) != digest:
                    return path
            except OSError:
                return path
        return None


def _is_commit(commit: dict) -> bool:
    """Whether a record has a parent, or none, and files by path with their digests."""
    parent, files = commit.get("parent"), commit.get("files")
    is_revision = parent is None or (isinstance(parent, str) and FULL_REVISION.fullmatch(parent) is not None)
    return is_revision and isinstance(files, dict) and all(isinstance(digest, str) for digest in files.values())


def _link(blob: Path, target: Path, depth: int) -> None:
    """Link a snapshot's file to its blob as the Hub's cache does, or copy it if links are not supported."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.symlink("../" * (depth + 2) + f"blobs/{blob.name}", target)
    except (OSError, NotImplementedError):
        copy_file(blob, target)
