"""Rotary positions (Su et al. 2021, arXiv:2104.09864): queries and keys are turned by an angle that grows with their
position, so that a score depends on how far apart two positions are, not on where they are."""

import torch
from torch import Tensor

from zoo.errors import ZooError

BASE = 10_000.0


def speeds(width: int) -> Tensor:
    """Radians per position by which each pair of numbers is turned, (width / 2,), float64 (eq. 15).

    Raises ``ZooError`` if the width is odd.
    """
    if width % 2:
        raise ZooError(f"Rotary positions turn pairs of numbers, so the width must be even, not {width}.")
    return BASE ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)


def turn(x: Tensor, positions: Tensor) -> Tensor:
    """``x`` (..., n, width) with numbers 2i and 2i + 1 of each row turned as a pair by position times speed (eq. 34).

    ``positions`` (n,). Raises ``ZooError`` if the width is odd.
    """
    angles = positions.to(torch.float64)[:, None] * speeds(x.shape[-1])  # (n, width / 2)
    one, two = x.unflatten(-1, (-1, 2)).unbind(-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([one * cos - two * sin, one * sin + two * cos], -1).flatten(-2)
