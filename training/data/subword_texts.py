"""Shakespeare's plays as subwords, held on the device as one row of numbers, with their speeches."""

import hashlib
import os
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from training.data.images import Data
from training.data.plays import Marked, tiny, training
from training.data.row import Row
from zoo.errors import ZooError
from zoo.folders import data_root, home
from zoo.models.pretrained_lm import read_at
from zoo.models.subwords import PIECES, Subwords
from zoo.stores.files import atomic_write, plain_errors

SIZE = 2048  # tokens of the vocabulary
WINDOW = 256  # tokens of a passage


@dataclass(frozen=True)
class Speeches:
    """The speeches of a row of tokens, in order, as parallel tuples.

    A speech is ``ids[start:end]``: its "SPEAKER:", its lines and the breaks between them. Its first line begins at
    ``begin``. ``scene`` is 0 in prologues, ``act`` before the first one.
    """

    start: tuple[int, ...]
    begin: tuple[int, ...]
    end: tuple[int, ...]
    play: tuple[str, ...]
    genre: tuple[str, ...]
    speaker: tuple[str, ...]
    act: tuple[int, ...]
    scene: tuple[int, ...]
    verse: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.start)

    def before(self, place: int) -> "Speeches":
        """Those that end at this place or before."""
        count = sum(end <= place for end in self.end)
        return Speeches(**{name: values[:count] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Tokens(Row):
    """Tokens as numbers, (1 + length,); the first one only precedes the text. And what they mean: their
    ``vocabulary`` and their ``speeches``, which are places in ``ids``."""

    ids: Tensor
    vocabulary: Subwords
    speeches: Speeches
    window: int = WINDOW
    shifted: bool = False

    @property
    def line_break(self) -> int:
        """The number of the line break."""
        return self.vocabulary.line_break

    @cached_property
    def characters(self) -> Tensor:
        """The characters of each token of the vocabulary, (len(vocabulary),): those of a text are
        ``characters[ids].sum()``."""
        return torch.tensor(self.vocabulary.characters, device=self.device)

    def head(self, count: int) -> "Tokens":
        """The first ``count`` examples, with the speeches that end in them."""
        return replace(super().head(count), speeches=self.speeches.before(1 + count * self.window))

    def text(self) -> str:
        """The text, without the token before it."""
        return self.vocabulary.text(self.ids[1:].tolist())


def plays(device: str = "cpu", size: int = SIZE, window: int = WINDOW) -> Data[Tokens]:
    """35 plays and tinyshakespeare's first 90 % for training, its last 10 % for validation; ``size`` tokens.

    There is no third part, as in ``texts.shakespeare``: both have the same validation text.
    """
    return data(training(), tiny()[1], device, size, window)


def tiny_plays(device: str = "cpu", size: int = SIZE, window: int = WINDOW) -> Data[Tokens]:
    """The same from tinyshakespeare's first 90 % alone, from which also the vocabulary is learned."""
    return data(*tiny(), device, size, window)


def data(train: Marked, validation: Marked, device: str, size: int, window: int) -> Data[Tokens]:
    """Two texts as passages; the vocabulary is learned from the first."""
    return passages(train, validation, _tokens(train.text, validation.text, size), device, window)


@dataclass(frozen=True)
class PretrainedPlays:
    """``plays`` in the tokens of a pretrained language model: a folder, or an id on the Hub."""

    pretrained: str = "gpt2"
    __name__ = "plays_pretrained"

    def __call__(self, device: str = "cpu") -> Data[Tokens]:
        vocabulary = read_at(self.pretrained)[2]
        train, validation = training(), tiny()[1]
        ids, held_out = (torch.tensor(vocabulary.ids(each.text)) for each in (train, validation))
        return passages(train, validation, (vocabulary, ids, held_out), device, WINDOW)


def passages(train: Marked, validation: Marked, tokens: tuple[Subwords, Tensor, Tensor], device: str, window: int
             ) -> Data[Tokens]:  # fmt: skip
    """Two texts as passages of ``tokens``: the vocabulary and the numbers of both."""
    vocabulary, ids, held_out = tokens
    before = vocabulary.line_break, int(ids[-1])

    def split(text: Marked, ids: Tensor, first: int) -> Tokens:
        row = torch.cat([torch.tensor([first]), ids.long()])
        return Tokens(row.to(device), vocabulary, speeches_of(text, vocabulary, row), window)

    part = split(validation, held_out, before[1])
    return Data(replace(split(train, ids, before[0]), shifted=True), part, part)


def speeches_of(text: Marked, vocabulary: Subwords, ids: Tensor) -> Speeches:
    """The speeches of a text in the places of its tokens, (1 + length,)."""
    counts = [0, *(vocabulary.characters[number] for number in ids[1:].tolist())]
    places = torch.tensor(list(accumulate(counts)))  # the character at which the next token begins

    def at(characters: list[int]) -> tuple[int, ...]:
        return tuple((1 + torch.searchsorted(places, torch.tensor(characters))).tolist())

    each = text.speeches
    begins = [start + len(f"{speech.speaker}:\n") for start, speech in zip(text.starts, each, strict=True)]
    ends = [start + len(speech.text()) for start, speech in zip(text.starts, each, strict=True)]
    facts = {name: tuple(getattr(speech, name) for speech in each)
             for name in ("play", "genre", "speaker", "act", "scene", "verse")}  # fmt: skip
    return Speeches(at(list(text.starts)), at(begins), at(ends), **facts)


def _tokens(train: str, validation: str, size: int) -> tuple[Subwords, Tensor, Tensor]:
    """The vocabulary of the first text, and both texts in its numbers: from the cache, or learned and kept there.

    With the cache a machine needs no package ``tokenizers``.
    """
    settings = "\0".join((train, validation, str(size), PIECES))
    name = f"subwords-{hashlib.sha256(settings.encode()).hexdigest()[:16]}.safetensors"
    folders = [root / "shakespeare" for root in (data_root(), home() / "data")]
    for folder in folders:
        if kept := _kept(folder / name, size):
            return kept
    vocabulary = Subwords.learn(train, size)
    rows = {"train": train, "validation": validation}
    rows = {name: torch.tensor(vocabulary.ids(text), dtype=torch.int32) for name, text in rows.items()}
    folder = next((each for each in folders if os.access(each, os.W_OK)), folders[-1])
    with plain_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(folder / name, save(rows, {"vocabulary": vocabulary.json}))
    return vocabulary, rows["train"], rows["validation"]


def _kept(path: Path, size: int) -> tuple[Subwords, Tensor, Tensor] | None:
    """What is in the cache; None if it has nothing, or something that is damaged."""
    try:
        with safe_open(path, framework="pt") as file:
            vocabulary = Subwords(file.metadata()["vocabulary"], size, str(path))
            return vocabulary, file.get_tensor("train"), file.get_tensor("validation")
    except (OSError, SafetensorError, KeyError, TypeError, ZooError):
        return None
