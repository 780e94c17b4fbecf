"""Latents of GANs: draws that are the same everywhere for a seed, truncation, and walks between latents."""

import torch
from torch import Tensor

from zoo.errors import ZooError

MOST = 100  # latents per seed
PARALLEL = 1e-6  # sine of the angle below which a straight line is used


def latents(seed: int, latent_dim: int, first: int = 0, count: int = 1) -> Tensor:
    """Latents (count, latent_dim) from number ``first`` onwards of a seed's ``MOST`` draws from N(0, I).

    A latent depends only on the seed, its number and ``latent_dim``, because always all of them are drawn.
    """
    if not 0 <= first <= first + count <= MOST:
        raise ZooError(
            f"A seed has {MOST} latents, so there are no numbers {first} to {first + count}; ask for others."
        )
    return torch.randn(MOST, latent_dim, generator=torch.Generator().manual_seed(seed))[first : first + count]


def truncated(draws: Tensor, bound: float) -> Tensor:
    """Draws from N(0, 1), of any shape, turned into draws from the normal truncated to +-``bound`` (Brock et al. 2019).

    Uses quantiles, so that each value changes continuously with the bound; drawing again would make it jump.
    """
    if not bound > 0:
        raise ZooError("The truncation must be greater than 0.")
    edge = torch.special.ndtr(torch.tensor(bound, dtype=torch.double))
    quantiles = (1 - edge) + torch.special.ndtr(draws.double()) * (2 * edge - 1)
    return torch.special.ndtri(quantiles).clamp(-bound, bound).to(draws.dtype)


def slerp(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Latents (k, d) at ``shares`` (k,) of the way from ``start`` (d,) to ``end`` (d,), along the great circle.

    A straight line would pass nearer to 0 than draws from N(0, I) lie (White 2016, arXiv:1609.04468). Lengths change
    linearly from one to the other (Shoemake 1985 has unit lengths). Between latents of the same direction, and between
    opposite ones, which have many great circles, the path is straight; the latter passes through 0.
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
