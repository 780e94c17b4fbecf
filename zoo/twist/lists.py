"""The word lists of ``zoo/twist/lexicon/``, read once when a rule first asks for one."""

import functools
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"


def each(words: str) -> frozenset[str]:
    """The words of a line, for the short lists of a rule."""
    return frozenset(words.split())


@functools.cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a tab-separated list in ``zoo/twist/lexicon/``, without its comments."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))


@functools.cache
def words_of(name: str) -> frozenset[str]:
    """The words of a plain list in ``zoo/twist/lexicon/``."""
    return frozenset(word for row in rows(name) for cell in row for word in cell.split())
