"""The record of a GAN's training run for the page: timeline, losses, epochs. Damaged parts are reported."""

import logging

from tabs.gan.texts import spaced
from tabs.shared.frames import frames, published
from tabs.shared.measures import SHARES
from zoo.errors import ZooError
from zoo.record import TRAINING, Record, record
from zoo.schema import LARGEST_SHEETS, SHEETS, Training
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
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
    """The URL of the run's frames, their layout and the warnings of a collapse, and ""; or None and the reason, "" if
    none were ever kept."""
    shown, notice = frames(own, training)
    return shown and shown | {"collapse": collapse(training)}, notice


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
