"""The test pictures that the page shows with a model: those of its own data, or MNIST's."""

import functools
import logging
from pathlib import Path

import numpy as np

from zoo import reading
from zoo.mnist import digits
from zoo.record import record
from zoo.schema import DataSet
from zoo.stores.contract import Checkpoint
from zoo.tensors import HeldOut, array, unpack

log = logging.getLogger(__name__)
FILE = "tests.safetensors"  # in the checkpoint of a model that was trained on a data set of one's own
MOST = 200  # pictures in it
Pictures = tuple[np.ndarray, np.ndarray | None]
NONE: Pictures = np.zeros((0, 28, 28), np.uint8), None


def data_of(checkpoint: Checkpoint) -> DataSet | None:
    """The data set of one's own that a checkpoint was trained on; None for this project's."""
    return record(checkpoint).page.data


def tests_of(checkpoint: Checkpoint) -> Pictures:
    """Test images (n, H, W) as bytes, and their labels (n,) or None; n is 0 if there are none.

    Of a model of one's own data they are those in its checkpoint: MNIST's digits are no test of it.
    """
    return digits() if data_of(checkpoint) is None else _kept(checkpoint.name, checkpoint.folder)


@functools.lru_cache(maxsize=32)
def _kept(name: str, folder: Path) -> Pictures:
    try:
        found, body = unpack(reading.content(folder / FILE), HeldOut)
        found.fit()
    except (OSError, ValueError) as error:
        log.warning("%s of %s cannot be read, so it has no test pictures: %s", FILE, name, error)
        return NONE
    return array(found.images, body), None if found.labels is None else array(found.labels, body)
