"""What a drawing goes through, against MNIST's own digits."""

import io

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zoo.errors import ZooError
from zoo.images import like_mnist, png_bytes, tile


def test_a_digit_of_mnist_drawn_large_and_off_centre_comes_back(mnist):
    """Each of 50 test digits, ten times larger and pushed into a corner, returns to nearly itself.

    A centre half a pixel off would double the mean difference of 0.018; sharp edges account for what is left.
    """
    differences = []
    for digit in mnist.test.intensities()[:50, 0]:
        rows, columns = torch.where(digit > 0.1)
        cut = digit[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        drawing = torch.zeros(400, 400)
        large = cut.repeat_interleave(10, 0).repeat_interleave(10, 1)
        drawing[-large.shape[0] :, : large.shape[1]] = large
        differences.append((like_mnist(drawing)[0, 0] - digit).abs().mean().item())
    assert sum(differences) / 50 < 0.025 and max(differences) < 0.07


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_any_drawing_is_centred_by_its_mass(height, width, seed):
    drawing = torch.zeros(128, 128)
    ink = torch.rand(height, width, generator=torch.Generator().manual_seed(seed))
    drawing[5 : 5 + height, 60 : 60 + width] = ink.clamp_min(0.2)
    seen = like_mnist(drawing)
    assert seen.shape == (1, 1, 28, 28) and seen.min() >= 0 and seen.max() <= 1
    middle = torch.arange(28.0)
    for axis in (2, 3):
        mass = seen.sum(dim=5 - axis).flatten()
        assert abs((mass * middle).sum() / mass.sum() - 14) <= 0.75


def test_one_pixel_is_a_drawing():
    drawing = torch.zeros(280, 280)
    drawing[3, 270] = 1
    assert like_mnist(drawing).sum() > 0


@pytest.mark.parametrize("drawing", [torch.zeros(28, 28), torch.full((28, 28), 0.05), torch.zeros(0, 0)])
def test_an_empty_drawing_is_a_sentence(drawing):
    with pytest.raises(ZooError, match="nothing on the canvas"):
        like_mnist(drawing)


@pytest.mark.parametrize(
    "drawing", [torch.full((28, 28), float("nan")), torch.full((28, 28), float("inf")), torch.ones(3)]
)
def test_a_drawing_that_is_no_drawing(drawing):
    with pytest.raises(ZooError, match="finite numbers"):
        like_mnist(drawing)


def test_png_keeps_every_level():
    picture = torch.arange(256).reshape(16, 16) / 255
    decoded = Image.open(io.BytesIO(png_bytes(picture, scale=2)))
    assert decoded.size == (32, 32)
    assert list(decoded.resize((16, 16), Image.Resampling.NEAREST).tobytes()) == list(range(256))


def test_tile_lays_images_out_row_by_row():
    images = torch.arange(5.0)[:, None, None, None].expand(-1, 1, 2, 2) / 5
    sheet = tile(images, columns=3, gap=1)
    assert sheet.shape == (5, 8)
    assert [sheet[0, 0], sheet[0, 3], sheet[0, 6], sheet[3, 0]] == [0, 0.2, 0.4, 0.6000000238418579]
    assert sheet[3, 6] == 1.0 and sheet[2, 0] == 1.0
