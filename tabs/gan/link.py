"""A link to one grid of samples: ``?tab=gan&model=cgan&seed=7&truncation=0.8&digit=3&count=64&pin=12``; all optional.

So are ``revision``; ``tool``; ``z``, the numbers of the sample shown large that were moved by hand: ``12:0.5,40:-1.2``;
``pins``, the pinned samples, and ``pinned``, the one of them that is shown large, from 1; ``fool``, the seed of a game
against the discriminator; ``plane`` or ``train``, the settings of a game that is trained in the page, in the plane or
on digits; ``stage``, which of the two the tool that trains shows; and ``at``, which is ``tool`` if the page is to open
at the tools.
"""

import re
from typing import Any

from tabs.gan.draw import DIGITS, MOST, TRUNCATIONS
from tabs.gan.family import FAMILY
from tabs.gan.pins import MOST_PINS, kept, read_pins
from tabs.shared import views
from tabs.shared.link import EXPERIMENT, PLACES, Restored, found_by, given_in, is_for, number_in, one_of, whole_in
from tabs.shared.request import LARGEST_SEED
from zoo.models.config import read_config

KEYS = ("model", "revision", "seed", "truncation", "digit", "count", "pin", "z", "pinned", "tool", "at", "fool",
        "plane", "train", "stage")  # fmt: skip
STAGES = ("plane", "digits")
MOST_MOVES, REACH = 100, 6.0  # numbers that were moved by hand, and how far from 0; as in assets/gan/moves.js
MOVE = re.compile(r"(\d{1,5}):(-?\d(?:\.\d{1,4})?)")
EXAMPLES = {"plane": "data:1,penalty:0.1,seed:1", "train": "objective:1,turns:2,seed:1"}  # of settings, by their key
FIRST_SEED = 1  # if a link names none
WHOLE = {"seed": (0, LARGEST_SEED), "digit": (0, DIGITS - 1), "count": (1, MOST), "pin": (0, MOST - 1),
         "fool": (0, LARGEST_SEED)}  # the seed of the game "fool the discriminator"  # fmt: skip


def read_link(parameters: dict) -> Restored:
    """The checked parameters of a link; invalid ones are left out and reported. At least one model must exist."""
    problems: list[str] = []
    mine = parameters if is_for(FAMILY, parameters) else {}
    given = given_in(mine, KEYS, problems)
    checkpoint, about_it = found_by(FAMILY, given, problems)
    pins = read_pins(mine["pins"], problems) if isinstance(mine.get("pins"), str) else []
    if not about_it:  # any model can still draw from the numbers of the pinned samples
        problems += ["The pinned samples are drawn by this model, of the same random numbers."] if any(pins) else []
        return Restored(checkpoint, _restore({}, pins, {}, problems), problems)
    config = read_config(checkpoint.folder)[1]
    if "digit" in given and not config.get("classes"):
        problems.append(f"{checkpoint.name} cannot be asked for a digit, so the link's digit is left out.")
        del given["digit"]
    return Restored(checkpoint, _restore(given, pins, config, problems), problems)


def _restore(given: dict, pins: list[dict | None], config: dict, problems: list[str]) -> dict | None:
    """What a link asks for; None if it names at most a model."""
    found: dict[str, Any] = {key: whole_in(given, key, *limits, problems) for key, limits in WHOLE.items()}
    found |= {
        "truncation": number_in(given, "truncation", *TRUNCATIONS, problems),
        "tool": views.tool_in("gan", given, problems),
    }
    found |= {"pins": kept(pins) or None, "pinned": _pinned(given, pins, problems)}
    found |= {key: one_of(given, key, choices, problems) for key, choices in (("stage", STAGES), ("at", PLACES))}
    found |= {key: _experiment(given, key, problems) for key in EXAMPLES}
    found["z"] = _moves(given, config.get("latent_dim", 0), problems)
    found = {key: value for key, value in found.items() if value is not None}
    if found.get("pin", 0) >= found.get("count", MOST):
        problems.append(f"The link's pin is not among its {found['count']} samples.")
        del found["pin"]
    if any(key in given and key not in found for key in ("pin", "pinned")):
        found.pop("z", None)  # it belongs to that sample
    return {"seed": FIRST_SEED} | found if found else None


def _pinned(given: dict, pins: list[dict | None], problems: list[str]) -> int | None:
    """Which of the valid pins is shown large, from 1; None for none."""
    number = whole_in(given, "pinned", 1, MOST_PINS, problems)
    if number is None:
        return None
    wanted = pins[number - 1] if number <= len(pins) else None
    if wanted is None:
        problems.append(f"The link shows pinned sample {number} large, but has none of that number.")
        return None
    return kept(pins).index(wanted) + 1


def _experiment(given: dict, key: str, problems: list[str]) -> str | None:
    """The settings of a game in the plane or on digits; the page, which has the limits of each, checks them."""
    text = given.get(key)
    if text is None or EXPERIMENT.fullmatch(text):
        return text
    problems.append(f"The link's {key} must be settings such as {EXAMPLES[key]}.")
    return None


def _moves(given: dict, latent_dim: int, problems: list[str]) -> list[list[float]] | None:
    """Pairs [index, value] of the numbers that were moved, each number once; None if there are none."""
    text = given.get("z")
    if text is None:
        return None
    found = [MOVE.fullmatch(part) for part in text.split(",", MOST_MOVES)]
    moves = [[int(each[1]), float(each[2])] for each in found if each]
    fit = all(at < latent_dim and abs(value) <= REACH for at, value in moves)
    if len(moves) < len(found) or len(moves) > MOST_MOVES or not fit or len({at for at, _ in moves}) < len(moves):
        problems.append(
            f"The link's z cannot be read: it names up to {MOST_MOVES} of the numbers, each once, as index:value "
            f"with values from {-REACH:g} to {REACH:g}, such as 12:0.5,40:-1.2."
        )
        return None
    return moves
