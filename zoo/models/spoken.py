"""What readers read: the words of a speech, and of each task the vocabulary and the answers. No torch."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from zoo import reading
from zoo.errors import ZooError

FILE = "tasks.json"
LIMIT = 64  # words of a speech that are read
FILL, UNKNOWN, NAME = range(3)  # ids that are no words: behind the end, any other word, a name that is masked
SPECIAL = 3
MASK = "[MASK]"  # a masked name among words
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words_of(text: str, limit: int = LIMIT) -> list[str]:
    """The first words of a text in lower case, without marks: "O'er hill, o'er dale" -> o'er hill o'er dale."""
    return [found[0] for found, _ in zip(_WORD.finditer(text.replace("’", "'").lower()), range(limit), strict=False)]


def vocabulary(speeches: Iterable[Sequence[str]], most: int) -> tuple[str, ...]:
    """The words that are said at least twice, the most frequent first, at most so many; masked names are none."""
    counts = Counter(word for words in speeches for word in words if word != MASK)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(word for word, count in ranked[:most] if count > 1)


@dataclass(frozen=True)
class Task:
    """A question about a speech: the possible answers, the words that readers know, whether names are masked."""

    classes: tuple[str, ...]
    words: tuple[str, ...]
    masked: bool

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The id of each known word."""
        return {MASK: NAME, **{word: SPECIAL + at for at, word in enumerate(self.words)}}

    def ids(self, words: Sequence[str]) -> list[int]:
        """The ids of words."""
        return [self.numbers.get(word, UNKNOWN) for word in words]


@dataclass(frozen=True)
class Tasks:
    """The tasks of a reader by name, and the names that are masked in some of them."""

    by_name: dict[str, Task]
    names: frozenset[str]

    def __getitem__(self, task: str) -> Task:
        return self.by_name[task]

    def read(self, task: str, words: Sequence[str]) -> list[str]:
        """Words as a task shows them, with its names masked."""
        if not self.by_name[task].masked:
            return list(words)
        return [MASK if base(word) in self.names else word for word in words]

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        tasks = {name: {"classes": task.classes, "words": task.words, "masked": task.masked}
                 for name, task in self.by_name.items()}  # fmt: skip
        path.write_text(json.dumps({"names": sorted(self.names), "tasks": tasks}) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Tasks":
        """Read what ``save`` wrote. Raises ``ZooError`` if it is missing or damaged."""
        try:
            content = reading.json_file(path)
            tasks = {name: Task(_texts(task["classes"]), _texts(task["words"]), bool(task["masked"]))
                     for name, task in content["tasks"].items()}  # fmt: skip
            return cls(tasks, frozenset(_texts(content["names"])))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ZooError(f"{path} is missing or damaged; fetch or train the checkpoint again.") from None


def base(word: str) -> str:
    """A word without the ending of a possession: "hamlet's" -> "hamlet"."""
    return word.removesuffix("'s")


def _texts(values: list) -> tuple[str, ...]:
    if not all(isinstance(each, str) for each in values):
        raise ValueError("not texts")
    return tuple(values)
