"""Measurable properties of texts in the form of plays: how long, verse or prose, names, questions, who is addressed."""

import re
from typing import get_args

import torch
from torch import Tensor

from training.data.play_page import is_verse
from training.metrics.text_samples import words_of
from zoo.schema import TextProperty

PROPERTIES: tuple[str, ...] = get_args(TextProperty)
NAME = re.compile(r"(?<=[a-z,;'] )[A-Z][a-z]+")  # a capital inside a sentence
SPEAKER = re.compile(r"[A-Z][^\n.,;:!?]{0,40}:")
PERSONS = {
    "thou": re.compile(r"\b(thou|thee|thy|thine|thyself)\b", re.IGNORECASE),
    "you": re.compile(r"\b(you|your|yours|yourself|ye)\b", re.IGNORECASE),
    "first_person": re.compile(r"\b(I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b"),
}
NONE = float("nan")


def properties(texts: list[str]) -> Tensor:
    """``PROPERTIES`` (n, p) of texts.

    These are the number of words; the characters of a line; whether the lines are verse, 1 or 0, which is not known
    of a single one; the share of words with a capital inside a sentence, most of which are names; whether there is a
    question, and an exclamation; and of 100 words those that say thou, you, and I, in any of their forms. What is not
    known of a text is nan. A last line that may be cut off does not count as a line.
    """
    return torch.tensor([_of(text) for text in texts], dtype=torch.float64).reshape(-1, len(PROPERTIES))


def _of(text: str) -> list[float]:
    said = "\n".join(line for line in text.split("\n") if not SPEAKER.fullmatch(line))
    lines = [line for line in _whole(said).split("\n") if line.strip()]
    words, verse = len(words_of(said)), is_verse(lines)
    if not words:
        return [0.0, *[NONE] * (len(PROPERTIES) - 1)]
    found = {
        "words": words,
        "line_length": sum(map(len, lines)) / len(lines) if lines else NONE,
        "verse": NONE if verse is None else verse,
        "names": len(NAME.findall(said)) / words,
        "questions": "?" in said,
        "exclamations": "!" in said,
        **{name: 100 * len(pattern.findall(said)) / words for name, pattern in PERSONS.items()},
    }
    return [float(found[name]) for name in PROPERTIES]


def _whole(text: str) -> str:
    """A text without its last line if that is not ended and there is another."""
    return text if text.endswith("\n") or "\n" not in text else text[: text.rindex("\n") + 1]
