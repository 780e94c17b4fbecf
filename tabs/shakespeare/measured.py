"""What the page says with a text model's figures: how they were estimated, which latents are active, the limits."""

import math

from tabs.shakespeare.lines import lines
from tabs.shakespeare.request import HOTTEST
from tabs.shakespeare.twist import LONGEST_TWIST
from tabs.shared import page
from tabs.shared.request import LARGEST_SEED
from zoo.errors import ZooError
from zoo.stores import Checkpoint

ESTIMATED = ("nats_per_character_iw", "mutual_information", "read_back")
LIMITS = {"seed": LARGEST_SEED, "temperature": HOTTEST, "twist": LONGEST_TWIST}
ACTIVE = 0.01  # variance of a posterior mean (Burda et al. 2016, sec. 5.2)


def estimators(checkpoint: Checkpoint) -> dict[str, str]:
    """How the figures of ``ESTIMATED`` were estimated, by name, as far as the checkpoint says."""
    try:
        found = page.read_json(checkpoint, "metrics.json")
    except ZooError:
        return {}
    rows = {name: found[name] for name in ESTIMATED if isinstance(found.get(name), dict)}
    return {name: str(row["estimator"]) for name, row in rows.items() if row.get("estimator")}


def active(checkpoint: Checkpoint, latent_dim: int) -> list[int] | None:
    """The latents whose posterior mean differs from passage to passage; None where nothing tells.

    By the ``variance`` of the mean that ``latents.json`` has for each, else by that over the lines of the checkpoint.
    """
    try:
        rows = page.read_json(checkpoint, "latents.json")["latents"]
        variances = [float(row["variance"]) for row in rows]
    except (ZooError, KeyError, TypeError, ValueError):
        try:
            variances = lines(checkpoint).codes.var(axis=0).tolist()
        except ZooError:
            return None
    if len(variances) != latent_dim or not all(map(math.isfinite, variances)):
        return None
    return [index for index, variance in enumerate(variances) if variance > ACTIVE]
