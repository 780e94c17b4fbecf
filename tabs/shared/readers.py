"""The checkpoints that read speeches, for every tab."""

from tabs.shared.family import Family, has_weights
from tabs.shared.measures import is_single
from zoo.record import record
from zoo.stores import Checkpoint

FAMILY = Family("attention", lambda page: page.capabilities.reads)


def figure(checkpoint: Checkpoint, name: str) -> float | None:
    """A measured figure of a reader; None if it is missing."""
    found = (record(checkpoint).metrics or {}).get(name)
    return found["value"] if is_single(found) else None


def best(task: str) -> list[Checkpoint]:
    """The readers with weights that were measured at a task, the one that is right most often first."""
    able = filter(has_weights, map(FAMILY.find, FAMILY.choices()))
    right = [(share, checkpoint) for checkpoint in able
             if (share := figure(checkpoint, f"{task}_accuracy")) is not None]  # fmt: skip
    return [checkpoint for _, checkpoint in sorted(right, key=lambda row: -row[0])]
