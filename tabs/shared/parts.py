"""Common parts of every model's data in the page: its weights, its figures, the example drawings."""

import base64
import functools
import json
from pathlib import Path

from tabs.shared import delivery, measures
from zoo import mnist_download, reading
from zoo.errors import ZooError
from zoo.held_out import data_of, tests_of
from zoo.record import record
from zoo.stores import Checkpoint
from zoo.stores.files import WEIGHTS

SIDE, SHOWN = 28, 10  # pixels of a test picture, and how many of them stand in place of the example drawings
LARGEST_WEIGHTS = 64_000_000  # bytes that a browser is given; the largest decoder here has a twentieth


@functools.cache
def examples() -> dict:
    """The example drawings, by digit."""
    return json.loads((delivery.ASSETS / "shared" / "examples.json").read_text(encoding="utf-8"))


def data_parts(checkpoint: Checkpoint, size: object = SIDE) -> dict:
    """What the page knows of a model's data: the number of its test pictures, what stands beside the drawing area, and
    for a data set of one's own what it is, for MNIST whether it is here, still being fetched, or absent.

    Beside the drawing area are the example drawings, or the first test picture of each class of a data set of one's
    own, or its first ones.
    """
    data, (images, labels) = data_of(checkpoint), tests_of(checkpoint)
    count = len(images) if images.shape[1:] == (size, size) else 0
    if data is None:
        return {"test_digits": count, "examples": examples(), "mnist": mnist_download.wanted()}
    firsts = list(range(min(SHOWN, count)))
    if labels is not None:
        firsts = [labels.tolist().index(label) for label in sorted({*labels.tolist()})]
    shown = [{"test": at, "pixels": base64.b64encode(images[at].tobytes()).decode()} for at in firsts]
    told = {"name": data.name, "noun": data.noun, "classes": data.classes}
    return {"test_digits": count, "examples": {str(number): each for number, each in enumerate(shown)}, "data": told}


def misfit(checkpoint: Checkpoint, file: str) -> ZooError:
    """The error for a file of a checkpoint that does not fit its model."""
    return ZooError(f"{file} of {checkpoint.name} does not fit its model; train or fetch it again.")


def weights_file(checkpoint: Checkpoint) -> Path:
    """The path of the weights. Raises ``ZooError`` if they are missing."""
    path = checkpoint.folder / WEIGHTS
    if not path.is_file():
        raise ZooError(f"The weights of {checkpoint.name} are missing; train or fetch it again.")
    return path


def weights_url(checkpoint: Checkpoint) -> str:
    """The URL of the unchanged weights, so that showing a model does not wait for torch."""
    try:
        return delivery.publish(reading.content(weights_file(checkpoint), LARGEST_WEIGHTS), ".safetensors")
    except (OSError, ValueError):
        raise ZooError(f"The weights of {checkpoint.name} cannot be read; train or fetch it again.") from None


def metrics(checkpoint: Checkpoint) -> dict:
    """The checkpoint's figures that are single numbers, by name: value, unit, bound and noise; empty if there
    are none."""
    found = record(checkpoint).metrics or {}  # if they are damaged, the page says so below
    kept = {name: metric for name, metric in found.items() if measures.is_single(metric)}
    return {
        name: {**{key: metric[key] for key in ("value", "unit", "bound")}, "noise": metric.get("noise")}
        for name, metric in kept.items()
    }
