"""Copies of training images and digits that were asked for, against answers known beforehand; figures of a GAN."""

from dataclasses import replace

import pytest
import torch
from small import fresh, small
from torch import nn

from training import card
from training.data.images import Data, LabelledSplit, Split
from training.engine import loop
from training.figures import common as figures
from training.figures import gan as figures_gan
from training.metrics import adversarial, samples
from training.recipes import RECIPES
from zoo.images import enlarge
from zoo.models.gan import GAN, GANConfig
from zoo.schema import CRITIC, PERCENTILES


class Memory(GAN):
    """A GAN that knows images (m, 1, H, W) by heart and draws them in their order, or the first of the label asked."""

    def __init__(self, images, labels=None, shift=0):
        super().__init__(GANConfig(latent_dim=2, hidden=2))
        self.images, self.known, self.shift = nn.Parameter(images, requires_grad=False), labels, shift
        self.classes = 0 if labels is None else 10

    def sample(self, n, generator=None):
        return self.images[torch.arange(n) % len(self.images)]

    def generate(self, latents, labels=None):
        return torch.stack([self.images[(self.known == (label + self.shift) % 10).nonzero()[0, 0]] for label in labels])


class Reader(nn.Module):
    """A judge that takes an image's mean, times ten, for its digit."""

    def features(self, images):
        return images.mean((1, 2, 3))[:, None]

    def head(self, features):
        return -(features - torch.arange(10) / 10).abs()


@pytest.fixture
def data(drawn):
    return small(drawn, 300)


def test_the_nearest_image_of_a_training_image_is_itself(drawn):
    images = drawn.train.intensities()[1000:1700]  # more than one chunk
    distances, index = adversarial.nearest(images, small(drawn, 2000).train)
    assert distances.max() == 0 and torch.equal(index, torch.arange(1000, 1700))


def test_distances_to_images_worked_by_hand():
    known = torch.zeros(3, 1, 28, 28, dtype=torch.uint8)
    known[1, 0, 0, :4], known[2] = 255, 255
    asked = torch.zeros(3, 1, 28, 28)
    asked[1, 0, 0, :3] = 1  # one pixel less than the second
    asked[2] = 0.75
    distances, index = adversarial.nearest(asked, Split(known, torch.zeros(3)))
    assert index.tolist() == [0, 1, 2]
    torch.testing.assert_close(distances, torch.tensor([0, 1, 0.25 * 28]))


def test_samples_that_are_training_images_are_all_copied(data):
    found = adversarial.measure(Memory(data.train.intensities()), data)
    assert found["nearest_training"].value == 0 and found["copied"].value == 1
    assert found["nearest_training_floor"].value > 1 and found["copied"].noise > 0
    assert "label_agreement" not in found


def test_samples_that_are_test_images_are_as_far_away_as_those(data):
    found = adversarial.measure(Memory(data.test.intensities()), data)
    assert found["nearest_training"].value == pytest.approx(found["nearest_training_floor"].value)
    assert found["copied"].value == pytest.approx(2 / 300)  # those before the third of 300, which is where 1 % ends


def test_a_background_that_is_grey_is_measured(drawn):
    data = small(drawn, 1000)
    real = data.validation.intensities()
    assert real.shape == (1000, 1, 28, 28) and adversarial.measure(Memory(real), data)["background"].value < 1e-3
    found = adversarial.measure(Memory(0.95 * real + 0.05), data)
    assert found["background"].value == pytest.approx(0.05, abs=1e-3) and found["background_floor"].value < 1e-3
    assert 0 < found["background"].noise < 1e-3


def test_the_background_is_where_all_but_one_in_a_thousand_are_black():
    """The first pixel is lit in two of a thousand training images, the second in one, the third in all."""
    images = torch.zeros(1000, 1, 1, 3, dtype=torch.uint8)
    images[:2, ..., 0], images[2, ..., 1], images[..., 2] = 255, 255, 255
    train = Split(images, torch.zeros(1000))
    found = adversarial.background(torch.tensor([0.9, 0.1, 0.5]).expand(4, 1, 1, 3), Data(train, train, train))
    assert found["background"].value == pytest.approx(0.1) and found["background"].noise == 0
    assert found["background_floor"].value == pytest.approx(0.001)  # the images are the training images themselves
    lit = Split(images.clamp(min=1), train.labels)
    assert adversarial.background(images / 255, Data(lit, lit, lit)) == {}


def test_pictures_with_less_ink_than_any_training_image_are_blank(data):
    train = data.train.intensities()
    least = train[train.mean((1, 2, 3)).argmin()][None]
    drawn = torch.cat([torch.zeros(2, 1, 28, 28), 0.99 * least, least, train[:4]])
    found = adversarial.blank(drawn, data.train)["blank"]
    assert found.value == 3 / 8 and found.noise > 0
    assert adversarial.measure(Memory(train), data)["blank"].value == 0


def test_the_test_images_distances_are_found_once(drawn, data, monkeypatch):
    """Of the same content, however often it is read; of other content anew."""
    asked, nearest = [], adversarial.nearest

    def counted(images, train):
        asked.append(len(images))
        return nearest(images, train)

    monkeypatch.setattr(adversarial, "nearest", counted)
    adversarial._of_test.cache_clear()
    model = Memory(data.validation.intensities()[:200])
    first = adversarial.measure(model, data)
    again = adversarial.measure(model, small(drawn, 300))
    assert first == again and asked == [300, 300, 300]  # samples, test images, samples
    other = replace(data, train=small(drawn, 400).train)
    assert adversarial.measure(model, other)["nearest_training_floor"].value < first["nearest_training_floor"].value
    assert asked[3:] == [300, 300]


def test_the_critics_scores_are_percentiles_of_both_kinds(data):
    for name in ("gan", "dcgan"):
        model = fresh(RECIPES[name]).build("cpu").eval()
        (file, content), *others = adversarial.describe(model, data).items()
        assert file == CRITIC and not others and content.keys() == {"real", "generated"}
        for scores in content.values():
            assert len(scores) == PERCENTILES and scores == sorted(scores)
        with torch.no_grad():
            real = model.score(data.test.intensities())
            noise = torch.Generator().manual_seed(adversarial.SCORED_SEED)
            drawn = torch.cat([model.score(model.generate(model.latents(100, noise))) for _ in range(3)])
        assert content["real"][0] == pytest.approx(real.min().item(), abs=1e-5)
        for scores, kind in ((real, "real"), (drawn, "generated")):
            assert content[kind][::25] == pytest.approx(scores.quantile(torch.arange(5) / 4).tolist(), abs=1e-4)
    assert adversarial.describe(model.without_critic(), data) == {}


@pytest.mark.parametrize("size", [32, 64])
def test_images_of_another_size_are_measured_as_mnists(data, size):
    images = data.validation.intensities()
    for measure in (adversarial.measure, samples.quality):
        one, other = (measure(Memory(drawn), data) for drawn in (images, enlarge(images, size)))
        assert one.keys() == other.keys()
        for name in one:
            assert one[name].value == pytest.approx(other[name].value, rel=1e-3, abs=5e-3), name


def test_draws_are_remembered_until_the_weights_change(data):
    model = Memory(data.test.intensities())
    first = samples.draw(model, 50)
    assert samples.draw(model, 50) is first and len(samples.draw(model, 60)) == 60
    with torch.no_grad():
        model.images[0] = 0.5
    assert not torch.equal(samples.draw(model, 50), first)


@pytest.mark.parametrize(("shift", "share"), [(0, 1.0), (1, 0.0)])
def test_the_digit_asked_for_is_the_digit_read(shift, share):
    grey = (torch.arange(10) / 10).view(10, 1, 1, 1).expand(10, 1, 32, 32).clone()
    found = adversarial.label_agreement(Memory(grey, torch.arange(10), shift), Reader(), "reader")
    assert found.value == share and 0 < found.noise < 1e-3 and "10,000 samples" in found.estimator


def test_the_bundled_judge_reads_what_it_is_shown(drawn, monkeypatch):
    """One test image of each digit; with the real judge, by ``measure``."""
    monkeypatch.setattr(adversarial, "ASKED", 200)
    data = small(drawn, 100)
    first = [(data.test.labels == digit).nonzero()[0, 0] for digit in range(10)]
    model = Memory(data.test.intensities()[torch.stack(first)], torch.arange(10))
    assert adversarial.measure(model, data)["label_agreement"].value == 1.0


@pytest.mark.parametrize("name", ["dcgan-32", "cgan"])
def test_measuring_gives_the_same_again_and_leaves_the_global_generator_alone(data, name, monkeypatch):
    monkeypatch.setattr(adversarial, "ASKED", 100)
    model = fresh(RECIPES[name]).build("cpu").eval()
    state = torch.get_rng_state()
    assert adversarial.measure(model, data) == adversarial.measure(model, data)
    assert torch.equal(torch.get_rng_state(), state)


def test_figures_of_a_model_with_classes_and_of_one_without(data):
    labelled = replace(data, train=LabelledSplit(data.train.images, data.train.labels))
    for name, split in (("dcgan-32", data), ("cgan", labelled)):
        drawn = figures_gan.draw(fresh(RECIPES[name]).build("cpu").eval(), split)
        assert drawn.keys() == {"samples", "nearest"} <= card.FIGURES.keys()
    assert "digits 0 to 9" in drawn["samples"].axes[0].get_title(loc="left")


def test_the_nearest_figure_has_the_image_itself_below_a_copy(data):
    picture = figures_gan.nearest(Memory(data.train.intensities()), data).axes[0].images[0].get_array()
    assert (picture[:28] == picture[-28:]).all() and picture[:28].max() > 0.5


@pytest.mark.parametrize("epochs", [1, 3])
def test_learning_curves_of_two_players_have_a_panel_each_for_losses_accuracies_and_coverage(epochs):
    averages = {"generator": 1.0, "critic": 0.5, "real_accuracy": 0.9, "generated_accuracy": 0.8, "loss": 0.5}
    progress = loop.Progress(epochs, 1.0, epochs, train=[averages] * epochs, validation=[{"coverage": 0.7}] * epochs)
    panels = figures.learning_curves(progress).axes
    assert [[list(line.get_ydata()) for line in axes.lines] for axes in panels] == [
        [[1.0] * epochs, [0.5] * epochs], [[0.9] * epochs, [0.8] * epochs], [[0.7] * epochs],
    ]  # fmt: skip
