"""Converts text to subwords and back. No torch, because the page reads texts without it."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from zoo import reading
from zoo.errors import ZooError
from zoo.models.characters import Read, plain, visible

FILE = "tokenizer.json"  # beside the weights
BYTES = 256  # tokens of single bytes: with them any text has its numbers
# A line break; a word with the space before it and its apostrophes ("'tis", "o'er", "call'd"); a number; punctuation;
# other white space. No token reaches across these. Learned from 35 plays, a token is 2.61 characters of the validation
# text on average if there are 2,048 (2.30 if 1,024, 2.88 if 4,096). Line breaks in the tokens before them would make it
# 2.87, but then a text that ends with "ROMEO:" would end with a token that stands after no name in the plays.
PIECES = r"\n| ?'?\p{L}[\p{L}\p{M}]*(?:'\p{L}*)*| ?\p{N}+| ?[^\s\p{L}\p{N}]+|[^\S\n]+"
ASCII = frozenset(map(chr, range(128)))


class Subwords:
    """A vocabulary of byte pairs (Sennrich et al. 2016): frequent pieces of words, and all 256 bytes.

    Every line break is a token of its own, so lines and speeches begin where tokens do, and a text that ends with a
    speaker's name and a colon has the tokens that training had. The vocabulary is one file in the form of the library
    ``tokenizers``, which only ``learn``, ``ids`` and ``read`` need.
    """

    def __init__(self, content: str, size: int | None = None, name: str = FILE):
        """``content`` is that of ``FILE``; raises ``ZooError``, with its ``name``, if it is no such vocabulary or has
        not ``size`` tokens."""
        self.json = content
        self.pieces = _pieces(content, name)  # the bytes of each token
        if size is not None and len(self) != size:
            raise ZooError(
                f"{name} has {len(self):,} tokens and its model {size:,}: it is the vocabulary of another checkpoint; "
                "fetch or train the checkpoint again."
            )

    @classmethod
    def learn(cls, text: str, size: int) -> "Subwords":
        """The vocabulary of ``size`` tokens of a text: the same on every machine."""
        if size < BYTES:
            raise ZooError(f"A vocabulary of subwords has at least {BYTES} tokens, one for each byte; {size} are few.")
        library = _library()
        tokenizer = library.Tokenizer(library.models.BPE())
        tokenizer.pre_tokenizer = _pre_tokenizer(library)
        tokenizer.decoder = library.decoders.ByteLevel()
        alphabet = library.pre_tokenizers.ByteLevel.alphabet()
        trainer = library.trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
        tokenizer.train_from_iterator([_whole(text)], trainer)
        learned = cls(tokenizer.to_str(pretty=True))
        if len(learned) < size:
            raise ZooError(f"The text is too short for {size:,} subwords: it has {len(learned):,}; choose fewer.")
        return learned

    @classmethod
    def load(cls, path: str | Path, size: int | None = None) -> "Subwords":
        """The vocabulary in a file. Raises ``ZooError`` if there is none, or another one than the model's."""
        try:
            content = Path(path).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ZooError(f"{path} is missing; fetch or train the checkpoint again.") from None
        except (OSError, ValueError) as error:
            raise ZooError(f"{path} cannot be read ({error!r:.80}); fetch or train the checkpoint again.") from None
        return cls(content, size, str(path))

    def save(self, path: str | Path) -> None:
        """Write the file that ``load`` reads."""
        Path(path).write_text(self.json, encoding="utf-8")

    def __len__(self) -> int:
        return len(self.pieces)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subwords) and self.json == other.json

    def __hash__(self) -> int:
        return hash(self.json)

    @cached_property
    def characters(self) -> tuple[int, ...]:
        """How many characters begin in each token."""
        return tuple(sum(byte & 0xC0 != 0x80 for byte in piece) for piece in self.pieces)

    @cached_property
    def line_break(self) -> int:
        """The number of the line break."""
        return self.pieces.index(b"\n")

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's tokens, for any text of whole characters; ``ZooError`` if it has half ones."""
        return self._tokenizer.encode(_whole(text)).ids

    def text(self, ids: Iterable[int]) -> str:
        """The text for these numbers; bytes that are no character become U+FFFD."""
        return b"".join(map(self._piece, ids)).decode("utf-8", "replace")

    def labels(self, ids: Iterable[int]) -> list[str]:
        """Each token by itself, for people to read; one that is no whole characters as the numbers of its bytes."""
        return [_label(self._piece(number)) for number in ids]

    def opened(self, ids: Sequence[int]) -> tuple[list[int], bytes]:
        """The tokens of an opening without the last one, and its bytes, with which what goes on from there begins.

        An opening may end within a word, or with the space before one, where the tokens of a longer text do not end.
        """
        return (list(ids[:-1]), self._piece(ids[-1])) if ids else ([], b"")

    def agreeing(self, begin: bytes) -> list[bool]:
        """For each token, whether a text that begins with these bytes can begin with it."""
        return [piece.startswith(begin) or begin.startswith(piece) for piece in self.pieces]

    def stream(self, skip: int = 0) -> "Stream":
        """Text token by token, without its first ``skip`` bytes."""
        return Stream(self, skip)

    def read(self, text: str) -> Read:
        """Any text as the model reads it: typographic marks and accents become plain, because it has seen none; what
        has no plain form (other scripts, emoji) is kept."""
        kept, replaced = [], {}
        for character in unicodedata.normalize("NFC", _whole(text)).replace("\r\n", "\n"):
            folded = character if character in ASCII and character != "\r" else plain(character, ASCII) or character
            if folded != character:
                replaced[character] = None
            kept.append(folded)
        folded = "".join(kept)
        return Read(folded, tuple(self.ids(folded)), tuple(replaced))

    def _piece(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise ZooError(f"The vocabulary has no token {number}; its numbers are 0 to {len(self) - 1}.")
        return self.pieces[number]

    @cached_property
    def _tokenizer(self) -> Any:
        return _library().Tokenizer.from_str(self.json)


class Stream:
    """Tokens one after the other as text: ``push`` returns whole characters only, ``end`` what is left."""

    def __init__(self, vocabulary: Subwords, skip: int = 0):
        self._vocabulary = vocabulary
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._skip = skip

    def push(self, number: int) -> str:
        """The characters that this token completes; "" if it ends within its first one."""
        piece = self._vocabulary._piece(number)
        skipped, self._skip = self._skip, max(0, self._skip - len(piece))
        return self._decoder.decode(piece[skipped:])

    def end(self) -> str:
        """U+FFFD if the last character is incomplete, else ""."""
        return self._decoder.decode(b"", True)


@cache
def alphabet() -> dict[str, int]:
    """The printable character that stands for each byte in the file, as GPT-2 has it, with its byte."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(BYTES) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(BYTES + rank): byte for rank, byte in enumerate(others)}


def _label(piece: bytes) -> str:
    try:
        return visible(piece.decode())
    except UnicodeDecodeError:
        return piece.hex(" ").upper()


def _whole(text: str) -> str:
    if half := re.search("[\ud800-\udfff]", text):
        raise ZooError(f"The text has half a character (\\u{ord(half[0]):04x}); leave it out.")
    return text


def _pieces(content: str, name: str) -> tuple[bytes, ...]:
    """The bytes of each token of a file's content; ``ZooError`` if it is no vocabulary of ours."""
    try:
        stored = reading.parse(content)
        words, merges = stored["model"]["vocab"], stored["model"]["merges"]
        pieces = {number: bytes(alphabet()[each] for each in word) for word, number in words.items()}
        whole = sorted(pieces) == list(range(len(pieces))) and len(set(pieces.values())) == len(pieces)
        whole = whole and all("".join(pair) in words and len(pair) == 2 for pair in merges)
        ours = _ours(stored)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ZooError(f"{name} is no vocabulary ({error!r:.80}); fetch or train the checkpoint again.") from None
    if not whole or len({piece for piece in pieces.values() if len(piece) == 1}) < BYTES:
        raise ZooError(f"{name} is no whole vocabulary of subwords; fetch or train the checkpoint again.")
    if not ours:
        raise ZooError(f"{name} cuts a text in another way than this model; fetch or train the checkpoint again.")
    return tuple(pieces[number] for number in range(len(pieces)))


def _ours(stored: dict) -> bool:
    """Whether a file cuts texts at ``PIECES``, and changes, adds and leaves out nothing."""
    cut, into_bytes = stored["pre_tokenizer"]["pretokenizers"]
    others = [stored.get(part) for part in ("normalizer", "post_processor", "added_tokens", "truncation", "padding")]
    others += [stored["model"].get(setting) for setting in ("dropout", "unk_token", "continuing_subword_prefix")]
    others += [stored["model"].get("end_of_word_suffix"), into_bytes["add_prefix_space"], into_bytes["use_regex"]]
    return cut["pattern"] == {"Regex": PIECES} and cut["behavior"] == "Isolated" and not any(others)


def _pre_tokenizer(library: Any) -> Any:
    cut = library.pre_tokenizers.Split(library.Regex(PIECES), "isolated")
    return library.pre_tokenizers.Sequence([cut, library.pre_tokenizers.ByteLevel(False, use_regex=False)])


def _library() -> Any:
    try:
        import tokenizers
        from tokenizers import decoders, models, pre_tokenizers, trainers  # noqa: F401  # parts of what is returned
    except ImportError:
        raise ZooError("Subwords need the package tokenizers; install it with: pip install tokenizers") from None
    return tokenizers
