"""A link to one run: ``?tab=rbm&model=rbm-500&revision=abcdef12&seed=7&start=hidden&steps=100``.

Every part is optional; ``temperature``, ``tempered=1`` for a chain that jumps between digits, ``chains``, ``tool`` and,
to open the page at it, ``at=tool`` can be added.
``start=drawing`` has the strokes in ``drawing``, and ``half=upper`` if that half of a digit was drawn and is held.
``train=hidden:100,rate:1`` opens the tool that trains a machine in the page, with these settings.
"""

from tabs.rbm.data import better_start
from tabs.rbm.family import FAMILY
from tabs.rbm.starts import named
from tabs.shared import views
from tabs.shared.link import (
    DRAWING,
    EXPERIMENT,
    PLACES,
    Restored,
    found_by,
    given_in,
    is_for,
    number_in,
    one_of,
    whole_in,
)
from tabs.shared.request import LARGEST_SEED
from zoo.stores import Checkpoint

RUN = ("seed", "start", "drawing", "half", "steps", "temperature", "tempered", "chains")
KEYS = ("model", "revision", *RUN, "train", "tool", "at")
MOST_STEPS = 20_000
LOWEST, HIGHEST = 0.25, 4.0  # temperatures of the page's slider
CHAINS = (1, 2, 4, 9)
HALVES = ("upper", "lower", "left", "right")  # of a drawing; the run holds it and makes up the other


def read_link(parameters: dict) -> Restored:
    """The checked parameters of a link; invalid ones are left out and reported. At least one model must exist."""
    problems: list[str] = []
    mine = parameters if is_for(FAMILY, parameters) else {}
    given = given_in(mine, KEYS, problems)
    checkpoint, about_it = found_by(FAMILY, given, problems)
    return Restored(checkpoint, _restore(given, checkpoint, problems) if about_it else None, problems)


def _restore(given: dict, checkpoint: Checkpoint, problems: list[str]) -> dict | None:
    """The run that a link asks for: its start and its other settings; None if it describes no run."""
    run = {
        "seed": whole_in(given, "seed", 0, LARGEST_SEED, problems),
        "start": _start(given, problems),
        "steps": whole_in(given, "steps", 0, MOST_STEPS, problems),
        "temperature": number_in(given, "temperature", LOWEST, HIGHEST, problems),
        "tempered": whole_in(given, "tempered", 0, 1, problems),
        "chains": _chains(given, problems),
        "train": _experiment(given, problems),
        "drawing": _drawing(given) if given.get("start") == "drawing" else None,
        "half": one_of(given, "half", HALVES, problems),
        "tool": views.tool_in("rbm", given, problems),
        "at": one_of(given, "at", PLACES, problems),
    }
    if run["drawing"] is None:
        run["half"] = None  # there is nothing to hold
    run = {key: value for key, value in run.items() if value is not None}
    if not run.keys() - {"tool", "at"}:
        return run or None  # the chain runs as it usually does
    return {"start": better_start(checkpoint) or "hidden"} | run


def _start(given: dict, problems: list[str]) -> str | None:
    if "start" not in given:
        return None
    start = named(given["start"])
    if start and (start != "drawing" or _drawing(given)):
        return start
    if start:
        problems.append(
            "The run started from a drawing, which the link does not hold; it starts where this model usually does."
        )
    else:
        problems.append(
            "The link's start must be one of hidden, usage, pixels, chains, unit-0, example-0, test-0 and the like."
        )
    return None


def _drawing(given: dict) -> str | None:
    """The strokes that a run starts from."""
    return given["drawing"] if DRAWING.fullmatch(given.get("drawing", "")) else None


def _experiment(given: dict, problems: list[str]) -> str | None:
    """The settings of a training; the page, which has the limits of each, checks them."""
    text = given.get("train")
    if text is None or EXPERIMENT.fullmatch(text):
        return text
    problems.append("The link's train must be settings such as hidden:100,rate:0.1,seed:1.")
    return None


def _chains(given: dict, problems: list[str]) -> int | None:
    count = whole_in(given, "chains", 0, CHAINS[-1], problems)
    if count is None or count in CHAINS:
        return count
    problems.append(f"The page can run {', '.join(map(str, CHAINS[:-1]))} or {CHAINS[-1]} chains, not {count}.")
    return None
