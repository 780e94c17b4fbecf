"""A link to one model, revision and code: ``?model=vae-2&revision=abcdef12&code=0.1,-2&seed=7``, any part of it."""

import math
from dataclasses import dataclass, field

from tabs.vae_family import at_revision, choices, find
from tabs.vae_request import LARGEST_LATENT, LARGEST_SEED
from zoo.errors import ZooError
from zoo.store import Checkpoint

LONGEST = 8000  # characters of a parameter; a code of 400 numbers has 3,200
MOST_NUMBERS = 400


@dataclass
class Restored:
    """What a link asks for as far as it can be had: the checkpoint, what to restore in it, and what could not be."""

    checkpoint: Checkpoint
    restore: dict | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def notice(self) -> str:
        """The problems as sentences, empty when all was restored."""
        return " ".join(self.problems)


def read_link(parameters: dict) -> Restored:
    """The parameters of a link, each checked; what is nonsense is left out and said. At least one model must exist."""
    given = {key: parameters.get(key) for key in ("model", "revision", "code", "seed")}
    given = {key: value for key, value in given.items() if isinstance(value, str)}
    problems = [f"The link's {key} is too long." for key, value in given.items() if len(value) > LONGEST]
    given = {key: value for key, value in given.items() if len(value) <= LONGEST}
    name = given.get("model", choices()[0])
    if name not in choices():
        problems.append(f"There is no model '{name[:40]}' here; this is {choices()[0]}.")
        return Restored(find(choices()[0]), None, problems)  # another model's code means nothing here
    checkpoint = find(name)
    if "revision" in given:
        checkpoint = _revision(name, given["revision"], checkpoint, problems)
    return Restored(checkpoint, _restore(given, problems), problems)


def _revision(name: str, wanted: str, current: Checkpoint, problems: list[str]) -> Checkpoint:
    if len(wanted) >= 7 and current.revision.startswith(wanted):
        return current
    found = at_revision(name, wanted)
    if found is None:
        problems.append(f"Revision '{wanted[:40]}' of {name} is not here; this is {current.revision[:8]}.")
    return found or current


def _restore(given: dict, problems: list[str]) -> dict | None:
    """``{"code": [...]}`` or ``{"seed": n}``; a code counts more than a seed."""
    if "code" in given:
        code = _numbers(given["code"])
        if code is not None:
            return {"code": code}
        problems.append("The link's code is not a list of numbers with commas between them.")
    if "seed" in given:
        seed = _seed(given["seed"])
        if seed is not None:
            return {"seed": seed}
        problems.append(f"The link's seed is not a whole number from 0 to {LARGEST_SEED}.")
    return None


def _seed(text: str) -> int | None:
    """The length comes first: ``int`` raises for more than 4300 digits."""
    short = len(text) <= len(str(LARGEST_SEED))
    return int(text) if short and text.isascii() and text.isdigit() and int(text) <= LARGEST_SEED else None


def _numbers(text: str) -> list[float] | None:
    parts = text.split(",")
    if len(parts) > MOST_NUMBERS:
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) and abs(number) <= LARGEST_LATENT for number in numbers) else None


def fit(restored: Restored, length: int, entries: int | None) -> dict | None:
    """``restored.restore`` if a code in it is one of this model: ``length`` numbers, or entries of a code book."""
    code = (restored.restore or {}).get("code")
    if code is None:
        return restored.restore
    if len(code) != length:
        restored.problems.append(f"The link's code has {len(code)} numbers; this model's codes have {length}.")
        return None
    if entries is None:
        return restored.restore
    if any(number != int(number) or not 0 <= number < entries for number in code):
        restored.problems.append(f"The link's code must be of whole numbers from 0 to {entries - 1} for this model.")
        return None
    return {"code": [int(number) for number in code]}


def parameters_of(request) -> dict:
    """The query parameters of the page a ``gr.Request`` came from; none where there are none."""
    try:
        return dict(request.query_params)
    except (AttributeError, TypeError, ZooError):
        return {}
