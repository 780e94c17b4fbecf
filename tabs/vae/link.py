"""A link to one model, revision and code: ``?model=vae-2&revision=abcdef12&code=0.1,-2&seed=7``; all optional.

So are ``digit`` (``example-3`` or ``test-7``), ``drawing`` (strokes of the pen: points ``x.y``, joined by ``-`` within
a stroke and by ``_`` between two), and ``tool``, with ``at=tool`` if the page is to open at it.
``train=latents:2,rate:0.01`` opens the tool that trains a VAE in the page, with these settings.
"""

import math
import re

from tabs.shared import views
from tabs.shared.link import DRAWING, EXPERIMENT, Restored, found_by, given_in, is_for, whole
from tabs.shared.request import LARGEST_SEED
from tabs.vae.family import FAMILY
from tabs.vae.request import LARGEST_LATENT

FAR = 2  # ranges of a slider beyond its ends; a − b + c of codes within the ranges is one beyond at most
TOOLS = views.tools("vae")
FORMS = {  # of the other parameters, and what is said of one in another form
    "digit": (re.compile(r"example-\d|test-\d{1,5}"), "is no example and no test digit"),
    "drawing": (DRAWING, "is not a list of strokes"),
    "tool": (re.compile("|".join(TOOLS)), f"is none of {', '.join(TOOLS)}"),
    "at": (re.compile("tool"), "is none of tool"),
    "train": (EXPERIMENT, "must be settings such as latents:2,beta:1,seed:1"),
}


def read_link(parameters: dict) -> Restored:
    """The checked parameters of a link; invalid ones are left out and reported. At least one model must exist."""
    problems: list[str] = []
    mine = parameters if is_for(FAMILY, parameters, by_default=True) else {}
    given = given_in(mine, ("model", "revision", "code", "seed", *FORMS), problems)
    checkpoint, about_it = found_by(FAMILY, given, problems)
    return Restored(checkpoint, _restore(given, problems) if about_it else None, problems)


def _restore(given: dict, problems: list[str]) -> dict | None:
    """``{"code": [...]}`` or ``{"seed": n}``, and the parameters of ``FORMS``; None if nothing is asked for."""
    found = _code_or_seed(given, problems) or {}
    for key, (form, wrong) in FORMS.items():
        if key in given and form.fullmatch(given[key]):
            found[key] = given[key]
        elif key in given:
            problems.append(f"The link's {key} {wrong}.")
    return found or None


def _code_or_seed(given: dict, problems: list[str]) -> dict | None:
    """``{"code": [...]}`` or ``{"seed": n}``; a code takes precedence over a seed."""
    if "code" in given:
        code = _numbers(given["code"])
        if code is not None:
            return {"code": code}
        problems.append("The link's code is not a list of numbers with commas between them.")
    if "seed" in given:
        seed = whole(given["seed"])
        if seed is not None:
            return {"seed": seed}
        problems.append(f"The link's seed is not a whole number from 0 to {LARGEST_SEED}.")
    return None


def _numbers(text: str) -> list[float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) and abs(number) <= LARGEST_LATENT for number in numbers) else None


def fit(restored: Restored, length: int, entries: int | None, ranges: list[tuple[float, float]]) -> dict | None:
    """``restored.restore`` if its code, if any, fits the model: ``length`` numbers or entries of a code book.

    ``ranges`` are those of the sliders: a code may be beyond them, and a number that is far beyond is moved back.
    """
    code, rest = (restored.restore or {}).get("code"), {**(restored.restore or {})}
    rest.pop("code", None)
    if code is None:
        return restored.restore
    if len(code) != length:
        restored.problems.append(f"The link's code has {len(code)} numbers; this model's codes have {length}.")
        return rest or None
    if entries is None:
        near = [_near(number, *limits) for number, limits in zip(code, ranges, strict=True)]
        if near != code:
            restored.problems.append("The link's code is far beyond this model's codes and was moved to their edge.")
        return rest | {"code": near}
    if any(number != int(number) or not 0 <= number < entries for number in code):
        restored.problems.append(
            f"The link's code must consist of whole numbers from 0 to {entries - 1} for this model."
        )
        return rest or None
    return rest | {"code": [int(number) for number in code]}


def _near(number: float, low: float, high: float) -> float:
    """The number, or the end of its slider if it is further away than sums of codes lead to."""
    reach = FAR * (high - low)
    return number if low - reach <= number <= high + reach else min(max(number, low), high)
