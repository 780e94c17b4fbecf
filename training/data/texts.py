"""The Shakespeare text as passages of characters or as words, held on the device as one row of numbers."""

from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from training.data import corpus
from training.data.images import Data
from zoo.models.characters import SHAKESPEARE, Characters
from zoo.models.tokens import tokens, vocabulary

WINDOW = 256  # characters of a passage
SHORTEST = 32  # characters of the shortest training passages
SHORTENED = 0.25  # share of training batches with shorter passages, because people type passages of any length
SHORT = 64  # characters of the longest short passages
AT_LINES = 0.5  # share of training passages that begin with a line
WORDS = 8192  # of the word model's vocabulary


@dataclass(frozen=True)
class Passages:
    """Characters as numbers, (1 + length,); the first one only precedes the text.

    There is one example per ``WINDOW`` characters; in order, they are the text cut into blocks. With ``shifted``, for
    training, each begins at a random place in its block or at a line there, and some batches have shorter passages.
    With ``short`` all batches do, and no passage has more than ``SHORT`` characters.
    """

    ids: Tensor
    shifted: bool = False
    short: bool = False
    unit = "passages"

    def __len__(self) -> int:
        return (len(self.ids) - 1) // WINDOW

    @property
    def device(self) -> torch.device:
        """The device of the numbers."""
        return self.ids.device

    def batch(self, index: Tensor) -> Tensor:
        """Passages, each preceded by the character before it, (len(index), 1 + t); t is ``WINDOW``, or less in
        training."""
        starts, length = index * WINDOW, WINDOW
        if self.shifted:
            starts, length = self._shifted(starts), self._length()
        return self.ids[starts[:, None] + torch.arange(length + 1, device=self.device)]

    def head(self, count: int) -> "Passages":
        """The first ``count`` examples."""
        return replace(self, ids=self.ids[: 1 + count * WINDOW])

    def blocks(self) -> Tensor:
        """All passages in order, (len, 1 + WINDOW)."""
        return self.ids.unfold(0, WINDOW + 1, WINDOW)

    def text(self) -> str:
        """The text, without the character before it."""
        return Characters(SHAKESPEARE).text(self.ids[1:].tolist())

    def _shifted(self, starts: Tensor) -> Tensor:
        anywhere = starts + torch.randint(WINDOW, starts.shape, device=self.device)
        at_lines = torch.rand(starts.shape, device=self.device) < AT_LINES
        starts = torch.where(at_lines, self._line_before[anywhere], anywhere)
        return starts.clamp_max(len(self.ids) - 1 - WINDOW)

    def _length(self) -> int:
        if self.short:
            return int(torch.randint(SHORTEST, SHORT + 1, ()).item())
        if torch.rand(()).item() >= SHORTENED:
            return WINDOW
        return int(torch.randint(SHORTEST, WINDOW + 1, ()).item())

    @cached_property
    def _line_before(self) -> Tensor:
        """For each place, the last place up to it with a line break, (1 + length,): a line begins after it."""
        ends = self.ids == Characters(SHAKESPEARE).ids("\n")[0]
        places = torch.arange(len(self.ids), device=self.device)
        return torch.where(ends, places, 0).cummax(0).values


@dataclass(frozen=True)
class Words:
    """The words of a text as numbers (n,), their vocabulary, and the text itself."""

    ids: Tensor
    vocabulary: tuple[str, ...]
    content: str
    unit = "words"

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def device(self) -> torch.device:
        """The device of the numbers."""
        return self.ids.device

    def batch(self, index: Tensor) -> Tensor:
        """Word numbers (len(index),)."""
        return self.ids[index]

    def head(self, count: int) -> "Words":
        """The first ``count`` words, with the same share of the text."""
        return replace(self, ids=self.ids[:count], content=self.content[: count * len(self.content) // len(self)])

    def text(self) -> str:
        """The text, including words that are not in the vocabulary."""
        return self.content


def shakespeare(device: str = "cpu") -> Data[Passages]:
    """Passages of characters: the first 90 % of the text for training, the last 10 % for validation.

    There is no third part: the validation text is not used to select anything, so models are measured on it.
    """
    characters = Characters(SHAKESPEARE)
    train, validation = corpus.parts()
    held_out = Passages(torch.tensor(characters.ids(train[-1] + validation)).to(device))
    return Data(Passages(torch.tensor(characters.ids("\n" + train)).to(device), shifted=True), held_out, held_out)


def shakespeare_short(device: str = "cpu") -> Data[Passages]:
    """The same, with short training passages."""
    data = shakespeare(device)
    return replace(data, train=replace(data.train, short=True))


def shakespeare_words(device: str = "cpu") -> Data[Words]:
    """Single words of the same two parts; the vocabulary comes from the first."""
    train, validation = corpus.parts()
    known = vocabulary(train, WORDS)
    numbers = {word: number for number, word in enumerate(known)}

    def split(text: str) -> Words:
        return Words(torch.tensor([numbers.get(word, 0) for word in tokens(text)]).to(device), known, text)

    held_out = split(validation)
    return Data(split(train), held_out, held_out)
