"""Image processing: turning drawings into MNIST-like digits, resizing, noise, grids, PNG files."""

import functools
import io
import math

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from zoo.batches import drawn
from zoo.errors import ZooError

MOST_EDGE = 2  # pixels of black border added to enlarge an image slightly
INK = 0.1  # a pixel of a drawing below this counts as empty
EVEN = 0.15  # how far the pixels of an even background may be from its level


def like_mnist(drawing: Tensor, size: int = 28, box: int = 20) -> Tensor:
    """A drawing converted to the form of an MNIST image: (1, 1, size, size) in [0, 1], bright ink.

    ``drawing`` is (H, W) in [0, 1] with bright ink on black, of any size. As in the preparation of MNIST (LeCun et al.
    1998), the ink is scaled to fit a ``box`` by ``box`` square with its aspect ratio kept, and its centre of mass is
    placed at the centre of the image. Raises ``ZooError`` if nothing is drawn.
    """
    if drawing.ndim != 2 or not torch.isfinite(drawing).all():
        raise ZooError("The drawing must be a rectangular grid of finite numbers between 0 and 1.")
    rows, columns = torch.where(drawing > INK)
    if len(rows) == 0:
        raise ZooError("There is nothing on the canvas yet; draw a digit first.")
    ink = drawing.clamp(0, 1)[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = box / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    ink = F.interpolate(ink[None, None].float(), (height, width), mode="bilinear", antialias=True)[0, 0]
    return _centre_by_mass(ink.clamp(0, 1), size)[None, None]


def whole_sheet(drawing: Tensor, size: int = 28) -> Tensor:
    """A drawing (H, W) in [0, 1] as an image (1, 1, size, size): all of it, scaled down, nothing centred.

    Raises ``ZooError`` if nothing is drawn.
    """
    if not (drawing > INK).any():
        raise ZooError("There is nothing on the canvas yet; draw something first.")
    return F.interpolate(drawing[None, None].float(), (size, size), mode="bilinear", antialias=True).clamp(0, 1)


def background(drawing: Tensor) -> float:
    """The level of an even background of a drawing (H, W) in [0, 1]: the median of its outermost pixels.

    0 if less than three quarters of them are within ``EVEN`` of it, as in noise, or if nothing is drawn on it.
    """
    edge = torch.cat([drawing[0], drawing[-1], drawing[1:-1, 0], drawing[1:-1, -1]])
    level = edge.median()
    even = ((edge - level).abs() <= EVEN).float().mean() >= 0.75
    return float(level) if even and ((drawing - level).abs() > EVEN).any() else 0.0


def _centre_by_mass(ink: Tensor, size: int) -> Tensor:
    """``ink`` (h, w) in a (size, size) image, with its centre of mass at pixel size / 2 as far as it fits.

    This is as in MNIST: the mean centre of its digits is pixel (14.0, 14.0), not 13.5.
    """
    canvas = torch.zeros(size, size)
    top, left = (
        _offset((ink.sum(dim) * torch.arange(ink.shape[1 - dim])).sum() / ink.sum(), ink.shape[1 - dim], size)
        for dim in (1, 0)
    )
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas


def _offset(centre: Tensor, length: int, size: int) -> int:
    return min(max(round(size / 2 - centre.item()), 0), size - length)


def enlarge(images: Tensor, size: int) -> Tensor:
    """Images (n, 1, h, h) as (n, 1, size, size): with a black border of up to ``MOST_EDGE`` pixels, else interpolated.

    LeCun et al. 1998 enlarged MNIST to 32 by 32 with such a border; interpolation is bilinear.
    """
    edge = size - images.shape[-1]
    if 0 <= edge <= 2 * MOST_EDGE:
        return F.pad(images, 2 * (edge // 2, edge - edge // 2))
    return F.interpolate(images, (size, size), mode="bilinear")


def reduce(images: Tensor, size: int = 28) -> Tensor:
    """The smaller images (n, 1, size, size) in [0, 1] whose enlargements are nearest to images (n, 1, H, H).

    This inverts ``enlarge``: the border is cut off, and interpolation is inverted by least squares. From 64 pixels to
    28 this amplifies no change by more than 1.32 and scales white noise by 0.74.
    """
    edge = images.shape[-1] - size
    if 0 <= edge <= 2 * MOST_EDGE:
        start = edge // 2
        return images[..., start : start + size, start : start + size]
    inverse = _reduction(size, images.shape[-1]).to(images)
    return (inverse @ images @ inverse.T).clamp(0, 1)


def on_grid(images: Tensor, size: int) -> Tensor:
    """The nearest images (n, 1, H, H), in single precision, that are enlargements of ``size`` by ``size`` pixels.

    This is ``enlarge`` after ``reduce`` without a clamp, so enlarged images stay as they are, and ``H`` must be larger
    than ``size`` by more than ``2 * MOST_EDGE``. Autocast does not round it: rounded images would not be on the grid.
    """
    with torch.autocast(images.device.type, enabled=False):
        nearest = _nearest(size, images.shape[-1], images.device)
        return nearest @ images.float() @ nearest.T


@functools.lru_cache(maxsize=8)
def _nearest(size: int, larger: int, device: torch.device) -> Tensor:
    """The projection (larger, larger) of one row of pixels onto those interpolated from ``size``."""
    return (_enlargement(size, larger) @ _reduction(size, larger)).float().to(device)


@functools.lru_cache(maxsize=8)
def _reduction(size: int, larger: int) -> Tensor:
    """The pseudo-inverse (size, larger) of interpolating one row of pixels."""
    return torch.linalg.pinv(_enlargement(size, larger))


def _enlargement(size: int, larger: int) -> Tensor:
    """Interpolating one row of pixels, as a matrix (larger, size) in double precision."""
    rows = torch.eye(size, dtype=torch.double).reshape(size, 1, 1, size)
    return F.interpolate(rows, (1, larger), mode="bilinear").reshape(size, larger).T


def blurred(images: Tensor, sd: float) -> Tensor:
    """Images (n, 1, H, W) smoothed with a Gaussian of standard deviation ``sd`` in pixels; edges are repeated."""
    reach = max(1, math.ceil(3 * sd))
    bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sd).square()).to(images)
    bell = bell / bell.sum()
    padded = F.pad(images, (reach,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, bell[None, None, None, :]), bell[None, None, :, None])


def within_reach(gradient: Tensor, images: Tensor) -> Tensor:
    """By how much each pixel of images in [0, 1] could raise a score with this ``gradient``, to first order.

    Positive where the pixel would have to get brighter, negative where it would have to get darker: the gradient times
    the room that the pixel has in that direction. What is black cannot get darker, what is white not brighter.
    """
    return gradient.clamp(min=0) * (1 - images) + gradient.clamp(max=0) * images


def _gaussian(images: Tensor, strength: float | Tensor, generator: torch.Generator | None) -> Tensor:
    noise = drawn(torch.randn, images.shape, generator=generator, device=images.device)
    return (images + strength * noise).clamp(0, 1)


def _masking(images: Tensor, strength: float | Tensor, generator: torch.Generator | None) -> Tensor:
    return images * (drawn(torch.rand, images.shape, generator=generator, device=images.device) >= strength)


NOISES = {"gaussian": _gaussian, "masking": _masking}


def corrupt(images: Tensor, kind: str, strength: float | Tensor, generator: torch.Generator | None = None) -> Tensor:
    """Noisy versions of images (n, 1, H, W), clipped to [0, 1]; ``strength`` in [0, 1] is a number or (n, 1, 1, 1).

    "gaussian" adds normal noise of this standard deviation to each pixel; "masking" makes each pixel black with this
    probability. Raises ``ZooError`` for any other kind.
    """
    if kind not in NOISES:
        raise ZooError(f"There is no noise of kind '{str(kind)[:40]}'; choose {' or '.join(NOISES)}.")
    return NOISES[kind](images, strength, generator)


def tile(images: Tensor, columns: int | None = None, gap: int = 2, background: float = 1.0) -> Tensor:
    """Images (n, 1, H, W) as one picture (rows * H + gaps, columns * W + gaps), by default about square."""
    n, _, height, width = images.shape
    columns = columns or math.ceil(math.sqrt(n))
    rows = math.ceil(n / columns)
    sheet = torch.full((rows * (height + gap) - gap, columns * (width + gap) - gap), background)
    for index, image in enumerate(images[:, 0]):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def png_bytes(picture: Tensor, scale: int = 1) -> bytes:
    """A picture (H, W) in [0, 1] as an 8-bit grey PNG, each pixel a square of ``scale`` by ``scale``."""
    levels = (picture.clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
    buffer = io.BytesIO()
    Image.fromarray(np.kron(levels, np.ones((scale, scale), np.uint8))).save(buffer, "PNG")
    return buffer.getvalue()
