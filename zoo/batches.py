"""A batch of which this process has only a part, as in a training of several processes.

Each of them then draws the random numbers of the whole batch and uses those of its own examples, so that a model learns
from the same numbers however many processes there are. In a single process these functions do nothing of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Part:
    """The examples ``first`` to ``first + count`` of a batch of ``of``. Means over them weigh ``share`` in the mean
    over the batch; ``total`` adds up a tensor over all processes."""

    first: int
    count: int
    of: int
    share: float
    total: Callable[[Tensor], Tensor]

    def rows(self, batch):
        """The examples of a batch, a tensor or a tuple of tensors."""
        if isinstance(batch, Tensor):
            return batch[self.first : self.first + self.count]
        return type(batch)(*map(self.rows, batch))


_part: ContextVar[Part | None] = ContextVar("part", default=None)


def part() -> Part | None:
    """The part that this process has of the batch; None if it has all of it."""
    return _part.get()


def only(mine: Part | None) -> AbstractContextManager[None]:
    """Context manager: this process has this part of the batch; with None, what follows is not of a batch's
    examples."""
    return nullcontext() if _part.get() is mine else _only(mine)


@contextmanager
def _only(mine: Part | None) -> Iterator[None]:
    before = _part.set(mine)
    try:
        yield
    finally:
        _part.reset(before)


def drawn(draw: Callable[..., Tensor], shape: Sequence[int], along: int = 0, generator: torch.Generator | None = None,
          **options) -> Tensor:  # fmt: skip
    """``draw(shape, generator=generator, **options)``, random numbers for examples ``along`` a dimension.

    With a part of a batch, those for its examples. Numbers from a generator of their own are not a batch's.
    """
    mine = _part.get() if generator is None else None
    if mine is None:
        return draw(shape, generator=generator, **options)
    whole = [mine.of if place == along else size for place, size in enumerate(shape)]
    return draw(whole, generator=generator, **options).narrow(along, mine.first, mine.count)


def size(values: Tensor) -> int:
    """The number of examples of the batch to whose examples here these values (count, ...) belong."""
    mine = _part.get()
    return len(values) if mine is None else mine.of


@torch.no_grad()
def joined(values: Tensor) -> Tensor:
    """What all examples of the batch have, in their order, given what those here have: (count, ...) to (of, ...)."""
    mine = _part.get()
    if mine is None or mine.count == mine.of:
        return values
    whole = values.new_zeros(mine.of, *values.shape[1:])
    whole[mine.first : mine.first + mine.count] = values
    return mine.total(whole)
