"""MNIST's test digits for the page, read with numpy alone: torchvision takes seconds and half a gigabyte to import."""

import functools
import gzip
import logging
import os
import zlib
from pathlib import Path

import numpy as np

from zoo.store import home

log = logging.getLogger(__name__)
RAW = Path("MNIST") / "raw"
IMAGES, LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
LARGEST = 100_000_000  # bytes unpacked; MNIST's own files have 8 million at most


def data_root() -> Path:
    """The data folder: ``ZOO_DATA``, or a folder under the user's cache."""
    return Path(os.environ.get("ZOO_DATA") or home() / "data").expanduser()


def digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images (n, 28, 28) as bytes and their labels (n,); n is 0 where MNIST is absent or damaged."""
    folder = data_root() / RAW
    stamps = tuple(_stamp(folder / name) for stem in (IMAGES, LABELS) for name in (stem, f"{stem}.gz"))
    return _read(folder, stamps)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file does: data that arrives while the page runs is read then."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


@functools.lru_cache(maxsize=2)
def _read(folder: Path, stamps: tuple) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)
    if not any(stamps):
        return nothing
    images, labels = _idx(folder, IMAGES), _idx(folder, LABELS)
    whole = images is not None and labels is not None and images.ndim == 3 and labels.shape == images.shape[:1]
    if not whole or labels.max(initial=0) > 9:
        log.warning("MNIST's test files in %s are damaged or not all there; the page shows no test digits.", folder)
        return nothing
    return images, labels


def _idx(folder: Path, stem: str) -> np.ndarray | None:
    """The first whole one of a file's two forms: unpacked, then ``.gz``; torchvision leaves half-unpacked ones."""
    for name, opener in ((stem, open), (f"{stem}.gz", gzip.open)):
        try:
            with opener(folder / name, "rb") as file:
                content = file.read(LARGEST)
        except (OSError, EOFError, zlib.error):
            continue
        array = parse_idx(content)
        if array is not None:
            return array
    return None


def parse_idx(content: bytes) -> np.ndarray | None:
    """The bytes of an idx file as an array: two zeros, type 8 (bytes), the rank, big-endian sizes, then the values."""
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        return None
    rank = content[3]
    start = 4 + 4 * rank
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    if not 1 <= rank <= 3 or len(content) != start + int(np.prod(shape, dtype=object)):
        return None
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
