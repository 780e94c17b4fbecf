"""Whether words stand in a play that readers learned from: prints of five words in a row, from all 37 plays."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from zoo.errors import ZooError

FILE = Path(__file__).with_name("heard.safetensors")  # written by python -m training.data.heard
LONG = 5  # words of a print
EVERY = 6  # of so many prints one is kept, chosen by itself
LEAST = 0.3  # of a text's kept prints that must stand in one play


class Heard(NamedTuple):
    """A play, and the split in which it is for the tasks that are split by whole plays."""

    title: str
    part: str


def prints(words: Sequence[str]) -> Iterator[int]:
    """The kept prints of words."""
    for at in range(len(words) - LONG + 1):
        number = zlib.crc32(" ".join(words[at : at + LONG]).encode())
        if number % EVERY == 0:
            yield number


def index(plays: Iterable[tuple[int, Sequence[str]]]) -> dict[int, int]:
    """The play of each print, from (play, words of a speech); what stands in several plays belongs to none."""
    found: dict[int, int] = {}
    several = set()
    for play, words in plays:
        for number in prints(words):
            if found.setdefault(number, play) != play:
                several.add(number)
    return {number: play for number, play in sorted(found.items()) if number not in several}


def heard(words: Sequence[str]) -> Heard | None:
    """The play in which words stand; None if they stand in none, or are too few to tell."""
    known, plays = _known()
    kept = list(prints(words))
    found = Counter(known[number] for number in kept if number in known)
    if not found:
        return None
    play, count = found.most_common(1)[0]
    return plays[play] if count >= LEAST * len(kept) else None


@cache
def _known() -> tuple[dict[int, int], list[Heard]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(FILE, "np") as file:
            numbers, of = file.get_tensor("prints").tolist(), file.get_tensor("plays").tolist()
            plays = [Heard(*row) for row in json.loads(file.metadata()["plays"])]
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ZooError(f"{FILE} is missing or damaged ({error}); fetch it again.") from None
    return dict(zip(numbers, of, strict=True)), plays
