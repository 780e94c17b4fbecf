"""What readers learn from: speeches of Shakespeare's plays, their modernised form, and telephone calls.

Genre and style are split by whole plays, so that no reader wins by having met a play's people; the play itself can only
be told if others of its speeches are in the training split, so that is split by speeches.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import torch
from torch import Tensor

from training.data import plays, telephone
from training.data.images import Data
from training.data.play_list import COMEDY, HISTORY, PLAYS, TRAGEDY
from zoo.models.reader import Batch, Said
from zoo.models.spoken import LIMIT, SPECIAL, Task, Tasks, base, vocabulary, words_of

WORDS = 4000  # of each task's vocabulary, with those of special meaning
SHORTEST = 8  # words of a speech
FEW = 4000  # speeches of each task, of ``some_readings``
LINE = 24  # words of an example of style
GENRES = COMEDY, HISTORY, TRAGEDY
STYLES = "Shakespeare", "modernised", "modern English"
PARTS = "train", "validation", "test"
EVERY, TEST, VALIDATION = 8, (3, 7), (5,)  # of eight plays of a genre, in the edition's order, these are held out
SAID_TEST, SAID_VALIDATION = 3, 7  # and of eight speeches of a play
CALLS_TEST, CALLS_VALIDATION = 3, 5  # and of eight calls
SHARES = {"genre": 1 / 4, "style": 1 / 3}  # what is learned in fewer rounds than the plays
CUT = 0.25  # share of the training examples that end early, as what is read word by word does
NAMED = 0.9  # share of a word's uses within a line that have a capital from which it counts as a name
_INSIDE = re.compile(r"(?<=[\w,;'] )[A-Za-z]+(?:'[a-z]+)*")  # neither at the beginning of a line nor of a sentence


@dataclass(frozen=True)
class Examples:
    """Speeches as words with the number of the right answer; ``plays`` says where each is from."""

    words: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]
    plays: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True)
class Readings:
    """The examples of each task. Example number i has one of every task: of those with fewer they come again.

    With ``shuffled``, for training, some speeches end early; a batch has only these ``shares`` of a task's examples.
    """

    tasks: Tasks
    examples: dict[str, Examples]
    device: torch.device
    shuffled: bool = False
    shares: dict[str, float] = field(default_factory=dict)
    unit = "examples"

    def __len__(self) -> int:
        return max(map(len, self.examples.values()))

    def batch(self, index: Tensor) -> Batch:
        """For each task words and answers."""
        numbers = index.tolist()
        return {name: self._said(found, [number % len(found) for number in numbers[: self._count(name, len(numbers))]])
                for name, found in self.examples.items()}  # fmt: skip

    def head(self, count: int) -> "Readings":
        """The first ``count`` examples of each task."""
        few = {name: Examples(*(values[:count] for values in vars(found).values()))
               for name, found in self.examples.items()}  # fmt: skip
        return replace(self, examples=few)

    def thinned(self, count: int) -> "Readings":
        """At most ``count`` examples of each task, from all through them."""
        few = {}
        for name, found in self.examples.items():
            some = (
                [number * len(found) // count for number in range(count)] if count < len(found) else range(len(found))
            )
            few[name] = Examples(*(tuple(values[number] for number in some) for values in vars(found).values()))
        return replace(self, examples=few)

    def _count(self, task: str, numbers: int) -> int:
        return math.ceil(self.shares.get(task, 1) * numbers)

    def _said(self, found: Examples, numbers: list[int]) -> Said:
        words = [list(found.words[number]) for number in numbers]
        if self.shuffled:
            ends = torch.rand(2, len(words)).tolist()
            words = [each[: 1 + int(end * len(each))] if cut < CUT else each
                     for each, cut, end in zip(words, *ends, strict=True)]  # fmt: skip
        return Said(words, torch.tensor([found.labels[number] for number in numbers], device=self.device))


def readings(device: str = "cpu") -> Data[Readings]:
    """The three splits of the tasks genre, play (names masked), play_named (as it is) and style."""
    names, titles = names_said(), tuple(play.title for play in PLAYS.values())
    every = {"genre": (GENRES, _genre(), True), "play": (titles, _play(), True),
             "play_named": (titles, _play(), False), "style": (STYLES, _style(), True)}  # fmt: skip
    tasks, splits = {}, {part: {} for part in PARTS}
    for name, (classes, parts, masked) in every.items():
        shown = Tasks({name: Task(classes, (), masked)}, names)
        for part in PARTS:
            found = parts[part]
            words = tuple(tuple(shown.read(name, each)) for each in found.words)
            splits[part][name] = replace(found, words=words)
        tasks[name] = Task(classes, vocabulary(splits["train"][name].words, WORDS - SPECIAL), masked)
    whole = Tasks(tasks, names)
    made = {part: Readings(whole, splits[part], torch.device(device), part == "train") for part in PARTS}
    return Data(**made | {"train": replace(made["train"], shares=SHARES)})


def some_readings(device: str = "cpu") -> Data[Readings]:
    """``readings`` with fewer speeches to train on and to select by, for a reader that is slow; the tests are whole."""
    whole = readings(device)
    train = replace(whole.train.thinned(FEW), shares={})
    return replace(whole, train=train, validation=whole.validation.thinned(FEW // EVERY))


def part_of_play(name: str) -> str:
    """The split in which a play is for the tasks that are split by whole plays."""
    place = [each for each in PLAYS if PLAYS[each].genre == PLAYS[name].genre].index(name) % EVERY
    return "test" if place in TEST else "validation" if place in VALIDATION else "train"


@cache
def names_said() -> frozenset[str]:
    """The words that stand with a capital within lines of the plays: names of persons and places, in lower case."""
    capitals, uses = Counter(), Counter()
    for name in PLAYS:
        for speech in plays.play(name):
            for word in (found for line in speech.lines for found in _INSIDE.findall(line)):
                uses[base(word.lower())] += 1
                capitals[base(word.lower())] += word[0].isupper()
    return frozenset(
        word for word, count in uses.items() if capitals[word] >= NAMED * count and len(base(word).split("'")[0]) > 1
    )


def pieces(words: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """Words in pieces of ``most``, without a last one that is too short."""
    cut = [tuple(words[at : at + most]) for at in range(0, len(words), most)]
    return [piece for piece in cut if len(piece) >= SHORTEST]


def _gathered(rows: Iterable[tuple[str, Sequence[str], int, str]], most: int = LIMIT) -> dict[str, Examples]:
    """The examples of each split from (split, words, answer, play)."""
    found: dict[str, list] = {part: [] for part in PARTS}
    for part, words, label, play in rows:
        found[part] += [(piece, label, play) for piece in pieces(words, most)]
    return {part: Examples(*(tuple(values) for values in zip(*each, strict=True))) for part, each in found.items()}


def _said(lines: Iterable[str]) -> list[str]:
    return words_of("\n".join(lines), 10**6)


def _genre() -> dict[str, Examples]:
    return _gathered(
        (part_of_play(name), _said(speech.lines), GENRES.index(speech.genre), name)
        for name in PLAYS
        for speech in plays.play(name)
    )


@cache
def _play() -> dict[str, Examples]:
    parts = {SAID_TEST: "test", SAID_VALIDATION: "validation"}
    return _gathered(
        (parts.get(number % EVERY, "train"), _said(speech.lines), label, name)
        for label, name in enumerate(PLAYS)
        for number, speech in enumerate(plays.play(name))
    )


@cache
def _style() -> dict[str, Examples]:
    """Of each style as many examples as the calls have, from all through the plays."""
    parts = {CALLS_TEST: "test", CALLS_VALIDATION: "validation"}
    spoken = _gathered(
        ((parts.get(number % EVERY, "train"), words_of(turn, 10**6), 2, f"call {number + 1}")
         for number, call in enumerate(telephone.calls()) for turn in call), LINE
    )  # fmt: skip
    old, new = {part: [] for part in PARTS}, {part: [] for part in PARTS}
    for part in PARTS:
        said = [speech for name in PLAYS if part_of_play(name) == part for speech in plays.play(name)]
        said = [speech for speech in said if len(_said(speech.lines)) >= SHORTEST]
        for speech in said[:: max(1, len(said) // (2 * len(spoken[part])))]:
            _add_both(old[part], new[part], part, speech)
    return {part: _together(spoken[part], *(_spread(rows, len(spoken[part])) for rows in (old[part], new[part])))
            for part in PARTS}  # fmt: skip


def _add_both(old: list, new: list, part: str, speech) -> None:
    """Add a piece of a speech to the old ones, and its modernised form to the new ones if that has other words."""
    from zoo.twist import modernise  # needs nltk, which training has not

    text = "\n".join(speech.lines[: LINE // 3])  # enough for a piece
    before = pieces(words_of(text, LINE), LINE)
    after = pieces(words_of(modernise(text).text, LINE), LINE)
    old += [(part, piece, 0, speech.play) for piece in before]
    new += [(part, piece, 1, speech.play) for piece in after if piece not in before]


def _spread(rows: list, count: int) -> list:
    return [rows[at * len(rows) // count] for at in range(min(count, len(rows)))]


def _together(spoken: Examples, old: list, new: list) -> Examples:
    rows = [(piece, label, play) for _, piece, label, play in (*old, *new)]
    rows += zip(spoken.words, spoken.labels, spoken.plays, strict=True)
    return Examples(*(tuple(values) for values in zip(*rows, strict=True)))
