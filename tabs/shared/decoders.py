"""What the page needs to run a model's decoder or generator itself."""

import functools

from tabs.shared import delivery
from tabs.shared.parts import LARGEST_WEIGHTS, weights_file
from zoo import reading
from zoo.errors import ZooError
from zoo.schema import Decoder, Step
from zoo.stores import Checkpoint
from zoo.tensors import rounded


def decoder(checkpoint: Checkpoint, runs: Decoder) -> dict:
    """How the page runs a decoder, with the URL of its weights; those too large for a browser stay on the server.

    Raises ``ZooError`` if the weights are missing or damaged.
    """
    size = weights_file(checkpoint).stat().st_size
    if runs.kind == "server" or (runs.kind == "layered" and size > LARGEST_WEIGHTS):
        return {"kind": "server"}
    names = (runs.layers,) if runs.kind == "dense" else tuple(_names(runs.steps or []))
    return runs.model_dump(exclude_none=True) | {"weights": decoder_url(checkpoint, names)}


@functools.lru_cache(maxsize=32)
def decoder_url(checkpoint: Checkpoint, names: tuple[str, ...]) -> str:
    """URL of the tensors whose names begin so, so that showing a model waits neither for torch nor for an encoder that
    the server runs."""
    try:
        return delivery.publish(
            rounded(reading.content(weights_file(checkpoint), LARGEST_WEIGHTS), *names), ".safetensors"
        )
    except (OSError, ValueError):
        raise ZooError(f"The weights of {checkpoint.name} are damaged; train or fetch it again.") from None


def _names(steps: list[Step]) -> list[str]:
    return [name for step in steps for name in [*([step.name] if step.name else []), *_names(step.inner or [])]]
