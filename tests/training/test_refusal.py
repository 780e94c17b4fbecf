"""Pictures that show no digit: what they are, and how well the judge that can refuse tells them from digits."""

import math
from types import SimpleNamespace

import pytest
import torch
from shown import told

import zoo
from training.data import no_digits
from training.data.drawn import drawings, drawn
from training.data.images import Data, LabelledSplit, Split
from training.data.no_digits import NONE
from training.metrics import refusal
from training.metrics.samples import refused
from training.recipes import open_judge
from zoo.errors import ZooError
from zoo.models.judge import Judge, JudgeConfig
from zoo.record import record
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


EVERY = no_digits.LETTERS + no_digits.SIGNS
MADE = {  # of a hundred or two with the seed 1; those of fonts, which a library draws, less exactly
    "letters": (lambda seed, _: no_digits.letters(100, seed, no_digits.FONTS, EVERY),
                [0.1516, 0.3183, 0.0059, 0.0059, 0.0696, 0.0599], 1e-3),
    "letters of other fonts": (lambda seed, _: no_digits.letters(100, seed, no_digits.OTHER_FONTS),
                               [0.1559, 0.3233, 0.0066, 0.0053, 0.0745, 0.0510], 1e-3),
    "scribbles": (lambda seed, _: no_digits.scribbles(100, seed),
                  [0.1817, 0.3553, 0.0001, 0.0017, 0.0797, 0.0798], 1e-4),
    "noise": (lambda seed, _: no_digits.noise(200, seed), [0.4982, 0.3889, -0.0005, 0.0005, 0.2252, 0.2272], 1e-4),
    "blends": (lambda seed, digits: no_digits.blends(digits, 200, seed),
               [0.1870, 0.3282, 0.0119, -0.0075, 0.0864, 0.0790], 1e-4),
    "jumbles": (lambda seed, digits: no_digits.jumbled(digits, 100, seed),
                [0.1308, 0.3098, 0.0001, -0.0013, 0.0829, 0.0822], 1e-4),
    "shapes": (lambda seed, _: no_digits.shapes(200, seed), [0.2028, 0.3228, -0.0203, 0.0065, 0.0330, 0.0331], 1e-4),
    "digits as models draw them": (lambda _, digits: no_digits.as_models_draw(digits, 1),
                                   [0.1368, 0.2852, 0.0025, -0.0021, 0.0907, 0.0869], 1e-4),
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
def test_pictures_are_on_every_machine_those_that_the_bundled_judge_was_shown(kind):
    make, expected, apart = MADE[kind]
    found = told(make(torch.Generator().manual_seed(1), drawings(200, 1)[0]))
    assert found == pytest.approx(expected, abs=apart)


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


def test_draws_by_brightness_are_of_a_blurred_digit_and_noise_has_up_to_a_quarter():
    """Of a single white pixel the blur leaves three fifths, and each of its neighbours gets a twelfth."""
    dots, grey = torch.zeros(1500, 1, 28, 28, dtype=torch.uint8), torch.full((900, 1, 28, 28), 128, dtype=torch.uint8)
    dots[:, :, 14, 14] = 255
    binary = no_digits.as_models_draw(dots, 1).float().div(255).chunk(3)[1].mean(0)[0]
    bell = torch.tensor([1.0, math.exp(-2), math.exp(-8)]) / (1 + 2 * math.exp(-2) + 2 * math.exp(-8))
    assert binary[14, 14].item() == pytest.approx(bell[0].item() ** 2, abs=0.06)
    beside = torch.stack([binary[13, 14], binary[15, 14], binary[14, 13], binary[14, 15]]).mean().item()
    assert beside == pytest.approx((bell[0] * bell[1]).item(), abs=0.03)
    spread = no_digits.as_models_draw(grey, 1).float().div(255).chunk(3)[2].flatten(1).std(1)
    assert spread.max().item() == pytest.approx(0.25, abs=0.02) and spread.mean().item() == pytest.approx(
        0.125, abs=0.02
    )


def test_the_splits_have_digits_with_their_labels_and_pictures_without_one_that_are_others_in_each(digits, monkeypatch):
    for name, value in {"ROUGH": 30, "OWN": 20, "HELD_OUT": 12, "TRAINING": 40}.items():
        monkeypatch.setattr(no_digits, name, value)
    labels = torch.arange(60) * 7 % 10
    parts = [Split(digits[at : at + 60], labels + 0) for at in (0, 60, 120)]
    found = no_digits.with_others(Data(*parts), "cpu")
    drawn_by_hand, names = no_digits.drawings(20, no_digits.SEED)
    rough = no_digits.as_models_draw(digits[:30], no_digits.SEED)
    none = torch.full((40,), 10)
    assert torch.equal(found.train.labels, torch.cat([labels, labels[:30], names, none]))
    others = no_digits.pictures(digits[:60], 40, no_digits.SEED)
    assert torch.equal(found.train.images, torch.cat([digits[:60], rough, drawn_by_hand, others]))
    for at, split, seed, kinds in ((60, found.validation, 1, ()),
                                   (120, found.test, 2, (no_digits.OTHER_FONTS, no_digits.LETTERS))):  # fmt: skip
        made = no_digits.pictures(digits[at : at + 60], 12, no_digits.SEED + seed, *kinds)
        assert torch.equal(split.images, torch.cat([digits[at : at + 60], made]))
        assert torch.equal(split.labels, torch.cat([labels, none[:12]]))


def test_letters_to_be_refused_are_of_fonts_that_training_has_not(digits, monkeypatch):
    monkeypatch.setattr(refusal, "COUNT", 20)
    generator = torch.Generator().manual_seed(refusal.SEED)
    expected = no_digits.letters(20, generator, no_digits.OTHER_FONTS)
    assert torch.equal(refusal.kinds(digits[:50].float() / 255)["letters"][0], expected)


class Bright(torch.nn.Module):
    """Refuses what is bright on average."""

    def no_digit(self, images):
        return (images.mean((1, 2, 3)) > 0.3).float()


def test_the_shares_are_those_counted_by_hand(digits, monkeypatch):
    """Ten digits, of which two are made bright, and which a judge reads that takes all for threes."""
    monkeypatch.setattr(refusal, "COUNT", 50)
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


def test_the_figure_says_which_digit_is_seen_where_there_is_none(monkeypatch):
    named = {}
    monkeypatch.setattr(open_judge.figures, "labelled", lambda _, names, title: named.update({title: names}))
    seen = torch.tensor([NONE, 5, NONE, 7])
    test = SimpleNamespace(intensities=lambda: torch.zeros(4, 1, 28, 28), labels=torch.tensor([3, NONE, NONE, 7]))
    open_judge.draw(lambda images: torch.eye(NONE + 1)[seen[: len(images)]], SimpleNamespace(test=test))
    assert named == {
        "Test digits that it refuses": ["3"],
        "Pictures without a digit, and the digit that it sees": ["5"],
    }


def test_the_bundled_one_refuses_what_is_no_digit_and_takes_drawn_digits(bundled, digits, monkeypatch):
    monkeypatch.setattr(refusal, "COUNT", 500)
    assert refused(bundled, digits.float() / 255).float().mean() < 0.02
    for pictures, what in refusal.kinds(digits.float() / 255).values():
        assert refused(bundled, pictures).float().mean() > 0.85, what


def test_the_bundled_one_reaches_what_is_promised():
    """Accuracy of the judge on what is not refused, digits refused, and letters, scribbles and noise that are."""
    metrics = record(BundledStore().checkpoint("judge-open")).metrics
    value = {name: each["value"] for name, each in metrics.items()}
    assert value["accuracy"] >= 0.995 and value["refused_digits"] <= 0.005
    assert min(value[f"refused_{kind}"] for kind in ("letters", "scribbles", "noise")) >= 0.95
