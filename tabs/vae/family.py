"""The checkpoints of the VAE tab, and the digit classifier that labels what any tab shows."""

import functools
import logging

from tabs.shared.catalogue import catalogue
from tabs.shared.family import Family, model
from zoo.errors import ZooError
from zoo.stores import Checkpoint

__all__ = ["DENOISER", "FAMILY", "at_revision", "choices", "find", "judge", "model", "models", "title"]

log = logging.getLogger(__name__)
CLASSES = ("VAE", "ConvVAE", "VQVAE", "Autoencoder", "DenoisingAutoencoder")
FIRST = ("vae-20", "vae-2", "ae-32", "beta-vae", "iwae-20", "conv-vae", "vq-vae", "denoising-ae", "vae-64",
         "vae-256-2", "ae-64", "ae-30-deep")  # fmt: skip  # the order in which a newcomer should meet them
DENOISER = "denoising-ae"
JUDGE = "Judge"  # the class of the digit classifier, which labels digits and is no model of this tab
FAMILY = Family(CLASSES, FIRST)
choices, find, at_revision, title, models = (
    FAMILY.choices, FAMILY.find, FAMILY.at_revision, FAMILY.title, FAMILY.models
)  # fmt: skip


def judge():
    """The digit classifier: the one called judge, else the first of its class; None where there is none to be read."""
    there = {name: checkpoint for name, (kind, checkpoint) in sorted(catalogue().items()) if kind == JUDGE}
    checkpoint = there.get("judge") or next(iter(there.values()), None)
    return None if checkpoint is None else _judge(checkpoint)


@functools.lru_cache(maxsize=4)
def _judge(checkpoint: Checkpoint):
    """A judge that cannot be read is no reason to refuse a digit: it is logged, once, and there is none."""
    try:
        return model(checkpoint)
    except ZooError as error:
        log.warning("%s labels no digits: %s", checkpoint.name, error)
        return None
