"""Notes on a text model's figures: how they were estimated, which latents are active, the limits."""

from tabs.shakespeare.lines import lines
from tabs.shakespeare.request import HOTTEST
from tabs.shakespeare.twist import LONGEST_TWIST
from tabs.shared.request import LARGEST_SEED
from zoo.errors import ZooError
from zoo.record import record
from zoo.stores import Checkpoint

ESTIMATED = ("nats_per_character_iw", "mutual_information", "read_back")
LIMITS = {"seed": LARGEST_SEED, "temperature": HOTTEST, "twist": LONGEST_TWIST}
ACTIVE = 0.01  # variance of a posterior mean (Burda et al. 2016, sec. 5.2)


def named(metrics: dict) -> dict:
    """Figures by the page's names: one name for importance-weighted bounds of any number of draws."""
    tight = "nats_per_character_iw"
    return {tight if name.startswith(tight) else name: metric for name, metric in metrics.items()}


def estimators(checkpoint: Checkpoint) -> dict[str, str]:
    """How each figure of ``ESTIMATED`` was estimated, if the checkpoint says so."""
    found = named(record(checkpoint).metrics or {})
    return {name: found[name]["estimator"] for name in ESTIMATED if name in found and found[name]["estimator"]}


def active(checkpoint: Checkpoint, latent_dim: int) -> list[int] | None:
    """The latents whose posterior mean differs from passage to passage; None if unknown.

    Uses the ``variance`` of the mean from ``latents.json``, or else the variance over the lines of the checkpoint.
    """
    try:
        variances = [latent.variance for latent in record(checkpoint).file("latents.json").latents]
        if None in variances:
            variances = lines(checkpoint).codes.var(axis=0).tolist()
    except ZooError:
        return None
    if len(variances) != latent_dim:
        return None
    return [index for index, variance in enumerate(variances) if variance > ACTIVE]
