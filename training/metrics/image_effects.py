"""``effects.json`` of a VAE of images: what each latent does to the strokes, slant, size and loops of its digits."""

from typing import get_args

import torch
from torch import Tensor

from training.data.images import Data
from training.metrics import effects, samples
from training.metrics.shapes import SHAPES, loops, shapes
from zoo.images import reduce
from zoo.models.judge import Judge
from zoo.schema import EFFECTS, Property

DIGITS = tuple(each for each in get_args(Property) if each not in SHAPES)  # the judge's probability of each digit
PROPERTIES = (*SHAPES, "loops", *DIGITS)
REAL = 1000  # test images whose standard deviation is the unit of an effect
TOLD_DIGITS = 2  # of the digits those whose probability changes most


@torch.no_grad()
def describe(model, data: Data, information: Tensor, judge: Judge | None = None) -> dict[str, dict]:
    """``effects.json``, given the KL (latent_dim,) of each latent in nats; no file if no latent tells anything."""
    latents = effects.leading(information.cpu())
    if not latents or not (known := (judge, "") if judge else samples.judge_of(data)):
        return {}
    judge, device = known[0], model.device
    spread = properties(data.test.head(REAL).intensities().cpu(), judge).std(0).clamp_min(1e-6)
    try:
        model.cpu()  # so that every machine draws the same
        found = effects.moved(latents, len(information), lambda codes: properties(model.decode(codes), judge), spread)
    finally:
        model.to(device)
    names = effects.named(found)
    told = [_told(found, at, index, names[at]) for at, index in enumerate(latents)]
    return {EFFECTS: {"values": list(effects.VALUES), "samples": effects.SAMPLES,
                      "comparisons": found.clear.numel(), "latents": told}}  # fmt: skip


def properties(images: Tensor, judge: Judge) -> Tensor:
    """``PROPERTIES`` (n, p) of images (n, 1, H, W)."""
    small = reduce(images)
    return torch.cat([shapes(small), loops(small)[:, None], samples.judged(judge, small)[1].softmax(1)], 1)


def _told(found: effects.Moved, at: int, index: int, names: list[int]) -> dict:
    """A latent in the form of ``zoo.schema.MovedLatent``: its effects on all shapes, and on the digits most changed."""
    first = len(SHAPES) + 1
    digits = found.means[at, first:, 2] - found.means[at, first:, 0]
    kept = {*range(first), *(first + digits.abs().argsort(descending=True)[:TOLD_DIGITS]).tolist()}
    return {
        "index": index,
        "names": [PROPERTIES[which] for which in names],
        "effects": effects.told(found, PROPERTIES, at, sorted(kept.union(names))),
    }
