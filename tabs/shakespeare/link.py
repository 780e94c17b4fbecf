"""A link to one text: ``?tab=shakespeare&model=NAME&seed=7&temperature=0.8&top_k=20&top_p=0.9&length=500``.

Every part is optional; ``revision``, ``opening``, ``modern``, ``slang`` (the twist's dials) and ``tool`` can be added;
to the tool ``use`` also ``codes``, the seed of its codes, and ``texts``, how many it writes of each side; and
``at=tool``, if the page is to open at the tools.
"""

from tabs.shakespeare.cast import TOLD, cast_notice, names
from tabs.shakespeare.family import FAMILY, abilities_in, is_coded, tokens_of
from tabs.shakespeare.request import HOTTEST, LEAST_TOP_P, LONGEST, LONGEST_OPENING
from tabs.shared import views
from tabs.shared.link import PLACES, Restored, found_by, given_in, is_for, number_in, one_of, whole_in
from tabs.shared.request import LARGEST_SEED
from zoo.models.config import read_config
from zoo.schema import Capabilities
from zoo.stores import Checkpoint

TOOLS = views.tools("shakespeare")
TEXTS = (4, 10)  # of each side
NUMBERS: dict[str, tuple[float, float]] = {
    "temperature": (0, HOTTEST),
    "top_p": (LEAST_TOP_P, 1),
    "modern": (0, 1),
    "slang": (0, 1),
}
KEYS = ("model", "revision", "seed", "top_k", "length", "opening", "tool", "at", "codes", "texts", *TOLD, *NUMBERS)
FIRST_SEED = 1  # if a link names none


def read_link(parameters: dict) -> Restored:
    """The checked parameters of a link; invalid ones are left out and reported. At least one model must exist."""
    problems: list[str] = []
    mine = parameters if is_for(FAMILY, parameters) else {}
    given = given_in(mine, KEYS, problems)
    checkpoint, about_it = found_by(FAMILY, given, problems)
    return Restored(checkpoint, _restore(checkpoint, given, problems) if about_it else None, problems)


def _restore(checkpoint: Checkpoint, given: dict, problems: list[str]) -> dict | None:
    """What a link asks for; None if it names at most a model."""
    can, config = abilities_in(checkpoint), read_config(checkpoint.folder)[1]
    whole = {"seed": (0, LARGEST_SEED), "top_k": (0, tokens_of(config)), "length": (1, LONGEST),
             "codes": (0, LARGEST_SEED)}  # fmt: skip
    found = {key: whole_in(given, key, *limits, problems) for key, limits in whole.items()}
    found |= {key: number_in(given, key, *limits, problems) for key, limits in NUMBERS.items()}
    found |= {
        "opening": _opening(given, can, problems),
        "tool": _tool(given, can, problems),
        "at": one_of(given, "at", PLACES, problems),
        "texts": _texts(given, problems),
    }
    found |= _told(given, checkpoint, can, problems)
    found = {key: value for key, value in found.items() if value is not None}
    everything = {"top_p": 1} if "temperature" in found else {}  # as the link of a text once said it, by saying nothing
    return {"seed": FIRST_SEED} | everything | found if found else None


def _opening(given: dict, can: Capabilities, problems: list[str]) -> str | None:
    opening = given.get("opening")
    if not opening:
        return None
    if not can.context:
        problems.append("A model of single words takes no opening, so the link's is left out.")
        return None
    if len(opening) > LONGEST_OPENING:
        problems.append(f"The link's opening has {len(opening):,} characters; at most {LONGEST_OPENING} are read.")
        return None
    return opening


def _told(given: dict, checkpoint: Checkpoint, can: Capabilities, problems: list[str]) -> dict[str, str]:
    """Speaker, play and kind of play, as far as the model knows them."""
    known, found = names(cast_notice(checkpoint)[0], can), {}
    for key in filter(given.get, TOLD):
        if given[key] in known[key]:
            found[key] = given[key]
        else:
            problems.append(f"This model knows no such {key} as the link's, so it is left out.")
    return found


def _tool(given: dict, can: Capabilities, problems: list[str]) -> str | None:
    tool = given.get("tool")
    if tool is None:
        return None
    if tool not in TOOLS:
        problems.append(f"The link's tool must be one of {', '.join(TOOLS)}.")
        return None
    if tool != "next" and not is_coded(can):
        problems.append("The link's tool needs a model that writes from a code, so it is left out.")
        return None
    return tool


def _texts(given: dict, problems: list[str]) -> int | None:
    if given.get("texts") in (None, *map(str, TEXTS)):
        return int(given["texts"]) if "texts" in given else None
    problems.append(f"The link's texts must be {' or '.join(map(str, TEXTS))}.")
    return None
