"""How well pictures that show no digit are told from digits."""

import torch
from torch import Tensor

from training.data import no_digits
from training.data.images import Data
from training.data.no_digits import NONE
from training.metrics import Metric
from training.metrics.samples import binomial, bundled_judge, judged, refused
from zoo.models.judge import Judge

COUNT = 2000  # pictures of each kind
SEED = 77


@torch.no_grad()
def measure(model: Judge, data: Data, judge: Judge | None = None) -> dict[str, Metric]:
    """The share of test digits that are refused, the judge's accuracy on all others, and the share of pictures of each
    kind without a digit that is refused.

    Letters are of fonts, and scribbles and noise of random numbers, that training has not seen.
    """
    judge, name = (judge, "the judge") if judge else bundled_judge()
    is_digit = data.test.labels != NONE
    digits, labels = data.test.intensities()[is_digit], data.test.labels[is_digit]
    no = refused(model, digits)
    named = judged(judge, digits)[1].argmax(1)[~no] == labels[~no]
    share, right = no.double().mean().item(), named.double().mean().item()
    found = {
        "accuracy": Metric(right, "share of images", f"{name}, exact mean over the {len(named):,} of {len(labels):,} "
                           "test images that are not refused"),
        "refused_digits": Metric(share, "share of images", f"exact mean over {len(labels):,} test images"),
    }  # fmt: skip
    for kind, (pictures, said) in kinds(digits).items():
        share = refused(model, pictures).double().mean().item()
        found[f"refused_{kind}"] = Metric(share, "share of pictures", f"{len(pictures):,} {said}",
                                          noise=binomial(share, len(pictures)))  # fmt: skip
    return found


def kinds(digits: Tensor) -> dict[str, tuple[Tensor, str]]:
    """Pictures without a digit by kind, (n, 1, 28, 28) in [0, 1], and what they are."""
    generator = torch.Generator().manual_seed(SEED)
    some = digits.mul(255).byte()
    found = {
        "letters": (no_digits.letters(COUNT, generator, no_digits.OTHER_FONTS),
                    f"letters of other fonts ({no_digits.LETTERS})"),
        "scribbles": (no_digits.scribbles(COUNT, generator), "scribbles"),
        "noise": (no_digits.noise(COUNT, generator), "pictures of noise"),
        "blends": (no_digits.blends(some, COUNT, generator), "pairs of test digits over each other"),
        "jumbles": (no_digits.jumbled(some, COUNT, generator), "test digits cut up and jumbled"),
        "shapes": (no_digits.shapes(COUNT, generator), "discs, boxes, crosses and dots"),
    }  # fmt: skip
    return found
