"""The quality of samples against answers known beforehand: closed forms, hand-worked balls, real against real."""

import math
from dataclasses import replace
from functools import partial

import pytest
import torch
from small import small
from torch import nn

import zoo
from training.metrics import samples
from training.metrics.samples import density_and_coverage, digit_kl, digit_shares, frechet, jackknife, radii, score
from zoo.errors import ZooError
from zoo.models.autoencoder import Autoencoder, AutoencoderConfig
from zoo.models.base import ZooModel
from zoo.stores import BundledStore
from zoo.stores.files import sha256


class Judge(nn.Module):
    """A stand-in: features are means over 7x7 pixels, logits one fixed matrix of them; it counts what it is asked."""

    def __init__(self):
        super().__init__()
        self.matrix = torch.randn(16, 10, generator=torch.Generator().manual_seed(0))
        self.asked = 0

    def features(self, images):
        self.asked += len(images)
        return nn.functional.avg_pool2d(images, 7).flatten(1)

    def head(self, features):
        return 10 * features @ self.matrix


class Memory(ZooModel):
    """Draws images (m, 1, H, W) that it knows by heart: all of them in their order, or else at random."""

    def __init__(self, images, shuffled: bool = False):
        super().__init__(AutoencoderConfig())
        self.images, self.shuffled = nn.Parameter(images, requires_grad=False), shuffled

    def sample(self, n, generator=None):
        index = torch.randint(len(self.images), (n,), generator=generator) if self.shuffled else torch.arange(n)
        return self.images[index]


def normal(n: int, *shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(n, *shape, generator=torch.Generator().manual_seed(seed), dtype=torch.double)


def test_frechet_of_two_gaussians_is_the_closed_form():
    """Covariances with the same axes: |difference of means|² + sum over axes of (difference of sds)²."""
    axes = torch.linalg.qr(normal(3, 3)).Q
    mean, sds, other_sds = torch.tensor([1.0, -2.0, 0.5]), torch.tensor([1.0, 2.0, 0.1]), torch.tensor([3.0, 1.0, 0.1])
    features = normal(200_000, 3, seed=1) * sds @ axes
    real = mean + normal(200_000, 3, seed=2) * other_sds @ axes
    assert frechet(features, real) == pytest.approx(5.25 + 4 + 1, rel=0.01)


def test_frechet_of_a_set_and_itself_is_zero_even_with_more_features_than_images():
    for features in (normal(500, 8), normal(20, 64), torch.zeros(20, 8, dtype=torch.double)):
        assert frechet(features, features) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("sure", [50, 1000])
def test_score_of_sure_labels_is_the_number_of_digits(sure):
    """A logit of 1000 leaves the others a probability of exactly 0."""
    assert score(sure * torch.eye(10, dtype=torch.double).repeat(20, 1)) == pytest.approx(10)
    assert score(sure * torch.eye(10, dtype=torch.double)[[3, 3, 7, 7]]) == pytest.approx(2)
    assert score(sure * torch.eye(10, dtype=torch.double)[[3] * 20]) == pytest.approx(1)
    assert score(torch.zeros(20, 10, dtype=torch.double)) == pytest.approx(1)


@pytest.mark.filterwarnings("ignore::UserWarning")  # of its buffer, and of the spread over one split
def test_score_is_that_of_torchmetrics_over_one_split():
    from torchmetrics.image.inception import InceptionScore

    logits = 3 * normal(500, 10)
    theirs = InceptionScore(feature=nn.Identity(), splits=1)
    theirs.update(logits)
    assert score(logits) == pytest.approx(theirs.compute()[0].item())


@pytest.mark.parametrize(("k", "expected_radii", "density", "coverage"), [
    (1, [1, 1, 2, 4], 3 / 3, 3 / 4),  # balls (-1, 1) (0, 2) (1, 5) (3, 11): 0.5 is in two, 8 in one, 100 in none
    (2, [3, 2, 3, 6], (3 + 1 + 0) / 6, 1),  # balls (-3, 3) (-1, 3) (0, 6) (1, 13)
    (5, [7, 6, 4, 7], (4 + 1 + 0) / 9, 1),  # only three others: k is 3; balls (-7, 7) (-5, 7) (-1, 7) (0, 14)
])  # fmt: skip
def test_density_and_coverage_by_hand(monkeypatch, k, expected_radii, density, coverage):
    monkeypatch.setattr(samples, "NEIGHBOURS", k)
    real, drawn = torch.tensor([[0.0], [1], [3], [7]]).double(), torch.tensor([[0.5], [8], [100]]).double()
    assert radii(real).tolist() == pytest.approx(expected_radii)
    found = density_and_coverage(drawn, real, radii(real))
    assert found["density"][0] == pytest.approx(density) and found["coverage"][0] == pytest.approx(coverage)


@pytest.mark.parametrize(("shift", "expected"), [(0, 1), (1000, 0)])
def test_density_and_coverage_of_the_same_and_of_far_images(shift, expected):
    real = normal(2500, 16)  # more than one chunk
    found = density_and_coverage(real + shift, real, radii(real))
    assert found["density"][0] == found["coverage"][0] == expected
    assert found["coverage"][1] >= 1 / 2500


def test_density_and_coverage_of_other_draws_are_what_the_paper_expects():
    """Naeem et al. 2020, sec. 3.3: density 1, coverage 1 - (m-1)...(m-k) / ((2m-1)...(2m-k)), about 1 - 1/2^k."""
    real = normal(2000, 8)
    found = density_and_coverage(normal(2000, 8, seed=1), real, radii(real))
    assert found["density"][0] == pytest.approx(1, abs=0.05)
    assert found["coverage"][0] == pytest.approx(1 - 0.5**samples.NEIGHBOURS, abs=0.015)


def test_shares_and_their_divergence_by_hand():
    shares = digit_shares(torch.tensor([0, 0, 1, 9]), "as told")
    assert [metric.value for metric in shares.values()] == [0.5, 0.25, 0, 0, 0, 0, 0, 0, 0, 0.25]
    assert list(shares) == [f"digit_share_{digit}" for digit in range(10)]
    assert digit_kl(torch.arange(10).repeat(7)) == pytest.approx(0)
    assert digit_kl(torch.tensor([4, 4])) == pytest.approx(math.log(10))
    assert digit_kl(torch.tensor([0, 0, 1, 9])) == pytest.approx(0.5 * math.log(5) + 0.5 * math.log(2.5))


def test_the_judge_is_sure_where_a_digit_has_more_than_nine_tenths():
    """One digit ahead by d has a probability of 1 / (1 + 9 exp(-d)): 0.9 at d = log 81."""
    ahead = math.log(81) + torch.tensor([-5, -1e-6, 1e-6, 5], dtype=torch.double)
    logits = torch.zeros(4, 10, dtype=torch.double)
    logits[range(4), [3, 0, 9, 5]] = ahead
    assert samples.judged_sure(logits) == 0.5 and samples.judged_sure(logits + 1000) == 0.5
    assert samples.judged_sure(torch.zeros(4, 10)) == 0 and samples.judged_sure(50 * torch.eye(10)) == 1


def test_the_jackknife_of_a_mean_is_its_standard_error():
    rows = normal(100_000)
    assert jackknife(lambda x: x.mean().item(), rows) == pytest.approx(1 / math.sqrt(100_000), rel=0.6)
    exact = [jackknife(lambda x: x.mean().item(), normal(10, seed=seed)) for seed in range(5)]
    assert exact == pytest.approx([(normal(10, seed=seed).std() / math.sqrt(10)).item() for seed in range(5)])


def test_noise_is_the_spread_of_repeated_draws():
    real, found = normal(600, 4), []
    for seed in range(60):
        features = 0.5 + 1.2 * normal(600, 4, seed=seed + 1)
        logits = torch.cat([3 * features, normal(600, 6, seed=seed + 1000)], 1)
        digits, sure = logits.argmax(1), samples._sure(logits, "600", "", "")
        distance = partial(frechet, real=real)
        shares = {name: (metric.value, metric.noise) for name, metric in digit_shares(digits, "as told").items()}
        found.append(density_and_coverage(features, real, radii(real)) | {
            "frechet": (distance(features), jackknife(distance, features)),
            "score": (score(logits), jackknife(score, logits)),
            "digit_kl": (digit_kl(digits), jackknife(digit_kl, digits)),
            "judged_sure": (sure.value, sure.noise),
        } | shares)  # fmt: skip
    for name in found[0]:
        values, claimed = torch.tensor([figures[name] for figures in found]).unbind(1)
        assert 0.65 < (claimed.mean() / values.std()).item() < 1.45, name


def test_samples_that_are_the_training_images_have_the_floor_as_their_quality(drawn):
    data = small(drawn, 900)
    found = samples.quality(Memory(data.train.intensities()), data, Judge())
    for name in ("frechet", "score", "density", "coverage", "digit_kl"):
        assert (found[name].value, found[name].noise) == (found[f"{name}_floor"].value, found[f"{name}_floor"].noise)
    assert sum(found[f"digit_share_{digit}"].value for digit in range(10)) == pytest.approx(1)
    assert found["judged_sure_floor"].value == samples.judged_sure(samples.judged(Judge(), data.test.intensities())[1])
    assert len(found) == 22 and all(metric.bound is None for metric in found.values())


def test_every_estimator_tells_counts_and_judge(drawn):
    found = samples.quality(Memory(drawn.train.intensities()[:50]), small(drawn, 20), Judge())
    for name, metric in found.items():
        floor = "the first 20 test images" if "judged_sure" in name else "the first 20 training images"
        assert (floor if "_floor" in name else "20 samples") in metric.estimator, name
        assert metric.estimator.endswith("judge Judge") and metric.unit
    assert "k = 5 " in found["density"].estimator and "20 test images" in found["frechet_floor"].estimator


@pytest.mark.parametrize("n", [3, 4, 6, 11])
def test_few_images_are_enough_and_the_estimator_says_so(drawn, n):
    data = small(drawn, n)
    found = samples.quality(Memory(drawn.train.intensities()[:50], shuffled=True), data, Judge())
    assert all(math.isfinite(metric.value) and math.isfinite(metric.noise) for metric in found.values())
    assert f"k = {min(5, n - 1)} " in found["coverage"].estimator and f"{n} test images" in found["coverage"].estimator


def test_too_few_images_are_refused(drawn):
    with pytest.raises(ZooError, match="needs at least 3 test images, but there are 2"):
        samples.quality(Memory(drawn.train.intensities()[:50]), small(drawn, 2), Judge())


def test_draws_are_the_same_each_time_come_in_chunks_and_leave_the_global_generator_alone():
    model = Autoencoder(AutoencoderConfig()).eval()
    state = torch.get_rng_state()
    once, again = samples.draw(model, 1500), samples.draw(model, 1500)
    assert once.shape == (1500, 1, 28, 28) and torch.equal(once, again) and torch.equal(state, torch.get_rng_state())
    assert not torch.equal(once[:500], once[1000:])


def test_real_images_are_judged_once_however_often_they_are_read(drawn):
    judge, model = Judge(), Memory(drawn.train.intensities()[:50], shuffled=True)
    first = samples.quality(model, small(drawn, 200), judge)
    assert judge.asked == 3 * 200
    read_again = replace(drawn, test=replace(drawn.test, images=drawn.test.images.clone()))
    assert samples.quality(model, small(read_again, 200), judge) == first and judge.asked == 4 * 200
    samples.quality(model, small(drawn, 150), judge)
    assert judge.asked == 4 * 200 + 3 * 150


def test_without_a_bundled_judge_it_says_what_to_do(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "BundledStore", lambda: BundledStore(tmp_path))
    with pytest.raises(ZooError, match=r"train judge.*bundle judge"):
        samples.quality(Memory(drawn.train.intensities()[:50]), small(drawn, 20))


def test_the_bundled_judge_tells_digits_from_noise(drawn):
    data = small(drawn, 1500)
    noise = samples.quality(Memory(torch.rand(1500, 1, 28, 28), shuffled=True), data)
    assert noise["frechet"].value > 20 * noise["frechet_floor"].value
    assert noise["judged_sure_floor"].value > 0.95 < noise["judged_sure"].value  # being sure is no proof of a digit
    assert noise["score_floor"].value > 9 and noise["coverage_floor"].value > 0.8 and noise["coverage"].value < 0.01
    assert noise["density_floor"].value == pytest.approx(1, abs=0.3) and noise["digit_kl_floor"].value < 0.02
    weights = sha256(BundledStore().resolve("judge") / "model.safetensors")[:8]
    assert all(metric.estimator.endswith(f"judge {weights}") for metric in noise.values())


def test_noise_is_like_no_digit_and_digits_are_not(drawn, tmp_path, monkeypatch):
    data, half = small(drawn, 400), drawn.train.intensities()[:200]
    model = Memory(torch.cat([half, torch.rand(200, 1, 28, 28)]))
    found = samples.no_digit(model, data)
    assert found["no_digit"].value == pytest.approx(0.5, abs=0.01) and found["no_digit_floor"].value < 0.01
    weights = sha256(BundledStore().resolve("judge-open") / "model.safetensors")[:8]
    assert all(metric.estimator.endswith(f"judge-open {weights}") for metric in found.values())
    first = samples.no_digit(model, data, 100)
    assert first["no_digit"].value < 0.02 and first["no_digit"].estimator.startswith("share of 100 samples")
    monkeypatch.setattr(samples, "BundledStore", lambda: BundledStore(tmp_path))
    assert samples.no_digit(model, data) == {}


def test_the_bundled_judge_is_the_one_that_is_passed_by_hand(drawn):
    judge, data = zoo.load_folder(BundledStore().resolve("judge")), small(drawn, 300)
    model = Memory(drawn.train.intensities()[:50], shuffled=True)
    bundled, by_hand = samples.quality(model, data), samples.quality(model, data, judge)
    with torch.no_grad():
        torch.testing.assert_close(samples.judged(judge, model.images)[1], judge(model.images).double())
    assert {name: metric.value for name, metric in bundled.items()} == pytest.approx(
        {name: metric.value for name, metric in by_hand.items()}
    )
