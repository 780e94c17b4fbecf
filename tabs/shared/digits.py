"""Digits that a page sends, drawn or of a model's test set, and what the digit classifier reads in any picture."""

import functools
import logging
from typing import Any, NamedTuple

from tabs.shared.catalogue import catalogue
from tabs.shared.family import Family, model
from tabs.shared.request import LARGEST_DRAWING, answering, read_bytes, read_whole
from zoo import mnist_download, pages
from zoo.errors import ZooError
from zoo.held_out import data_of, tests_of
from zoo.mnist import digits, has_training_digits
from zoo.schema import DataSet
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
SIZE = 28
JUDGES = Family(pages.JUDGE, lambda page: page.capabilities.labels)  # they label digits, and are in no tab
REFUSERS = Family(pages.REFUSER, lambda page: page.capabilities.refuses)  # they say whether there is a digit at all


def read_digit(digit: object, size: int = 28, checkpoint: Checkpoint | None = None):
    """A digit of a request as an image (1, 1, size, size) in [0, 1], and its label if it is a test picture with one.

    Test pictures are those of the checkpoint's data. A drawing of a digit is brought into MNIST's form; of a model of
    other pictures the whole sheet is scaled down.
    """
    from zoo.images import like_mnist, whole_sheet

    if not isinstance(digit, dict) or digit.keys() not in ({"test"}, {"size", "ink"}):
        raise ZooError("A digit must be a drawing with its size and ink, or the number of a test digit.")
    if "test" in digit:
        return test_digit(digit["test"], size, checkpoint)
    side = digit["size"]
    if not isinstance(side, int) or isinstance(side, bool) or not 1 <= side <= LARGEST_DRAWING:
        raise ZooError(f"A drawing needs a size from 1 to {LARGEST_DRAWING} and its ink as base64 text.")
    ink = read_bytes(digit["ink"], side * side, "The drawing's ink").reshape(side, side)
    data = checkpoint and data_of(checkpoint)
    return (whole_sheet if data and data.noun != "digit" else like_mnist)(ink, size), None


def test_digit(index: object, size: int, checkpoint: Checkpoint | None = None):
    """A test picture of the checkpoint's data, MNIST's by default, as an image (1, 1, size, size), and its label if it
    has one."""
    import torch

    images, labels = tests_of(checkpoint) if checkpoint else digits()
    if not len(images) and checkpoint and data_of(checkpoint):
        raise ZooError(f"There are no test pictures with {checkpoint.name}; draw one instead.")
    if not len(images):
        raise ZooError("MNIST is not on this machine, so there are no test digits; draw a digit instead.")
    at = read_whole(index, "The number of a test digit", 0, len(images) - 1)
    if images.shape[1:] != (size, size):
        raise ZooError(f"This model takes images of {size} by {size} pixels; its test set has {images.shape[1]}.")
    return torch.from_numpy(images[at].copy())[None, None] / 255, None if labels is None else int(labels[at])


def name_of(label: int | None, checkpoint: Checkpoint | None) -> str | None:
    """What a label means in the checkpoint's data; None if it is the digit itself."""
    data = checkpoint and data_of(checkpoint)
    return data.classes[label] if data and label is not None and label < len(data.classes) else None


def labelled(label: int | None, checkpoint: Checkpoint | None) -> dict:
    """A label as answers have it: ``label``, and of one's own data also ``label_name``."""
    name = name_of(label, checkpoint)
    return {"label": label} | ({} if name is None else {"label_name": name})


def reader(family: Family = JUDGES, data: DataSet | None = None):
    """The family's classifier of the same name, or else its first one, or that of a data set of one's own; None if
    there is none or it cannot be read."""
    there = [name for name in family.choices() if catalogue()[name].page.data is None]
    name = family.name if family.name in there else next(iter(there), None)
    if data is not None:
        name = next((each for each in family.choices() if each == f"{family.name}-{data.name}"), None)
    return None if name is None else _reader(family.find(name))


@functools.lru_cache(maxsize=4)
def _reader(checkpoint: Checkpoint):
    """The judge; None if it cannot be read, which is logged once: the page then shows digits without a label."""
    try:
        return model(checkpoint)
    except ZooError as error:
        log.warning("%s labels no digits: %s", checkpoint.name, error)
        return None


def judged(image, checkpoint: Checkpoint | None = None) -> dict | None:
    """What the digit classifier reads in an image (1, 1, H, W), how sure it is, and how probable it is that there is
    no digit (null without a classifier for that); None if there is no classifier for the image.

    For a model of one's own data, its ``checkpoint`` names the classifier of that data, and ``name`` is what its label
    means there.
    """
    read = readings(image, checkpoint)
    if read is None:
        return None
    digit, none = int(read.labels[0]), None if read.none is None else float(read.none[0])
    told = {"digit": digit, "confidence": float(read.confidence[0]), "no_digit": none}
    return told | {"name": name_of(digit, checkpoint)} if checkpoint and data_of(checkpoint) else told


class Readings(NamedTuple):
    """What classifiers read in n pictures, as tensors (n,) on the CPU: the label and its probability, and how probable
    it is that there is no digit, None without a classifier for that."""

    labels: Any
    confidence: Any
    none: Any


def readings(images, checkpoint: Checkpoint | None = None) -> Readings | None:
    """The same of images (n, 1, H, W), computed where they are; None if there is no classifier for them."""
    import torch

    data = checkpoint and data_of(checkpoint)
    found = _fitting(reader(data=data), images)
    refuser = None if data else _fitting(reader(REFUSERS), images)
    if found is None:
        return None
    with torch.inference_mode():
        confidence, labels = found.to(images.device)(images).softmax(1).max(1)
        none = None if refuser is None else refuser.to(images.device).no_digit(images).cpu()
    return Readings(labels.cpu(), confidence.cpu(), none)


def _fitting(classifier, image):
    """The classifier, if there is one and the image has the size that it reads."""
    return classifier if classifier is not None and {classifier.config.image_size} == set(image.shape[-2:]) else None


@answering("pixels")
def judge(request: dict) -> dict:
    """The digit that the classifier reads in ``{"pixels": base64 of 784 bytes}``, as ``judged`` says, or ``{}``.

    ``model`` names the checkpoint that drew it; without it the digit is one of MNIST's.
    """
    entry = catalogue().get(str(request.get("model")))
    image = read_bytes(request.get("pixels"), SIZE**2, "The picture").reshape(1, 1, SIZE, SIZE)
    return judged(image, entry and entry.checkpoint) or {}


@answering()
def mnist(request: dict) -> dict:
    """Whether MNIST is on this server by now, as the page asks while it is being fetched: ``mnist`` is "here", "coming"
    or "absent", ``test_digits`` the number of its test images, and ``nearest`` whether its training images are here."""
    return {"mnist": mnist_download.wanted(), "test_digits": len(digits()[0]), "nearest": has_training_digits()}
