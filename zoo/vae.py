"""Variational autoencoders (Kingma & Welling 2014, arXiv:1312.6114)."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from zoo.base import ZooModel
from zoo.config import Config
from zoo.mlp import mlp


@dataclass(frozen=True)
class VAEConfig(Config):
    """Sizes of an MLP VAE; ``hidden`` are the encoder's layers, the decoder mirrors them."""

    image_size: int = 28
    hidden: tuple = (200, 200)
    latent_dim: int = 20
    activation: str = "softplus"
    beta: float = 1.0


class Posterior(NamedTuple):
    """The Gaussian q(z|x): ``mean`` and ``log_var``, each (n, latent_dim)."""

    mean: Tensor
    log_var: Tensor

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """One draw per row by the reparameterisation of eq. 10: mean + sd * noise, (n, latent_dim)."""
        noise = torch.randn(self.mean.shape, generator=generator, device=self.mean.device)
        return self.mean + noise * (0.5 * self.log_var).exp()

    def kl(self) -> Tensor:
        """KL(q(z|x) || N(0, I)) of each latent in nats, (n, latent_dim); appendix B."""
        return 0.5 * (self.mean.square() + self.log_var.exp() - 1 - self.log_var)


class VAE(ZooModel, license="mit", tags=["variational-autoencoder", "mnist"]):
    """An MLP VAE with a Gaussian posterior, a standard normal prior and a Bernoulli decoder over binary pixels."""

    Config = VAEConfig

    def __init__(self, config: VAEConfig):
        super().__init__(config)
        pixels = config.image_size**2
        self.encoder = mlp((pixels, *config.hidden, 2 * config.latent_dim), config.activation)
        self.decoder = mlp((config.latent_dim, *reversed(config.hidden), pixels), config.activation)

    def encode(self, images: Tensor) -> Posterior:
        """q(z|x) of images (n, 1, H, W) in [0, 1]."""
        return Posterior(*self.encoder(images.flatten(1)).chunk(2, dim=-1))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Logits of p(x|z), (..., H * W), of latents (..., latent_dim)."""
        return self.decoder(latents)

    def decode(self, latents: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W) of latents (n, latent_dim)."""
        size = self.config.image_size
        return self.decode_logits(latents).sigmoid().unflatten(-1, (1, size, size))

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """The negative ELBO of binary images (n, 1, H, W) and its two terms, by one draw per image."""
        posterior = self.encode(batch)
        logits = self.decode_logits(posterior.sample())
        reconstruction = F.binary_cross_entropy_with_logits(logits, batch.flatten(1), reduction="sum")
        reconstruction = reconstruction / len(batch)
        kl = posterior.kl().sum(dim=1).mean()
        return {"loss": reconstruction + self.config.beta * kl, "reconstruction": reconstruction, "kl": kl}

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W) of latents drawn from the prior N(0, I)."""
        return self.decode(torch.randn(n, self.config.latent_dim, generator=generator, device=self.device))
