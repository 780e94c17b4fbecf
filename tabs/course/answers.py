"""The answer of a card, put together from figures, the lab's questions, the lessons of runs, and what is computed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tabs.course.charts import Drawn, draw
from tabs.course.computed import COMPUTED, Block
from tabs.course.schema import Card
from tabs.shared import delivery
from zoo import questions, reading
from zoo.errors import ZooError
from zoo.lessons import lesson
from zoo.record import Record

CAPTION = re.compile(r"!\[([^\]]*)\]\(figures/([\w-]+)\.png\)")


@dataclass(frozen=True)
class Picture:
    """A figure of a checkpoint with the caption of its card; ``url`` is relative to the app's page."""

    name: str
    url: str
    caption: str
    size: tuple[int, int]  # width, height in pixels


@dataclass(frozen=True)
class Answer:
    """What a card answers: sentences and numbers, charts, pictures."""

    blocks: list[Block] = field(default_factory=list)
    charts: list[Drawn] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def answer(card: Card, found: dict[str, Record]) -> Answer:
    """The answer of a card from the records that are here."""
    blocks: list[Block] = []
    if card.computed:
        blocks += COMPUTED[card.computed]()
    if card.lab:
        blocks += _lab(card.lab, found)
    if card.lesson and (said := _lesson(card.lesson, found)):
        blocks.append(("p", f"{card.lesson}: {said}"))
    if card.because:
        blocks.append(("p", card.because))
    return Answer(blocks, [draw(chart, found) for chart in card.charts], list(_pictures(card, found)))


def _lab(name: str, found: dict[str, Record]) -> list[Block]:
    """A question of the RBM lab, as its tool answers it."""
    models = questions.question(name).models
    folders = {model: found[model].checkpoint.folder for model in models if model in found}
    answered = questions.of_folders(name, folders)
    return [("more", answered[part]) for part in ("answer", "why") if answered[part]]


def _lesson(name: str, found: dict[str, Record]) -> str:
    """What a variant's change did, by its run and its base's."""
    own = found.get(name)
    run = own.run() if own else None
    if own is None or run is None:
        return f"not here. Train it: python -m training train {name}"
    base = found.get(own.page.base)
    return lesson(name, own.page, run, base.run() if base else None)


def _pictures(card: Card, found: dict[str, Record]) -> Iterator[Picture]:
    """The card's pictures; those that are missing are left out."""
    for each in card.pictures:
        model, _, name = each.partition("/")
        if model not in found:
            continue
        own = found[model]
        try:
            png = reading.content(own.checkpoint.folder / "figures" / f"{name}.png")
            captions = {file: caption for caption, file in CAPTION.findall(own.card)}
        except (OSError, ValueError, ZooError):
            continue
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # of the IHDR chunk
        title = own.page.title
        caption = f"{title}: {captions.get(name, name)}"
        yield Picture(f"{model}-{name}", delivery.publish(png, ".png"), caption, (width, height))
