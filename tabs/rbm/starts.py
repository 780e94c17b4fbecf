"""Where a run starts: the names that page, links and programs have for it.

``hidden``: random hidden units. ``pixels``: random pixels. ``chains``: where a chain of training stopped. ``unit-3``:
that hidden unit alone. ``test-7``: that MNIST test digit. ``example-8``: that example drawing of the page.
``drawing``: a picture of one's own.
"""

import re

START = re.compile(r"hidden|pixels|chains|drawing|(?:unit|test)-[0-9]{1,5}|example-[0-9]")
ALIASES = {"noise": "pixels"}  # an older name
NAMES = "hidden, pixels, chains, unit-0, test-0, drawing and their like"


def named(start: object) -> str | None:
    """The name of a start, an older one replaced; None if it is none."""
    if not isinstance(start, str):
        return None
    start = ALIASES.get(start, start)
    return start if START.fullmatch(start) else None


def number_of(start: str) -> int:
    """The number in ``unit-3`` and the like."""
    return int(start.partition("-")[2])
