"""The record of a GAN's training run for the page: timeline, losses, epochs. Damaged parts are reported."""

import io
import logging
from functools import lru_cache
from pathlib import Path

from tabs.gan.texts import spaced
from tabs.shared import delivery
from tabs.shared.measures import SHARES
from zoo.errors import ZooError
from zoo.record import TRAINING, Record, record
from zoo.schema import LARGEST_SHEETS, LARGEST_TIMELINE, SHEETS, TIMELINE, Training
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
REMEMBERED = 64  # pictures that were checked and published
JUDGED = ("coverage", "density", "digit_kl")
NO_RUN = {
    "timeline": None,
    "sheets": None,
    "trace": [],
    "epochs": [],
    "game": None,
    "train_epochs": None,
    "kept_epoch": None,
}


def run_of(checkpoint: Checkpoint) -> dict:
    """``timeline``, ``sheets``, ``trace``, ``epochs``, ``game``, ``train_epochs`` and ``kept_epoch``.

    ``notice`` names what is damaged.
    """
    own = record(checkpoint)
    if own.training is None:
        return NO_RUN | {"notice": f"Its run cannot be shown: {own.problems[TRAINING][0]}"}
    shown, notice = timeline(own, own.training)
    return {
        "timeline": shown,
        "sheets": sheets(own, own.training),
        "trace": [row.model_dump(exclude_none=True) for row in own.training.trace],
        "epochs": epochs(own.training),
        "game": game(own.training),
        "train_epochs": own.training.epochs,
        "kept_epoch": own.training.best_epoch,
        "notice": notice,
    }


def timeline(own: Record, training: Training) -> tuple[dict | None, str]:
    """The URL of the run's frames and their layout, and ""; or None and the reason, "" if none were ever kept."""
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
    return {"url": url, **grid.model_dump(), "collapse": collapse(training)}, ""


def sheets(own: Record, training: Training) -> dict | None:
    """The URL of what the model drew epoch by epoch, and its layout.

    None if it was not kept, or if it is damaged, which is logged: the timeline still shows the run.
    """
    path, grid = own.checkpoint.folder / SHEETS, training.sheets
    if grid is None:
        return None
    try:
        url = published(path, own.checkpoint.revision, grid.sheet(), LARGEST_SHEETS)
    except (OSError, ValueError, SyntaxError, OverflowError, ZooError) as error:
        log.warning("The samples of %s are missing or damaged; the page shows none: %s", own.checkpoint.name, error)
        return None
    return {"url": url, **grid.model_dump()}


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


def collapse(training: Training) -> list[dict]:
    """What training warned of, and after which epoch."""
    return [{"epoch": row.epoch, "warning": spaced(row.warning[:200])} for row in training.collapse or []]


def epochs(training: Training) -> list[dict]:
    """The judge's figures for the samples at the end of each epoch."""
    rows = enumerate(training.curves.validation, 1)
    whole = [(epoch, row) for epoch, row in rows if row.keys() >= {*JUDGED, *SHARES}]
    return [{"epoch": epoch, **{key: row[key] for key in JUDGED}, "shares": [row[key] for key in SHARES]}
            for epoch, row in whole]  # fmt: skip


def game(training: Training) -> dict | None:
    """How the two players took turns; None if that is not recorded."""
    found = training.recipe.game
    return found and found.model_dump(exclude_none=True)
