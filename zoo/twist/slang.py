"""Today's words and references, worked into a line where its grammar allows them."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from zoo.twist.closed import DETERMINERS, FUNCTION, NOMINATIVE, OBJECTS, PREPOSITIONS
from zoo.twist.lists import rows, words_of
from zoo.twist.phrases import entries, fix_articles, match, plural, replace, swaps
from zoo.twist.places import is_noun_next
from zoo.twist.verbs import AUXILIARIES, BE, forms, inflect
from zoo.twist.words import Edit, Words

Choice = TypeVar("Choice")

SHARES = {"opener": 0.22, "closer": 0.3, "like": 0.9}  # of the places for each, how many are used when the dial is at 1
MODIFIERS = BE | {"so", "too", "very", "most", "more", "how", "as", "seem", "seems", "look", "looks", "grow", "not"}
NOUN_AFTER = DETERMINERS | PREPOSITIONS - {"to", "like"} | {"and", "or", "good", "old", "sweet", "dear", "great"}


def ranked_edits(text: str, seed: int) -> list[tuple[float, Edit]]:
    """All edits of ``text`` for a seed, each with the value of the dial from which it applies."""
    words = Words(text)
    chance = Chance(seed)
    table, index = entries("slang_phrases.tsv"), 0
    while index < len(words):
        entry = match(words, index, table)
        if entry:
            choice = chance.pick(index, "phrase", entry.after.split(" | "))
            rank = chance.rank(index, "phrase", entry.rank)
            index += replace(words, index, entry._replace(after=choice, rank=rank), "slang phrase")
            continue
        _swap(words, index, chance)
        index += 1
    for first, end, mark in words.clauses:
        _insert(words, first, end, mark, chance)
    fix_articles(words)
    return words.ranked()


class Chance:
    """Numbers that depend only on the seed and the place, so that each place is decided independently."""

    def __init__(self, seed: int):
        self.key = str(seed).encode()

    def number(self, index: int, what: str) -> float:
        """A number in (0, 1]."""
        digest = hashlib.blake2b(b"%s %d %s" % (self.key, index, what.encode()), digest_size=6).digest()
        return (int.from_bytes(digest, "big") + 1) / 2**48

    def pick(self, index: int, what: str, choices: Sequence[Choice]) -> Choice:
        """One of the choices."""
        return choices[int(self.number(index, f"{what} choice") * len(choices) * 0.999999)]

    def rank(self, index: int, what: str, eager: float) -> float:
        """The value of the dial from which a place is used; above 1 it never is."""
        return self.number(index, what) / max(eager, 1e-9)


# ---- words
def _swap(words: Words, index: int, chance: Chance) -> None:
    word = words[index]
    found = swaps("slang_words.tsv").get(word.low)
    if not found or word.gap[-1:] == "-" or words.at(index + 1).gap[:1] == "-":
        return
    part, choices, kind, eager = found
    if (word.text[0].isupper() and not words.starts(index)) or not FITS[part](words, index):
        return
    choice = chance.pick(index, "word", choices.split(" | "))
    if part == "verb":
        choice = inflect(choice, _verb_kind(words, index, kind))
    elif kind == "many":
        choice = plural(choice)
    words.set([index], [choice], f"slang {part if part != 'mass' else 'noun'}", chance.rank(index, "word", eager))


def _noun_fits(words: Words, index: int) -> bool:
    before = words.at(index - 1).low
    known = before in NOUN_AFTER or before in words_of("adjectives.txt") or before.endswith("'s")
    return words[index].joined and known and words.at(index + 1).low != "of"


def _mass_fits(words: Words, index: int) -> bool:
    return _noun_fits(words, index) and words.at(index - 1).low not in ("a", "an", "these", "those", "many")


def _verb_fits(words: Words, index: int) -> bool:
    """Whether this is a verb: not a noun after its article, and a particle never before a pronoun."""
    before = words.at(index - 1).low if words[index].joined else ""
    if before in DETERMINERS - {"this", "that", "these", "those"} or before in PREPOSITIONS - {"to"}:
        return False
    if before.endswith("'s") or before in words_of("adjectives.txt"):
        return False
    kind = forms().get(words[index].low, ("", "base"))[1]
    leads = before in NOMINATIVE | AUXILIARIES | {"to", "not", "and", "or", "who", "that", "which", "thou", "ne'er"}
    return leads or (kind != "base" and before != "") or (not before and kind == "base" and words.opens(index))


def _verb_kind(words: Words, index: int, kind: str) -> str:
    """Past or participle if one form is both: after "have" or "be" it is the participle."""
    near = [words.at(index - back).low for back in (1, 2) if words.at(index - back + 1).joined]
    helped = any(word in AUXILIARIES and word not in ("do", "did") for word in near)
    return "part" if kind in ("past", "part") and helped else "past" if kind == "part" else kind


def _adjective_fits(words: Words, index: int) -> bool:
    before, following = words.at(index - 1).low if words[index].joined else "", words.at(index + 1)
    if following.joined and following.low in ("of", "thee", "than", "as"):
        return False
    if is_noun_next(words, index + 1) and before in DETERMINERS | MODIFIERS | PREPOSITIONS | {"", "and"} | words_of(
        "adjectives.txt"
    ):
        return forms().get(following.low, ("", "base"))[1] in ("base", "s") or following.low not in forms()
    return before in MODIFIERS and (words.closes(index) or following.low in ("and", "to", "that", "in", "with"))


FITS = {"noun": _noun_fits, "mass": _mass_fits, "verb": _verb_fits, "adjective": _adjective_fits}


# ---- insertions
def _insert(words: Words, first: int, end: int, mark: str, chance: Chance) -> None:
    slots: dict[str, list[tuple[str, float]]] = {}
    for slot, new, eager, *_ in rows("slang_inserts.tsv"):
        slots.setdefault(slot, []).append((new, float(eager)))
    last, opening = end - 1, words[first]
    slot = "yes?" if mark == "?" and opening.low in AUXILIARIES else mark
    is_cut = words[last].end == len(words.text)  # the sentence, or even the word, goes on
    if end - first >= 4 and slot in slots and words[last].joined and _plain(words, last) and not is_cut:
        _slip(words, last, "closer", slots[slot], chance, "{word}{new}")
    sentence = first == 0 or any(character in ".!?" for character in opening.gap) or opening.gap.count("\n") > 1
    if end - first >= 4 and sentence and _plain(words, first) and opening.low in FUNCTION - {"i", "o"} - OBJECTS:
        lower = opening.text if opening.text.startswith("I'") else opening.low
        if words.at(first + 1).joined and opening.text[:1].isupper() and not opening.text[1:2].isupper():
            _slip(words, first, "opener", slots["opener"], chance, "{new} " + lower.replace("{", ""))
    _similes(words, first, end, chance)


def _similes(words: Words, first: int, end: int, chance: Chance) -> None:
    similes = {row[3]: row[1] for row in rows("slang_inserts.tsv") if row[0] == "like"}
    for index in range(first, end):
        word = words[index]
        known = similes.get(word.low)
        after_be = word.joined and words.at(index - 1).low in BE | {"so", "too", "very", "grow", "grows"}
        if known and after_be and words.closes(index) and (not word.rule or word.rule == "slang adjective"):
            rank = chance.rank(index, "like", SHARES["like"])
            words.set([index], [f"{word.low} {known}"], "slang simile", rank)


def _plain(words: Words, index: int) -> bool:
    word = words[index]
    return not word.rule and "’" not in word.text and word.text.isascii()


def _slip(words: Words, index: int, slot: str, choices: list[tuple[str, float]], chance: Chance, frame: str) -> None:
    new, eager = chance.pick(index, slot, choices)
    made = frame.format(word=words[index].text, new=new)
    words.set([index], [made], f"slang {slot}", chance.rank(index, slot, eager * SHARES[slot]))
