"""The vocabulary of a pretrained language model: byte pairs as GPT-2 has them, from its ``tokenizer.json``."""

from collections.abc import Iterable
from pathlib import Path

from zoo import reading
from zoo.errors import ZooError
from zoo.models.subwords import FILE, Subwords, _whole, alphabet

MOST = 1 << 20  # tokens; those of the largest networks have a quarter of that


class BytePairs(Subwords):
    """Byte pairs that another text was cut into, in another way than ``Subwords`` cuts; any text has its tokens.

    ``special`` are the tokens that are no piece of a text, such as its end.
    """

    special: tuple[int, ...] = ()

    def __init__(self, content: str, size: int | None = None, name: str = FILE):
        """``content`` is that of ``FILE``; raises ``ZooError``, with its ``name``, if it has no byte pairs or not
        ``size`` tokens."""
        self.json = content
        try:
            stored = reading.parse(content)
            added = {each["id"]: each["content"] for each in stored.get("added_tokens") or ()}
            pieces = {number: piece for piece, number in stored["model"]["vocab"].items() if number not in added}
            letters = alphabet()
            found = {number: bytes(letters[letter] for letter in piece) for number, piece in pieces.items()}
            found |= {number: mark.encode() for number, mark in added.items()}
            for number in found:
                if type(number) is not int or not 0 <= number < MOST:
                    raise ValueError(f"a token has the number {number!r}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ZooError(f"{name} has no byte pairs as GPT-2 has ({error!r:.80}); choose another model.") from None
        self.special = tuple(sorted(added))
        self.pieces = tuple(found.get(number, b"") for number in range(1 + max(found, default=-1)))
        if b"\n" not in self.pieces or (size is not None and len(self) != size):
            raise ZooError(f"{name} has {len(self):,} tokens, which do not fit its model; choose another model.")

    @classmethod
    def load(cls, path: str | Path, size: int | None = None) -> "BytePairs":
        """The vocabulary in a file. Raises ``ZooError`` if there is none, or another one than the model's."""
        try:
            return cls(Path(path).read_text(encoding="utf-8"), size, str(path))
        except FileNotFoundError:
            raise ZooError(f"{path} is missing; choose a model that has its tokens in this file.") from None
        except (OSError, ValueError) as error:
            raise ZooError(f"{path} cannot be read ({error!r:.80}); fetch the model again.") from None

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's tokens, without marks of its beginning and end."""
        return self._tokenizer.encode(_whole(text), add_special_tokens=False).ids

    def never(self) -> Iterable[int]:
        """The tokens that no text has: the special ones, and numbers without a piece."""
        return (number for number, piece in enumerate(self.pieces) if not piece or number in self.special)
