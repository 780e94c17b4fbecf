"""The data, kept on the device as one tensor; batches are sliced from it by index."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor

from zoo.errors import ZooError
from zoo.folders import data_root, home
from zoo.mnist import VALIDATION
from zoo.models.boltzmann import bernoulli
from zoo.models.judge import Labelled
from zoo.stores.files import atomic_write, locked

UNPACKED = {  # MNIST's files and their sizes in bytes
    "train-images-idx3-ubyte": 47_040_016,
    "train-labels-idx1-ubyte": 60_008,
    "t10k-images-idx3-ubyte": 7_840_016,
    "t10k-labels-idx1-ubyte": 10_008,
}
DOWNLOAD_SECONDS = 600  # that one process waits for another's


class Examples(Protocol):
    """What the training loop needs of a split: a length, a device and batches by index."""

    @property
    def device(self) -> torch.device:
        """Where the examples are."""
        ...

    def __len__(self) -> int: ...

    def batch(self, index: Tensor) -> Any:
        """The examples at these places."""


Part = TypeVar("Part", bound=Examples)


@dataclass(frozen=True)
class Split:
    """Images (n, 1, H, W) as bytes and their labels (n,); ``binarise`` draws each pixel anew at every look."""

    images: Tensor
    labels: Tensor
    binarise: bool = False
    unit = "images"

    @property
    def device(self) -> torch.device:
        """Where the images are."""
        return self.images.device

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, index: Tensor) -> Tensor:
        """Images (len(index), 1, H, W) as floats: intensities in [0, 1], or binary draws from them."""
        intensities = self.images.index_select(0, index).float().div_(255)
        return bernoulli(intensities) if self.binarise else intensities

    def head(self, count: int) -> "Split":
        """The first so many."""
        return replace(self, images=self.images[:count], labels=self.labels[:count])

    def intensities(self) -> Tensor:
        """All images as floats in [0, 1], (n, 1, H, W)."""
        return self.images.float().div_(255)


class LabelledSplit(Split):
    """A split whose batches carry their labels."""

    def batch(self, index: Tensor) -> Labelled:
        """Images (len(index), 1, H, W) in [0, 1] and their labels."""
        return Labelled(super().batch(index), self.labels[index])


@dataclass(frozen=True)
class Data(Generic[Part]):
    """The three splits of a data set: what has a length, a device, a unit, and a ``batch`` by index."""

    train: Part
    validation: Part
    test: Part


def mnist(device: str = "cpu", binarise: bool = False) -> Data:
    """MNIST: 55,000 images to train on, 5,000 to select by, 10,000 to measure on; bytes (n, 1, 28, 28)."""
    train_images, train_labels = _read_mnist(train=True, device=device)
    test_images, test_labels = _read_mnist(train=False, device=device)
    return Data(
        train=Split(train_images[:-VALIDATION], train_labels[:-VALIDATION], binarise),
        validation=Split(train_images[-VALIDATION:], train_labels[-VALIDATION:], binarise),
        test=Split(test_images, test_labels, binarise),
    )


def binary_mnist(device: str = "cpu") -> Data:
    """MNIST whose pixels are drawn anew with their intensity as probability at every look."""
    return mnist(device, binarise=True)


def labelled_mnist(device: str = "cpu") -> Data:
    """MNIST whose batches carry their labels."""
    splits = {name: LabelledSplit(split.images, split.labels) for name, split in vars(mnist(device)).items()}
    return Data(**splits)


def _read_mnist(train: bool, device: str) -> tuple[Tensor, Tensor]:
    from torchvision.datasets import MNIST

    root = _writable_root(data_root())
    raw = root / "MNIST" / "raw"
    try:
        if not _unpacked(raw):
            with locked(raw / "lock", "download", DOWNLOAD_SECONDS):  # a file that is half unpacked may be another's
                _discard_half_unpacked(raw)
                MNIST(root, download=True)
        dataset = MNIST(root, train=train)
    except (OSError, RuntimeError, ValueError, EOFError) as error:
        raise ZooError(
            f"MNIST is not in {root} and could not be downloaded ({_first_line(error)}); put its four .gz files into "
            f"{raw}, or set ZOO_DATA to a folder that has them there."
        ) from None
    return dataset.data[:, None].to(device), dataset.targets.to(device)


def _unpacked(raw: Path) -> bool:
    """Whether all files are there, and whole: then nothing is written, and no lock is needed."""
    return all(_size(raw / name) == size for name, size in UNPACKED.items())


def _discard_half_unpacked(raw: Path) -> None:
    """torchvision trusts an unpacked file that is there; one that a kill cut short must be unpacked again."""
    for name, size in UNPACKED.items():
        if _size(raw / name) not in (None, size):
            (raw / name).unlink()


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def _writable_root(root: Path) -> Path:
    """torchvision unpacks MNIST beside its files; where that is not allowed, work on a copy in the cache."""
    raw = root / "MNIST" / "raw"
    if not raw.is_dir() or os.access(raw, os.W_OK) or _unpacked(raw):
        return root
    copy = home() / "data" / "MNIST" / "raw"
    copy.mkdir(parents=True, exist_ok=True)
    for file in raw.glob("*.gz"):
        if not (copy / file.name).exists():
            atomic_write(copy / file.name, file.read_bytes())
    return home() / "data"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(":")
