"""MNIST's digits for the page, read with numpy alone, because torchvision takes seconds and half a gigabyte to
import."""

import functools
import gzip
import logging
import math
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from zoo.errors import ZooError
from zoo.folders import data_root

log = logging.getLogger(__name__)
RAW = Path("MNIST") / "raw"
OTHERS = {  # sets of the same form, and where torchvision puts them
    "fashion": Path("FashionMNIST") / "raw",
    "kmnist": Path("KMNIST") / "raw",
}
IMAGES, LABELS = TEST = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
TRAINING = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
VALIDATION = 5_000  # images at the end of the training set, on which no model is trained
CHUNK = 5_000  # images converted to floats at once
HEAD = 16  # bytes of the longest head: a file of images has three sizes
LARGEST = 100_000_000  # bytes unpacked; MNIST's own files have 47 million at most


def digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images (n, 28, 28) as bytes and their labels (n,); n is 0 if MNIST is missing or damaged."""
    return _read(_raw(), TEST, _stamps(TEST))


def training_digits() -> tuple[np.ndarray, np.ndarray]:
    """The 60,000 training images (n, 28, 28) as bytes and their labels (n,); n is 0 if they are missing or damaged."""
    return _read(_raw(), TRAINING, _stamps(TRAINING))


def other_sets() -> list[str]:
    """Those of ``OTHERS`` whose training images are in the data folder."""
    return [name for name, path in OTHERS.items() if has_training_digits(path)]


def other_training(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The same of one of ``OTHERS``."""
    return _load(_raw(OTHERS[name]), TRAINING)


def has_training_digits(path: Path = RAW) -> bool:
    """Whether the files of the training images are there in full; they are not read, which would take a while."""
    raw = _raw(path)
    return raw is not None and all(is_whole(raw / stem) or is_whole(raw / f"{stem}.gz") for stem in TRAINING)


def is_whole(path: Path) -> bool:
    """Whether an idx file, or one packed by gzip, has as many bytes as its head says; the rest is not read."""
    packed = path.suffix == ".gz"
    try:
        with open(path, "rb") as file:
            with gzip.open(file) if packed else nullcontext(file) as content:
                head = content.read(HEAD)
            if packed:
                file.seek(-4, 2)  # gzip's last four bytes are the size of what it packed
            size = int.from_bytes(file.read(4), "little") if packed else path.stat().st_size
    except (OSError, EOFError, zlib.error):
        return False
    return size == _length(head)


def nearest(image: np.ndarray) -> tuple[int, float] | None:
    """Index of the training image nearest to ``image`` (28, 28) in [0, 1], and its Euclidean distance.

    Searches the images on which models are trained, all but the last ``VALIDATION``. None if the data is missing.
    """
    known = training_digits()[0][:-VALIDATION]
    if not len(known) or known.shape[1:] != image.shape:
        return None
    asked, squares = image.astype(np.float32) * 255, _squares(_raw(), _stamps(TRAINING))
    products = np.concatenate([part @ asked.ravel() for part in _chunks(known)])
    index = int((squares - 2 * products).argmin())  # |a - b|² without |b|²
    return index, float(np.linalg.norm(known[index] - asked)) / 255  # exact; the squares above lose precision


@functools.lru_cache(maxsize=1)
def _squares(folder: Path | None, stamps: tuple) -> np.ndarray:
    """Squared norm (n,) in bytes of each image on which models are trained."""
    known = _read(folder, TRAINING, stamps)[0][:-VALIDATION]
    return np.concatenate([np.square(part).sum(1) for part in _chunks(known)])


def _chunks(images: np.ndarray) -> Iterator[np.ndarray]:
    """Images (n, H, W) as floats, a few thousand rows (CHUNK, H * W) at a time."""
    for at in range(0, len(images), CHUNK):
        yield images[at : at + CHUNK].reshape(-1, images[0].size).astype(np.float32)


def _raw(path: Path = RAW) -> Path | None:
    """The folder of the files; None where no data folder is known, which is like one without data."""
    try:
        return data_root() / path
    except ZooError:
        return None


def _stamps(stems: tuple[str, str]) -> tuple:
    folder = _raw()
    if folder is None:
        return (None,) * 2 * len(stems)
    return tuple(_stamp(folder / name) for stem in stems for name in (stem, f"{stem}.gz"))


def _stamp(path: Path) -> tuple[int, int] | None:
    """Sizes and times of the files, so that data that arrives while the page runs is read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


@functools.lru_cache(maxsize=2)  # both sets of one folder
def _read(folder: Path | None, stems: tuple[str, str], stamps: tuple) -> tuple[np.ndarray, np.ndarray]:
    return _load(folder if any(stamps) else None, stems)


def _load(folder: Path | None, stems: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)
    if folder is None:
        return nothing
    images, labels = (_idx(folder, stem) for stem in stems)
    pair = None if images is None or labels is None else (images, labels)
    if pair and pair[0].ndim == 3 and pair[1].shape == pair[0].shape[:1] and pair[1].max(initial=0) <= 9:
        return pair
    log.warning("%s in %s are damaged or incomplete; the page shows none of them.", stems, folder)
    return nothing


def _idx(folder: Path, stem: str) -> np.ndarray | None:
    """The first complete form of a file: unpacked, then ``.gz``, since torchvision may leave half-unpacked files."""
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
    if len(content) != _length(content):
        return None
    shape = _shape(content)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def _shape(head: bytes) -> list[int]:
    """The sizes that the head of an idx file states."""
    return [int.from_bytes(head[at : at + 4], "big") for at in range(4, 4 + 4 * head[3], 4)]


def _length(head: bytes) -> int | None:
    """How many bytes an idx file with this head has; None if it is no head of one."""
    if len(head) < 4 or head[:3] != b"\0\0\x08" or not 1 <= head[3] <= 3 or len(head) < 4 + 4 * head[3]:
        return None
    return 4 + 4 * head[3] + math.prod(_shape(head))
