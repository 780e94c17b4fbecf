"""Common parts of the links to all tabs: a model, its revision, numbers. Invalid values are left out and reported."""

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from tabs.shared import views
from tabs.shared.catalogue import catalogue
from tabs.shared.family import Family
from tabs.shared.request import LARGEST_SEED
from zoo.errors import ZooError
from zoo.stores import Checkpoint

# The settings of a training in the page, and what a second run beside it has instead.
EXPERIMENT = re.compile(r"(b\.)?[a-z]+:[0-9.e+-]+(,(b\.)?[a-z]+:[0-9.e+-]+)*")
PLACES = ("tool",)  # where a link may open the page, other than at its top
POINT = r"(?:[01]?\d?\d|2[0-7]\d|280)"  # one coordinate on the drawing area
DRAWING = re.compile(rf"{POINT}\.{POINT}(?:[-_]{POINT}\.{POINT})*")  # strokes of the pen
LONGEST = 8000  # characters of a parameter; a code of 400 numbers has 3,200


@dataclass
class Restored:
    """What a link asks for: the checkpoint, what to restore, and the problems with the rest."""

    checkpoint: Checkpoint
    restore: dict | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def notice(self) -> str:
        """The problems as sentences; "" if everything was restored."""
        return " ".join(self.problems)


def is_for(family: Family, parameters: dict, by_default: bool = False) -> bool:
    """Whether a link is about a family's tab: it names one of its models, or the tab and no other tab's model.

    With ``by_default`` this is also true of a link that names neither a model nor an existing tab.
    """
    claimed = family_of(parameters)
    if claimed:
        return claimed == family.name
    return parameters.get("tab") == family.name or (by_default and parameters.get("tab") not in tab_names())


@functools.cache
def tab_names() -> frozenset[str]:
    """The names of all tabs, which are those of their folders."""
    return frozenset(module.parent.name for module in Path(__file__).parents[1].glob("*/tab.py"))


def family_of(parameters: dict) -> str:
    """The family of the model that a link names; "" if it names none, or one that no tab shows."""
    entry = catalogue().get(parameters.get("model", ""))
    return entry.page.family if entry else ""


def given_in(parameters: dict, keys: tuple[str, ...], problems: list[str]) -> dict[str, str]:
    """The parameters of a link that a tab knows and that are not too long; an unknown tab is a problem."""
    tab = parameters.get("tab")
    if tab and tab not in tab_names():
        problems.append(f"There is no tab '{tab[:40]}' here.")
    given = {key: parameters.get(key) for key in keys}
    given = {key: value for key, value in given.items() if isinstance(value, str)}
    problems += [f"The link's {key} is too long." for key, value in given.items() if len(value) > LONGEST]
    return {key: value for key, value in given.items() if len(value) <= LONGEST}


def found_by(family: Family, given: dict, problems: list[str]) -> tuple[Checkpoint, bool]:
    """The checkpoint that a link names, or else the one the tab opens on, and whether the rest of the link is about
    it."""
    first = family.first()
    name = given.get("model", first)
    if name not in family.choices():
        problems.append(f"There is no model '{name[:40]}' here; this is {first}.")
        return family.find(first), False
    checkpoint = family.find(name)
    if "revision" in given:
        checkpoint = _revision(family, name, given["revision"], checkpoint, problems)
    return checkpoint, True


def read_model(family: Family, parameters: dict) -> Restored:
    """A link that names only a model and possibly a revision."""
    problems: list[str] = []
    given = given_in(parameters if is_for(family, parameters) else {}, ("model", "revision"), problems)
    checkpoint, _ = found_by(family, given, problems)
    return Restored(checkpoint, None, problems)


def _revision(family: Family, name: str, wanted: str, current: Checkpoint, problems: list[str]) -> Checkpoint:
    if len(wanted) >= 7 and current.revision.startswith(wanted):
        return current
    found = family.at_revision(name, wanted)
    if found is None:
        problems.append(f"Revision '{wanted[:40]}' of {name} is not here; this is {current.revision[:8]}.")
    return found or current


def whole(text: str, largest: int = LARGEST_SEED) -> int | None:
    """A whole number from 0 to ``largest`` written in digits; None if ``text`` is something else.

    Checks the length first, because ``int`` raises for more than 4300 digits.
    """
    short = len(text) <= len(str(largest))
    return int(text) if short and text.isascii() and text.isdigit() and int(text) <= largest else None


def whole_in(given: dict, key: str, least: int, largest: int, problems: list[str]) -> int | None:
    """The parameter ``key``, a whole number from ``least`` to ``largest``.

    Returns None if it is absent or is no such number; the latter is added to ``problems``.
    """
    if key not in given:
        return None
    value = whole(given[key], largest)
    if value is None or value < least:
        problems.append(f"The link's {key} is not a whole number from {least} to {largest}.")
        return None
    return value


def number_in(given: dict, key: str, low: float, high: float, problems: list[str]) -> float | None:
    """The parameter ``key``, a number from ``low`` to ``high``.

    Returns None if it is absent or is no such number; the latter is added to ``problems``.
    """
    if key not in given:
        return None
    try:
        value = float(given[key])
    except ValueError:
        value = None
    if value is None or not low <= value <= high:
        problems.append(f"The link's {key} is not a number from {low:g} to {high:g}.")
        return None
    return value


def one_of(given: dict, key: str, choices: Collection[str], problems: list[str]) -> str | None:
    """The parameter ``key``, one of ``choices``.

    Returns None if it is absent or is none of them; the latter is added to ``problems``.
    """
    value = given.get(key)
    if value is None or value in choices:
        return value
    problems.append(f"The link's {key} is none of {', '.join(choices)}.")
    return None


def parameters_of(request) -> dict:
    """The query parameters of the page that a ``gr.Request`` came from; empty if there are none. Names of tabs and
    tours may be in capitals."""
    try:
        given = dict(request.query_params)
    except (AttributeError, TypeError, ZooError):
        return {}
    return given | {key: given[key].lower() for key in ("tab", "tour") if isinstance(given.get(key), str)}


def opened_tab(tabs: Collection[str], parameters: dict) -> str | None:
    """The tab that a link opens: the one it names, or else that of its model, its tour or the part that it shows; None
    if it names none."""
    wanted = (parameters.get("tab"), family_of(parameters), parameters.get("tour"), views.tab_of(parameters))
    return next((tab for tab in wanted if tab in tabs), None)
