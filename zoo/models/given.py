"""Batches of texts of which a part is given: what stands before a text, and what fills its row behind it.

A batch is one tensor of ids (n, 1 + t). A given token is marked by its complement, ~id, which is negative. Models read
it like any other but do not count it: its likelihood is no part of the text's.
"""

from collections.abc import Iterator

import torch
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


def parted(batch: Tensor, count: int) -> Iterator[Tensor]:
    """The rows of a batch (n, 1 + t) in at most ``count`` batches, the shortest first, without what fills up all rows
    of one behind their texts. Together they take less work than the batch."""
    places = torch.arange(1, batch.shape[1], device=batch.device)
    ends = (places * counted(batch)).amax(1)  # the place of each text's last token
    order = ends.argsort(stable=True)
    for some in order.chunk(count):
        yield batch[some, : 1 + int(ends[some[-1]])]
