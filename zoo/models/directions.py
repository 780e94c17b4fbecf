"""The directions in a GAN's latent space that change images most: GANSpace (Härkönen et al. 2020, arXiv:2004.02546)."""

from typing import NamedTuple

import torch
from torch import Tensor

from zoo.models.gan import GAN

CHUNK = 500  # latents at once
SPARE = 20  # extra components, beyond those of the latents if the layer is linear
ROUNDS = 3  # of the subspace iteration
ROUNDING = 1e-4  # a component below this share of the first is only rounding


class Directions(NamedTuple):
    """``vectors`` (k, latent_dim), strongest first, and the share (k,) of the features' variance of each.

    One unit along a vector is one standard deviation of its component.
    """

    vectors: Tensor
    shares: Tensor


@torch.no_grad()
def principal(model: GAN, most: int, count: int, seed: int) -> Directions:
    """The first ``most`` principal directions of the generator's first features, or fewer if there are not as many.

    Computes principal components of the features of ``count`` latents, and for each the latent direction that fits it
    by least squares (section 3.2 of Härkönen et al.). With classes, the mean of each class is subtracted first, so that
    a direction describes handwriting and not the difference between two digits. There are none if all features are the
    same.
    """
    noise = torch.Generator().manual_seed(seed)
    latents, labels = model.latents(count, noise), _in_turn(model, count)
    features = _centred(_features(model, latents, labels), labels, model.classes)  # (count, d)
    total = features.square().sum(dtype=torch.double)
    if not total > 0:
        return Directions(latents.new_zeros(0, latents.shape[1]), latents.new_zeros(0))
    scores, deviations = _components(features, latents.shape[1] + SPARE, seed)
    there = min(most, int((deviations > ROUNDING * deviations[0]).sum()))
    # Scores are uncorrelated and of unit length: the coefficients by least squares are plain products. A component's
    # standard deviation in these units is 1 / sqrt(count).
    vectors = scores[:, :there].T @ latents.double() / count**0.5  # (k, latent_dim)
    return Directions(vectors.float(), (deviations[:there].square() / total).float())


def _in_turn(model: GAN, count: int) -> Tensor | None:
    """Labels (count,), equally many of each class; None without classes."""
    return torch.arange(count) % model.classes if model.classes else None


def _features(model: GAN, latents: Tensor, labels: Tensor | None) -> Tensor:
    parts = [slice(at, at + CHUNK) for at in range(0, len(latents), CHUNK)]
    return torch.cat(
        [model.first_features(latents[part], None if labels is None else labels[part]).float() for part in parts]
    )


def _centred(features: Tensor, labels: Tensor | None, classes: int) -> Tensor:
    """Features (n, d) without the mean of their class."""
    if labels is None:
        return features.sub_(features.mean(0))
    for label in range(classes):
        own = labels == label
        features[own] -= features[own].mean(0)
    return features


def _components(features: Tensor, most: int, seed: int) -> tuple[Tensor, Tensor]:
    """Left singular vectors (n, k) and singular values (k,) of centred features (n, d), in double precision.

    Uses a randomised method (Halko et al. 2011, arXiv:0909.4061), because all components of several thousand features
    would take minutes. The state of torch's global generator, which it uses, is restored.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        left, values, _ = torch.svd_lowrank(features, q=min(most, *features.shape), niter=ROUNDS)
    return left.double(), values.double()
