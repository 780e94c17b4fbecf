"""Words and phrases from the word lists, replaced where their place in the sentence allows it."""

import functools
import itertools
from typing import NamedTuple

from zoo.twist.lists import rows
from zoo.twist.places import PLACES
from zoo.twist.tokens import TOKENS
from zoo.twist.verbs import inflect
from zoo.twist.words import Words, vowel_sound


class Entry(NamedTuple):
    """One row of a word list: its words and the gaps between them, its replacement, its rank, and its places."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    after: str
    rank: float
    place: str


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
    return words[start].gap == "-" or words.at(end).gap == "-"


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
