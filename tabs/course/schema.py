"""What ``exercises.toml`` holds: the sheets and their cards. To add a card is to add an entry there."""

import functools
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "exercises.toml"
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Sentence = Annotated[str, Field(min_length=1)]
Link = Annotated[dict[str, str], Field(min_length=1)]  # the parameters of a link into the page


class Entry(BaseModel):
    """Base of all entries: unknown fields are errors."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Chart(Entry):
    """Figures beside each other: ``metrics`` of ``models``, one bar each. ``nll_iw`` stands for the bound of any number
    of draws.

    ``title`` is what the chart asks; without it the metric's own title is shown. ``told`` says what it means, by the
    name of the model that is best beyond the noise; "" is for when none is. A chart of several metrics has no best.
    """

    metrics: Annotated[list[str], Field(min_length=1)]
    models: Annotated[list[str], Field(min_length=1)]
    title: str = ""
    told: dict[str, Sentence] = {}


class Card(Entry):
    """One exercise.

    ``question`` is what is asked, ``predict`` what the field for the prediction asks, ``link`` the tool in the right
    state and ``look`` what to do there; ``training`` the link that trains it in the page. The answer has the
    ``charts``, the ``lab`` question of ``zoo.questions``, the ``lesson`` of a variant's run, a ``computed`` part, and
    ``because``: an explanation without measured figures. ``pictures`` are figures of checkpoints, "model/figure".
    ``command`` reproduces the answer.
    """

    id: Id
    title: Sentence
    question: Sentence
    predict: Sentence
    link: Link
    look: Sentence
    training: Link | None = None
    charts: list[Chart] = []
    lab: str = ""
    lesson: str = ""
    computed: str = ""
    because: str = ""
    pictures: list[Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]] = []
    command: Sentence

    def address(self, link: Link) -> str:
        """A link as an address relative to the app's page."""
        return f"./?{urlencode(link, safe=',:')}"


class Sheet(Entry):
    """One sheet with its ``cards``, in order."""

    id: Id
    title: Sentence
    about: Sentence
    cards: Annotated[list[Card], Field(min_length=1)]


class Contender(Entry):
    """A model that redraws a digit beside those of other families; ``how`` says how it does."""

    model: Id
    how: Sentence


class Course(Entry):
    """All sheets, in order, and the models of ``bench``, which all redraw one digit."""

    bench: list[Contender] = []
    sheets: Annotated[list[Sheet], Field(min_length=1)]

    def cards(self) -> dict[str, Card]:
        """All cards by their ids."""
        return {card.id: card for sheet in self.sheets for card in sheet.cards}


@functools.cache
def course() -> Course:
    """The sheets of ``exercises.toml``. Raises ``ValueError`` if an entry does not fit, or two cards have one id."""
    found = Course.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
    ids = [card.id for sheet in found.sheets for card in sheet.cards]
    if twice := {each for each in ids if ids.count(each) > 1}:
        raise ValueError(f"{FILE.name}: two cards are called {', '.join(sorted(twice))}")
    return found
