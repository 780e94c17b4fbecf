"""Digits on which the visitor's browser trains a model of its own, packed into one file that it keeps."""

import functools
import threading

from tabs.shared import delivery
from tabs.shared.request import answering
from zoo.errors import ZooError
from zoo.mnist import OTHERS, VALIDATION, has_training_digits, other_sets, other_training, training_digits

TRAIN, HELD = 10_000, 1_000  # of MNIST: enough to learn from, and two megabytes on the way
_making = threading.Lock()
DRAWN_TRAIN, DRAWN_HELD, DRAWN_SEED = 5_000, 500, 2  # of the drawings that stand in for it


@answering("data")
def to_train(request: dict) -> dict:
    """Where the page finds digits to train on, or the pictures of ``data``, one of ``OTHERS``.

    ``url`` of a safetensors file with ``train`` and ``held``, images (n, 28, 28) as bytes, the latter never trained on,
    and ``labels`` of the latter; ``kind``, "mnist", "drawn" if MNIST is not here, or the name of the other data; and
    ``others``, the names of what else is here.
    """
    others, name = other_sets(), request.get("data")
    if name is not None and name not in others:
        raise ZooError("This server does not have that data; train on MNIST.")
    with _making:  # a class that opens at once has it made once
        found = _published(has_training_digits()) if name is None else _other(name)
    return found | {"others": others}


@functools.lru_cache(maxsize=2)
def _published(has_mnist: bool) -> dict:
    images, labels = training_digits() if has_mnist else ((), ())
    if len(images) >= TRAIN + VALIDATION:
        return _part("mnist", images, labels)
    from zoo.drawings import drawings

    drawn, labels = (tensor.numpy() for tensor in drawings(DRAWN_TRAIN + DRAWN_HELD, DRAWN_SEED))
    return _packed("drawn", drawn[:DRAWN_TRAIN, 0], drawn[DRAWN_TRAIN:, 0], labels[DRAWN_TRAIN:])


@functools.lru_cache(maxsize=len(OTHERS))
def _other(name: str) -> dict:
    images, labels = other_training(name)
    if len(images) < TRAIN + VALIDATION:
        raise ZooError("That data is damaged on this server; train on MNIST.")
    return _part(name, images, labels)


def _part(kind: str, images, labels) -> dict:
    """The first images to train on, and some of the validation split."""
    held = slice(len(images) - VALIDATION, len(images) - VALIDATION + HELD)
    return _packed(kind, images[:TRAIN], images[held], labels[held])


def _packed(kind: str, train, held, labels) -> dict:
    import numpy as np
    from safetensors.numpy import save

    parts = {"train": train, "held": held, "labels": labels.astype(np.uint8)}
    content = save({name: np.ascontiguousarray(part) for name, part in parts.items()})
    return {"url": delivery.publish(content, ".safetensors"), "kind": kind}
