"""MNIST's files on disk, told by their checksums: a file of the right size may still be damaged."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from zoo.mnist_download import MD5
from zoo.stores.files import sha256
from zoo.text import listed

UNPACKED = {  # by name, the size in bytes and the SHA-256; those of the packed files are in zoo/mnist_download.py
    "train-images-idx3-ubyte": (47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    "train-labels-idx1-ubyte": (60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    "t10k-images-idx3-ubyte": (7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    "t10k-labels-idx1-ubyte": (10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
}


def unpacked(raw: Path) -> bool:
    """Whether all files exist in their full sizes; then nothing is written and no lock is needed."""
    return all(size(raw / name) == whole for name, (whole, _) in UNPACKED.items())


def size(path: Path) -> int | None:
    """The size of a file in bytes; None if there is none."""
    return path.stat().st_size if path.exists() else None


def damaged(raw: Path) -> list[str]:
    """Names of unpacked files that are there in their full size with other content; read once in a process."""
    full = [name for name, (whole, _) in UNPACKED.items() if size(raw / name) == whole]
    return [name for name in full if sha256(raw / name) != UNPACKED[name][1]]


def damaged_packed(raw: Path) -> list[str]:
    """Names of packed files that are there with other content: cut short, empty, or a web page in their place."""
    packed = [raw / f"{name}.gz" for name in UNPACKED if (raw / f"{name}.gz").is_file()]
    return [path.name for path in packed if _md5(path) != MD5[path.stem]]


def advice(raw: Path, names: Iterable[str]) -> str:
    """What to do about damaged files, as one sentence."""
    names = list(names)
    are, them = ("are", "them") if len(names) > 1 else ("is", "it")
    return (
        f"{listed(names)} of MNIST in {raw} {are} damaged (the checksum differs); delete {them}, to have {them} "
        "unpacked or downloaded again."
    )


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
