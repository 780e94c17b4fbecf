"""The data of the Gibbs viewer in the page: where a model's tensors are, its sizes, its figures, its texts."""

import logging

from tabs.rbm.family import FAMILY
from tabs.rbm.texts import lead
from tabs.shared import delivery
from tabs.shared.frames import course_of
from tabs.shared.parts import data_parts, metrics, misfit, weights_url
from zoo import estimates, reading
from zoo.errors import ZooError
from zoo.record import record
from zoo.schema import Misfit
from zoo.stores import Checkpoint
from zoo.tensors import Shown, unpack
from zoo.why import experiments, noise_at_first

log = logging.getLogger(__name__)
SIDE = 28  # of the pictures that the viewer shows
UNITS, SHOWN = "units.json", "shown.safetensors"


def page_data(checkpoint: Checkpoint) -> dict:
    """The viewer's data. Raises ``ZooError`` if a required part does not fit the model."""
    found = metrics(checkpoint)
    kind, config = sizes_checked(checkpoint)
    timeline, notice = course_of(checkpoint)
    return {
        "name": checkpoint.name,
        "title": FAMILY.title(checkpoint.name),
        "revision": checkpoint.revision,
        "kind": kind,
        "config": config,
        "image_size": SIDE,
        **tensors(checkpoint),
        "chains": bool(config.get("chains")),
        "log_partition": found.get("log_partition", {}).get("value"),
        "metrics": found,
        "doubt": doubt(checkpoint, found),
        "noise_at_first": noise_at_first(experiments(checkpoint.folder)),
        "start": better_start(checkpoint),
        "models": FAMILY.models(),
        "lead": lead(config),
        **data_parts(checkpoint),
        "restore": None,
        "timeline": timeline,
        "notice": notice,
    }


def doubt(checkpoint: Checkpoint, shown: dict) -> str:
    """A reservation about the estimates of the likelihood; ``shown`` has the figures that the page shows."""
    measured = record(checkpoint).metrics or {}
    return estimates.doubt({name: measured[name] for name in shown})


def better_start(checkpoint: Checkpoint) -> str | None:
    """The start to use where none is chosen, if the model's own experiments show that the usual one draws noise."""
    if not noise_at_first(experiments(checkpoint.folder)):
        return None
    _, config = sizes_checked(checkpoint)
    return "usage" if units(checkpoint, hidden_sizes(config))[-1]["frequency"] else None


def tensors(checkpoint: Checkpoint) -> dict:
    """URLs of weights and pictures, the tensors of each layer, and how often each unit is on."""
    _, config = sizes_checked(checkpoint)
    sizes = hidden_sizes(config)
    below = range(len(sizes) - 1)
    return {
        "weights": weights_url(checkpoint),
        "lower": [f"lower.{index}" for index in below],
        "recognition": [f"recognition.{index}" for index in below] if config.get("untied") else [],
        "top": "top" if is_deep(config) else "machine",
        "units": units(checkpoint, sizes),
        "shown": shown(checkpoint),
    }


def sizes_checked(checkpoint: Checkpoint) -> tuple[str, dict]:
    """Class and config of a model, checked: its sizes are valid and the page can show its pictures."""
    own = record(checkpoint)
    kind, config = own.kind, own.config
    sizes = hidden_sizes(config)
    if not sizes or not all(isinstance(size, int) and 1 <= size <= 10_000 for size in sizes):
        raise misfit(checkpoint, "config.json")
    if config.get("image_size") != SIDE:
        raise ZooError(f"The pictures of {checkpoint.name} are not {SIDE} by {SIDE} pixels; choose another model.")
    return kind, config


def is_deep(config: dict) -> bool:
    """Whether the model is a network with several hidden layers, not a single machine."""
    return "hidden" in config


def hidden_sizes(config: dict) -> list:
    """Units of each hidden layer, the lowest first."""
    found = config.get("hidden") if is_deep(config) else [config.get("hidden_dim")]
    return found if isinstance(found, list) else []


def units(checkpoint: Checkpoint, sizes: list[int]) -> list[dict]:
    """Size of each hidden layer and how often each of its units is on; null if that was not measured."""
    own = record(checkpoint)
    try:
        found = own.file(UNITS)
        found.fit(sizes)
        rows = [layer.frequency for layer in found.layers]
    except (ZooError, Misfit) as error:
        log.warning("The page shows no frequencies for the units of %s: %s", checkpoint.name, error)
        rows = [None] * len(sizes)
    return [{"size": size, "frequency": row} for size, row in zip(sizes, rows, strict=True)]


def shown(checkpoint: Checkpoint) -> str | None:
    """URL of test images, their reconstructions and samples; None if they are missing or do not fit."""
    try:
        content = reading.content(checkpoint.folder / SHOWN)
        unpack(content, Shown)[0].fit(SIDE)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s of %s does not fit, so the page shows no pictures of it: %s", SHOWN, checkpoint.name, error)
        return None
    return delivery.publish(content, ".safetensors")
