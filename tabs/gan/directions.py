"""The directions of a GAN's latent space that the page offers as sliders, as training has measured them."""

from tabs.gan.family import FAMILY
from tabs.shared.catalogue import catalogue
from tabs.shared.family import has_weights
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import DIRECTIONS, Misfit
from zoo.stores import Checkpoint


def directions_of(checkpoint: Checkpoint, latent_dim: int) -> dict:
    """``directions`` as in ``zoo.schema.Directions``, or None with the reason as ``directions_note``."""
    if not has_directions(checkpoint):
        return {"directions": None, "directions_note": _without(checkpoint)}
    own = record(checkpoint)
    try:
        found = own.file(DIRECTIONS)
        found.fit(latent_dim)
    except Misfit as what:
        return {"directions": None, "directions_note": f"There are none to show: {own.misfit(DIRECTIONS, what)}"}
    except ZooError as error:
        return {"directions": None, "directions_note": f"There are none to show: {error}"}
    return {"directions": found.model_dump(exclude={"version"}), "directions_note": ""}


def has_directions(checkpoint: Checkpoint) -> bool:
    """Whether they were measured."""
    return (checkpoint.folder / DIRECTIONS).is_file()


def _without(checkpoint: Checkpoint) -> str:
    """The note for a checkpoint whose directions were not measured: which models have some, and how to get them."""
    there = {name: catalogue()[name].checkpoint for name in FAMILY.choices()}
    others = [FAMILY.title(name) for name, each in there.items() if has_weights(each) and has_directions(each)]
    more = f" These models have them: {', '.join(others)}." if others else ""
    how = f"`python -m training measure {checkpoint.name} --beside` would do it."
    return f"The directions of this model were not measured.{more} {how}"
