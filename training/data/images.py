"""Image data, held on the device as one tensor, from which batches are sliced by index."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor

from training.data import mnist_files
from zoo.errors import ZooError
from zoo.folders import data_root, home
from zoo.mnist import VALIDATION
from zoo.models.boltzmann import bernoulli
from zoo.models.judge import Labelled
from zoo.stores.contract import Checkpoint
from zoo.stores.files import atomic_write, locked

DOWNLOAD_SECONDS = 600  # that a process waits for another one's download


class Examples(Protocol):
    """What the training loop requires of a split: a length, a device and batches by index."""

    @property
    def device(self) -> torch.device:
        """The device of the examples."""
        ...

    def __len__(self) -> int: ...

    def batch(self, index: Tensor) -> Any:
        """The examples at these indices."""


Part = TypeVar("Part", bound=Examples)


@dataclass(frozen=True)
class Split:
    """Images (n, 1, H, W) as bytes and their labels (n,); with ``binarise`` each pixel is drawn again in every
    batch."""

    images: Tensor
    labels: Tensor
    binarise: bool = False
    unit = "images"

    @property
    def device(self) -> torch.device:
        """The device of the images."""
        return self.images.device

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, index: Tensor) -> Tensor:
        """Images (len(index), 1, H, W) as floats: intensities in [0, 1], or binary draws from them."""
        intensities = self.images.index_select(0, index).float().div_(255)
        return bernoulli(intensities) if self.binarise else intensities

    def head(self, count: int) -> "Split":
        """The first ``count`` examples."""
        return replace(self, images=self.images[:count], labels=self.labels[:count])

    def intensities(self) -> Tensor:
        """All images as floats in [0, 1], (n, 1, H, W)."""
        return self.images.float().div_(255)


class LabelledSplit(Split):
    """A split with labels in its batches."""

    def batch(self, index: Tensor) -> Labelled:
        """Images (len(index), 1, H, W) in [0, 1] and their labels."""
        return Labelled(super().batch(index), self.labels[index])


@dataclass(frozen=True)
class Data(Generic[Part]):
    """The three splits of a data set, each with a length, a device, a unit, and a ``batch`` by index."""

    train: Part
    validation: Part
    test: Part

    @property
    def judged(self) -> bool:
        """Whether there is a judge that knows what the images show."""
        return True

    def judge(self) -> Checkpoint | None:
        """The judge of these images alone; None for the bundled one, which knows digits."""
        return None


def mnist(device: str = "cpu", binarise: bool = False) -> Data:
    """MNIST: 55,000 images for training, 5,000 for validation, 10,000 for testing; bytes (n, 1, 28, 28)."""
    train_images, train_labels = _read_mnist(train=True, device=device)
    test_images, test_labels = _read_mnist(train=False, device=device)
    return Data(
        train=Split(train_images[:-VALIDATION], train_labels[:-VALIDATION], binarise),
        validation=Split(train_images[-VALIDATION:], train_labels[-VALIDATION:], binarise),
        test=Split(test_images, test_labels, binarise),
    )


def binary_mnist(device: str = "cpu") -> Data:
    """MNIST with binary pixels, drawn again in every batch with the intensity as the probability."""
    return mnist(device, binarise=True)


def labelled_mnist(device: str = "cpu") -> Data:
    """MNIST with labels in its batches."""
    splits = {name: LabelledSplit(split.images, split.labels) for name, split in vars(mnist(device)).items()}
    return Data(**splits)


def _read_mnist(train: bool, device: str) -> tuple[Tensor, Tensor]:
    from torchvision.datasets import MNIST

    root = _writable_root(data_root())
    raw = root / "MNIST" / "raw"
    try:
        if not mnist_files.unpacked(raw):
            with locked(raw / "lock", "download", DOWNLOAD_SECONDS):  # another process may be unpacking a file
                _discard_half_unpacked(raw)
                MNIST(root, download=True)
        dataset = MNIST(root, train=train)
    except (OSError, RuntimeError, ValueError, EOFError) as error:
        raise _unread(root, raw, error) from None
    if damaged := mnist_files.damaged(raw):
        raise ZooError(mnist_files.advice(raw, damaged))
    return dataset.data[:, None].to(device), dataset.targets.to(device)


def _unread(root: Path, raw: Path, error: Exception) -> ZooError:
    """Why MNIST could not be read: packed files that are damaged are named, and not called missing."""
    with suppress(OSError):
        if damaged := mnist_files.damaged_packed(raw):
            return ZooError(f"{mnist_files.advice(raw, damaged)} A download failed: {_first_line(error)}.")
    return ZooError(
        f"MNIST is not in {root} and could not be downloaded ({_first_line(error)}); put its four .gz files into "
        f"{raw}, or set ZOO_DATA to a folder that has them there."
    )


def _discard_half_unpacked(raw: Path) -> None:
    """Remove unpacked files that were cut short by a kill, because torchvision would use them."""
    for name, (whole, _) in mnist_files.UNPACKED.items():
        if mnist_files.size(raw / name) not in (None, whole):
            (raw / name).unlink()


def _writable_root(root: Path) -> Path:
    """The folder in which torchvision unpacks MNIST: that of its files, or a copy in the cache if it is read-only."""
    raw = root / "MNIST" / "raw"
    if not raw.is_dir() or os.access(raw, os.W_OK) or mnist_files.unpacked(raw):
        return root
    copy = home() / "data" / "MNIST" / "raw"
    copy.mkdir(parents=True, exist_ok=True)
    for file in raw.glob("*.gz"):
        if not (copy / file.name).exists():
            atomic_write(copy / file.name, file.read_bytes())
    return home() / "data"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(":")
