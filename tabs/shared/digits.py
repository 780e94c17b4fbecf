"""Digits that a page sends, drawn or from MNIST's test set, and what the digit classifier reads in any picture."""

import functools
import logging

from tabs.shared.family import Family, model
from tabs.shared.request import LARGEST_DRAWING, answering, read_bytes, read_whole
from zoo import pages
from zoo.errors import ZooError
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
SIZE = 28
JUDGES = Family(pages.JUDGE, lambda page: page.capabilities.labels)  # they label digits, and are in no tab
REFUSERS = Family(pages.REFUSER, lambda page: page.capabilities.refuses)  # they say whether there is a digit at all


def read_digit(digit: object, size: int = 28):
    """A digit of a request as an image (1, 1, size, size) in [0, 1], and its label if it is one of MNIST's."""
    from zoo.images import like_mnist

    if not isinstance(digit, dict) or digit.keys() not in ({"test"}, {"size", "ink"}):
        raise ZooError("A digit must be a drawing with its size and ink, or the number of a test digit.")
    if "test" in digit:
        return test_digit(digit["test"], size)
    side = digit["size"]
    if not isinstance(side, int) or isinstance(side, bool) or not 1 <= side <= LARGEST_DRAWING:
        raise ZooError(f"A drawing needs a size from 1 to {LARGEST_DRAWING} and its ink as base64 text.")
    return like_mnist(read_bytes(digit["ink"], side * side, "The drawing's ink").reshape(side, side), size), None


def test_digit(index: object, size: int):
    """One of MNIST's test digits as an image (1, 1, size, size), and its label."""
    import torch

    from zoo.mnist import digits

    images, labels = digits()
    if not len(images):
        raise ZooError("MNIST is not on this machine, so there are no test digits; draw a digit instead.")
    at = read_whole(index, "The number of a test digit", 0, len(images) - 1)
    if images.shape[1:] != (size, size):
        raise ZooError(f"This model takes images of {size} by {size} pixels; MNIST's have {images.shape[1]}.")
    return torch.from_numpy(images[at].copy())[None, None] / 255, int(labels[at])


def reader(family: Family = JUDGES):
    """The family's classifier of the same name, or else its first one; None if there is none or it cannot be read."""
    there = family.choices()
    name = family.name if family.name in there else next(iter(there), None)
    return None if name is None else _reader(family.find(name))


@functools.lru_cache(maxsize=4)
def _reader(checkpoint: Checkpoint):
    """The judge; None if it cannot be read, which is logged once: the page then shows digits without a label."""
    try:
        return model(checkpoint)
    except ZooError as error:
        log.warning("%s labels no digits: %s", checkpoint.name, error)
        return None


def judged(image) -> dict | None:
    """What the digit classifier reads in an image (1, 1, H, W), how sure it is, and how probable it is that there is
    no digit (null without a classifier for that); None if there is no classifier for the image."""
    import torch

    found, refuser = _fitting(reader(), image), _fitting(reader(REFUSERS), image)
    if found is None:
        return None
    with torch.inference_mode():
        confidence, digit = found(image)[0].softmax(0).max(0)
        none = None if refuser is None else float(refuser.no_digit(image))
    return {"digit": int(digit), "confidence": float(confidence), "no_digit": none}


def _fitting(classifier, image):
    """The classifier, if there is one and the image has the size that it reads."""
    return classifier if classifier is not None and {classifier.config.image_size} == set(image.shape[-2:]) else None


@answering("pixels")
def judge(request: dict) -> dict:
    """The digit that the classifier reads in ``{"pixels": base64 of 784 bytes}``, as ``judged`` says, or ``{}``."""
    image = read_bytes(request.get("pixels"), SIZE**2, "The picture").reshape(1, 1, SIZE, SIZE)
    return judged(image) or {}
