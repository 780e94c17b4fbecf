"""Names of a run's start, the same in the page, in links and in the API.

``hidden``: random hidden units. ``usage``: hidden units, each as often on as over the test digits. ``pixels``: random
pixels. ``chains``: where a chain of training stopped. ``unit-3``: hidden unit 3 alone. ``test-7``: MNIST test digit 7.
``example-8``: example drawing 8 of the page. ``drawing``: the user's own picture.
"""

import re

START = re.compile(r"hidden|usage|pixels|chains|drawing|(?:unit|test)-[0-9]{1,5}|example-[0-9]")
ALIASES = {"noise": "pixels"}  # an older name
NAMES = "hidden, usage, pixels, chains, unit-0, test-0, drawing and the like"


def named(start: object) -> str | None:
    """The current name of a start; None if there is no such start."""
    if not isinstance(start, str):
        return None
    start = ALIASES.get(start, start)
    return start if START.fullmatch(start) else None


def number_of(start: str) -> int:
    """The number in a name such as ``unit-3``."""
    return int(start.partition("-")[2])
