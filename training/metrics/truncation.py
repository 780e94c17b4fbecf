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
def describe(model: GAN, data: Data, judge: Judge | None = None, refuser: Judge | None = None) -> dict[str, dict]:
    """``truncation.json``: what judges see in samples within each of ``BOUNDS``, from the same draws.

    ``coverage`` is that of ``samples.quality``, but of fewer samples, so that only figures of one file compare.
    ``no_digit`` is the share that the ``refuser`` takes for no digit; ``sure`` is the share of which the judge is sure
    and that is not among those, for the judge is sure of black pictures, too. The default judges are those of the data;
    without a refuser there is no ``no_digit``. No file for data with hardly any test images.
    """
    n = min(SAMPLES, len(data.test))
    if n < LEAST or not (known := (judge, "") if judge else samples.judge_of(data)):
        return {}
    if judge is None and (found := samples.refuser_of(data)):
        refuser = found[0]
    judge, device = known[0], model.device
    real, _ = samples.judged(judge, data.test.head(n).intensities().cpu())
    try:
        model.cpu()  # so that every machine draws the same
        draws = model.latents(SAMPLES, torch.Generator().manual_seed(SEED))
        rows = [_row(_drawn(model, draws, bound), bound, real, judge, refuser) for bound in BOUNDS]
    finally:
        model.to(device)
    return {TRUNCATION: {"samples": SAMPLES, "real": n, "rows": rows}}


def _drawn(model: GAN, draws: Tensor, bound: float | None) -> Tensor:
    """Images (n, 1, 28, 28) of latents (n, d) within a bound, of each class in turn."""
    latents = draws if bound is None else truncated(draws, bound)
    labels = torch.arange(len(draws)) % model.classes if model.classes else None
    parts = [slice(start, start + samples.BATCH) for start in range(0, len(draws), samples.BATCH)]
    return torch.cat(
        [reduce(model.generate(latents[part], None if labels is None else labels[part])) for part in parts]
    )


def _row(images: Tensor, bound: float | None, real: Tensor, judge: Judge, refuser: Judge | None) -> dict:
    """The figures of the images of one bound, beside the features (m, d) of ``real`` images."""
    features, logits = samples.judged(judge, images)
    sure, row = samples.is_sure(logits), {"bound": bound}
    if refuser is not None:
        refused = samples.refused(refuser, images)
        sure = sure & ~refused
        row["no_digit"] = _share(refused)
    coverage = samples.density_and_coverage(features, real, samples.radii(real))["coverage"][0]
    return row | {"sure": _share(sure), "coverage": round(coverage, DECIMALS)}


def _share(which: Tensor) -> float:
    return round(which.double().mean().item(), DECIMALS)
