"""The checkpoints of the Shakespeare tab, and loading those that can do what is asked."""

from tabs.shared.family import Family, drawable, model
from zoo.errors import ZooError
from zoo.record import record
from zoo.stores import Checkpoint

CODED, PLAIN, WORDS = "text-vae", "text-lm", "word-vae"  # a class's ``explanation``
SUBWORDS = "subword-lm", "subword-vae"  # tokens that are neither characters nor words: the page cannot show them yet
FAMILY = Family(
    "shakespeare", lambda page: page.family == "shakespeare" and page.capabilities.explanation not in SUBWORDS
)


def asked(request: dict):
    """The loaded model that a request names. Raises ``ZooError`` for a record, which has no weights."""
    return loaded(request.get("model"), request.get("revision"))


def loaded(name: object, revision: object = None):
    """The model called ``name``, loaded."""
    return model(drawable(FAMILY.find(name, revision)))


def sort_of(chosen) -> str:
    """Which of ``CODED``, ``PLAIN`` and ``WORDS`` a model is."""
    return type(chosen).capabilities(chosen.config)["explanation"]


def sort_in(checkpoint: Checkpoint) -> str:
    """``sort_of`` for a checkpoint, without loading its model."""
    return record(checkpoint).page.capabilities.explanation


def with_code(chosen):
    """``chosen`` if it writes from a code. Raises ``ZooError`` otherwise."""
    if sort_of(chosen) != CODED:
        raise ZooError("This model does not write from a code; choose a VAE of passages, such as shakespeare-vae.")
    return chosen
