"""Bounds on the log-likelihood of a VAE, and the information in its latents."""

import torch
from torch import Tensor

from training.metrics import Metric
from zoo.models.flow_vae import MOMENT_DRAWS
from zoo.models.vae import Posterior, bernoulli_log_likelihood, importance_bound, importance_variance

SEED = 20_140  # of all draws for measuring: the test set's binary pixels, then the posterior's samples
SAMPLES = 1000
NATS = "nats per image"


def binary_test_set(intensities: Tensor) -> Tensor:
    """The test images with each pixel drawn once, with a fixed seed on the CPU, so that every machine gets the same."""
    generator = torch.Generator().manual_seed(SEED)
    return torch.bernoulli(intensities.cpu(), generator=generator).to(intensities.device)


@torch.no_grad()
def bounds(model, images: Tensor, samples: int = SAMPLES, chunk: int = 8) -> dict[str, Metric]:
    """The ELBO with its two terms, and the importance-weighted bound; binary images (n, 1, H, W).

    Both come from the same ``samples`` draws of q(z|x) per image. The importance-weighted bound is eq. 8 of Burda et
    al. 2016 (arXiv:1509.00519). ``noise`` is the standard error of these draws: of the mean for the ELBO, by the delta
    method for the logarithm of the mean weight.
    """
    generator = torch.Generator(images.device).manual_seed(SEED + 1)
    parts = [_bounds_of(model, x, samples, generator) for x in images.split(chunk)]
    elbo, kl, tight, *variances = (torch.cat(part).cpu().double() for part in zip(*parts, strict=True))
    n = len(images)
    how = f"{samples:,} samples of q(z|x) per image, {n:,} binarised test images"
    of_kl = f"closed form, {n:,} binarised test images" if model.encode(images[:1]).exact else f"mean of {how}"
    noises = [variance.sum().sqrt().item() / n for variance in variances]
    return {
        "elbo": Metric(elbo.mean().item(), NATS, f"mean of {how}", ">=", noise=noises[0]),
        "elbo_reconstruction": Metric(-(elbo + kl).mean().item(), NATS, f"mean of {how}", noise=noises[1]),
        "elbo_kl": Metric(kl.mean().item(), NATS, of_kl, noise=noises[2]),
        f"nll_iw{samples}": Metric(
            -tight.mean().item(), NATS, f"importance-weighted bound, {how}", "<=", noise=noises[3]
        ),
    }


def _bounds_of(model, x: Tensor, samples: int, generator: torch.Generator) -> tuple[Tensor, ...]:
    """Per image, each (n,): ELBO, KL divergence and importance-weighted bound; then the variances by their draws of the
    ELBO, the reconstruction, the KL divergence and the bound."""
    posterior = model.encode(x)
    noise = torch.randn(samples, *posterior.mean.shape, generator=generator, device=x.device)  # (k, n, d)
    latents, ratio = posterior.draws(noise)
    log_likelihood = bernoulli_log_likelihood(model.decode_logits(latents), x.flatten(1))  # (k, n)
    log_weight, kl = log_likelihood + ratio, posterior.divergence(ratio)
    exact = posterior.exact
    return (
        log_likelihood.mean(0) - kl,
        kl,
        importance_bound(log_weight),
        (log_likelihood if exact else log_weight).var(0) / samples,
        log_likelihood.var(0) / samples,
        torch.zeros_like(kl) if exact else ratio.var(0) / samples,
        importance_variance(log_weight),
    )


@torch.no_grad()
def posterior_of(model, images: Tensor, chunk: int = 1000) -> Posterior:
    """q(z|x) of all images (n, 1, H, W); of one that is no Gaussian, the one with its means and variances."""
    parts = map(model.encode, images.split(chunk))
    return Posterior(*map(torch.cat, zip(*((part.mean, part.log_var) for part in parts), strict=True)))


@torch.no_grad()
def information(model, images: Tensor) -> dict[str, Metric]:
    """``kl_per_latent`` and ``active_units`` over binary images (n, 1, H, W).

    A unit is active when the variance of its posterior mean over the data exceeds 0.01 (Burda et al. 2016, sec. 5.2).
    """
    posterior = posterior_of(model, images)
    active = int((posterior.mean.var(dim=0) > 0.01).sum())
    n = f"{len(images):,} binarised test images"
    exact = model.encode(images[:1]).exact
    drawn = "" if exact else f", of {MOMENT_DRAWS} draws in pairs of noise and its negative,"
    how = "closed form" if exact else f"of normal distributions with the mean and variance{drawn.rstrip(',')}"
    return {
        "active_units": Metric(active, "units", f"variance of the posterior mean{drawn} over {n} > 0.01"),
        "kl_per_latent": Metric(posterior.kl().mean(0).tolist(), NATS, f"{how}, mean over {n}"),
    }
