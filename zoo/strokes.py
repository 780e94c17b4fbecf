"""Drawings given as SVG paths: their lines and their ink on a grid of pixels."""

import math

import torch
from torch import Tensor

CURVE = 12  # straight pieces of a Bézier curve


def pieces(path: str) -> Tensor:
    """An SVG path of absolute M, L and C commands as straight lines, (n, 2 ends, 2).

    Points after the first one of an M belong to an implicit L, and a command is repeated for all numbers that follow.
    """
    lines, words = [], path.split()
    command, here, steps = "", torch.zeros(2), torch.linspace(0, 1, CURVE + 1)[:, None]
    while words:
        command = words.pop(0) if words[0].isalpha() else {"M": "L"}.get(command, command)
        taken = {"M": 2, "L": 2, "C": 6}[command]
        places = torch.tensor([float(word) for word in words[:taken]]).view(-1, 2)
        del words[:taken]
        if command == "L":
            lines.append(torch.stack([here, places[0]])[None])
        elif command == "C":
            control = torch.stack([here, *places])
            weights = [math.comb(3, k) * steps**k * (1 - steps) ** (3 - k) for k in range(4)]  # Bernstein polynomials
            points = torch.cat(weights, 1) @ control
            lines.append(torch.stack([points[:-1], points[1:]], 1))
        here = places[-1]
    return torch.cat(lines)


def distance(places: Tensor, lines: Tensor) -> Tensor:
    """Distance of points (..., 2) to the nearest of straight lines (n, 2, 2), each given by its two ends."""
    start, along = lines[:, 0], lines[:, 1] - lines[:, 0]
    beside = places[..., None, :] - start  # (..., n, 2)
    share = ((beside * along).sum(-1) / along.square().sum(-1)).clamp(0, 1)
    return (beside - share[..., None] * along).square().sum(-1).amin(-1).sqrt()


def inked(path: str, width: float, box: int, size: int) -> Tensor:
    """The ink (size, size) in [0, 1] of a path in a square of ``box``, drawn with a round pen of this width."""
    side = (torch.arange(size) + 0.5) * (box / size)  # the centres of pixels
    places = torch.stack(torch.meshgrid(side, side, indexing="xy"), -1)
    inside = width / 2 - distance(places, pieces(path))
    return (inside * (size / box) + 0.5).clamp(0, 1)  # 0 at half a pixel outside the line, 1 inside
