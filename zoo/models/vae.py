"""Variational autoencoders (Kingma & Welling 2014, arXiv:1312.6114)."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

from zoo.batches import drawn
from zoo.errors import ZooError
from zoo.models import in_page
from zoo.models.base import ZooModel
from zoo.models.config import Config
from zoo.models.mlp import dense_decoder, mlp
from zoo.models.softplus import log_likelihood


@dataclass(frozen=True)
class VAEConfig(Config):
    """Sizes of an MLP VAE; ``hidden`` are the encoder's layers, the decoder mirrors them.

    ``beta`` weights the KL divergence (Higgins et al. 2017). If ``samples`` is above 1, the model is trained on the
    importance-weighted bound of that many draws (Burda et al. 2016), which requires beta = 1.
    """

    image_size: int = 28
    hidden: tuple = (200, 200)
    latent_dim: int = 20
    activation: str = "softplus"
    beta: float = 1.0
    samples: int = 1

    def __post_init__(self):
        super().__post_init__()
        check_objective(self.beta, self.samples)


def check_objective(beta: float, samples: int) -> None:
    """Check that there is no beta with the importance-weighted bound."""
    if samples < 1 or (samples > 1 and beta != 1):
        raise ZooError(f"samples = {samples} and beta = {beta:g} cannot be combined; set one of them to 1.")


def bernoulli_log_likelihood(logits: Tensor, x: Tensor) -> Tensor:
    """log p(x|z) in nats, (k, n), of binary x (n, pixels) under logits (k, n, pixels).

    Computed in the precision of ``x`` regardless of autocast, because bfloat16 is too coarse for a sum over 784 pixels.
    """
    with torch.autocast(x.device.type, enabled=False):
        return log_likelihood(logits.to(x.dtype), x)


class Posterior(NamedTuple):
    """The Gaussian q(z|x): ``mean`` and ``log_var``, each (n, latent_dim)."""

    mean: Tensor
    log_var: Tensor
    exact = True  # whether ``divergence`` has no noise

    def at_full_price(self, price: float | Tensor) -> "Posterior":
        """q(z|x) for a KL divergence with the weight 1, of one that was trained with the weight ``price`` (0 to 1).

        With a weight β, the best q(z|x) is proportional to p(z) p(x|z)^(1/β). So what it has beyond the prior, as a
        Gaussian in z, is taken to the power β. It is wider, and a better proposal for bounds on log p(x).
        """
        told = price * ((-self.log_var).exp() - 1)  # precision beyond the prior's
        log_var = -(1 + told).log()
        return Posterior(price * self.mean * (log_var - self.log_var).exp(), log_var)

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """One draw per row with the reparameterisation of eq. 10: mean + sd * noise, (n, latent_dim)."""
        return self.at(drawn(torch.randn, self.mean.shape, generator=generator, device=self.mean.device))

    def at(self, noise: Tensor) -> Tensor:
        """Latents mean + sd * noise, (..., n, latent_dim), for draws ``noise`` from N(0, I) of that shape."""
        return self.mean + noise * (0.5 * self.log_var).exp()

    def draws(self, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Latents (..., n, latent_dim) as of ``at``, and log p(z) - log q(z|x) of each, (..., n)."""
        latents = self.at(noise)
        return latents, log_prior_ratio(latents, noise, self.log_var)

    def kl(self) -> Tensor:
        """KL(q(z|x) || N(0, I)) of each latent in nats, (n, latent_dim); appendix B."""
        return 0.5 * (self.mean.square() + self.log_var.exp() - 1 - self.log_var)

    def divergence(self, ratio: Tensor) -> Tensor:
        """KL(q(z|x) || N(0, I)) in nats, (n,): exact, whatever the ``ratio`` (k, n) of draws says."""
        return self.kl().sum(-1)


def log_prior_ratio(latents: Tensor, noise: Tensor, log_var: Tensor) -> Tensor:
    """log p(z) - log q(z|x) in nats, (...), of latents (..., latent_dim) = mean + sd * noise.

    The normalising constants of the prior N(0, I) and of the posterior cancel.
    """
    return 0.5 * (noise.square() + log_var - latents.square()).sum(-1)


def log_weights(log_likelihood: Tensor, latents: Tensor, noise: Tensor, log_var: Tensor) -> Tensor:
    """log p(x, z) - log q(z|x) in nats, (k, ...), of latents (k, ..., latent_dim) = mean + sd * noise."""
    return log_likelihood + log_prior_ratio(latents, noise, log_var)


def importance_bound(log_weight: Tensor) -> Tensor:
    """The log of the mean of k weights: a lower bound on log p(x), (...), of log weights (k, ...).

    Eq. 8 of Burda et al. 2016 (arXiv:1509.00519).
    """
    return log_weight.logsumexp(0) - math.log(len(log_weight))


def importance_variance(log_weight: Tensor) -> Tensor:
    """The variance of ``importance_bound`` from its draws, (...), by the delta method."""
    return (log_weight.softmax(0).square().sum(0) - 1 / len(log_weight)).clamp_min(0)


class VAE(ZooModel, license="mit", tags=["variational-autoencoder", "mnist"]):
    """An MLP VAE with a Gaussian posterior, a standard normal prior and a Bernoulli decoder over binary pixels."""

    Config = VAEConfig
    family = "vae"

    @classmethod
    def capabilities(cls, config: Any) -> dict:
        """The explanation depends on the loss; a subclass with another decoder may say how the page runs that."""
        dense = cls.__init__ is VAE.__init__ and cls.decode_logits is VAE.decode_logits
        other = in_page.decoder(cls, config, config.latent_dim, "decode", "decode_logits")
        several = config.samples > 1
        return super().capabilities(config) | {
            "kind": "variational autoencoder",
            "explanation": "iwae" if several else "vae" if config.beta == 1 else "beta-vae",
            "prior": "normal",
            "redraws": True,
            "loss": "importance_weighted" if several else "elbo",
            "decoder": dense_decoder(config.activation) if dense else other,
        }

    def __init__(self, config: VAEConfig):
        super().__init__(config)
        pixels = config.image_size**2
        self.encoder = mlp((pixels, *config.hidden, 2 * config.latent_dim), config.activation)
        self.decoder = mlp((config.latent_dim, *reversed(config.hidden), pixels), config.activation)

    def encode(self, images: Tensor) -> Posterior:
        """q(z|x) of images (n, 1, H, W) in [0, 1]."""
        return Posterior(*self.encoder(images.flatten(1)).to(images.dtype).chunk(2, dim=-1))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Logits of p(x|z), (..., H * W), for latents (..., latent_dim)."""
        return self.decoder(latents)

    def decode(self, latents: Tensor) -> Tensor:
        """Pixel probabilities (n, 1, H, W) for latents (n, latent_dim)."""
        size = self.config.image_size
        return self.decode_logits(latents).sigmoid().unflatten(-1, (1, size, size))

    def reconstruct(self, images: Tensor) -> Tensor:
        """Images (n, 1, H, W) by the mean of their codes and back."""
        return self.decode(self.encode(images).mean)

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """Minus the bound that training maximises, of binary images (n, 1, H, W), and the terms of the negative
        ELBO."""
        posterior, x = self.encode(batch), batch.flatten(1)
        if self.config.samples > 1:
            kl = posterior.kl().sum(dim=1).mean()
            loss, reconstruction = self._importance_weighted(posterior, x)
        else:
            noise = drawn(torch.randn, (len(x), self.config.latent_dim), device=x.device)
            latents, ratio = posterior.draws(noise)
            kl = posterior.divergence(ratio[None]).mean()
            reconstruction = -bernoulli_log_likelihood(self.decode_logits(latents)[None], x).mean()
            loss = reconstruction + self.config.beta * kl
        return {"loss": loss, "reconstruction": reconstruction, "kl": kl}

    def _importance_weighted(self, posterior: Posterior, x: Tensor) -> tuple[Tensor, Tensor]:
        """Minus ``importance_bound``, and the reconstruction term.

        The value is that of the bound; the gradient is the doubly reparameterised one of Tucker et al. 2018
        (arXiv:1810.04152, eq. 8), whose signal does not vanish with more samples: the density of q is held fixed and
        the gradient with respect to the latents is weighted once more.
        """
        mean, log_var = posterior
        noise = drawn(torch.randn, (self.config.samples, *mean.shape), along=1, device=mean.device)  # (k, n, d)
        latents = posterior.at(noise)
        log_likelihood = bernoulli_log_likelihood(self.decode_logits(latents), x)  # (k, n)
        fixed = Posterior(mean.detach(), log_var.detach())
        again = (latents - fixed.mean) * (-0.5 * fixed.log_var).exp()  # the noise, as a function of the latents
        log_weight = log_weights(log_likelihood, latents, again, fixed.log_var)
        weights = log_weight.detach().softmax(0)
        if latents.requires_grad:
            latents.register_hook(lambda gradient: weights[..., None] * gradient)
        value = -importance_bound(log_weight.detach()).mean()
        surrogate = -(weights * log_weight).sum(0).mean()
        return value + surrogate - surrogate.detach(), -log_likelihood.mean()

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Pixel probabilities (n, 1, H, W) for latents drawn from the prior N(0, I)."""
        return self.decode(torch.randn(n, self.config.latent_dim, generator=generator, device=self.device))
