"""Right answers for the twist: a sentence with choices, as the lists in ``tests/zoo`` write them."""

import re
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """One sentence of a list: where it is from, which way it is twisted, and its right answers."""

    register: str
    way: str
    before: str
    right: str

    def accepts(self, after: str) -> bool:
        """Whether ``after`` is one of the right answers."""
        answers = self.right.split(" || ")
        return any(re.fullmatch(_pattern(self.before if one == "=" else one), after) for one in answers)


def _pattern(answer: str) -> str:
    """``{a|b}`` as a choice of a regular expression; everything else stands for itself."""
    parts = re.split(r"\{([^{}]*)\}", answer)
    choices = ["(?:" + "|".join(map(re.escape, part.split("|"))) + ")" for part in parts[1::2]]
    plain = [re.escape(part) for part in parts[::2]]
    return plain[0] + "".join(choice + rest for choice, rest in zip(choices, plain[1:], strict=True))


def cases(path: Path) -> list[Case]:
    """The sentences of a list, without its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Case(*line.split("\t")) for line in lines if line and not line.startswith("#")]
