"""The places in a sentence that the word lists name: whether a word or phrase may be replaced there."""

from collections.abc import Callable

from zoo.twist.address import calls
from zoo.twist.closed import DETERMINERS, FUNCTION, GLAD, HAVE, MOTION, NOMINATIVE, OBJECTS, PREPOSITIONS, TIMES
from zoo.twist.lists import each, words_of
from zoo.twist.senses import asks, concludes, entreats
from zoo.twist.tags import tag
from zoo.twist.verbs import AUXILIARIES, BE, bases, forms
from zoo.twist.words import Words

PLEASE = each("please prithee pray thee")


def is_noun_next(words: Words, end: int) -> bool:
    """Whether a word that can be a noun or an adjective follows directly."""
    following = words.at(end)
    return following.joined and following.low not in FUNCTION and following.text.isalpha()


def _moves(words: Words, start: int) -> bool:
    before = [words.at(start - 1), words.at(start - 2)] if words[start].joined else []
    near = before[0].low if before else ""
    if near in OBJECTS and before[0].joined:
        near = before[1].low
    return near in MOTION or forms().get(near, ("", ""))[0] in MOTION


def _aside(words: Words, start: int, end: int) -> bool:
    return words.opens(start) and words.closes(end - 1) and not _possessive(words, end)


def _called(words: Words, start: int, end: int) -> bool:
    """Whether a word is an exclamation of its own, not one of a row of adjectives or nouns."""
    row = not words[start].joined and tag(words, start - 1) in ("adj", "noun", "name") and "," in words[start].gap
    listed = words.at(end + 1).low in ("and", "or") or words.closes(end)
    if words.at(end).low in words_of("adjectives.txt") and listed and "," in words.at(end).gap:
        return False  # "Soft, warm and kind"
    return (
        _aside(words, start, end) and not (row and "," in words.at(end).gap) and words.at(end).low not in ("and", "or")
    )


def _possessive(words: Words, end: int) -> bool:
    return words.at(end).gap.startswith(("'", "’"))


def _follows(words: Words, start: int, known: frozenset[str]) -> bool:
    return words[start].joined and words.at(start - 1).low in known


def _adjective(words: Words, start: int, end: int) -> bool:
    following = words.at(end)
    known = following.low in words_of("adjectives.txt") or following.low.endswith(("ful", "ous"))
    return following.joined and known and not words.at(end + 1).low.startswith("and")


def _relative(words: Words, start: int, end: int) -> bool:
    """Whether the clause began with the word to which its last one belongs: "that I have flattered her withal"."""
    earlier = words[max(words.clauses[words[start].clause][0], start - 10) : start]
    passive = forms().get(words.at(start - 1).now, ("", ""))[1] in ("past", "part")
    linked = any(word.low in ("that", "what", "which", "whom") for word in earlier)
    return words.closes(start) and (linked or passive)


# Names of places in the word lists: (words, first, end) -> whether a phrase may be replaced there.
PLACES: dict[str, Callable[[Words, int, int], bool]] = {
    "": lambda words, start, end: True,
    "aside": _aside,
    "opening": lambda words, start, end: words.opens(start),
    "closing": lambda words, start, end: words.closes(end - 1),
    "before_word": lambda words, start, end: not words.closes(end - 1) and not _follows(words, start, BE),
    "exclaimed": lambda words, start, end: words.opens(start) and words.at(end).gap[:1] in ("!", ",", ";"),
    "noun": lambda words, start, end: is_noun_next(words, end) and words.at(end).low not in bases() - {"light"},
    "noun_slot": lambda words, start, end: _follows(words, start, DETERMINERS | PREPOSITIONS - {"to"}),
    "not_noun": lambda words, start, end: not _follows(words, start, DETERMINERS),
    "motion": lambda words, start, end: _moves(words, start),
    "after_time": lambda words, start, end: _follows(words, start, TIMES),
    "after_have": lambda words, start, end: _follows(words, start, HAVE | BE | {"not", "is", "is't"}),
    "after_subject": lambda words, start, end: _follows(words, start, NOMINATIVE | {"who"}),
    "adjective": _adjective,
    "old_adjective": lambda words, start, end: (
        words.at(end).joined and words.at(end).low in GLAD and not _follows(words, start, DETERMINERS)
    ),
    "relative": _relative,
    "polite": lambda words, start, end: (
        not _follows(words, start, NOMINATIVE | AUXILIARIES | {"to", "not", "that"})
        and not (words.at(end).joined and words.at(end).low in OBJECTS | DETERMINERS | {"to"})
    ),
    "asks": asks,
    "concludes": concludes,
    "entreats": entreats,
    "called": _called,
    "no_title": lambda words, start, end: not calls(words, start) and not words.at(end).text[:1].isupper(),
    "please": lambda words, start, end: words.at(start - 1).low in PLEASE and words.closes(end - 1),
    "after_be": lambda words, start, end: _follows(words, start, BE),
    "later": lambda words, start, end: not _follows(words, start, BE | {"who", "that"}),
    "listening": lambda words, start, end: words.opens(start) and words.at(end).gap[:1] in ("!", ","),
    "before_pronoun": lambda words, start, end: words.at(end).joined and words.at(end).low in NOMINATIVE,
}
