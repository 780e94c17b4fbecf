"""The record of a GAN's training run as the page shows it: its timeline, losses, epochs; what is damaged is said."""

import io
import logging
from functools import lru_cache
from pathlib import Path

from tabs.gan.texts import spaced
from tabs.shared import delivery, page
from tabs.shared.request import is_number
from zoo.errors import ZooError
from zoo.schema import COLUMNS, COUNT, GAP, LARGEST_TIMELINE, TIMELINE, sheet
from zoo.stores import Checkpoint

log = logging.getLogger(__name__)
REMEMBERED = 64  # timelines whose files were found whole
TRACED = ("loss", "critic", "generator", "real_accuracy", "generated_accuracy", "penalty")
JUDGED = ("coverage", "density", "digit_kl")
NO_RUN = {"timeline": None, "trace": [], "epochs": [], "game": None, "train_epochs": None, "kept_epoch": None}
SHARES = tuple(f"digit_share_{digit}" for digit in range(10))


def run_of(checkpoint: Checkpoint) -> dict:
    """``timeline``, ``trace``, ``epochs``, ``game``, ``train_epochs``, ``kept_epoch``; as ``notice`` what is amiss."""
    try:
        training = page.read_json(checkpoint, "training.json")
    except ZooError as error:
        return NO_RUN | {"notice": f"Its run cannot be shown: {error}"}
    shown, notice = timeline(checkpoint, training)
    return {
        "timeline": shown,
        "trace": trace(training),
        "epochs": epochs(training),
        "game": game(training),
        "train_epochs": training.get("epochs") if is_number(training.get("epochs")) else None,
        "kept_epoch": training.get("best_epoch") if is_number(training.get("best_epoch")) else None,
        "notice": notice,
    }


def timeline(checkpoint: Checkpoint, training: dict) -> tuple[dict | None, str]:
    """Where the page finds the frames of the run and how they lie in the picture; or None, and why."""
    path = checkpoint.folder / TIMELINE
    if training.get("timeline") is None and not path.is_file():
        return None, ""  # a checkpoint from before timelines were kept
    try:
        grid = dict(training["timeline"])
        sides = {key: grid[key] for key in ("count", "columns", "gap", "size")}
        places = places_of(grid)
        url = published(path, checkpoint.revision, expected(grid))
    except (OSError, KeyError, TypeError, ValueError, SyntaxError, OverflowError, ZooError):
        log.warning("The timeline of %s is missing or damaged; the page shows none.", checkpoint.name)
        return None, f"The training timeline of {checkpoint.name} is missing or damaged, so it is not shown."
    return {"url": url, "places": places, **sides, "collapse": collapse(training)}, ""


@lru_cache(maxsize=REMEMBERED)
def published(path: Path, revision: str, size: tuple[int, int]) -> str:
    """URL of the file at ``path``, once it was found to be a whole PNG of this size; a revision's never changes."""
    if path.stat().st_size > LARGEST_TIMELINE:
        raise ZooError(f"{path} is larger than a timeline is.")
    content = path.read_bytes()
    check(content, size)
    return delivery.publish(content, ".png")


def check(content: bytes, size: tuple[int, int]) -> None:
    """``ZooError``, or an error of Pillow's, if this is not a whole PNG of this width and height.

    The size is compared before the picture is unpacked: a small file may hold a huge one.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.size != size:
                raise ZooError(f"The picture has {picture.size} pixels, not {size}.")
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ZooError(f"The picture cannot be read ({error}).") from None


def expected(grid: dict) -> tuple[int, int]:
    """Width and height that a timeline of this description has."""
    if (grid["count"], grid["columns"], grid["gap"]) != (COUNT, COLUMNS, GAP):
        raise ValueError(f"a frame has {COUNT} images, {COLUMNS} in a row, {GAP} pixels apart")
    return sheet(len(grid["places"]), grid["size"])


def places_of(grid: dict) -> list[float]:
    """When each frame was taken, in epochs; ``ValueError`` where these are no rising numbers."""
    places = [place for place in grid["places"] if is_number(place)]
    if not 0 < len(places) == len(grid["places"]) or places != sorted(places):
        raise ValueError("the places of the frames are no rising numbers")
    return places


def collapse(training: dict) -> list[dict]:
    """What training warned of, and after which epoch."""
    found = training.get("collapse")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [{"epoch": row["epoch"], "warning": spaced(str(row.get("warning"))[:200])} for row in rows
            if is_number(row.get("epoch"))]  # fmt: skip


def trace(training: dict) -> list[dict]:
    """The losses and accuracies along the run; a number that is none is left out."""
    found = training.get("trace")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [{key: row[key] for key in ("epoch", *TRACED) if is_number(row.get(key))} for row in rows
            if is_number(row.get("epoch"))]  # fmt: skip


def epochs(training: dict) -> list[dict]:
    """What the judge said of the samples at the end of each epoch."""
    curves = training.get("curves")
    found = curves.get("validation") if isinstance(curves, dict) else None
    rows = list(enumerate(found, 1)) if isinstance(found, list) else []
    whole = [(epoch, row) for epoch, row in rows if isinstance(row, dict) and all(is_number(row.get(key))
             for key in (*JUDGED, *SHARES))]  # fmt: skip
    return [{"epoch": epoch, **{key: row[key] for key in JUDGED}, "shares": [row[key] for key in SHARES]}
            for epoch, row in whole]  # fmt: skip


def game(training: dict) -> dict | None:
    """How the two players took turns."""
    recipe = training.get("recipe")
    found = recipe.get("game") if isinstance(recipe, dict) else None
    if not isinstance(found, dict):
        return None
    betas = found.get("betas")
    kept = {key: value for key, value in found.items() if is_number(value)}
    return kept | ({"betas": betas} if isinstance(betas, list) and all(map(is_number, betas)) else {})
