"""The cost of a VQ-VAE's codes and the use of its code book."""

import math

import torch
from torch import Tensor

from training.metrics import Metric
from zoo.models.softplus import log_likelihood


@torch.no_grad()
def codes_of(model, images: Tensor, chunk: int = 500) -> Tensor:
    """Codes (n, grid, grid) of images (n, 1, H, W)."""
    return torch.cat([model.encode(x) for x in images.split(chunk)])


@torch.no_grad()
def bounds(model, images: Tensor, chunk: int = 500) -> dict[str, Metric]:
    """``elbo`` and its two terms, and ``bits_per_image``, of binary images (n, 1, H, W).

    The encoder chooses one grid c for an image x, so log p(x) >= log p(x|c) + log p(c): the cost of transmitting x by
    its codes. All figures are exact.
    """
    reconstruction = code_cost = 0.0
    for x in images.split(chunk):
        codes = model.encode(x)
        logits = model.decode_logits(codes)
        reconstruction -= log_likelihood(logits, x.flatten(1)).sum().item()
        code_cost += model.prior_nll(codes).sum().item()
    n = len(images)
    exact = f"exact mean over {n:,} binarised test images"
    return {
        "elbo": Metric(-(reconstruction + code_cost) / n, "nats per image", exact, ">="),
        "elbo_reconstruction": Metric(reconstruction / n, "nats per image", exact),
        "code_cost": Metric(code_cost / n, "nats per image", f"-log prior of the codes, {exact}"),
        "bits_per_image": Metric(code_cost / n / math.log(2), "bits per image", f"codes under the prior, {exact}"),
    }


def shares(codes: Tensor, size: int) -> Tensor:
    """How often each of ``size`` codes occurs among codes of any shape, (size,), summing to 1."""
    return torch.bincount(codes.flatten(), minlength=size).double().cpu() / codes.numel()


def use(model, images: Tensor) -> dict[str, Metric]:
    """``codebook_use``: share of codes that occur; ``codebook_perplexity``: exp of the entropy of their frequencies."""
    share = shares(codes_of(model, images), model.config.codebook_size)
    how = f"codes of {len(images):,} binarised test images"
    perplexity = torch.special.entr(share).sum().exp().item()
    return {
        "codebook_use": Metric((share > 0).double().mean().item(), f"share of {len(share)} codes", how),
        "codebook_perplexity": Metric(perplexity, "codes", f"exp of the entropy of the frequencies of the {how}"),
    }
