"""How well an image comes back from its code."""

import torch
import torch.nn.functional as F
from torch import Tensor

from training.metrics import Metric


@torch.no_grad()
def reconstruction(model, images: Tensor, chunk: int = 1000) -> dict[str, Metric]:
    """``bce_per_pixel`` (nats) and ``squared_error`` (per image, summed over pixels) of intensities (n, 1, H, W)."""
    entropy = error = 0.0
    for x in images.split(chunk):
        logits = model.decode_logits(model.encode(x))
        entropy += F.binary_cross_entropy_with_logits(logits, x.flatten(1), reduction="sum").item()
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
