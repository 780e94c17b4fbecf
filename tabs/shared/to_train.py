"""Digits on which the visitor's browser trains a model of its own, packed into one file that it keeps."""

import functools
import threading

from tabs.shared import delivery
from tabs.shared.request import answering
from zoo.mnist import VALIDATION, has_training_digits, training_digits

TRAIN, HELD = 10_000, 1_000  # of MNIST: enough to learn from, and two megabytes on the way
_making = threading.Lock()
DRAWN_TRAIN, DRAWN_HELD, DRAWN_SEED = 5_000, 500, 2  # of the drawings that stand in for it


@answering()
def to_train(request: dict) -> dict:
    """Where the page finds digits to train on.

    ``url`` of a safetensors file with ``train`` and ``held``, images (n, 28, 28) as bytes, the latter never trained on,
    and ``labels`` of the latter; and ``kind``, "mnist", or "drawn" if MNIST is not here.
    """
    with _making:  # a class that opens at once has it made once
        return _published(has_training_digits())


@functools.lru_cache(maxsize=2)
def _published(has_mnist: bool) -> dict:
    images, labels = training_digits() if has_mnist else ((), ())
    if len(images) >= TRAIN + HELD:
        held = slice(len(images) - VALIDATION, len(images) - VALIDATION + HELD)
        return _packed("mnist", images[:TRAIN], images[held], labels[held])
    from zoo.drawings import drawings

    drawn, labels = (tensor.numpy() for tensor in drawings(DRAWN_TRAIN + DRAWN_HELD, DRAWN_SEED))
    return _packed("drawn", drawn[:DRAWN_TRAIN, 0], drawn[DRAWN_TRAIN:, 0], labels[DRAWN_TRAIN:])


def _packed(kind: str, train, held, labels) -> dict:
    import numpy as np
    from safetensors.numpy import save

    parts = {"train": train, "held": held, "labels": labels.astype(np.uint8)}
    content = save({name: np.ascontiguousarray(part) for name, part in parts.items()})
    return {"url": delivery.publish(content, ".safetensors"), "kind": kind}
