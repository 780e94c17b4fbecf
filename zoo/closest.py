"""The sample of a GAN that is closest to a picture, by optimising its latents (Zhu et al. 2016, arXiv:1609.03552)."""

import torch
from torch import Tensor

from zoo.images import reduce
from zoo.models.gan import GAN

STARTS, KEPT = 24, 4  # draws from the prior to begin with, and the best ones that go on
FIRST, MORE = 15, 85  # steps of all, and of those that go on
RATE = 0.1
PRIOR = 0.02  # weight of |z|² / 2 in the loss, so that the latents stay where the prior has them


def closest(model: GAN, image: Tensor, seed: int = 1) -> tuple[Tensor, Tensor]:
    """Latents (1, latent_dim) and their picture (1, 1, size, size), at the size of ``image`` (1, 1, size, size).

    Gradient descent on the squared error from several draws of the prior. What it finds is a local optimum: a closer
    sample may exist.
    """
    latents = model.latents(STARTS, torch.Generator().manual_seed(seed))
    latents = _descend(model, image, latents, FIRST)
    order = _errors(model, image, latents).argsort()
    latents = _descend(model, image, latents[order[:KEPT]], MORE)
    best = _errors(model, image, latents).argmin()
    with torch.no_grad():
        return latents[best : best + 1], _pictures(model, latents[best : best + 1], image.shape[-1])


def _descend(model: GAN, image: Tensor, latents: Tensor, steps: int) -> Tensor:
    latents = latents.clone().requires_grad_()
    adam = torch.optim.Adam([latents], lr=RATE)
    for _ in range(steps):
        errors = (_pictures(model, latents, image.shape[-1]) - image).square().flatten(1).sum(1)
        loss = (errors + PRIOR * latents.square().sum(1) / 2).sum()
        (latents.grad,) = torch.autograd.grad(loss, [latents])  # the weights need none
        adam.step()
    return latents.detach()


@torch.no_grad()
def _errors(model: GAN, image: Tensor, latents: Tensor) -> Tensor:
    """Squared error (n,) of each picture."""
    return (_pictures(model, latents, image.shape[-1]) - image).square().flatten(1).sum(1)


def _pictures(model: GAN, latents: Tensor, size: int) -> Tensor:
    return reduce(model.generate(latents, model.labels(len(latents))), size)
