"""Converts a text to words and words to a text. No torch, because the page checks a vocabulary without it."""

import re
from collections import Counter

from zoo.errors import ZooError

UNKNOWN = "<unknown>"  # stands for all words that are not in the vocabulary
_TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\n|[^\sA-Za-z]")
_NO_SPACE_BEFORE = frozenset(".,;:!?'-\n")


def tokens(text: str) -> list[str]:
    """The words, punctuation marks and line ends of a text, in order."""
    return _TOKEN.findall(text)


def vocabulary(text: str, size: int) -> tuple[str, ...]:
    """The unknown token and the ``size - 1`` most frequent tokens of a text; of equally frequent ones the first
    seen."""
    found = tuple(word for word, _ in Counter(tokens(text)).most_common(size - 1))
    if len(found) < size - 1:
        raise ZooError(f"The text has {len(found)} different words, but the model needs {size - 1}; use a longer text.")
    return UNKNOWN, *found


def is_vocabulary(words: object, size: int) -> bool:
    """Whether these are ``size`` different words, with the unknown one first."""
    if not isinstance(words, list | tuple) or len(words) != size or not all(isinstance(word, str) for word in words):
        return False
    return [*words[:1]] == [UNKNOWN] and all(words) and len(set(words)) == size


def joined(words: list[str]) -> str:
    """Words as running text."""
    text = ""
    for word in words:
        text += gap(text, word) + word
    return text


def gap(before: str, word: str) -> str:
    """The separator of ``joined`` between a text and the next word: a space or nothing."""
    return "" if not before or before.endswith(("\n", "--")) or word in _NO_SPACE_BEFORE else " "


def gaps(text: str) -> list[tuple[str, str]]:
    """The white space before each token of a text and before its end, paired with that of ``joined``."""
    found, at = [], 0
    for token in _TOKEN.finditer(text):
        found.append((text[at : token.start()], gap(text[max(0, at - 2) : at], token.group())))
        at = token.end()
    return [*found, (text[at:], "")]
