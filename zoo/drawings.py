"""The page's ten drawn digits, shifted, rotated, scaled and thickened: as many as one likes, without a download."""

import functools
import json
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from zoo.strokes import distance, pieces

EXAMPLES = Path(__file__).parents[1] / "assets" / "shared" / "examples.json"  # an SVG path for each digit
BOX = 280  # side of the square of the paths
SIZE = 28  # of an image, in pixels
FIELD = 71  # grid points per side at which the distance to the line is computed
SHIFT, TURN, SLANT, SCALE = 1.5, 0.2, 0.2, 0.12  # maxima: pixels, radians, share of the height, share of the size
THICKNESS = 1.6, 3.4  # of the line, in pixels


@functools.lru_cache(maxsize=2)
def drawings(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Images (count, 1, 28, 28) as bytes and their labels (count,), the same for the same seed on every machine."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 10
    labels = labels[torch.randperm(count, generator=generator)]
    places, scale = _places(count, generator)
    thickness = torch.empty(count, 1, 1).uniform_(*THICKNESS, generator=generator)
    images = torch.empty(count, 1, SIZE, SIZE, dtype=torch.uint8)
    for digit, field in enumerate(_fields()):
        chosen = labels == digit
        fields = field.expand(int(chosen.sum()), 1, FIELD, FIELD)
        far = grid_sample(fields, places[chosen], padding_mode="border", align_corners=True)[:, 0]  # (n, 28, 28)
        ink = thickness[chosen] / 2 + 0.5 - far * scale[chosen]  # 0 at half a pixel outside the line, 1 inside
        images[chosen, 0] = ink.clamp(0, 1).mul(255).round().byte()
    return images, labels


def _places(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """The position of each pixel of each image in the drawing, -1 to 1 in x and y, (count, 28, 28, 2); and their
    scales."""

    def within(limit: float) -> Tensor:
        return torch.empty(count).uniform_(-limit, limit, generator=generator)

    angle, slant, scale = within(TURN), within(SLANT), 1 + within(SCALE)
    shift = torch.stack([within(SHIFT), within(SHIFT)], 1)
    turned = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).view(count, 2, 2)
    slanted = torch.eye(2).repeat(count, 1, 1)
    slanted[:, 0, 1] = slant
    rows = torch.arange(SIZE) - (SIZE - 1) / 2
    pixels = torch.stack(torch.meshgrid(rows, rows, indexing="xy"), -1).view(1, -1, 2)  # x and y from the centre
    places = (pixels - shift[:, None]) @ (turned @ slanted).transpose(1, 2) / scale[:, None, None]
    return (places / (SIZE / 2)).view(count, SIZE, SIZE, 2), scale[:, None, None]


def _fields() -> Tensor:
    """For each digit, the distance in pixels of grid points over its drawing from its line: (10, FIELD, FIELD)."""
    side = torch.linspace(0, BOX, FIELD)
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy"), -1)
    paths = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return torch.stack([distance(grid, pieces(paths[str(digit)])) for digit in range(10)]) * (SIZE / BOX)
