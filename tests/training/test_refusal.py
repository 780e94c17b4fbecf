"""Pictures that show no digit: what they are, and how well the judge that can refuse tells them from digits."""

import pytest
import torch

import zoo
from training.data import no_digits
from training.data.drawn import drawn
from training.data.images import Data, LabelledSplit
from training.data.no_digits import NONE
from training.metrics import refusal
from training.metrics.samples import refused
from zoo.errors import ZooError
from zoo.models.judge import Judge, JudgeConfig
from zoo.stores import BundledStore

KINDS = "letters", "scribbles", "noise", "blends", "jumbles", "shapes"


@pytest.fixture(scope="module")
def digits():
    return drawn().test.images[:300]


@pytest.fixture(scope="module")
def made(digits):
    return no_digits.pictures(digits, 120, 1)


def test_a_seed_gives_the_same_pictures_and_no_two_are_alike(digits, made):
    assert made.shape == (120, 1, 28, 28) and made.dtype == torch.uint8
    assert len(made.flatten(1).unique(dim=0)) == len(made)
    assert torch.equal(made, no_digits.pictures(digits, 120, 1))
    assert not torch.equal(made, no_digits.pictures(digits, 120, 2))


def test_every_kind_has_ink_and_lines_are_about_as_thick_as_those_of_digits(digits, made):
    kinds = dict(zip(KINDS, made.float().div(255).chunk(6), strict=True))
    assert all((pictures.amax((1, 2, 3)) > 0.15).float().mean() > 0.9 for pictures in kinds.values())
    ink = digits.float().mean().item() / 255
    assert all(0.5 * ink < kinds[kind].mean().item() < 2 * ink for kind in ("letters", "scribbles"))


def test_a_jumbled_digit_has_its_pixels_in_another_order(digits):
    one = digits[:1].float() / 255
    jumbled = no_digits.jumbled(digits[:1], 1, torch.Generator().manual_seed(1))
    assert torch.equal(jumbled.flatten().sort().values, one.flatten().sort().values) and not torch.equal(jumbled, one)


def test_letters_are_upright_glyphs_in_the_form_of_mnist():
    """An H has ink at both sides and none between, above and below its bar."""
    pictures = no_digits.letters(40, torch.Generator().manual_seed(1), ("DejaVuSansMono",), "H")[:, 0]
    columns = pictures.mean(0).sum(0)
    assert columns[9:12].max() > 1.5 * columns[13:15].mean() < columns[16:19].max() / 1.5
    assert not set(no_digits.FONTS) & set(no_digits.OTHER_FONTS)


def test_digits_as_models_draw_them_are_soft_binary_or_noisy(digits):
    soft, binary, noisy = no_digits.as_models_draw(digits, 1).float().div(255).chunk(3)
    assert set(binary.unique().tolist()) == {0, 1}
    assert soft.amax((1, 2, 3)).mean() < 0.95 and (noisy > 0).float().mean() > 0.3


class Bright(torch.nn.Module):
    """Refuses what is bright on average."""

    def no_digit(self, images):
        return (images.mean((1, 2, 3)) > 0.3).float()


def test_the_shares_are_those_counted_by_hand(digits):
    """Ten digits, of which two are made bright, and which a judge reads that takes all for threes."""
    images, labels = digits[:10].clone(), torch.tensor([3, 3, 3, 3, 1, 1, 1, 1, 3, 1])
    images[0] = images[4] = 255
    others = torch.zeros(2, 1, 28, 28, dtype=torch.uint8)
    split = LabelledSplit(torch.cat([images, others]), torch.cat([labels, torch.tensor([NONE, NONE])]))
    judge = Judge(JudgeConfig(channels=(2, 2), feature_dim=2)).eval()
    torch.nn.init.zeros_(judge.head.weight)
    judge.head.bias.data = torch.eye(10)[3]
    found = refusal.measure(Bright(), Data(split, split, split), judge)
    assert found["refused_digits"].value == pytest.approx(0.2) and found["accuracy"].value == pytest.approx(4 / 8)
    bright = refusal.kinds(split.intensities()[:10])["noise"][0].mean((1, 2, 3)) > 0.3
    assert found["refused_noise"].value == pytest.approx(bright.double().mean().item())
    assert set(found) == {"accuracy", "refused_digits", *(f"refused_{kind}" for kind in KINDS)}


def test_a_judge_of_ten_classes_cannot_refuse():
    with pytest.raises(ZooError, match="no answer for pictures without a digit; use one with eleven classes"):
        Judge(JudgeConfig()).no_digit(torch.zeros(1, 1, 28, 28))


# ---- the bundled one
@pytest.fixture(scope="module")
def bundled():
    return zoo.load_folder(BundledStore().resolve("judge-open"))


def test_the_bundled_one_refuses_what_is_no_digit_and_takes_drawn_digits(bundled, digits):
    assert refused(bundled, digits.float() / 255).float().mean() < 0.02
    for pictures, what in refusal.kinds(digits.float() / 255).values():
        assert refused(bundled, pictures[:300]).float().mean() > 0.85, what


def test_the_bundled_one_reaches_what_is_promised():
    """Accuracy of the judge on what is not refused, digits refused, and letters, scribbles and noise that are."""
    metrics = zoo.record.record(BundledStore().checkpoint("judge-open")).metrics
    value = {name: each["value"] for name, each in metrics.items()}
    assert value["accuracy"] >= 0.995 and value["refused_digits"] <= 0.005
    assert min(value[f"refused_{kind}"] for kind in ("letters", "scribbles", "noise")) >= 0.95
