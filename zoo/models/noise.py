"""Latents of GANs: draws that a seed gives everywhere alike, truncation, and walks between them."""

import torch
from torch import Tensor

from zoo.errors import ZooError

MOST = 100  # latents of a seed
PARALLEL = 1e-6  # sine of the angle below which a straight line is as good


def latents(seed: int, latent_dim: int, first: int = 0, count: int = 1) -> Tensor:
    """Latents (count, latent_dim) number ``first`` and on of a seed's ``MOST`` draws from N(0, I).

    A latent depends on nothing but the seed, its number and ``latent_dim``: all are drawn, however few are asked for.
    """
    if not 0 <= first <= first + count <= MOST:
        raise ZooError(f"A seed has {MOST} latents; numbers {first} to {first + count} are not among them.")
    return torch.randn(MOST, latent_dim, generator=torch.Generator().manual_seed(seed))[first : first + count]


def truncated(draws: Tensor, bound: float) -> Tensor:
    """Draws from N(0, 1), of any shape, as draws from the normal truncated to +-``bound`` (Brock et al. 2019).

    By quantiles, so that each moves steadily as the bound is moved, where drawing again would make it jump.
    """
    if not bound > 0:
        raise ZooError("The truncation must be above 0.")
    edge = torch.special.ndtr(torch.tensor(bound, dtype=torch.double))
    quantiles = (1 - edge) + torch.special.ndtr(draws.double()) * (2 * edge - 1)
    return torch.special.ndtri(quantiles).clamp(-bound, bound).to(draws.dtype)


def slerp(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Latents (k, d) at ``shares`` (k,) of the way from ``start`` (d,) to ``end`` (d,), along the great circle.

    A straight line would pass nearer to 0 than any draw from N(0, I) comes (White 2016, arXiv:1609.04468). Lengths go
    evenly from one to the other (Shoemake 1985 has unit lengths). Between latents of one direction, and between
    opposite ones, which lie on many great circles, the way is straight: the latter passes through 0.
    """
    shares = shares[:, None].double()
    lengths = [point.double().norm().clamp_min(1e-12) for point in (start, end)]
    a, b = (point.double() / length for point, length in zip((start, end), lengths, strict=True))
    angle = (a @ b).clamp(-1, 1).acos()
    if angle.sin() < PARALLEL:
        path = a + shares * (b - a)
    else:
        path = (((1 - shares) * angle).sin() * a + (shares * angle).sin() * b) / angle.sin()
    return (path * (lengths[0] + shares * (lengths[1] - lengths[0]))).to(start.dtype)
