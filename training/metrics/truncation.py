"""What truncation does to a GAN's samples: of how many the judge is sure, and how much variety is left."""

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import samples
from zoo.images import reduce
from zoo.models.gan import GAN
from zoo.models.judge import Judge
from zoo.models.noise import truncated
from zoo.schema import TRUNCATION

BOUNDS = (None, 1.5, 1.0, 0.6)  # None: as they were drawn
SAMPLES = 300  # of each bound, and as many test images beside them
SEED = samples.SEED + 6  # of the latents, the same for every bound
LEAST = 3  # test images, for one to have neighbours
DECIMALS = 5


@torch.no_grad()
def describe(model: GAN, data: Data, judge: Judge | None = None) -> dict[str, dict]:
    """``truncation.json``: ``judged_sure`` and ``coverage`` of samples within each of ``BOUNDS``, from the same draws.

    Both as in ``samples.quality``, but of fewer samples, so that only figures of one file compare. No file for data
    with hardly any test images.
    """
    n = min(SAMPLES, len(data.test))
    if n < LEAST or not (known := (judge, "") if judge else samples.judge_of(data)):
        return {}
    judge, device = known[0], model.device
    real, _ = samples.judged(judge, data.test.head(n).intensities().cpu())
    try:
        model.cpu()  # so that every machine draws the same
        draws = model.latents(SAMPLES, torch.Generator().manual_seed(SEED))
        rows = [_row(model, draws, bound, real, judge) for bound in BOUNDS]
    finally:
        model.to(device)
    return {TRUNCATION: {"samples": SAMPLES, "real": n, "rows": rows}}


def _row(model: GAN, draws: Tensor, bound: float | None, real: Tensor, judge: Judge) -> dict:
    """The figures of one bound, beside the features (m, d) of ``real`` images."""
    latents = draws if bound is None else truncated(draws, bound)
    labels = torch.arange(len(draws)) % model.classes if model.classes else None
    parts = [slice(start, start + samples.BATCH) for start in range(0, len(draws), samples.BATCH)]
    images = [reduce(model.generate(latents[part], None if labels is None else labels[part])) for part in parts]
    features, logits = samples.judged(judge, torch.cat(images))
    coverage = samples.density_and_coverage(features, real, samples.radii(real))["coverage"][0]
    return {
        "bound": bound,
        "sure": round(samples.judged_sure(logits), DECIMALS),
        "coverage": round(coverage, DECIMALS),
    }
