"""What the latents of a model do, as training has measured it (``effects.json``), for the tabs of autoencoders."""

import logging

from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import EFFECTS, Misfit
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)


def effects_of(checkpoint: Checkpoint, latent_dim: int) -> tuple[dict | None, str]:
    """The file as ``zoo.schema.Effects`` has it, and ""; None if there is none, with an error message if it is
    damaged."""
    if not (checkpoint.folder / EFFECTS).is_file():
        return None, ""
    own = record(checkpoint)
    try:
        found = own.file(EFFECTS)
        found.fit(latent_dim)
    except (ZooError, Misfit) as error:
        said = error if isinstance(error, ZooError) else own.misfit(EFFECTS, error)
        log.warning("%s", said)
        return None, f"{said} Until then the page cannot say what its latents do."
    return found.model_dump(exclude={"version"}), ""
