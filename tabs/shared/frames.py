"""Pictures of a training run for the page: its timeline. Damaged ones are reported."""

import io
import logging
from functools import lru_cache
from pathlib import Path

from tabs.shared import delivery
from zoo.errors import ZooError
from zoo.record import TRAINING, Record, record
from zoo.schema import LARGEST_TIMELINE, TIMELINE, Training
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
REMEMBERED = 64  # pictures that were checked and published
POINTS = 100  # of a curve, besides those of the frames
MEASURES = ("pseudo_nll", "loss")  # of an epoch: the first that it has; the loss of a machine shows no progress


def course_of(checkpoint: Checkpoint) -> tuple[dict | None, str]:
    """The timeline of a model that is no GAN, or None, and a notice if it is damaged.

    Besides ``frames`` it has ``measure``, the name of what ``losses`` are, ``losses`` as rows of ``epoch`` and ``loss``
    on validation images, ``train_epochs`` and ``kept_epoch``.
    """
    own = record(checkpoint)
    if own.training is None:
        return None, ""
    shown, notice = frames(own, own.training)
    if not shown or "parts" not in shown:
        return None, notice
    return shown | losses(own.training, shown["places"]), notice


def losses(training: Training, places: list[float]) -> dict:
    """The curve of a run, thinned, but with the epochs of all places."""
    rows = training.curves.validation
    measure = next((name for name in MEASURES if rows and all(name in row for row in rows)), None)
    every = max(1, len(rows) // POINTS)
    found = [{"epoch": epoch, "loss": round(row[measure], 2)} for epoch, row in enumerate(rows, 1)
             if measure and (epoch % every == 0 or epoch in places)]  # fmt: skip
    about = {"train_epochs": training.epochs, "kept_epoch": training.best_epoch}
    return {"measure": measure, "losses": found} | about


def frames(own: Record, training: Training) -> tuple[dict | None, str]:
    """The URL of a run's frames and their layout, and ""; or None and the reason, "" if none were ever kept."""
    name, path = own.checkpoint.name, own.checkpoint.folder / TIMELINE
    problem = next((each for each in own.problems[TRAINING] if ": timeline" in each), "")
    if problem:
        return None, f"{problem} Its training timeline is not shown."
    grid = training.timeline
    if grid is None and not path.is_file():
        return None, ""  # a checkpoint from before timelines were kept
    try:
        if grid is None:
            raise ZooError("its record says nothing of it")
        url = published(path, own.checkpoint.revision, grid.sheet(), LARGEST_TIMELINE)
    except (OSError, ValueError, SyntaxError, OverflowError, ZooError) as error:
        log.warning("The timeline of %s is missing or damaged; the page shows none: %s", name, error)
        return None, f"The training timeline of {name} is missing or damaged, so it is not shown."
    return {"url": url, **grid.model_dump(exclude_none=True)}, ""


@lru_cache(maxsize=REMEMBERED)
def published(path: Path, revision: str, size: tuple[int, int], largest: int) -> str:
    """URL of the PNG at ``path``, which must be complete and of this size. Cached: a revision's file never changes."""
    if path.stat().st_size > largest:
        raise ZooError(f"{path} has more than {largest:,} bytes.")
    content = path.read_bytes()
    check(content, size)
    return delivery.publish(content, ".png")


def check(content: bytes, size: tuple[int, int]) -> None:
    """Raise ``ZooError``, or an error of Pillow, unless this is a complete PNG of this width and height.

    The size is compared before the picture is unpacked, because a small file may hold a huge one.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.size != size:
                raise ZooError(f"The picture has {picture.size} pixels, not {size}.")
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ZooError(f"The picture cannot be read ({error}).") from None
