"""The checkpoints of the Shakespeare tab, and loading those that can do what is asked."""

from tabs.shared.family import Family, drawable, model
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import Capabilities
from zoo.stores import Checkpoint

FAMILY = Family("shakespeare", judged_by="nats_per_character")


def asked(request: dict):
    """The loaded model that a request names. Raises ``ZooError`` for a record, which has no weights."""
    return loaded(request.get("model"), request.get("revision"))


def loaded(name: object, revision: object = None):
    """The model called ``name``, loaded."""
    return model(drawable(FAMILY.find(name, revision)))


def abilities(chosen) -> Capabilities:
    """What a loaded model can do."""
    return Capabilities(**type(chosen).capabilities(chosen.config))


def abilities_in(checkpoint: Checkpoint) -> Capabilities:
    """``abilities`` for a checkpoint, without loading its model."""
    return record(checkpoint).page.capabilities


def is_coded(can: Capabilities) -> bool:
    """Whether a model's texts are each written from a code of the whole text."""
    return can.context and can.prior == "normal"


def with_code(chosen):
    """``chosen`` if it writes from a code. Raises ``ZooError`` otherwise."""
    if not is_coded(abilities(chosen)):
        raise ZooError("This model does not write from a code; choose a VAE of passages, such as shakespeare-vae.")
    return chosen


def tokens_of(config: dict) -> int:
    """Number of characters, subwords or words that a model chooses from; 0 if its config does not say."""
    found = next((config[key] for key in ("vocabulary", "tokens", "words") if key in config), 0)
    return len(found) if isinstance(found, str) else found if type(found) is int else 0


def longest_passage(can: Capabilities, window: int) -> int:
    """Characters of the longest text that fits a window of so many tokens; a subword has 2.6 on average."""
    return 2 * window if can.unit == "subword" else window
