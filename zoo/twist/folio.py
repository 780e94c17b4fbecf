"""Spelling before 1650, as the First Folio has it: loue, vpon, iustice, againe, musicke, beleeue.

An unknown word is respelt step by step until a known one is found. ``lexicon/vocabulary.txt`` has the known words:
those of the plays in modern spelling, and today's words that a step would change, so that no present-day text is
respelt.
"""

import functools
import re
from collections.abc import Callable

from zoo.twist.lists import each, rows, words_of
from zoo.twist.verbs import bases, forms, read_second, read_third
from zoo.twist.words import FOREIGN, Word, Words

DEEPEST = 3  # steps: beleeued -> beleeved -> believed
# Letters that the printers used in another way; a word that they alone explain is surely old.
LETTERS = [
    (re.compile(pattern), new)
    for pattern, new in [
        (r"^v(?=[^aeiouyv])", "u"), (r"(?<=[a-z])u(?=[aeiouy])", "v"), (r"^i(?=[aeou])", "j"),
        (r"(?<=[a-z])i(?=[aeou])", "j"), (r"vv", "w"), (r"ſ", "s"),
    ]
]  # fmt: skip
# Endings and doubled letters, the commonest first.
HABITS = [
    (re.compile(pattern), new)
    for pattern, new in [
        (r"(?<=..)e$", ""), (r"([^aeiou])\1e$", r"\1"), (r"(?<=[^aeiou])ie$", "y"), (r"(?<=..)es$", "s"),
        (r"([^aeious])\1es$", r"\1s"), (r"(?<=[aou])ies$", "ys"), (r"ll$", "l"), (r"(?<=[aeiu])l$", "ll"),
        (r"icke?$", "ic"), (r"ee$", "e"), (r"ee", "ie"), (r"ee", "ea"), (r"ee", "e"), (r"(?<=.)y(?=.)", "i"),
        (r"ely$", "ly"), (r"ll(?=y$)", "l"), (r"([bdfgmnprt])\1(?=.)", r"\1"), (r"aun(?=[cdt])", "an"), (r"nck", "nk"),
        (r"k(?=l)", "c"),
        (r"oo$", "o"), (r"ence$", "ense"), (r"ea(?=me$)", "e"), (r"(?<=[^aeiou])ye$", "y"), (r"owre", "ower"),
        (r"ers$", "ars"), (r"i(?=ng$)", ""), (r"yng$", "ing"), (r"(?<=[aeo])w(?=n[cd])", "u"),
    ]
]  # fmt: skip
# English words, too, or too short to tell: respelt only among others of their age.
AMBIGUOUS = {"wee": "we", "bee": "be", "doe": "do", "then": "than"}
COMPARED = each("more less rather other otherwise better worse greater fewer sooner further farther elder older")


@functools.cache
def respelt() -> dict[str, str]:
    """Old spellings that no step explains -> today's."""
    return {row[0]: row[1] for row in rows("old_spellings.tsv")}


@functools.cache
def known(word: str) -> bool:
    """Whether a word is one in today's spelling; the old endings of verbs do not count as spelling."""
    if word in words_of("vocabulary.txt") or word in forms():
        return True
    verb = read_third(word) if word.endswith("th") else read_second(word) if word.endswith("st") else None
    return verb in bases() or verb in forms()


@functools.lru_cache(maxsize=8192)
def respell(word: str) -> tuple[str, bool] | None:
    """Today's spelling of an old one, and whether only its letters tell ("loue"); None for any other word."""
    if word in respelt():
        return respelt()[word], False
    return None if known(word) else reach(word, known)


def reach(word: str, known: Callable[[str], bool]) -> tuple[str, bool] | None:
    """The nearest ``known`` word by the steps, and whether one changed a letter that was used in another way."""
    if len(word) < 2 or not re.fullmatch(r"[a-zſ]+", word):
        return None
    seen, now = {word}, [(word, False)]
    for _ in range(DEEPEST):
        found = [(new, sure) for old, so_far in now for new, sure in _steps(old, so_far) if new not in seen]
        nearest = next(((new, sure) for new, sure in found if known(new)), None)
        if nearest:
            return nearest
        seen |= {new for new, _ in found}
        now = found
    return None


def _steps(word: str, sure: bool) -> list[tuple[str, bool]]:
    return [
        (word[: found.start()] + found.expand(new) + word[found.end() :], sure or some is LETTERS)
        for some in (LETTERS, HABITS)
        for old, new in some
        for found in old.finditer(word)
    ]


# ---- in a text
def old_spelling(words: Words, index: int) -> str | None:
    """Today's spelling of an old one, or None."""
    word = words[index]
    if word.low == FOREIGN or (len(word.low) == 1 and word.low != "ſ"):
        return None
    if word.low in AMBIGUOUS:
        fits = word.low != "then" or _compares(words, index)
        return AMBIGUOUS[word.low] if fits and _is_old(words, word) else None
    stem, mark, ending = word.low.partition("'")
    if mark and ending not in ("d", "st"):
        return respelt().get(word.low)
    found = respell(stem + "e" + ending if mark else word.low)
    if not found:
        return None
    name = word.text[0].isupper() and not words.starts(index)
    return found[0] if not name or found[1] or _is_old(words, word) else None


def _compares(words: Words, index: int) -> bool:
    """Whether "then" is "than": after a comparative in its clause."""
    first = words.clauses[words[index].clause][0]
    return any(word.low in COMPARED or word.low.endswith("er") for word in words[max(first, index - 8) : index])


def _is_old(words: Words, word: Word) -> bool:
    """Whether a word of its paragraph is certainly spelt the old way, or two are that may be names."""
    if ("folio", word.speech) not in words.memory:
        capitals: dict[int, set[str]] = {}
        for index, one in enumerate(words):
            words.memory.setdefault(("folio", one.speech), False)
            if one.low in AMBIGUOUS or "'" in one.low or one.low == FOREIGN or not (found := respell(one.low)):
                continue
            some = capitals.setdefault(one.speech, set())
            some.add(one.low)  # one word may be a name
            if found[1] or one.text.islower() or words.starts(index) or len(some) > 1:
                words.memory["folio", one.speech] = True
    return words.memory["folio", word.speech]
