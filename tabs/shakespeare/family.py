"""The checkpoints of the Shakespeare tab, and loading those that can do what is asked."""

from tabs.shared.family import Family, drawable, model
from zoo.errors import ZooError
from zoo.record import record
from zoo.stores import Checkpoint

CODED, PLAIN, WORDS = "text-vae", "text-lm", "word-vae"  # the explanation that a class says it shares
FAMILY = Family("shakespeare")


def asked(request: dict):
    """The model that a request names, loaded; a mere record has none, which is said."""
    return loaded(request.get("model"), request.get("revision"))


def loaded(name: object, revision: object = None):
    """The model called ``name``, loaded."""
    return model(drawable(FAMILY.find(name, revision)))


def sort_of(chosen) -> str:
    """Which of ``CODED``, ``PLAIN`` and ``WORDS`` a model is."""
    return type(chosen).capabilities(chosen.config)["explanation"]


def sort_in(checkpoint: Checkpoint) -> str:
    """``sort_of`` the model of a checkpoint, which need not be loaded."""
    return record(checkpoint).page.capabilities.explanation


def with_code(chosen):
    """``chosen`` if it is told a code of what it writes; else an error that says so."""
    if sort_of(chosen) != CODED:
        raise ZooError("This model has no code of a passage; choose a VAE of passages, such as shakespeare-vae.")
    return chosen
