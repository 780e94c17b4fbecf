"""What a run looked like: pictures of the same things at several moments of it, packed into one file."""

import io
import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.engine.players import as_used
from zoo.images import tile
from zoo.models.base import ZooModel
from zoo.schema import COLUMNS, GAP, TIMELINE

LEVELS = 16  # of grey in a frame
EARLY = (0.1, 0.3)  # parts of the first epoch after which there is a frame
MOST = 20  # epochs with a frame
LARGEST = 300_000  # bytes of all frames


class Frames:
    """Observes the training of a model without changing it: ``frames`` (n, H, W) as bytes, at ``places`` in epochs.

    A subclass says what is drawn, ``pictures``, and what each of them shows, ``parts``. Its random numbers come from
    generators of its own. All that it keeps in a run's state are lists.
    """

    KEPT = ("places", "frames")  # in a run's state

    def __init__(self, model: ZooModel, epochs: int):
        self.model, self.due = model, moments(epochs)
        self._seen = 0  # of the first epoch's examples
        self.places, self.frames = [], []

    def pictures(self) -> Tensor:
        """The pictures of a frame (n, 1, H, W) in [0, 1], by the model in evaluation mode."""
        raise NotImplementedError

    def parts(self) -> list[dict]:
        """What the pictures of a frame show, from the first to the last: entries of ``timeline.parts``."""
        raise NotImplementedError

    def on_batch(self, epoch: int, seen: int, of: int, totals: dict[str, Tensor]) -> None:
        """Record frames early in the first epoch."""
        before, self._seen = self._seen, seen
        if epoch == 0 and any(before < part * of <= seen < of for part in EARLY):
            self.record_frame(round(seen / of, 3))

    def on_epoch(self, epoch: int) -> dict[str, float]:
        """Record a frame, if it is due after this epoch."""
        if epoch in self.due:
            self.record_frame(float(epoch))
        return {}

    def back_to(self, epoch: int) -> None:
        """Discard what was observed after an epoch, since nothing of a diverged epoch is kept or written."""
        kept = sum(place <= epoch for place in self.places)
        self.places, self.frames = self.places[:kept], self.frames[:kept]

    @torch.no_grad()
    def record_frame(self, place: float) -> None:
        """Add a frame at a place, in epochs."""
        with as_used(self.model):
            images = self.pictures()
        self.places.append(place)
        self.frames.append((images[:, 0] * 255).round().to(torch.uint8).cpu())

    def packed(self) -> tuple[list[float], bytes]:
        """The places of the frames that fit into ``LARGEST`` bytes, and these frames as a PNG."""
        every = 1
        while True:  # the last frame is always among them
            kept = range((len(self.frames) - 1) % every, len(self.frames), every)
            content = packed([self.frames[index] for index in kept], COLUMNS)
            if len(content) <= LARGEST or len(kept) == 1:
                return [self.places[index] for index in kept], content
            every *= 2

    def files(self) -> dict[str, bytes]:
        """The files that a checkpoint keeps besides its record."""
        return {TIMELINE: self.packed()[1]} if self.frames else {}

    def record(self) -> dict:
        """Its entries in ``training.json``."""
        if not self.frames:
            return {}
        count, size = self.frames[0].shape[:2]
        grid = {"count": count, "columns": COLUMNS, "gap": GAP, "size": size, "places": self.packed()[0]}
        return {"timeline": grid | {"parts": self.parts()}}

    def state_dict(self) -> dict:
        """What a resumed run needs."""
        return {name: getattr(self, name) for name in self.KEPT}

    def load_state_dict(self, state: dict | None) -> None:
        """Restore the state from ``state_dict``; None for a run that nobody observed so far."""
        for name in self.KEPT:
            setattr(self, name, state[name] if state else [])


def moments(epochs: int, most: int = MOST) -> set[int]:
    """At most so many of a run's epochs, the first and the last among them: half of them close together at first and
    further apart later, the others evenly spaced."""
    if epochs <= most:
        return set(range(1, epochs + 1))
    half = most // 2
    close = {round(epochs ** (index / (half - 1))) for index in range(half)}
    return close | {math.ceil(epochs * index / half) for index in range(1, half + 1)}


def packed(frames: list[Tensor], columns: int) -> bytes:
    """Frames (n, H, W) of bytes, one below the other, as a PNG with 16 grey levels, each (rows * H + gaps) high."""
    sheets = [tile(frame[:, None] / 255, columns, GAP, background=0.0) for frame in frames]
    levels = (torch.cat(sheets) * (LEVELS - 1)).round() * (255 // (LEVELS - 1))
    buffer = io.BytesIO()
    palette = Image.fromarray(levels.numpy().astype(np.uint8)).quantize(LEVELS)
    palette.save(buffer, "PNG", optimize=True, bits=4)
    return buffer.getvalue()
