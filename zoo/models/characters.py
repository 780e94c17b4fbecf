"""Converts characters to numbers and back. No torch, because the page reads texts without it."""

import string
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from zoo.errors import ZooError

SHAKESPEARE = "\n !$&',-.3:;?" + string.ascii_uppercase + string.ascii_lowercase  # those of tinyshakespeare, in order
STAND_INS = {
    "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " ",
    "‘": "'", "’": "'", "“": "'", "”": "'", '"': "'", "`": "'", "´": "'", "«": "'", "»": "'",
    "–": "-", "—": "--", "―": "--", "−": "-", "…": "...", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A text as a model sees it: ``text`` in its characters, their ``ids``, and the necessary changes.

    ``replaced`` are characters that were replaced by others, ``dropped`` those that were left out; each once, in the
    order of the text.
    """

    text: str
    ids: tuple[int, ...]
    replaced: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Characters:
    """A vocabulary of single characters; number i is ``characters[i]``."""

    def __init__(self, characters: str):
        if not characters or len(set(characters)) != len(characters):
            raise ZooError("A vocabulary needs at least one character and must not repeat any.")
        self.characters = characters
        self._ids = {character: number for number, character in enumerate(characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def __contains__(self, character: str) -> bool:
        return character in self._ids

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's characters. Raises ``ZooError`` for one that is not in the vocabulary."""
        try:
            return [self._ids[character] for character in text]
        except KeyError as error:
            raise ZooError(f"The vocabulary has no character {error.args[0]!r}; leave it out.") from None

    def text(self, ids: Iterable[int]) -> str:
        """The text for these numbers."""
        return "".join(self.characters[number] for number in ids)

    def labels(self, ids: Iterable[int]) -> list[str]:
        """Each character by itself, for people to read."""
        return [visible(self.characters[number]) for number in ids]

    def opened(self, ids: Iterable[int]) -> tuple[list[int], bytes]:
        """All ids and no bytes: where a text of characters ends, a longer one might be cut too."""
        return list(ids), b""

    def stream(self, skip: int = 0) -> "Stream":
        """Text character by character."""
        return Stream(self)

    def read(self, text: str) -> Read:
        """Any text in the vocabulary's characters: typographic marks and accents become plain, the rest is left out."""
        kept, replaced, dropped = [], {}, {}
        for character in _lines(text):
            known = character if character in self else plain(character, self)
            if known != character:
                (replaced if known else dropped)[character] = None
            kept.append(known)
        folded = "".join(kept)
        return Read(folded, tuple(self.ids(folded)), tuple(replaced), tuple(dropped))


class Stream:
    """Numbers one after the other as text."""

    def __init__(self, vocabulary: Characters):
        self._vocabulary = vocabulary

    def push(self, number: int) -> str:
        """The character."""
        return self._vocabulary.text([number])


def visible(text: str) -> str:
    """A text with signs for its spaces and line breaks."""
    return text.replace("\n", "⏎").replace(" ", "␣")


def plain(character: str, known: Container[str]) -> str:
    """The ``known`` characters in place of a character; "" if there are none."""
    if unicodedata.combining(character):
        return ""
    stand_in = STAND_INS.get(character) or unicodedata.normalize("NFKD", character)
    kept = "".join(each for each in stand_in if not unicodedata.combining(each))
    if kept and all(each in known for each in kept):
        return kept
    return " " if character.isspace() and " " in known else ""


def _lines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")
