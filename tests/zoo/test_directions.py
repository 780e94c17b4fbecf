"""Principal directions of generators that are made for it, against answers known beforehand."""

import pytest
import torch
from torch import nn

from zoo.errors import ZooError
from zoo.models.dcgan import DCGAN, DCGANConfig
from zoo.models.directions import principal
from zoo.models.gan import GAN, GANConfig

COUNT = 20_000


class Made(GAN):
    """A GAN whose first features are a function of the latents, and of the labels if it has classes."""

    def __init__(self, first, latent_dim, classes=0, spread=1.0):
        super().__init__(GANConfig(latent_dim=latent_dim, hidden=2))
        self.first, self.classes, self.spread = first, classes, spread

    def latents(self, n, generator=None):
        return self.spread * super().latents(n, generator)

    def first_features(self, latents, labels=None):
        return self.first(latents) if labels is None else self.first(latents, labels)


def turn(size: int, seed: int = 3) -> torch.Tensor:
    """An orthogonal matrix."""
    return torch.linalg.qr(torch.randn(size, size, generator=torch.Generator().manual_seed(seed))).Q


def linear(strengths) -> tuple[torch.Tensor, torch.Tensor]:
    """A matrix (latent_dim, features) and the directions (latent_dim, latent_dim) that it stretches so much, a row
    each."""
    directions, features = turn(len(strengths)), turn(30)[: len(strengths)]
    return directions.T @ torch.diag(torch.tensor(strengths)) @ features, directions


def along(found: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """The cosine of each found direction with the known one of its place."""
    return (torch.nn.functional.normalize(found, dim=1) * known[: len(found)]).sum(1).abs()


STRENGTHS = [9.0, 4.0, 2.0, 0.5, 0.5, 0.1]


def test_a_linear_layer_has_the_directions_that_it_was_made_of():
    matrix, known = linear(STRENGTHS)
    found = principal(Made(lambda latents: latents @ matrix, 6), 3, COUNT, seed=1)
    assert found.vectors.shape == (3, 6) and (along(found.vectors, known) > 0.999).all()
    squares = torch.tensor(STRENGTHS).square()
    torch.testing.assert_close(found.shares, (squares / squares.sum())[:3], rtol=0.05, atol=0)
    torch.testing.assert_close(found.vectors.norm(dim=1), torch.ones(3), rtol=0.02, atol=0)


def test_a_unit_is_a_standard_deviation_of_the_component():
    """Latents three times as large vary three times as much along the same directions."""
    matrix, known = linear(STRENGTHS)
    found = principal(Made(lambda latents: latents @ matrix, 6, spread=3.0), 3, COUNT, seed=1)
    assert (along(found.vectors, known) > 0.999).all()
    torch.testing.assert_close(found.vectors.norm(dim=1), torch.full((3,), 3.0), rtol=0.02, atol=0)


def test_behind_a_rectifier_the_dominating_direction_is_found_all_the_same():
    matrix, known = linear([9.0, 1.0, 1.0, 1.0])
    found = principal(Made(lambda latents: torch.relu(latents @ matrix + 0.5), 4), 1, COUNT, seed=1)
    assert along(found.vectors, known)[0] > 0.98


def test_the_difference_between_two_digits_is_no_direction():
    matrix, known = linear(STRENGTHS)
    digits = 50 * turn(30, seed=8)[:10]
    model = Made(lambda latents, labels: latents @ matrix + digits[labels], 6, classes=10)
    assert (along(principal(model, 3, COUNT, seed=1).vectors, known) > 0.999).all()


def test_there_are_no_more_directions_than_a_linear_layer_has():
    matrix, _ = linear([3.0, 2.0, 1.0])
    assert len(principal(Made(lambda latents: latents @ matrix, 3), 10, 2000, seed=1).vectors) == 3


def test_there_are_no_more_directions_than_features():
    found = principal(Made(lambda latents: latents[:, :2] * torch.tensor([3.0, 1.0]), 6), 10, 1000, seed=1)
    assert found.vectors.shape == (2, 6)
    torch.testing.assert_close(found.shares, torch.tensor([0.9, 0.1]), rtol=0.1, atol=0)


def test_there_are_fewer_directions_than_draws():
    """The mean is left out, so that of five draws four can differ."""
    found = principal(Made(lambda latents: latents @ turn(30)[:6], 6), 10, 5, seed=1)
    assert found.vectors.shape == (4, 6)
    torch.testing.assert_close(found.shares.sum(), torch.tensor(1.0))


def test_a_generator_that_does_not_vary_has_none():
    found = principal(Made(lambda latents: torch.ones(len(latents), 5), 4), 3, 1000, seed=1)
    assert found.vectors.shape == (0, 4) and found.shares.shape == (0,)


def test_the_same_seed_finds_the_same_and_the_global_generator_is_left_alone():
    model, state = GAN(GANConfig(hidden=16)).eval(), torch.get_rng_state()
    first, again = (principal(model, 4, 1000, seed=2).vectors for _ in range(2))
    assert torch.equal(first, again) and torch.equal(state, torch.get_rng_state())


SMALL = {"image_size": 16, "generator_channels": (8, 4), "critic_channels": (4, 8)}


FIRST = {"dense": lambda generator: generator.layers[1], "convolutional": lambda generator: generator.blocks[0]}


@pytest.mark.parametrize(("kind", "model", "size"), [
    ("dense", GAN(GANConfig(hidden=16)), 16),
    ("convolutional", DCGAN(DCGANConfig(**SMALL)), 8 * 16),
    ("convolutional", DCGAN(DCGANConfig(**SMALL, classes=10)), 8 * 16),
])  # fmt: skip
def test_the_first_features_are_those_of_the_first_layer(kind, model, size):
    latents, labels, seen = model.eval().latents(7), torch.arange(7) if model.classes else None, []
    FIRST[kind](model.generator).register_forward_hook(lambda _, given, output: seen.append(output.flatten(1)))
    model.generate(latents, labels)
    features = model.first_features(latents, labels)
    assert features.shape == (7, size) and torch.equal(seen[0], features)


def test_a_generator_of_another_kind_is_looked_at_by_its_images():
    class Plain(nn.Linear):
        def forward(self, latents, labels=None):
            return super().forward(latents).unflatten(1, (1, 3, 4))

    model = GAN(GANConfig(hidden=16))
    model.generator = Plain(100, 12)
    latents = model.latents(5)
    assert torch.equal(model.first_features(latents), model.generator(latents).flatten(1))


def test_a_model_that_draws_the_digit_asked_for_must_be_asked():
    with pytest.raises(ZooError, match="give labels"):
        DCGAN(DCGANConfig(**SMALL, classes=10)).first_features(torch.zeros(2, 100))
