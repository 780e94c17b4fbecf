"""Pictures that show no digit, beside MNIST's digits, for a classifier that can refuse.

Such a classifier learns from examples of what it should refuse (outlier exposure: Hendrycks et al. 2019,
arXiv:1812.04606). They are made here, so no download is needed: letters and signs of the fonts that come with
matplotlib, scribbles, noise, blends and jumbles of digits, simple shapes. Letters of other fonts, scribbles of another
kind and other noise are kept for the test.
"""

import math
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from training.data.drawn import drawings, drawn
from training.data.images import Data, LabelledSplit, mnist
from zoo.images import blurred, like_mnist

NONE = 10  # the label of what shows no digit
SIZE = 28
TRAINING, HELD_OUT = 60_000, 5_000  # pictures without a digit
ROUGH, OWN = 18_000, 6_000  # digits as models draw them, and drawn ones, added to MNIST's for training
SEED = 3
CANVAS, LETTER_SIZE = 72, 44  # pixels: of the picture of a letter, and of the letter
FONTS = ("DejaVuSans", "DejaVuSans-Oblique", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Italic", "STIXGeneral",
         "STIXGeneralItalic")  # fmt: skip
OTHER_FONTS = "cmr10", "cmti10", "cmss10", "cmtt10"
LETTERS = "AEFHKMNRWXefkmnrwx"  # those that no digit looks like, in any hand
SIGNS = "ΓΔΛΞΠΣΨΩακλμπψωБДЖИЛФЦШЩЭЮЯж&@#%?§€£$*+=<>÷¤♣♥★☎☺♫✓✗"
FINE = 20  # points from a corner of a scribble to the next
PATCH = 7  # pixels of the squares of a jumbled digit
GRID = torch.stack(torch.meshgrid(torch.arange(SIZE) + 0.5, torch.arange(SIZE) + 0.5, indexing="xy"), -1)


def labelled_mnist_and_others(device: str = "cpu") -> Data:
    """MNIST and about as many pictures that show no digit, labelled ``NONE``, in each split."""
    return with_others(mnist(), device)


def labelled_drawn_and_others(device: str = "cpu") -> Data:
    """The same with drawings instead of MNIST."""
    return with_others(drawn(), device)


def with_others(data: Data, device: str) -> Data:
    """Digits and pictures that show none, of the splits of ``data`` and, for training, further digits."""
    rough = as_models_draw(data.train.images[:ROUGH], SEED)
    own = drawings(OWN, SEED)
    train = [(data.train.images, data.train.labels), (rough, data.train.labels[:ROUGH]), own]
    others = pictures(data.train.images, min(TRAINING, len(data.train) + HELD_OUT), SEED)
    return Data(
        _split([*train, (others, _none(others))], device),
        *(
            _split([(part.images, part.labels), (made, _none(made))], device)
            for part, made in (
                (data.validation, pictures(data.validation.images, min(HELD_OUT, len(data.validation)), SEED + 1)),
                (data.test, pictures(data.test.images, min(HELD_OUT, len(data.test)), SEED + 2, OTHER_FONTS, LETTERS)),
            )
        ),
    )


def _split(parts: list[tuple[Tensor, Tensor]], device: str) -> LabelledSplit:
    images, labels = (torch.cat(each).to(device) for each in zip(*parts, strict=True))
    return LabelledSplit(images, labels)


def _none(images: Tensor) -> Tensor:
    return torch.full((len(images),), NONE)


def pictures(digits: Tensor, count: int, seed: int, fonts: tuple[str, ...] = FONTS,
             signs: str = LETTERS + SIGNS) -> Tensor:  # fmt: skip
    """``count`` pictures without a digit as bytes (count, 1, 28, 28), about as many of each kind; ``digits`` are what
    blends are made of."""
    kinds: list[Callable[[int, torch.Generator], Tensor]] = [
        lambda n, generator: letters(n, generator, fonts, signs),
        scribbles,
        noise,
        lambda n, generator: blends(digits, n, generator),
        lambda n, generator: jumbled(digits, n, generator),
        shapes,
    ]
    generator = torch.Generator().manual_seed(seed)
    parts = [
        kind(len(some), generator) for kind, some in zip(kinds, torch.arange(count).chunk(len(kinds)), strict=True)
    ]
    return torch.cat(parts).clamp(0, 1).mul(255).round().byte()


def as_models_draw(images: Tensor, seed: int) -> Tensor:
    """Digits (n, 1, 28, 28), bytes, a third each blurred and dimmed, of black and white pixels drawn by their
    brightness, and with some noise."""
    generator = torch.Generator().manual_seed(seed)
    soft, binary, noisy = (images.float() / 255).chunk(3)
    soft = torch.cat(
        [
            blurred(part, 0.3 + 0.7 * float(_uniform(1, generator))) * (0.6 + 0.4 * _uniform(1, generator))
            for part in soft.split(200)
        ]
    )
    binary = (_uniform(binary.shape, generator) < blurred(binary, 0.5)).float()
    sizes = 0.25 * _uniform((len(noisy), 1, 1, 1), generator)
    noisy = (noisy + sizes * torch.randn(noisy.shape, generator=generator)).clamp(0, 1)
    return torch.cat([soft, binary, noisy]).mul(255).round().byte()


# ---- kinds, each (n, 1, 28, 28) in [0, 1]
def letters(n: int, generator: torch.Generator, fonts: tuple[str, ...] = FONTS, signs: str = LETTERS) -> Tensor:
    """Letters and signs of fonts, slanted, rotated and with a thicker or thinner line, in the form of MNIST."""
    drawn = (glyph(font, sign) for font in fonts for sign in signs)
    sheet = torch.stack([each for each in drawn if each.any()])[:, None]  # not every font has every sign
    chosen = torch.randint(len(sheet), (n,), generator=generator)
    return torch.cat([_letter(sheet[index], generator) for index in chosen.split(1)])


def _letter(drawn: Tensor, generator: torch.Generator) -> Tensor:
    """One drawn letter (1, 1, CANVAS, CANVAS), distorted, in the form of MNIST."""
    angle, slant, wide, line = (2 * _uniform(4, generator) - 1).tolist()
    cosine, sine = math.cos(0.25 * angle), math.sin(0.25 * angle)
    turn = torch.tensor([[cosine, -sine], [sine, cosine]])
    matrix = turn @ torch.tensor([[1 + 0.25 * wide, 0.35 * slant], [0.0, 1.0]])
    grid = F.affine_grid(F.pad(matrix, (0, 1))[None], [1, 1, CANVAS, CANVAS], align_corners=False)
    soft = blurred(F.grid_sample(drawn, grid, align_corners=False), 1.5)
    edge = 0.4 - 0.25 * line  # the lower, the thicker the line
    return like_mnist(((soft / soft.max() - edge) * 4 + 0.5).clamp(0, 1)[0, 0])


def glyph(font: str, sign: str) -> Tensor:
    """A letter of a font that comes with matplotlib, (CANVAS, CANVAS) in [0, 1]."""
    import matplotlib
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (CANVAS, CANVAS))
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    ImageDraw.Draw(picture).text(
        (CANVAS / 2, CANVAS / 2), sign, fill=255, font=ImageFont.truetype(str(file), LETTER_SIZE), anchor="mm"
    )
    return torch.from_numpy(np.asarray(picture).copy()).float() / 255


def scribbles(n: int, generator: torch.Generator) -> Tensor:
    """Long lines that wander without a goal: points in any order, joined by straight or by round lines."""
    return torch.cat([_scribble(some, generator) for some in torch.arange(n).split(25)])


def _scribble(some: Tensor, generator: torch.Generator) -> Tensor:
    """Lines with equally many corners, from 7 to 14."""
    n, corners = len(some), int(torch.randint(7, 15, (), generator=generator))
    places = 3 + 22 * _uniform((n, 2, corners), generator)
    straight = F.interpolate(places, scale_factor=FINE, mode="linear", align_corners=True)
    padded = F.pad(straight, (FINE // 2, FINE // 2), mode="replicate")
    rounded = F.avg_pool1d(padded, FINE + 1, stride=1)
    chosen = torch.where(_uniform((n, 1, 1), generator) < 0.6, rounded, straight)
    return strokes(chosen.transpose(1, 2), generator)


def strokes(path: Tensor, generator: torch.Generator) -> Tensor:
    """The ink of lines through points (n, points, 2), with pens of different widths."""
    width = 1.4 + 1.8 * _uniform((len(path), 1, 1), generator)
    far = torch.stack([(GRID[:, :, None] - each).square().sum(-1).amin(-1).sqrt() for each in path])
    return (width / 2 + 0.5 - far).clamp(0, 1)[:, None]


def noise(n: int, generator: torch.Generator) -> Tensor:
    """Independent or smooth noise, dark or bright, in pixels of grey or of black and white; and plain grey."""
    made = torch.randn(n, 1, SIZE, SIZE, generator=generator)
    for place, part in enumerate(made.split(50)):
        if place % 2:
            smooth = blurred(part, float(0.5 + 1.5 * _uniform(1, generator)))
            part.copy_((smooth - smooth.mean()) / smooth.std())
    level, size = _uniform((n, 1, 1, 1), generator), 0.6 * _uniform((n, 1, 1, 1), generator)
    grey = (level + size * made).clamp(0, 1)
    return torch.where(_uniform((n, 1, 1, 1), generator) < 0.3, (grey > 0.5).float(), grey)


def blends(digits: Tensor, n: int, generator: torch.Generator) -> Tensor:
    """Two digits over each other: their mean or the brighter of the two, the second moved by a few pixels."""
    one, two = (digits[torch.randint(len(digits), (n,), generator=generator)].float() / 255 for _ in range(2))
    moved = torch.cat([torch.roll(part, tuple(torch.randint(-5, 6, (2,), generator=generator).tolist()), (2, 3))
                       for part in two.split(20)])  # fmt: skip
    return torch.where(_uniform((n, 1, 1, 1), generator) < 0.5, (one + moved) / 2, one.maximum(moved))


def jumbled(digits: Tensor, n: int, generator: torch.Generator) -> Tensor:
    """Digits cut into squares that lie in another order."""
    some = digits[torch.randint(len(digits), (n,), generator=generator)].float() / 255
    cut = F.unfold(some, PATCH, stride=PATCH)  # (n, PATCH**2, squares)
    order = _uniform((n, 1, cut.shape[2]), generator).argsort(-1).expand_as(cut)
    return F.fold(cut.gather(2, order), SIZE, PATCH, stride=PATCH)


def shapes(n: int, generator: torch.Generator) -> Tensor:
    """Filled discs, boxes and bars, crosses, several dots, a half that is bright."""
    place = GRID[None] - (14 + 6 * (_uniform((n, 1, 1, 2), generator) - 0.5))
    angle = math.pi * _uniform((n, 1, 1), generator)
    x = place[..., 0] * angle.cos() + place[..., 1] * angle.sin()
    y = place[..., 1] * angle.cos() - place[..., 0] * angle.sin()
    size = 4 + 8 * _uniform((n, 1, 1), generator)
    thin = 1 + 1.5 * _uniform((n, 1, 1), generator)
    disc, box = size - (x.square() + y.square()).sqrt(), size - x.abs().maximum(y.abs())
    cross = (thin - x.abs().minimum(y.abs())).minimum(box + 3)
    dots = 2 - ((x.abs() - size * 0.7).square() + (y.abs() - size * 0.7).square()).sqrt()
    half = y * 1.0
    kind = torch.randint(5, (n,), generator=generator)
    made = torch.stack([disc, box, cross, dots, half])[kind, torch.arange(n)]
    return ((made + 0.5).clamp(0, 1) * (0.4 + 0.6 * _uniform((n, 1, 1), generator)))[:, None]


def _uniform(shape, generator: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=generator)
