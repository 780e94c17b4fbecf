"""How well images are reconstructed from their codes."""

from collections.abc import Callable

import torch
from torch import Tensor

from training.metrics import Metric
from zoo.images import NOISES, corrupt
from zoo.models.softplus import log_likelihood

SEED = 20_141  # of the noise to remove


@torch.no_grad()
def reconstruction(model, images: Tensor, chunk: int = 1000) -> dict[str, Metric]:
    """``bce_per_pixel`` (nats) and ``squared_error`` (per image, summed over pixels) of intensities (n, 1, H, W).

    A VAE reconstructs each image from the mean of its posterior.
    """

    def logits_of(x: Tensor) -> Tensor:
        codes = model.encode(x)
        return model.decode_logits(codes if isinstance(codes, Tensor) else codes.mean)

    return errors(images, logits_of, chunk)


def errors(images: Tensor, logits_of: Callable[[Tensor], Tensor], chunk: int = 1000) -> dict[str, Metric]:
    """The metrics of ``reconstruction`` for logits (n, pixels) from ``logits_of`` (images)."""
    entropy = error = 0.0
    for x in images.split(chunk):
        logits = logits_of(x)
        entropy -= log_likelihood(logits, x.flatten(1)).sum().item()
        error += (logits.sigmoid() - x.flatten(1)).square().sum().item()
    exact = f"exact mean over {len(images):,} test images, intensities in [0, 1]"
    return {
        "bce_per_pixel": Metric(entropy / images.numel(), "nats per pixel", exact),
        "squared_error": Metric(error / len(images), "squared intensity per image", exact),
    }


@torch.no_grad()
def code_variance(codes: Tensor) -> dict[str, Metric]:
    """Variance of each code unit over the test set, and how many units vary at all (variance > 0.01); (n, d)."""
    variance = codes.var(dim=0)
    return {
        "active_units": Metric(int((variance > 0.01).sum()), "units", "variance of the code over the test set > 0.01"),
        "variance_per_unit": Metric(
            variance.tolist(), "squared code units", f"variance over {len(codes):,} test images, unit by unit"
        ),
    }


@torch.no_grad()
def denoising(model, images: Tensor, strength: float, chunk: int = 1000) -> dict[str, Metric]:
    """For each kind of noise, the squared error of noisy images (n, 1, H, W) and of the model's output for them."""
    found = {}
    for kind in NOISES:
        generator = torch.Generator().manual_seed(SEED)  # on the CPU: the same noise on every machine
        noisy = corrupt(images.cpu(), kind, strength, generator).to(images.device)
        cleaned = torch.cat([model.decode(model.encode(x)) for x in noisy.split(chunk)])
        how = f"exact mean over {len(images):,} test images under {kind} noise of strength {strength:g}"
        for name, picture in (("noisy", noisy), ("denoised", cleaned)):
            error = (picture - images).square().sum().item() / len(images)
            found[f"{name}_error_{kind}"] = Metric(error, "squared intensity per image", how)
    return found
