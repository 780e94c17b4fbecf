"""Speeches of Shakespeare's plays as examples: the lines, and given before them who speaks, and in which play."""

from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from training.data.images import Data
from training.data.play_list import PLAYS
from training.data.subword_texts import SIZE, Tokens, plays
from zoo.models.prompts import heading
from zoo.models.subwords import Subwords

LIMIT = 64  # tokens of a passage, with its last line breaks
NAMED, GENRE, TITLE = 0.75, 0.4, 0.4  # shares of the training passages before which these are given


@dataclass(frozen=True)
class Passages:
    """Speeches, and the parts of those with more than ``LIMIT`` tokens, which have whole lines.

    ``places`` has for each passage the number of its speech and the place in that where it begins. The end of a speech
    is an empty line. With ``shuffled``, for training, the parts of a long speech begin at random lines of it, and of
    speaker, kind of play and title only some are given; else it is the speaker.
    """

    tokens: Tokens
    places: tuple[tuple[int, int], ...]
    shuffled: bool = False
    unit = "speeches"

    def __len__(self) -> int:
        return len(self.places)

    @property
    def device(self) -> torch.device:
        """The device of the batches."""
        return self.tokens.device

    @property
    def vocabulary(self) -> Subwords:
        """What the ids mean."""
        return self.tokens.vocabulary

    @property
    def characters(self) -> Tensor:
        """The characters of each token of the vocabulary, (len(vocabulary),)."""
        return self.tokens.characters

    def batch(self, index: Tensor) -> Tensor:
        """Passages behind what is given, (len(index), 1 + t), as ``zoo.models.given`` says: all else is marked."""
        rows = [self._row(*self.places[number]) for number in index.tolist()]
        filled = pad_sequence(rows, batch_first=True, padding_value=~self.tokens.line_break)
        return filled.to(self.device)

    def blocks(self) -> Tensor:
        """All passages in order, with their speakers, (len, 1 + longest)."""
        return replace(self, shuffled=False).batch(torch.arange(len(self)))

    def head(self, count: int) -> "Passages":
        """The first ``count`` passages."""
        return replace(self, places=self.places[:count])

    def text(self) -> str:
        """The whole text that the speeches are from."""
        return self.tokens.text()

    def _row(self, speech: int, begin: int) -> Tensor:
        said = ids_of(self.tokens, speech)
        if self.shuffled and len(said) > LIMIT:
            begin = lines_before(said, self.tokens.line_break)[int(torch.randint(len(said) - 2, ()))]
        given = self._given(speech)
        return torch.tensor([~token for token in given] + part(said, begin, self.tokens.line_break))

    def _given(self, speech: int) -> list[int]:
        """What stands before a speech: its speaker; in training some of that and of its play."""
        told, line = self.tokens.speeches, self.tokens.line_break
        name = self.tokens.ids[told.start[speech] : told.begin[speech]].tolist()
        top = []
        if self.shuffled:
            named, genre, title = (torch.rand(3) < torch.tensor([NAMED, GENRE, TITLE])).tolist()
            name = name if named else []
            top = self._headings[told.play[speech]][2 * genre + title]
        return [line, *([line] if name or top else []), *top, *name]

    @cached_property
    def _headings(self) -> dict[str, list[list[int]]]:
        """For each play the headings with nothing, its title, its kind, and both, as ids."""
        told, found = self.tokens.speeches, {}
        for play, genre in set(zip(told.play, told.genre, strict=True)):
            titles = "", title_of(play)
            found[play] = [self.vocabulary.ids(heading(kind, name)) for kind in ("", genre) for name in titles]
        return found


def title_of(play: str) -> str:
    """The title of a play by its name in ``PLAYS``, or that name."""
    return PLAYS[play].title if play in PLAYS else play


def speeches(device: str = "cpu", size: int = SIZE) -> Data[Passages]:
    """The speeches of 35 plays and of tinyshakespeare's first 90 % for training, of its last 10 % for validation."""
    return passages(plays(device, size))


def passages(data: Data[Tokens]) -> Data[Passages]:
    """The speeches of texts as passages."""
    train, held_out = (Passages(part, places(part)) for part in (data.train, data.validation))
    return Data(replace(train, shuffled=True), held_out, held_out)


def places(tokens: Tokens) -> tuple[tuple[int, int], ...]:
    """The number of its speech and its beginning, for each part of each speech, one behind the other."""
    found = []
    for speech in range(len(tokens.speeches)):
        said, begin = ids_of(tokens, speech), 0
        while begin < len(said):
            found.append((speech, begin))
            begin += len(part(said, begin, tokens.line_break))
    return tuple(found)


def ids_of(tokens: Tokens, speech: int) -> list[int]:
    """The lines of a speech, with the empty line behind them."""
    told, line = tokens.speeches, tokens.line_break
    return [*tokens.ids[told.begin[speech] : told.end[speech]].tolist(), line, line]


def part(said: list[int], begin: int, line_break: int) -> list[int]:
    """As many whole lines of a speech from ``begin`` on as have at most ``LIMIT`` tokens, one more at the end; of
    a longer line its beginning."""
    if len(said) - begin <= LIMIT + 1:  # the empty line is not parted from the line before it
        return said[begin:]
    some = said[begin : begin + LIMIT]
    return some[: len(some) - some[::-1].index(line_break)] if line_break in some else some


def lines_before(said: list[int], line_break: int) -> list[int]:
    """For each token of a speech the place where its line begins."""
    found, begin = [], 0
    for place, token in enumerate(said):
        found.append(begin)
        begin = place + 1 if token == line_break else begin
    return found
