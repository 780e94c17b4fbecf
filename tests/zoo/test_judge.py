"""The judge's training: how far digits are turned, scaled and shifted, and the odds above which it refuses."""

import math

import pytest
import torch
import torch.nn.functional as F

from training.data.images import LabelledSplit
from zoo.models.judge import DIGITS, Judge, JudgeConfig, Labelled

SIZES = {"channels": (2, 3), "feature_dim": 4}
STILL = {"degrees": 0.0, "scale": 0.0, "shift": 0.0}


def places(config: JudgeConfig, row: int, column: int) -> torch.Tensor:
    """Where a spot at this pixel goes, as rows and columns from the centre, (400, 2)."""
    image = torch.zeros(400, 1, 28, 28)
    image[:, :, row - 1 : row + 2, column - 1 : column + 2] = 1
    torch.manual_seed(1)
    moved = Judge(config)._distorted(image)[:, 0]
    along = torch.arange(28) - 13.5
    mass = moved.sum((1, 2))
    return torch.stack([(moved.sum(2) * along).sum(1), (moved.sum(1) * along).sum(1)], 1) / mass[:, None]


def test_a_shift_is_of_up_to_so_many_pixels_in_both_directions():
    moved = places(JudgeConfig(**SIZES, **STILL | {"shift": 2.0}), 14, 14) - 0.5
    assert (moved.amax(0) > 1.9).all() and (moved.amin(0) < -1.9).all() and moved.abs().max() <= 2.001
    assert torch.corrcoef(moved.T)[0, 1].abs() < 0.15


def test_a_turn_is_of_up_to_so_many_degrees():
    moved = places(JudgeConfig(**SIZES, **STILL | {"degrees": 30.0}), 14, 22)
    angle = torch.atan2(moved[:, 0], moved[:, 1]) - math.atan2(0.5, 8.5)
    assert math.radians(28) < angle.max() < math.radians(31) and -math.radians(31) < angle.min() < -math.radians(28)
    assert moved.norm(dim=1).sub(math.hypot(0.5, 8.5)).abs().max() < 0.1  # a turn changes no distance


def test_a_digit_is_made_larger_or_smaller_by_up_to_the_scale():
    moved = places(JudgeConfig(**SIZES, **STILL | {"scale": 0.2}), 14, 22)
    larger = moved.norm(dim=1) / math.hypot(0.5, 8.5)
    assert 1.2 < larger.max() < 1 / 0.79 and 1 / 1.21 < larger.min() < 0.85
    assert torch.atan2(moved[:, 0], moved[:, 1]).sub(math.atan2(0.5, 8.5)).abs().max() < 0.02


def test_in_use_it_reads_digits_as_they_are():
    torch.manual_seed(2)
    model, images, labels = Judge(JudgeConfig(**SIZES)).eval(), torch.rand(6, 1, 28, 28), torch.arange(6)
    found = model.losses(Labelled(images, labels))
    logits = model(images)
    torch.testing.assert_close(found["loss"], F.cross_entropy(logits, labels))
    assert found["error"].item() == pytest.approx((logits.argmax(1) != labels).float().mean().item())
    torch.manual_seed(3)
    assert model.train().losses(Labelled(images, labels))["loss"] != found["loss"]


@torch.no_grad()
def test_of_the_training_digits_a_share_of_0_4_percent_is_refused_whatever_shows_none():
    torch.manual_seed(4)
    model = Judge(JudgeConfig(**SIZES, classes=DIGITS + 1)).train()
    torch.nn.init.normal_(model.head.weight)
    images = torch.randint(256, (1300, 1, 28, 28), dtype=torch.uint8)
    images[::13] //= 4  # those without a digit are darker
    labels = torch.where(torch.arange(1300) % 13 == 0, DIGITS, torch.arange(1300) % DIGITS)
    model.settle(LabelledSplit(images, labels))
    assert not model.training
    refused = model.no_digit(images[labels != DIGITS].float() / 255) > 0.5
    assert refused.sum().item() == 5  # of 1,200: the quantile lies between the fifth and the sixth from above
