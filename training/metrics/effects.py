"""What each number of a code does: the average change of measurable properties when it alone is moved, with bands."""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import NamedTuple

import torch
from torch import Tensor

from zoo.schema import MOST_LATENTS, MOST_NAMES

VALUES = (-2.0, 0.0, 2.0)  # of the latent that is moved
SAMPLES = 100  # random codes in which it is moved
LEAST_KL = 0.05  # nats; a latent that tells less is not looked at
CONFIDENCE = 0.95
LEAST_SIZE = 0.5  # of an effect that gives a name, in standard deviations of real examples
FEWEST = 10  # samples of which a property is known at all three values, for it to have a figure
SEED = 20_270  # of the codes
DIGITS = 4  # of a figure


class Moved(NamedTuple):
    """The effects of k latents on p properties.

    ``means`` (k, p, 3) and ``bands`` (k, p, 3) are as in ``zoo.schema.LatentEffect``, as are ``size`` and ``clear``,
    each (k, p); a property that is known of too few samples has ``means`` of nan.
    """

    means: Tensor
    bands: Tensor
    size: Tensor
    clear: Tensor


def leading(information: Tensor) -> list[int]:
    """The latents with the largest KL, (d,) in nats, that tell something, at most ``MOST_LATENTS``."""
    order = information.argsort(descending=True, stable=True).tolist()
    return [at for at in order[:MOST_LATENTS] if information[at] >= LEAST_KL]


@torch.no_grad()
def moved(latents: Sequence[int], dim: int, properties: Callable[[Tensor], Tensor], spread: Tensor) -> Moved:
    """The effects of ``latents`` on the ``properties`` (n, p) of what is made from codes (n, dim).

    All else stays: the same ``SAMPLES`` codes from the prior have the latent at each of ``VALUES``. ``spread`` (p,) is
    the unit of sizes. ``properties`` may give nan where one is not defined; it must make the same of the same code.
    """
    codes = torch.randn(SAMPLES, dim, generator=torch.Generator().manual_seed(SEED))

    def at(latent: int, value: float) -> Tensor:
        changed = codes.clone()
        changed[:, latent] = value
        return properties(changed).double()

    values = torch.stack([torch.stack([at(latent, value) for value in VALUES]) for latent in latents], 1)
    return summary(values, spread)


def summary(values: Tensor, spread: Tensor) -> Moved:
    """The effects in ``values`` (3, k, n, p), of n samples at three values of each of k latents.

    The changes are paired, sample by sample. Their bands are Student's; ``clear`` is one that is widened by Bonferroni
    for all k p changes, so that with a probability of 95 % none of the clear ones is due to chance.
    """
    known = values.isfinite().all(0)  # (k, n, p)
    count = known.sum(1)  # (k, p)
    values = values.where(known, torch.zeros(()).double())
    enough = count >= FEWEST
    means = (values.sum(2) / count).where(enough, torch.nan).movedim(0, -1)  # (k, p, 3)
    low, middle, high = values
    alpha, comparisons = 1 - CONFIDENCE, count.numel()
    errors = torch.stack([_error(change, known) for change in (low - middle, high - middle, high - low)], -1)
    change = means[..., 2] - means[..., 0]
    clear = (change.abs() > student(alpha / comparisons, count - 1) * errors[..., 2]) & enough
    return Moved(means, student(alpha, count - 1)[..., None] * errors, change / spread, clear)


def _error(change: Tensor, known: Tensor) -> Tensor:
    """Standard error (k, p) of the mean of changes (k, n, p) over those that are ``known``; the others are 0."""
    count = known.sum(1)
    rest = (change - (change.sum(1) / count)[:, None]).where(known, torch.zeros(()).double())
    return (rest.square().sum(1) / (count - 1) / count).sqrt()


def student(alpha: float, freedom: Tensor) -> Tensor:
    """The value that Student's t exceeds either way with the probability ``alpha``.

    By the expansion in 1 / freedom of Abramowitz & Stegun 26.7.5; for 9 degrees of freedom and more its error is below
    1 % down to alpha = 1e-4.
    """
    z, n = NormalDist().inv_cdf(1 - alpha / 2), freedom.double()
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3


def correlations(codes: Tensor, attributes: Tensor) -> tuple[Tensor, Tensor]:
    """Pearson's r of codes (n, k) with attributes (n, p), and the numbers of examples, (k, p) and (p,).

    An attribute may be nan where it is not known. r is 0 for one that does not vary.
    """
    known = attributes.isfinite()
    found = [_correlation(codes[rows].double(), attributes[rows, at]) for at, rows in enumerate(known.T)]
    return torch.stack(found, 1), known.sum(0)


def _correlation(codes: Tensor, attribute: Tensor) -> Tensor:
    centred, other = codes - codes.mean(0), attribute - attribute.mean()
    scale = (centred.square().sum(0) * other.square().sum()).sqrt()
    return torch.where(scale > 0, (centred * other[:, None]).sum(0) / scale, 0.0)


def correlation_band(r: Tensor, count: Tensor, alpha: float) -> Tensor:
    """Half of the band of r with the probability 1 - ``alpha``, by its asymptotic error (1 - r²) / sqrt(n - 1)."""
    return NormalDist().inv_cdf(1 - alpha / 2) * (1 - r.square()) / (count - 1).clamp_min(1).sqrt()


def named(found: Moved, allowed: Tensor | None = None) -> list[list[int]]:
    """For each latent the properties that it changes most, at most ``MOST_NAMES``, of those whose change is clear and
    large, and ``allowed`` (k, p) if that is given; the largest change first."""
    size = found.size.abs().where(found.clear, 0.0)
    if allowed is not None:
        size = size.where(allowed, 0.0)
    order = size.argsort(dim=1, descending=True, stable=True)[:, :MOST_NAMES].tolist()
    return [[which for which in most if row[which] >= LEAST_SIZE] for row, most in zip(size, order, strict=True)]


def told(found: Moved, properties: Sequence[str], at: int, kept: Sequence[int]) -> list[dict]:
    """The effects of latent number ``at`` on the ``kept`` properties, in the form of ``zoo.schema.LatentEffect``."""
    return [
        {
            "property": properties[which],
            "means": rounded(found.means[at, which]),
            "bands": rounded(found.bands[at, which]),
            "size": rounded(found.size[at, which]),
            "clear": bool(found.clear[at, which]),
        }
        for which in kept
        if found.means[at, which].isfinite().all()
    ]


def rounded(values: Tensor):
    """A number or a list of numbers with ``DIGITS`` digits."""
    found = values.tolist()
    each = [float(f"{value:.{DIGITS}g}") for value in (found if isinstance(found, list) else [found])]
    return each if isinstance(found, list) else each[0]


def agrees(old: dict, new: dict) -> bool:
    """Whether two files say the same but for what another machine's arithmetic may change: means may differ within
    their bands, and what is clear or named may differ where an effect is at the edge."""
    if [each["index"] for each in old["latents"]] != [each["index"] for each in new["latents"]]:
        return False
    pairs = zip(old["latents"], new["latents"], strict=True)
    return all(_close(*effects) for one, other in pairs for effects in _both(one["effects"], other["effects"]))


def _both(old: list[dict], new: list[dict]) -> list[tuple[dict, dict]]:
    others = {each["property"]: each for each in new}
    return [(each, others[each["property"]]) for each in old if each["property"] in others]


def _close(old: dict, new: dict) -> bool:
    allowed = math.hypot(old["bands"][2], new["bands"][2]) + 1e-3
    return all(abs(a - b) <= allowed for a, b in zip(old["means"], new["means"], strict=True))
