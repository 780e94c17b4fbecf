"""Words and phrases from the word lists, replaced where their place in the sentence allows it."""

import functools
import itertools
from collections.abc import Callable
from typing import NamedTuple

from zoo.twist.verbs import AUXILIARIES, BE, bases, forms, inflect
from zoo.twist.words import TOKENS, Words, each, rows, vowel_sound, words_of

NOMINATIVE = each("i thou ye you he she it we they")
OBJECTS = each("me thee you him her it us them ye")
DETERMINERS = each("the a an my thy his her its our your their mine thine this these those no every each any some such")
PREPOSITIONS = each(
    "of in on to for with at by from upon into unto against about before after under over between through "
    "towards toward within without than like"
)
FUNCTION = (
    NOMINATIVE | OBJECTS | DETERMINERS | PREPOSITIONS | AUXILIARIES | each(
    "and or but if that which who whom whose what when where why how as so not nor there here then now hence "
    "thence all both than though till until ere thus too yes no ay nay o oh hither thither whither only"
)
)  # fmt: skip
MOTION = each(
    "go come get depart part part bear ride fly flee send carry convey drive remove banish haste run hie walk "
    "march stir take sail steal pack wend bring lead thrust away far"
)  # fmt: skip
TIMES = each("hour hours day days night nights week weeks month months year years minute minutes")
GLAD = each("noble glad well gracious royal worthy reverend welcome happy willing willingly sorry heavy")
HAVE = each("have has had hath hast hadst having")


class Entry(NamedTuple):
    """One row of a word list: its words and the gaps between them, its replacement, its rank, and its places."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    after: str
    rank: float
    place: str


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
    "before_pronoun": lambda words, start, end: words.at(end).joined and words.at(end).low in NOMINATIVE,
}


@functools.cache
def entries(name: str) -> dict[str, tuple[Entry, ...]]:
    """A word list by the first word of its phrases, longest first, with the slots thou and thee filled in."""
    found: dict[str, list[Entry]] = {}
    for phrase, after, rank, *place in rows(name):
        for filled in _filled(phrase):
            spans = list(TOKENS.span_tokenize(filled))
            words = tuple(filled[start:end] for start, end in spans)
            gaps = tuple(filled[one[1] : two[0]] for one, two in itertools.pairwise(spans))
            found.setdefault(words[0], []).append(Entry(words, gaps, after, float(rank), place[0] if place else ""))
    return {first: tuple(sorted(some, key=lambda entry: -len(entry.words))) for first, some in found.items()}


def _filled(phrase: str) -> list[str]:
    for slot, pronouns in (("thee", ("thee", "you", "ye")), ("thou", ("thou", "ye", "you"))):
        if f" {slot}" in phrase:
            return [phrase.replace(f" {slot}", f" {pronoun}") for pronoun in pronouns]
    return [phrase]


def match(words: Words, index: int, table: dict[str, tuple[Entry, ...]]) -> Entry | None:
    """The first entry that matches at ``index``, in a valid place and on one line, or None."""
    some = table.get(words[index].low)
    if not some:
        return None
    second = words.at(index + 1).low
    for entry in some:
        size = len(entry.words)
        if size > 1 and entry.words[1] != second:
            continue
        if index + size > len(words) or any(words[at].rule for at in range(index, index + size)):
            continue
        same = all(
            words[index + at].low == entry.words[at] and words[index + at].gap == entry.gaps[at - 1]
            for at in range(1, size)
        )
        if same and PLACES[entry.place](words, index, index + size) and not _hyphenated(words, index, index + size):
            return entry
    return None


def _hyphenated(words: Words, start: int, end: int) -> bool:
    return (words[start].gap[-1:] == "-" and words[start].gap != "--") or words.at(end).gap == "-"


def replace(words: Words, index: int, entry: Entry, rule: str) -> int:
    """Apply an entry at ``index``. Returns the number of words replaced."""
    size = len(entry.words)
    source = [words[at].text for at in range(index, index + size)]
    shouted = size > 1 and "".join(source).isupper()
    after = entry.after.upper() if shouted else entry.after
    words.set(list(range(index, index + size)), [after] + [None] * (size - 1), rule, entry.rank)
    return size


@functools.cache
def swaps(name: str) -> dict[str, tuple[str, str, str, float]]:
    """Form -> (part of speech, new word in its base form, kind of form, rank), for the words of a list."""
    found = {}
    for part, old, new, rank in rows(name):
        if part != "verb":
            found[old] = (part, new, "one", float(rank))
        if part == "noun":
            found[plural(old)] = (part, new, "many", float(rank))
    for part, old, new, rank in rows(name):
        if part == "verb":
            for kind in ("part", "past", "ing", "s", "base"):
                found.setdefault(inflect(old, kind), (part, new, kind, float(rank)))
    return found


def plural(noun: str) -> str:
    """The plural of a noun, or of its last word: foe -> foes, baby -> babies, woman -> women."""
    irregular = {"man": "men", "woman": "women", "child": "children", "person": "people", "thief": "thieves",
                 "knife": "knives", "wife": "wives", "life": "lives", "guy": "guys"}  # fmt: skip
    head, space, last = noun.rpartition(" ")
    for one, many in irregular.items():
        if last.endswith(one):
            return head + space + last[: -len(one)] + many
    if last[-1:] == "y" and last[-2:-1] not in tuple("aeiou"):
        return head + space + last[:-1] + "ies"
    return head + space + last + ("es" if last.endswith(("s", "x", "z", "ch", "sh")) else "s")


def fix_articles(words: Words) -> None:
    """Adapt "a" and "an" to the new words after them: an apothecary -> a pharmacist."""
    for index in range(1, len(words)):
        word, article = words[index], words[index - 1]
        if not word.new or not word.joined or article.rule or article.low not in ("a", "an"):
            continue
        wanted = "an" if vowel_sound(word.new.lower()) else "a"
        if vowel_sound(word.low) != vowel_sound(word.new.lower()) and wanted != article.low:
            words.set([index - 1, index], [wanted, word.new], word.rule, word.rank)
