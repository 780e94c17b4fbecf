"""How a digit is written, measured on its picture: how thick its strokes are, how slanted, wide and tall it is."""

import torch
import torch.nn.functional as F
from torch import Tensor

from zoo.images import INK

LEAST = 1e-6  # of what is divided by: an empty picture has no ink and no edge
SHAPES = ("thickness", "slant", "width", "height")  # pixels, degrees, pixels, pixels; the columns of ``shapes``


def shapes(images: Tensor) -> Tensor:
    """Thickness, slant, width and height (n, 4) of images (n, 1, H, W) in [0, 1], bright ink on black.

    Slant, width and height are of second-order moments: the angle in degrees by which the digit leans to the right, and
    the standard deviations of its ink across, once set upright, and down. All are near 0 for an empty image.
    """
    ink = ((images[:, 0] - INK) / (1 - INK)).clamp_min(0).double()  # (n, H, W)
    across, down, both = _moments(ink)
    lean = both / down.clamp_min(LEAST)  # pixels to the left a row higher up: the slope of x over y
    upright = (across - both * lean).clamp_min(0)
    return torch.stack([thickness(ink), -lean.atan().rad2deg(), upright.sqrt(), down.sqrt()], 1)


def thickness(ink: Tensor) -> Tensor:
    """The mean width (n,) in pixels of the strokes in images (n, H, W): twice their area over the length of their edge.

    A stroke of length l and width w has the area l w and, but for its ends, an edge of 2 l. The edge is the total
    variation, which for black and white is its length and does not ask for a threshold.
    """
    framed = F.pad(ink, (1, 1, 1, 1))
    right = framed[:, :-1, 1:] - framed[:, :-1, :-1]
    below = framed[:, 1:, :-1] - framed[:, :-1, :-1]
    edge = torch.hypot(right, below).sum((1, 2))
    return 2 * ink.sum((1, 2)) / edge.clamp_min(LEAST)


def _moments(ink: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Variance across, variance down and covariance, (n,) each, of where the ink of images (n, H, W) is."""
    mass = ink.sum((1, 2)).clamp_min(LEAST)

    def mean(of: Tensor) -> Tensor:
        return (ink * of).sum((1, 2)) / mass

    down, across = (torch.arange(side, dtype=ink.dtype, device=ink.device) for side in ink.shape[1:])
    y = down[:, None] - mean(down[:, None])[:, None, None]  # (n, H, 1)
    x = across - mean(across)[:, None, None]  # (n, 1, W)
    return mean(x.square()), mean(y.square()), mean(x * y)
