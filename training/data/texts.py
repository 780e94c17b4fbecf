"""The Shakespeare text as passages of characters or as words, held on the device as one row of numbers."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.data import corpus
from training.data.images import Data
from training.data.row import Row
from zoo.models.characters import SHAKESPEARE, Characters
from zoo.models.tokens import tokens, vocabulary

WINDOW = 256  # characters of a passage
SHORTEST = 32  # characters of the shortest training passages
SHORTENED = 0.25  # share of training batches with shorter passages, because people type passages of any length
SHORT = 64  # characters of the longest short passages
WORDS = 8192  # of the word model's vocabulary


@dataclass(frozen=True)
class Passages(Row):
    """Characters as numbers, (1 + length,); the first one only precedes the text.

    With ``shifted``, some batches have shorter passages. With ``short`` all batches do, and no passage has more than
    ``SHORT`` characters.
    """

    ids: Tensor
    shifted: bool = False
    short: bool = False
    alphabet: str = SHAKESPEARE  # begins with the line break
    window = WINDOW
    line_break = Characters(SHAKESPEARE).ids("\n")[0]

    def text(self) -> str:
        """The text, without the character before it."""
        return Characters(self.alphabet).text(self.ids[1:].tolist())

    def _length(self) -> int:
        if self.short:
            return int(torch.randint(SHORTEST, SHORT + 1, ()).item())
        if torch.rand(()).item() >= SHORTENED:
            return WINDOW
        return int(torch.randint(SHORTEST, WINDOW + 1, ()).item())


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
