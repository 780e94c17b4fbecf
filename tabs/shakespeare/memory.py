"""What models have read of the texts that are being written, so that the next piece does not begin with reading it
again."""

import threading
from collections import OrderedDict

KEPT = 80  # texts: those of sixty visitors at once; of a model of six layers of width 256 each takes up to 3 MB

_lock = threading.Lock()
_memories: OrderedDict = OrderedDict()


def key_of(chosen, codes, ids: list[int]) -> tuple:
    """What a memory is good for: this model, this code, this text."""
    return chosen, None if codes is None else tuple(codes.flatten().tolist()), tuple(ids)


def taken(key: tuple):
    """The ``zoo.models.together.Memory`` of a text, which nobody else has now; None if none is kept."""
    with _lock:
        return _memories.pop(key, None)


def keep(key: tuple, memory) -> None:
    """Keep what was read of a text for whoever goes on with it; those not used for longest are forgotten."""
    with _lock:
        _memories[key] = memory
        while len(_memories) > KEPT:
            _memories.popitem(last=False)
