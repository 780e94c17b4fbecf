"""Batches of texts of which a part is given: what stands before a text, and what fills its row behind it.

A batch is one tensor of ids (n, 1 + t). A given token is marked by its complement, ~id, which is negative. Models read
it like any other but do not count it: its likelihood is no part of the text's.
"""

from torch import Tensor


def plain(batch: Tensor) -> Tensor:
    """The ids of all tokens of a batch, marked or not."""
    return batch.maximum(~batch)


def counted(batch: Tensor) -> Tensor:
    """Which tokens after the first belong to the text, as booleans (n, t), of a batch (n, 1 + t)."""
    return batch[:, 1:] >= 0


def texts(batch: Tensor) -> tuple[Tensor, Tensor]:
    """The texts of a batch (n, 1 + t) alone: ids (n, longest), filled up with any others behind, and lengths (n,)."""
    kept = counted(batch)
    lengths = kept.sum(1)
    order = (~kept).int().argsort(dim=1, stable=True)  # places of the text first, in their order
    return plain(batch[:, 1:]).gather(1, order[:, : int(lengths.max())]), lengths
