"""``page.json``, which says how a checkpoint is presented: made from a class and a recipe's texts, read without
torch."""

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

import zoo
from zoo import beside, reading
from zoo.errors import ZooError
from zoo.models.config import Config, read_config
from zoo.schema import Page
from zoo.stores.bundled import BUNDLE
from zoo.stores.contract import Checkpoint
from zoo.stores.files import atomic_write

FILE = "page.json"
LAST = 1000  # the order of a model without its own: after all others
PLACED = ("changes", "base", "order", "group")  # fields that relate a model to others
START, CHANGES, ORIGINALS = "Start here", "What one change does", "The lab’s originals"
GROUPS = (CHANGES, ORIGINALS)  # headings of a tab's models, after START and in order; other groups come after these
JUDGE, REFUSER = "judge", "judge-open"  # the checkpoints that label digits for all tabs and metrics, and refuse others


def make(model_class: type, config: Config, **words) -> Page:
    """The page of a class with this config; ``words`` are ``title``, ``summary`` and those of ``PLACED``.

    Raises ``ZooError`` for missing texts and unknown capabilities.
    """
    content = {"family": model_class.family, "capabilities": model_class.capabilities(config), **words}
    try:
        return Page.model_validate(content, extra="forbid")
    except ValidationError as error:
        raise ZooError(f"The page of a {model_class.__name__} cannot be made: {beside.said(error)}.") from None


def write(folder: Path, page: Page) -> None:
    """Write ``page.json`` into a checkpoint's folder."""
    atomic_write(folder / FILE, (page.model_dump_json(by_alias=True, exclude_none=True, indent=1) + "\n").encode())


def read(checkpoint: Checkpoint) -> Page:
    """A checkpoint's page.

    An older checkpoint without ``page.json`` gets one from its class, which imports torch, with the order of the
    bundled checkpoint of the same name. Raises ``ZooError`` for a file that does not fit or is of a later version, and
    for a class that this version does not know.
    """
    folder, name = checkpoint.folder, checkpoint.name
    kind = read_config(folder)[0]
    if kind not in zoo.MODELS:
        raise ZooError(f"{name} is of the class '{kind}', which this version of the app does not know; update the app.")
    if (folder / FILE).exists():
        page = beside.read(folder, FILE, name)
        can = page.capabilities
        if can.draws == "text" and not can.unit:  # written before a text's unit was
            page = page.model_copy(update={"capabilities": _derived(folder).capabilities})
        return page
    page = _derived(folder)
    if not (BUNDLE / name / FILE).exists():
        return page
    bundled = beside.read(BUNDLE / name, FILE, name)
    placed = {field: getattr(bundled, field) for field in PLACED} if bundled.family == page.family else {}
    return page.model_copy(update=placed)


def _derived(folder: Path) -> Page:
    """The page of an older checkpoint: its class's capabilities and the texts in its training record."""
    kind, values = read_config(folder)
    model_class = zoo.model_class(kind)
    try:
        config = model_class.Config.from_dict(values)
    except ZooError:
        config = model_class.Config()  # errors are reported where the model is shown
    words = {"title": kind, "summary": ""}
    with suppress(OSError, ValueError, AttributeError):
        training = reading.json_file(folder / "training.json")
        words |= {key: str(training[key]) for key in words if training.get(key)}
    return make(model_class, config, order=LAST, **words)
