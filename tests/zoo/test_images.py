"""What a drawing goes through, against MNIST's own digits."""

import io
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from zoo.errors import ZooError
from zoo.images import MOST_EDGE, blurred, enlarge, like_mnist, on_grid, png_bytes, reduce, tile, within_reach


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


def test_gaps_and_what_is_left_of_a_row_have_the_background():
    sheet = tile(torch.ones(3, 1, 2, 3), columns=2, gap=1, background=0.25)
    assert sheet.shape == (5, 7) and sheet[2].tolist() == [0.25] * 7 and sheet[:, 3].tolist() == [0.25] * 5
    assert sheet[3:, 4:].tolist() == [[0.25] * 3] * 2 and sheet[:2, :3].tolist() == [[1.0] * 3] * 2


def test_tile_lays_images_out_row_by_row():
    images = torch.arange(5.0)[:, None, None, None].expand(-1, 1, 2, 2) / 5
    sheet = tile(images, columns=3, gap=1)
    assert sheet.shape == (5, 8)
    assert [sheet[0, 0], sheet[0, 3], sheet[0, 6], sheet[3, 0]] == [0, 0.2, 0.4, 0.6000000238418579]
    assert sheet[3, 6] == 1.0 and sheet[2, 0] == 1.0


@pytest.mark.parametrize("size", [28, 29, 31, 32, 33, 48, 64])
def test_what_was_enlarged_comes_back(drawn, size):
    digits = drawn.test.intensities()[:50]
    larger = enlarge(digits, size)
    assert larger.shape == (50, 1, size, size) and larger.min() >= 0 and larger.max() <= 1
    torch.testing.assert_close(reduce(larger), digits, atol=2e-5, rtol=0)


@pytest.mark.parametrize(("size", "before"), [(29, 0), (30, 1), (31, 1), (32, 2)])
def test_a_little_larger_is_a_black_edge_and_reducing_cuts_it_off(drawn, size, before):
    digits = drawn.test.intensities()[:20]
    larger = enlarge(digits, size)
    inside = slice(before, before + 28)
    assert torch.equal(larger[:, :, inside, inside], digits) and larger.count_nonzero() == digits.count_nonzero()
    noisy = larger + torch.rand(larger.shape, generator=torch.Generator().manual_seed(1))
    assert torch.equal(reduce(noisy), noisy[:, :, inside, inside])  # whatever is in the edge, and as it is
    assert size - 28 <= 2 * MOST_EDGE


def test_much_larger_is_interpolated_and_has_no_edge():
    larger = enlarge(torch.ones(1, 1, 28, 28), 64)
    torch.testing.assert_close(larger, torch.ones(1, 1, 64, 64))


def test_how_much_reducing_amplifies():
    """The edge is cut off, which changes nothing else. From 64 pixels to 28 the pseudo-inverse makes no change of an
    image more than 1.32 times larger, 1.15 for rows and for columns, and white noise 0.74 times as large: smaller."""
    rows = torch.eye(64)[:, None, :, None].expand(-1, 1, -1, 64)  # a bright row each, all columns alike
    columns = (reduce(0.5 + 0.2 * rows)[:, 0, :, 14] - 0.5) / 0.2  # (64, 28); grey, so that nothing clips
    assert torch.linalg.matrix_norm(columns, 2).item() == pytest.approx(1.149, abs=0.001)
    white = 0.01 * torch.randn(200, 1, 64, 64, generator=torch.Generator().manual_seed(1))
    assert ((reduce(0.5 + white) - 0.5).std() / white.std()).item() == pytest.approx(0.744, abs=0.005)
    worst = torch.linalg.svd(columns).U[:, 0]  # of rows and of columns at once
    image = 0.1 * torch.outer(worst, worst)[None, None]
    assert ((reduce(0.5 + image) - 0.5).norm() / image.norm()).item() == pytest.approx(1.149**2, abs=0.002)


def test_on_the_grid_is_the_nearest_enlargement_in_single_precision():
    small, images = torch.rand(2, 1, 28, 28) - 0.5, torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(on_grid(enlarge(small, 64), 28), enlarge(small, 64), atol=1e-5, rtol=0)
    with torch.autocast("cpu", torch.bfloat16):
        nearest = on_grid(images.bfloat16(), 28)
    rest = images.bfloat16().float() - nearest
    assert nearest.dtype == torch.float32 and rest.norm() > 5  # most of white noise is on no grid
    assert abs((rest * enlarge(small, 64)).sum()) < 1e-3  # what is taken away is at right angles to all enlargements
    torch.testing.assert_close(reduce(nearest), reduce(images.bfloat16().float()))


def test_reducing_clips_what_leaves_the_range():
    checks = (torch.arange(64) % 2).float().expand(1, 1, 64, 64)
    assert reduce(checks).min() >= 0 and reduce(checks).max() <= 1


# ---- maps over images
def test_a_blur_spreads_a_point_as_a_gaussian_and_keeps_what_is_flat():
    point = torch.zeros(1, 1, 31, 31)
    point[0, 0, 15, 15] = 1
    spread = blurred(point, 2.0)[0, 0]
    across = torch.arange(-15, 16)
    assert spread.sum().item() == pytest.approx(1, abs=1e-5)
    assert (spread.sum(0) * across**2).sum().item() == pytest.approx(4, rel=0.05)  # the variance
    assert spread[15, 17].item() / spread[15, 15].item() == pytest.approx(math.exp(-0.5), abs=1e-5)
    flat = torch.full((2, 1, 5, 5), 0.3)
    assert torch.allclose(blurred(flat, 1.5), flat, atol=1e-6)


def test_within_reach_black_cannot_get_darker_and_white_not_brighter():
    image = torch.tensor([0.0, 0.0, 1.0, 1.0, 0.25, 0.25]).view(1, 1, 2, 3)
    gradient = torch.tensor([2.0, -2.0, 2.0, -2.0, 4.0, -4.0]).view(1, 1, 2, 3)
    assert within_reach(gradient, image).flatten().tolist() == [2.0, 0.0, 0.0, -2.0, 3.0, -1.0]
