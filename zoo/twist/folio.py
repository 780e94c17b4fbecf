"""Spelling before 1650, as the First Folio has it: loue, vpon, iustice, againe, musicke, beleeue.

An unknown word is respelt step by step until a known one is found. ``lexicon/vocabulary.txt`` has the known words:
those of the plays in modern spelling, and today's words that a step would change, so that no present-day text is
respelt.
"""

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from zoo.twist.lists import each, rows, words_of
from zoo.twist.tags import counts
from zoo.twist.verbs import bases, forms, read_second, read_third
from zoo.twist.words import Word, Words

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
AMBIGUOUS = {"vs": "us", "dye": "die", "lye": "lie", "wee": "we", "bee": "be", "doe": "do", "then": "than"}
COMMON = 20  # places in the plays where a word was counted
AGED = each("thou thee thy thine ye hath doth art 'tis 'twas")
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


class Respelt(NamedTuple):
    """Today's spelling of a word, and how sure it is that the word is old: SURE, LIKELY or POSSIBLE."""

    new: str
    sure: int


SURE, LIKELY, POSSIBLE = 2, 1, 0


@functools.lru_cache(maxsize=8192)
def respell(word: str) -> Respelt | None:
    """Today's spelling of an old one; None for any other word.

    It is SURE if letters were used in another way ("loue"), LIKELY for a common word with an e ("thinke").
    """
    if word in respelt():
        return Respelt(respelt()[word], LIKELY)
    found = None if known(word) else reach(word, known)
    if not found:
        return None
    new, letters = found
    base = forms().get(new, (new,))[0]
    common = len(new) > 2 and word in (f"{new}e", f"{new[:-1]}es") and sum(counts().get(base, (COMMON,))) >= COMMON
    return Respelt(new, SURE if letters else LIKELY if common else POSSIBLE)


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
    """Today's spelling of an old one, or None.

    A likely one is respelt anywhere but in a name; any other only if its paragraph has more signs of age.
    """
    word = words[index]
    if word.low in AMBIGUOUS:
        fits = word.low != "then" or _compares(words, index)
        return AMBIGUOUS[word.low] if fits and _is_old(words, word.speech) else None
    found = _respelt(word)
    if not found:
        return None
    named = (word.text[0].isupper() and not words.starts(index)) or word.text.isupper()
    wanted = SURE if named else LIKELY
    return found.new if found.sure >= wanted or _is_old(words, word.speech) else None


def _respelt(word: Word) -> Respelt | None:
    if word.low in respelt():
        return Respelt(respelt()[word.low], LIKELY)
    stem, mark, ending = word.low.partition("'")
    if mark and ending not in ("d", "st"):
        return None
    return respell(stem + "e" + ending if mark else word.low)


def _compares(words: Words, index: int) -> bool:
    """Whether "then" is "than": after a comparative in its clause."""
    first = words.clauses[words[index].clause][0]
    return any(word.low in COMPARED or word.low.endswith("er") for word in words[max(first, index - 8) : index])


def _is_old(words: Words, speech: int) -> bool:
    """Whether a paragraph has a word that is surely spelt the old way, or two signs of its age, not both names."""
    if ("folio", speech) not in words.memory:
        signs: dict[int, set[str]] = {}
        plain: set[int] = set()
        for index, word in enumerate(words):
            found = _respelt(word)
            aged = word.low in AGED or word.low.endswith(("'d", "'st"))
            doubtful = word.low in AMBIGUOUS and word.low != "then"
            if found or aged or doubtful:
                signs.setdefault(word.speech, set()).add("doubtful" if doubtful else word.low)
                if aged or word.text.islower() or words.starts(index):
                    plain.add(word.speech)
            if found and found.sure == SURE and not word.text.isupper():
                signs[word.speech].add("letters")
                plain.add(word.speech)
        words.memory.update({("folio", word.speech): False for word in words})
        words.memory.update({("folio", number): len(signs[number]) > 1 for number in plain})
    return words.memory["folio", speech]
