"""The checkpoints of the VAE tab: which there are, in which order, their titles, and each model loaded once."""

import functools
import logging
import re
import time

import zoo
from tabs import common
from tabs.catalogue import catalogue
from zoo.config import read_config
from zoo.errors import ZooError
from zoo.store import Checkpoint, locate

log = logging.getLogger(__name__)
CLASSES = ("VAE", "ConvVAE", "VQVAE", "Autoencoder", "DenoisingAutoencoder")
FIRST = ("vae-20", "vae-2", "ae-32", "beta-vae", "iwae-20", "conv-vae", "vq-vae", "denoising-ae", "vae-64",
         "vae-256-2", "ae-64", "ae-30-deep")  # fmt: skip  # the order in which a newcomer should meet them
DENOISER = "denoising-ae"
JUDGE = "Judge"  # the class of the digit classifier, which labels digits and is no model of this tab
REVISION = re.compile(r"[0-9a-f]{7,40}")


def choices() -> list[str]:
    """Checkpoints of this family in the store and the bundle, the ones to meet first in front, the rest by name."""
    mine = [name for name, (kind, _) in catalogue().items() if kind in CLASSES]
    return sorted(mine, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def find(name: object, revision: object = None) -> Checkpoint:
    """The checkpoint called ``name``, if it is one of this family; at ``revision`` if that is still to be had."""
    if not isinstance(name, str) or name not in choices():
        raise ZooError(f"There is no model '{str(name)[:40]}' here; choose one of {', '.join(choices())}.")
    current = catalogue()[name][1]
    if revision is None or revision == current.revision:
        return current
    older = at_revision(name, revision)
    if older is None:
        raise ZooError(f"There is a newer {name} now; choose it again, or reload the page.")
    return older


def at_revision(name: str, revision: object) -> Checkpoint | None:
    """Another revision of a checkpoint, by its first 7 digits or more; None where no store has it."""
    if not isinstance(revision, str) or not REVISION.fullmatch(revision):
        return None
    return _look_up(name, revision, int(time.monotonic() // 60))


@functools.lru_cache(maxsize=256)
def _look_up(name: str, revision: str, _minute: int) -> Checkpoint | None:
    """What the stores say of a revision, asked at most once a minute, for the Hub's answer takes a while."""
    try:
        found = locate(name, revision)
        return found if read_config(found.folder)[0] in CLASSES else None
    except ZooError:
        return None


def title(name: str) -> str:
    """The checkpoint's title; its name stands in where that cannot be read."""
    try:
        return _title(find(name))
    except (ZooError, KeyError, TypeError):
        return name


@functools.lru_cache(maxsize=64)
def _title(checkpoint: Checkpoint) -> str:
    return str(common.read_json(checkpoint, "training.json")["title"])[:80]


def models() -> list[dict]:
    """The family as the page lists it: name, title and class of each."""
    return [{"name": name, "title": title(name), "kind": catalogue()[name][0]} for name in choices()]


@functools.lru_cache(maxsize=16)  # the whole family and the judge
def model(checkpoint: Checkpoint):
    """The checkpoint's model, loaded once and kept while it is among the last few in use."""
    return zoo.load_folder(checkpoint.folder)


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
