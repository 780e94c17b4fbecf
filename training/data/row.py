"""A text as one row of numbers, from which passages are cut."""

from dataclasses import replace
from functools import cached_property
from typing import Any, Self

import torch
from torch import Tensor

AT_LINES = 0.5  # share of training passages that begin with a line


class Row:
    """Passages of a row of numbers ``ids``, (1 + length,), on its device; the first one only precedes the text.

    There is one example per ``window`` numbers; in order, they are the text cut into blocks. With ``shifted``, for
    training, each begins at a random place in its block or at a line there. Subclasses are frozen dataclasses.
    """

    ids: Tensor
    shifted: bool
    window: Any  # a field or a constant
    line_break: Any  # the number of the line break
    unit = "passages"

    def __len__(self) -> int:
        return (len(self.ids) - 1) // self.window

    @property
    def device(self) -> torch.device:
        """The device of the numbers."""
        return self.ids.device

    def batch(self, index: Tensor) -> Tensor:
        """Passages, each preceded by the number before it, (len(index), 1 + t); t is ``window``, or what ``_length``
        says in training."""
        starts, length = index * self.window, self.window
        if self.shifted:
            starts, length = self._shifted(starts), self._length()
        return self.ids[starts[:, None] + torch.arange(length + 1, device=self.device)]

    def head(self, count: int) -> Self:
        """The first ``count`` examples."""
        return replace(self, ids=self.ids[: 1 + count * self.window])  # pyright: ignore[reportArgumentType]

    def blocks(self) -> Tensor:
        """All passages in order, (len, 1 + window)."""
        return self.ids.unfold(0, self.window + 1, self.window)

    def _length(self) -> int:
        return self.window

    def _shifted(self, starts: Tensor) -> Tensor:
        anywhere = starts + torch.randint(self.window, starts.shape, device=self.device)
        at_lines = torch.rand(starts.shape, device=self.device) < AT_LINES
        starts = torch.where(at_lines, self._line_before[anywhere], anywhere)
        return starts.clamp_max(len(self.ids) - 1 - self.window)

    @cached_property
    def _line_before(self) -> Tensor:
        """For each place, the last place up to it with a line break, (1 + length,): a line begins after it."""
        places = torch.arange(len(self.ids), device=self.device)
        return torch.where(self.ids == self.line_break, places, 0).cummax(0).values
