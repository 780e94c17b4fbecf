"""Latents of a seed, their truncation, and walks between them."""

import math

import pytest
import torch
from draws import noise

from zoo.errors import ZooError
from zoo.models.noise import MOST, latents, slerp, truncated


@pytest.mark.parametrize("bound", [0.05, 0.5, 1.0, 2.0])
def test_truncated_draws_are_those_of_the_truncated_normal(bound):
    draws = noise(20_000)
    moved = truncated(draws, bound)
    assert moved.abs().max() <= bound and moved.dtype == draws.dtype
    assert (moved[draws.argsort()].diff() >= 0).all()  # each keeps its rank
    torch.testing.assert_close(truncated(-draws, bound), -moved, atol=1e-4, rtol=1e-4)
    density = math.exp(-(bound**2) / 2) / math.sqrt(2 * math.pi)
    inside = math.erf(bound / math.sqrt(2))
    assert moved.var().item() == pytest.approx(1 - 2 * bound * density / inside, rel=0.03)


def test_a_wide_truncation_changes_nothing_and_none_is_an_error():
    torch.testing.assert_close(truncated(noise(1000), 9.0), noise(1000), atol=1e-4, rtol=1e-4)
    for bound in (0.0, -1.0, float("nan")):
        with pytest.raises(ZooError, match="greater than 0"):
            truncated(noise(3), bound)


def test_a_walk_goes_along_the_great_circle():
    a, b = torch.tensor([2.0, 0.0, 0.0]), torch.tensor([0.0, 2.0, 0.0])
    path = slerp(a, b, torch.tensor([0.0, 1 / 3, 0.5, 1.0]))
    third = [2 * math.cos(math.pi / 6), 2 * math.sin(math.pi / 6), 0.0]
    torch.testing.assert_close(path, torch.tensor([[2, 0, 0], third, [2**0.5, 2**0.5, 0], [0, 2, 0]]))


def test_a_walk_between_draws_keeps_their_lengths_and_their_ends():
    a, b = noise(100, seed=3), 1.5 * noise(100, seed=4)
    path = slerp(a, b, torch.linspace(0, 1, 11))
    torch.testing.assert_close(path[[0, -1]], torch.stack([a, b]))
    torch.testing.assert_close(path.norm(dim=1), torch.lerp(a.norm(), b.norm(), torch.linspace(0, 1, 11)))
    straight = torch.lerp(a, b, torch.tensor(0.5))
    assert path[5].norm() > 1.2 * straight.norm()


@pytest.mark.parametrize("end", [1.0, 2.0, -1.0, 0.0])
def test_a_walk_along_one_line_stays_on_it_and_is_finite(end):
    a = noise(10)
    path = slerp(a, end * a, torch.linspace(0, 1, 5))
    assert torch.isfinite(path).all()
    torch.testing.assert_close(path[-1], end * a, atol=1e-5, rtol=1e-5)


def test_a_latent_is_the_same_however_many_are_asked_for():
    everything = latents(7, 12, 0, MOST)
    assert torch.equal(latents(7, 12, 40, 20), everything[40:60]) and torch.equal(latents(7, 12), everything[:1])
    assert not torch.equal(latents(8, 12), everything[:1]) and latents(7, 12, 100, 0).shape == (0, 12)
    assert latents(2**64 - 1, 12).isfinite().all()


@pytest.mark.parametrize(("first", "count"), [(-1, 5), (0, 101), (100, 1), (5, -1)])
def test_latents_that_a_seed_does_not_have(first, count):
    with pytest.raises(ZooError, match="A seed has 100 latents"):
        latents(7, 12, first, count)
