"""Measures handwriting on pictures of digits: the thickness of strokes, slant, width and height, closed loops."""

import torch
import torch.nn.functional as F
from torch import Tensor

from zoo.images import INK

LEAST = 1e-6  # least divisor, for an empty picture without ink or edges
HALF = 0.5  # ink from which a pixel counts as black, where something is counted
SHAPES = ("thickness", "slant", "width", "height")  # pixels, degrees, pixels, pixels; the columns of ``shapes``


def shapes(images: Tensor) -> Tensor:
    """Thickness, slant, width and height (n, 4) of images (n, 1, H, W) in [0, 1], bright ink on black.

    Slant, width and height come from second-order moments: the angle in degrees by which the digit leans to the right,
    and the horizontal (once upright) and vertical standard deviations of its ink. All are near 0 for an empty image.
    """
    ink = ((images[:, 0] - INK) / (1 - INK)).clamp_min(0).double()  # (n, H, W)
    across, down, both = _moments(ink)
    lean = both / down.clamp_min(LEAST)  # pixels to the left a row higher up: the slope of x over y
    upright = (across - both * lean).clamp_min(0)
    return torch.stack([thickness(ink), -lean.atan().rad2deg(), upright.sqrt(), down.sqrt()], 1)


def thickness(ink: Tensor) -> Tensor:
    """The mean width (n,) in pixels of the strokes in images (n, H, W): twice their area divided by the length of the
    edge.

    A stroke of length l and width w has the area l w and, apart from its ends, an edge of 2 l. The edge is computed as
    the total variation, which is its length in black and white and needs no threshold.
    """
    framed = F.pad(ink, (1, 1, 1, 1))
    right = framed[:, :-1, 1:] - framed[:, :-1, :-1]
    below = framed[:, 1:, :-1] - framed[:, :-1, :-1]
    edge = torch.hypot(right, below).sum((1, 2))
    return 2 * ink.sum((1, 2)) / edge.clamp_min(LEAST)


def _moments(ink: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Horizontal variance, vertical variance and covariance, each (n,), of the position of ink in images (n, H, W)."""
    mass = ink.sum((1, 2)).clamp_min(LEAST)

    def mean(of: Tensor) -> Tensor:
        return (ink * of).sum((1, 2)) / mass

    down, across = (torch.arange(side, dtype=ink.dtype, device=ink.device) for side in ink.shape[1:])
    y = down[:, None] - mean(down[:, None])[:, None, None]  # (n, H, 1)
    x = across - mean(across)[:, None, None]  # (n, 1, W)
    return mean(x.square()), mean(y.square()), mean(x * y)


def loops(images: Tensor) -> Tensor:
    """The number (n,) of closed loops in images (n, 1, H, W) in [0, 1]: the pieces of paper that ink encloses.

    Ink is a pixel above ``HALF``. Pieces of paper are connected by their sides, so a stroke that touches itself at a
    corner closes a loop.
    """
    paper = F.pad(images[:, 0] <= HALF, (1, 1, 1, 1), value=True)  # (n, H, W), with the paper around the picture
    own = torch.arange(1, paper[0].numel() + 1, device=images.device).view(paper.shape[1:]).to(torch.int32) * paper
    reached, before = own, torch.zeros_like(own)  # the largest number in what is known of a pixel's piece
    while not torch.equal(reached, before):
        before, spread = reached, F.pad(reached, (1, 1, 1, 1))
        across = torch.maximum(spread[:, 1:-1, :-2], spread[:, 1:-1, 2:])
        down = torch.maximum(spread[:, :-2, 1:-1], spread[:, 2:, 1:-1])
        reached = torch.maximum(torch.maximum(across, down), reached) * paper
    return ((reached == own) & paper).sum((1, 2)).double() - 1  # one piece is around the digit
