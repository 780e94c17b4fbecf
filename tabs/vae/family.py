"""The checkpoints of the VAE tab, and the digit classifier that labels what any tab shows."""

import functools
import logging

from tabs.shared.family import Family, model
from zoo.errors import ZooError
from zoo.stores import Checkpoint

__all__ = ["DENOISER", "FAMILY", "at_revision", "choices", "find", "judge", "model", "models", "title"]

log = logging.getLogger(__name__)
DENOISER = "denoising-ae"
FAMILY = Family("vae")
JUDGES = Family("judge", lambda page: page.capabilities.labels)  # they label digits, and are in no tab
choices, find, at_revision, title, models = (
    FAMILY.choices, FAMILY.find, FAMILY.at_revision, FAMILY.title, FAMILY.models
)  # fmt: skip


def judge():
    """The digit classifier: the one called judge, else the first that there is; None where there is none to be read."""
    there = JUDGES.choices()
    name = JUDGES.name if JUDGES.name in there else next(iter(there), None)
    return None if name is None else _judge(JUDGES.find(name))


@functools.lru_cache(maxsize=4)
def _judge(checkpoint: Checkpoint):
    """A judge that cannot be read is no reason to refuse a digit: it is logged, once, and there is none."""
    try:
        return model(checkpoint)
    except ZooError as error:
        log.warning("%s labels no digits: %s", checkpoint.name, error)
        return None
