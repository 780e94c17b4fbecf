"""Characters as numbers and back. No torch: the page reads texts without it."""

import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from zoo.errors import ZooError

SHAKESPEARE = "\n !$&',-.3:;?" + string.ascii_uppercase + string.ascii_lowercase  # all of tinyshakespeare's, in order
STAND_INS = {
    "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " ",
    "‘": "'", "’": "'", "“": "'", "”": "'", '"': "'", "`": "'", "´": "'", "«": "'", "»": "'",
    "–": "-", "—": "--", "―": "--", "−": "-", "…": "...", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A text as a model sees it: ``text`` in its characters, their ``ids``, and what had to change for that.

    ``replaced`` are characters for which others stand in, ``dropped`` those for which there are none; each once, in
    the order of the text.
    """

    text: str
    ids: tuple[int, ...]
    replaced: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Characters:
    """A vocabulary of single characters; number i is ``characters[i]``."""

    def __init__(self, characters: str):
        if not characters or len(set(characters)) != len(characters):
            raise ZooError("A vocabulary needs one character or more, each once.")
        self.characters = characters
        self._ids = {character: number for number, character in enumerate(characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def __contains__(self, character: str) -> bool:
        return character in self._ids

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's characters; one that is not in the vocabulary is a ``ZooError``."""
        try:
            return [self._ids[character] for character in text]
        except KeyError as error:
            raise ZooError(f"The vocabulary has no character {error.args[0]!r}.") from None

    def text(self, ids: Iterable[int]) -> str:
        """The text of numbers."""
        return "".join(self.characters[number] for number in ids)

    def read(self, text: str) -> Read:
        """Any text in the characters there are: typographic marks and accents as plain ones, the rest left out."""
        kept, replaced, dropped = [], {}, {}
        for character in _lines(text):
            plain = character if character in self else self._plain(character)
            if plain != character:
                (replaced if plain else dropped)[character] = None
            kept.append(plain)
        folded = "".join(kept)
        return Read(folded, tuple(self.ids(folded)), tuple(replaced), tuple(dropped))

    def _plain(self, character: str) -> str:
        """What stands in for a character; empty where nothing does."""
        if unicodedata.combining(character):
            return ""
        stand_in = STAND_INS.get(character) or unicodedata.normalize("NFKD", character)
        kept = "".join(each for each in stand_in if not unicodedata.combining(each))
        if kept and all(each in self for each in kept):
            return kept
        return " " if character.isspace() and " " in self else ""


def _lines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")
