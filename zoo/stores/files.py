"""Checkpoint folders on disk: listing, hashing and crash-safe writing of their files."""

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from zoo.errors import ZooError

WEIGHTS = "model.safetensors"
REQUIRED = ("config.json", WEIGHTS, "README.md", "metrics.json", "training.json")
PICKLES = (".bin", ".ckpt", ".joblib", ".pickle", ".pkl", ".pt", ".pth")
LOCK_SECONDS = 60
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def list_files(folder: Path) -> list[str]:
    """Relative POSIX paths of the files below ``folder``, sorted; hidden ones (.DS_Store, .gitattributes) left out."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts))


def checkpoint_files(folder: str | Path, record: bool = False) -> list[str]:
    """The files of a checkpoint to store. Raises ``ZooError`` if one is missing or is a pickle.

    A ``record`` is stored without weights, even if they are present.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ZooError(f"There is no folder {folder}; train the model first or give the path of its checkpoint.")
    files = list_files(folder)
    if record:
        files = [path for path in files if path != WEIGHTS]
    missing = [path for path in REQUIRED if path not in files and not (record and path == WEIGHTS)]
    if missing:
        raise ZooError(f"{folder} lacks {', '.join(missing)}; train the model again to get a whole checkpoint.")
    pickles = [path for path in files if path.lower().endswith(PICKLES)]
    if pickles:
        raise ZooError(f"{folder} holds {pickles[0]}, which may be a pickle; save weights as .safetensors only.")
    return files


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file, cached in this process until the file's size, times or inode change."""
    return _digest("", *_identity(path))


def git_sha1(path: Path) -> str:
    """Hex git blob id of a file, cached in the same way."""
    return _digest("git", *_identity(path))


def _identity(path: Path) -> tuple[str, int, int, int, int]:
    stat = os.stat(path)
    return os.path.realpath(path), stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


@lru_cache(maxsize=4096)
def _digest(kind: str, path: str, inode: int, size: int, *times: int) -> str:
    digest = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False) if kind == "git" else hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def atomic_write(path: str | Path, data: bytes, staging: Path | None = None) -> None:
    """Write ``data`` to ``path`` atomically: readers always get either the complete old or the complete new content.

    The temporary file is in ``staging`` (on the same file system), by default hidden beside ``path``.
    """
    path = Path(path)
    temporary = (staging or path.parent) / f".{path.name}.{uuid.uuid4().hex}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def copy_file(source: Path, target: Path) -> str:
    """Copy a file, flush it to disk, and return the SHA-256 of the copied content."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(source, "rb") as reader, open(target, "xb") as writer:
        while chunk := reader.read(1 << 20):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def copy_tree(source: Path, target: Path, files: list[str]) -> None:
    """Copy ``files`` from one folder to a new one and flush them to disk."""
    for path in files:
        copy_file(source / path, target / path)
    sync_tree(target)


def sync_folder(folder: Path) -> None:
    """Flush the entries of ``folder`` to disk, if the system supports it (Windows cannot open a folder)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """``sync_folder`` for ``folder`` and every folder below it."""
    for parent, _, _ in os.walk(folder):
        sync_folder(Path(parent))


def need_writable(folder: Path) -> None:
    """Raise ``OSError`` unless ``folder``, or where it does not exist the nearest one above it, can be written."""
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(nearest))


def remove_tree(folder: Path) -> None:
    """Delete ``folder`` if it exists."""
    if folder.is_dir():
        shutil.rmtree(folder)


@contextmanager
def locked(path: Path, what: str = "push", seconds: float | None = None) -> Iterator[None]:
    """Hold the lock file ``path``, so that there is one ``what`` at a time; a killed holder releases it.

    Raises ``ZooError`` if another process still holds it after ``seconds``, by default ``LOCK_SECONDS``.
    """
    from filelock import FileLock, Timeout

    seconds = LOCK_SECONDS if seconds is None else seconds
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=seconds):
            yield
    except Timeout:
        raise ZooError(f"Another {what} has held {path} for {seconds} s; wait until it ends, then try again.") from None


@contextmanager
def plain_errors(place: str) -> Iterator[None]:
    """Turn errors of the operating system into a ``ZooError`` that says what to do."""
    try:
        yield
    except OSError as error:
        raise ZooError(explain(error, place)) from error


def explain(error: OSError, place: str) -> str:
    """One plain sentence for an error of the operating system while using ``place``."""
    where = f"{place} ({error.filename})" if error.filename and str(error.filename) != place else place
    if error.errno in _FULL:
        return f"The disk that holds {place} is full; free some space and try again."
    if error.errno in _DENIED:
        return f"{where} cannot be read or written; change its permissions or choose another place."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{where} is not a folder, or one of its parents is a file; choose another place."
    return f"{where} cannot be used ({error.strerror or type(error).__name__}); choose another place."
