"""What truncation does to a GAN's samples, measured on one whose pictures are known."""

import pytest
import torch

from training.data.images import Data, Split
from training.metrics import truncation
from zoo.models.gan import GAN, GANConfig
from zoo.schema import FILES, TRUNCATION

SIZE = 28


class Wide(torch.nn.Module):
    """Black pictures, but for the first pixel, which is white where the first latent is beyond +-1."""

    def __init__(self):
        super().__init__()
        self.unused = torch.nn.Parameter(torch.zeros(1))  # by which a model knows its device

    def forward(self, latents, labels=None):
        images = torch.full((len(latents), 1, SIZE, SIZE), -1.0)
        images[:, 0, 0, 0] = torch.where(latents[:, 0].abs() > 1, 1.0, -1.0)
        return images


class Reader:
    """A judge whose features are the first pixel, and who is sure of pictures in which it is white."""

    def features(self, images):
        return torch.stack([images[:, 0, 0, 0], images[:, 0, 0, 0] * 0], 1)

    def head(self, features):
        return torch.nn.functional.pad(features[:, :1] * 20, (0, 9))


class Refuser:
    """A judge for whom a picture without a white first pixel is no digit."""

    def no_digit(self, images):
        return (images[:, 0, 0, 0] < 0.5).float()


class Certain(Reader):
    """A judge who is sure of every picture, black ones too."""

    def head(self, features):
        return torch.nn.functional.pad(torch.full((len(features), 1), 20.0), (0, 9))


@pytest.fixture
def model():
    made = GAN(GANConfig(latent_dim=3, hidden=4, critic=False)).eval()
    made.generator = Wide()
    return made


def data(n: int = 8) -> Data:
    """Test images, half of them with a white first pixel; so few that the fifth neighbour is of the other kind."""
    images = torch.zeros(n, 1, SIZE, SIZE, dtype=torch.uint8)
    images[::2, 0, 0, 0] = 255
    split = Split(images, torch.zeros(n, dtype=torch.long))
    return Data(split, split, split)


def test_within_a_bound_what_only_wide_latents_draw_is_gone(model):
    file = truncation.describe(model, data(), Reader())[TRUNCATION]
    FILES[TRUNCATION].model_validate(file)
    rows = {row["bound"]: row for row in file["rows"]}
    assert list(rows) == [None, 1.5, 1.0, 0.6] and (file["samples"], file["real"]) == (300, 8)
    share = 2 * (1 - torch.special.ndtr(torch.tensor(1.0)).item())  # of N(0, 1) beyond +-1
    assert rows[None]["sure"] == pytest.approx(share, abs=0.08)
    assert rows[None]["sure"] > rows[1.5]["sure"] > rows[1.0]["sure"] == rows[0.6]["sure"] == 0
    assert [row["coverage"] for row in file["rows"]] == [1.0, 1.0, 0.5, 0.5]


def test_a_picture_without_a_digit_is_not_credited_to_a_judge_who_is_sure_of_it(model):
    file = truncation.describe(model, data(), Certain(), Refuser())[TRUNCATION]
    FILES[TRUNCATION].model_validate(file)
    rows = {row["bound"]: row for row in file["rows"]}
    assert 0 < rows[None]["sure"] < 0.5
    assert all(row["sure"] == pytest.approx(1 - row["no_digit"], abs=2e-5) for row in file["rows"])
    assert [(rows[bound]["sure"], rows[bound]["no_digit"]) for bound in (1.0, 0.6)] == [(0, 1), (0, 1)]
    alone = truncation.describe(model, data(), Certain())[TRUNCATION]["rows"]
    assert all(row["sure"] == 1 and "no_digit" not in row for row in alone)


def test_it_is_the_same_every_time_and_needs_some_test_images(model):
    assert truncation.describe(model, data(), Reader()) == truncation.describe(model, data(), Reader())
    assert truncation.describe(model, data(2), Reader()) == {}
