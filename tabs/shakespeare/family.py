"""The checkpoints of the Shakespeare tab, and loading those that can do what is asked."""

from tabs.shared.family import Family, drawable, model
from zoo.errors import ZooError

CODED, PLAIN, WORDS = "TextVAE", "TextLM", "WordVAE"
FAMILY = Family("shakespeare")


def asked(request: dict):
    """The model that a request names, loaded; a mere record has none, which is said."""
    return loaded(request.get("model"), request.get("revision"))


def loaded(name: object, revision: object = None):
    """The model called ``name``, loaded."""
    return model(drawable(FAMILY.find(name, revision)))


def kind_of(chosen) -> str:
    """The class of a model, as its config names it."""
    return type(chosen).__name__


def with_code(chosen):
    """``chosen`` if it is told a code of what it writes; else an error that says so."""
    if kind_of(chosen) != CODED:
        raise ZooError("This model has no code of a passage; choose a VAE of passages, such as shakespeare-vae.")
    return chosen
