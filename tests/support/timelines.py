"""Timelines of checkpoints for tests, whether or not they have one already."""

import json
from pathlib import Path

import torch

from training.data.images import Data, Split
from training.engine.timelines import CodesTimeline, UnitsTimeline
from zoo.schema import TIMELINE

EPOCHS, KEPT = 3, 2
LOSSES = [150.25, 140.5, 145.125]  # of its epochs


def add_timeline(folder: Path, model, split: Split) -> torch.Tensor:
    """Give the checkpoint of ``model`` a timeline, whose frames (4, n, H, W) in [0, 1] are returned: negatives before
    training, the model's own after each epoch. The digits are from ``split``."""
    watch = (UnitsTimeline if hasattr(model, "top") else CodesTimeline)(model, None, Data(split, split, split), EPOCHS)
    for epoch in range(1, EPOCHS + 1):
        watch.on_epoch(epoch)
    watch.frames[0] = 255 - watch.frames[0]
    (folder / TIMELINE).write_bytes(watch.files()[TIMELINE])
    training = json.loads((folder / "training.json").read_text())
    curves = {"train": [], "validation": [{"loss": loss} for loss in LOSSES]}
    training |= watch.record() | {"epochs": EPOCHS, "best_epoch": KEPT, "curves": curves}
    (folder / "training.json").write_text(json.dumps(training))
    return torch.stack(watch.frames) / 255


def without_timeline(folder: Path) -> None:
    """Take a checkpoint's timeline away, if it has one."""
    (folder / TIMELINE).unlink(missing_ok=True)
    training = json.loads((folder / "training.json").read_text())
    training.pop("timeline", None)
    (folder / "training.json").write_text(json.dumps(training))
